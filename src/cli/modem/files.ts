/**
 * `plugtalk modem show | get | set | diff`: parameter files, by field name and by offset and type.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Command } from "commander";
import { LayoutWriteError } from "../../layout/write.ts";
import { nidOf } from "../../messages/homeplug/keys.ts";
import { AT_KINDS, getAt, type Item, setAt } from "../../modem/pib/at.ts";
import { checkPib } from "../../modem/pib/check.ts";
import { diffPibs } from "../../modem/pib/diff.ts";
import { isPibField, PIB_FIELDS, type PibField, type PibFieldName } from "../../modem/pib/fields.ts";
import { type FieldValues, fieldsOf, getField, PibError, readPib, setFields } from "../../modem/pib/pib.ts";
import { BAD_INPUT, USAGE, UserError } from "../exit.ts";
import { newFile } from "../new-file.ts";
import { confirmed, say, sayJson } from "./adapter-command.ts";
import { differenceLines, fieldLines } from "./field-lines.ts";

interface Options {
  readonly json?: boolean;
  readonly secrets?: boolean;
  readonly yes?: boolean;
  readonly output?: string;
  readonly force?: boolean;
}

const command = (name: string, description: string): Command =>
  new Command(name).description(description).option("--json", "values for programs").exitOverride();

export const showCommand = (): Command =>
  command("show", "Show a file of parameters (PIB): what it is, whether it is whole, its fields.")
    .argument("<file>")
    .option("--secrets", "also keys")
    .action(inWords(show));

export const getCommand = (): Command =>
  command("get", "Print one parameter of a file, by name, or by offset and type.")
    .argument("<file>")
    .argument("<field>", "its name as `show` has it, or its offset (0xF4)")
    .argument(
      "[type]",
      `of what stands at the offset: ${AT_KINDS.filter((kind) => !/fill|zero|skip/.test(kind)).join(", ")}`,
    )
    .argument("[length]", "octets of data or text")
    .action(inWords(get));

export const setCommand = (): Command =>
  command("set", "Change parameters in a file; everything else but the checksums stays as it is.")
    .argument("<file>")
    .argument("<changes...>", "NAME=VALUE of each, or OFFSET TYPE VALUE [TYPE VALUE...]")
    .option("-o, --output <file>", "write there, and leave the file itself alone")
    .option("-f, --force", "replace the output where it exists")
    .option("-y, --yes", "change the file in place without asking")
    .action(inWords(set))
    .addHelpText(
      "after",
      `
Types: ${AT_KINDS.join(", ")}.
Examples: plugtalk modem set a.pib UserHFID=stall-7 SLACMode=charger -o b.pib
          plugtalk modem set a.pib 0x1C98 long 10240 long 102400 -o b.pib`,
    );

export const diffCommand = (): Command =>
  command("diff", "Show where two files of parameters differ; ends with 1 where they do.")
    .argument("<before>")
    .argument("<after>")
    .option("--secrets", "also keys")
    .action(inWords(diff));

/** What a file has in it that it should not is the user's to mend. */
function inWords<A extends readonly unknown[]>(work: (...args: A) => Promise<void>): (...args: A) => Promise<void> {
  return async (...args) => {
    try {
      await work(...args);
    } catch (error) {
      if (error instanceof PibError || error instanceof LayoutWriteError) throw new UserError(error.message);
      throw error;
    }
  };
}

async function octetsOf(file: string): Promise<Uint8Array> {
  return Uint8Array.from(
    await readFile(file).catch((error: Error) => {
      throw new UserError(`Cannot read ${file}: ${error.message}`);
    }),
  );
}

async function show(file: string, options: Options): Promise<void> {
  const octets = await octetsOf(file);
  const { form, chip, version, imageLength, isIntact } = readPib(octets);
  const faults = checkPib(octets);
  const fields = fieldsOf(octets);
  if (options.json) {
    const visible = fields.map(({ isSecret, value, ...field }) => ({
      ...field,
      ...(isSecret ? { isSecret } : {}),
      ...(isSecret && !options.secrets ? {} : { value }),
    }));
    sayJson({ file, octets: octets.length, form, chip, version, imageLength, isIntact, faults, fields: visible });
    return;
  }
  const what = form === "plain" ? "an older chip (INT6x00, AR7400)" : chip;
  say(
    `${file}: parameters of ${what}${version ? `, ${version}` : ""}, ${imageLength} octets${isIntact ? "" : ", damaged"}`,
  );
  for (const { words, isGrave } of faults) say(`${isGrave ? "Fault" : "Note"}: ${words}`);
  for (const line of fieldLines(fields, options.secrets === true)) say(line);
}

async function get(
  file: string,
  field: string,
  type: string | undefined,
  length: string | undefined,
  options: Options,
): Promise<void> {
  const octets = await octetsOf(file);
  const offset = offsetIn(field);
  if (offset === undefined) {
    const value = getField(octets, nameOf(field));
    if (options.json) sayJson({ name: field, value });
    else say(String(value));
    return;
  }
  if (type === undefined)
    throw new UserError(`Cannot get what stands at ${field}: its type is wanted, one of ${AT_KINDS.join(", ")}`, USAGE);
  const value = getAt(octets, offset, type, length === undefined ? undefined : Number(length));
  if (options.json) sayJson({ offset, type, value });
  else say(value);
}

async function set(file: string, changes: readonly string[], options: Options): Promise<void> {
  if (options.output !== undefined && resolve(options.output) === resolve(file)) {
    throw new UserError(`Cannot write ${file}: it is the file itself; without --output it is changed in place`, USAGE);
  }
  const octets = await octetsOf(file);
  const young = changed(octets, changes);
  const differences = diffPibs(octets, young);
  const target = options.output ?? file;
  if (options.output === undefined) {
    if (differences.length > 0 && !(await confirmed(`Change ${differences.length} places in ${file}?`, options))) {
      throw new UserError("Nothing was written.", BAD_INPUT);
    }
  }
  // In place it is replaced as a whole, or not at all.
  const out = await newFile(
    target,
    options.output === undefined ? "" : file,
    options.output === undefined || options.force === true,
  );
  try {
    await out.write(young);
    await out.keep();
  } finally {
    await out.discard();
  }
  if (options.json)
    sayJson({ file: target, changes: differences.map(({ name, offset, length }) => ({ name, offset, length })) });
  else for (const line of differenceLines(differences, false)) say(line);
}

async function diff(before: string, after: string, options: Options): Promise<void> {
  const differences = diffPibs(await octetsOf(before), await octetsOf(after));
  if (options.json) {
    for (const { before: old, after: young, ...rest } of differences) {
      sayJson(rest.isSecret && !options.secrets ? rest : { ...rest, before: old, after: young });
    }
  } else for (const line of differenceLines(differences, options.secrets === true)) say(line);
  if (differences.length > 0) process.exitCode = BAD_INPUT;
}

/** `0xF4`, `F4h` is none; a name begins with a letter. */
const offsetIn = (text: string): number | undefined => (/^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : undefined);

function nameOf(text: string): PibFieldName {
  const found = Object.keys(PIB_FIELDS).find((name) => name.toLowerCase() === text.toLowerCase());
  if (found !== undefined && isPibField(found)) return found;
  throw new UserError(
    `There is no parameter ${text}: one of ${Object.keys(PIB_FIELDS).join(", ")}, or an offset (0xF4) expected`,
    USAGE,
  );
}

function changed(octets: Uint8Array, changes: readonly string[]): Uint8Array {
  const [first = ""] = changes;
  const offset = offsetIn(first);
  if (offset !== undefined) {
    const words = changes.slice(1);
    if (words.length === 0 || words.length % 2 !== 0) {
      throw new UserError(`Cannot set what stands at ${first}: a type and a value for each expected`, USAGE);
    }
    const items: Item[] = [];
    for (let i = 0; i < words.length; i += 2) items.push({ kind: words[i]!, value: words[i + 1]! });
    return setAt(octets, offset, items);
  }
  const values: Record<string, number | string> = {};
  for (const change of changes) {
    const match = /^([A-Za-z]\w*)=(.*)$/s.exec(change);
    if (!match) throw new UserError(`Cannot take ${change}: NAME=VALUE, or OFFSET TYPE VALUE expected`, USAGE);
    const name = nameOf(match[1]!);
    values[name] = valueIn(name, match[2]!);
  }
  // Whoever gives a key means its network, too.
  if (typeof values["NMK"] === "string" && values["NID"] === undefined) values["NID"] = nidOf(values["NMK"]);
  return setFields(octets, values as FieldValues);
}

function valueIn(name: PibFieldName, text: string): number | string {
  const { type, values = {} }: PibField = PIB_FIELDS[name];
  if (type.kind === "uint" || type.kind === "sint") {
    const byWords = Object.entries(values).find(([, words]) => words === text)?.[0];
    const number = Number(byWords ?? text);
    if (text.trim() !== "" && Number.isInteger(number)) return number;
    const words = Object.entries(values).map(([value, meaning]) => `${value} (${meaning})`);
    throw new UserError(`Cannot set ${name} to ${text}: ${words.join(", ") || "a whole number"} expected`, USAGE);
  }
  return type.kind === "bytes" || type.kind === "mac" ? text.toLowerCase() : text;
}
