/**
 * `plugtalk exi decode | encode | explain`.
 *
 * @module
 */

import { Command, Option } from "commander";
import { toHex } from "../base/hex.ts";
import { type Document, encode } from "../exi/codec.ts";
import { EncodeError } from "../exi/errors.ts";
import { explain, explanationLines } from "../exi/explain.ts";
import type { Schema } from "../exi/schema.ts";
import { toXml } from "../exi/to-xml.ts";
import type { Kind } from "../exi/walk-decode.ts";
import { schemas } from "../messages/schemas.ts";
import { decodeUnknown, messageName } from "../v2g/message.ts";
import { errorObject } from "./error-object.ts";
import { decodeLines, encodeLines } from "./exi-lines.ts";
import { USAGE, UserError } from "./exit.ts";
import { octetsFrom, readInput, textOf } from "./input.ts";
import { messageTree } from "./message-tree.ts";
import { type Recognised, recognise } from "./recognise.ts";
import { schemaByName } from "./schema-by-name.ts";

interface Options {
  readonly schema?: string;
  readonly kind?: Kind;
  readonly root?: string;
  readonly json?: boolean;
  readonly xml?: boolean;
  readonly jsonl?: boolean;
  readonly lenient?: boolean;
  readonly base64?: boolean;
}

export function exiCommand(): Command {
  const command = new Command("exi").description("Decode, encode and explain single V2G messages.");
  const schemaOption = (otherwise: string) =>
    new Option("-s, --schema <name>", `schema of the message; ${otherwise}`).argParser((name) => {
      schemaByName(name);
      return name;
    });
  const kindOption = () =>
    new Option("-k, --kind <kind>", "a whole message, or an element as it is signed").choices(["document", "fragment"]);

  command
    .command("decode")
    .description("Show what a message says.")
    .argument("[input...]", "hex, base64, a file, or - for standard input")
    .addOption(schemaOption("found out where it is not said"))
    .addOption(kindOption())
    .option("--json", "one JSON object")
    .addOption(new Option("--xml", "the XML document that the EXI stands for").conflicts("json"))
    .option("--jsonl", "read and write one JSON object a line")
    .addHelpText(
      "after",
      `\nSchemas: ${Object.keys(schemas).join(", ")}.
Examples:
  plugtalk exi decode 8000dbab9371d3234b71d1b981899189d191818991d26b9b3a232b30020000040040
  plugtalk exi decode --json --schema din message.exi`,
    )
    .action((words: string[], options: Options) => decodeCommand(words, options));

  command
    .command("encode")
    .description("Write a message: a JSON object as `decode --json` prints it, or the content of its root element.")
    .argument("[file]", "a file of JSON, or - for standard input", "-")
    .addOption(schemaOption("as the JSON says where it is not said"))
    .addOption(kindOption())
    .option("-r, --root <element>", "root element, where the JSON is its content only")
    .option("--lenient", "write values that the schema forbids and EXI can carry")
    .option("--base64", "base64 instead of hex")
    .option("--json", "one JSON object")
    .option("--jsonl", "read and write one JSON object a line")
    .action((file: string, options: Options) => encodeCommand(file, options));

  command
    .command("explain")
    .description("Tell what each bit of a message is for, up to the fault where there is one.")
    .argument("[input...]", "hex, base64, a file, or - for standard input")
    .addOption(schemaOption("found out where it is not said"))
    .addOption(kindOption())
    .option("--json", "one JSON object")
    .action((words: string[], options: Options) => explainCommand(words, options));

  for (const inner of command.commands) inner.exitOverride();
  return command.exitOverride();
}

async function decodeCommand(words: readonly string[], options: Options) {
  if (options.jsonl) {
    if (words.length > 1) throw new UserError("--jsonl reads one file, or standard input", USAGE);
    await decodeLines(words[0] ?? "-", { schema: options.schema });
    return;
  }
  const { messages, error } = recognise(await octetsFrom(words), options.schema, options.kind);
  for (const found of messages) {
    const document = decodeUnknown(found.schema, found.exi, { kind: found.kind });
    if (document instanceof Error) throw new UserError(faultIn(found, document, error));
    showMessage(found, document, options);
  }
  if (error !== undefined) throw new UserError(error);
}

function showMessage(found: Recognised, { root, value, warnings }: Document<Schema>, options: Options) {
  if (options.json) {
    const message = messageName(root, value);
    print(JSON.stringify({ ...about(found), root, message, value, exi: toHex(found.exi), warnings }));
    return;
  }
  if (options.xml) print(toXml(found.schema, root, value).trimEnd());
  else print(`${messageName(root, value)}  ${describe(found)}\n${messageTree(root, value)}`);
  for (const { path, message } of warnings) process.stderr.write(`Warning: ${path}: ${message}\n`);
}

/** The fault of a message, and what is wrong around it. */
function faultIn({ schema, confidence }: Recognised, error: Error, around: string | undefined): string {
  const guess = confidence === 0 ? ", in which it reads furthest" : "";
  return [`${error.message} (schema ${schema.name}${guess})`, ...(around === undefined ? [] : [around])].join("\n");
}

async function encodeCommand(file: string, options: Options) {
  if (options.jsonl) {
    await encodeLines(file, { schema: options.schema, lenient: options.lenient === true });
    return;
  }
  const json = parse(textOf(await readInput(file)), file === "-" ? "standard input" : file);
  const isWhole = "root" in json || "schema" in json;
  if (isWhole && !("value" in json))
    throw new UserError('No "value" found in the JSON, the content of the root element expected');
  const named = json as {
    readonly schema?: string;
    readonly kind?: Kind;
    readonly root?: string;
    readonly value?: unknown;
  };
  const schemaName = options.schema ?? (isWhole ? named.schema : undefined);
  const root =
    options.root ??
    (isWhole ? named.root : undefined) ??
    ("Header" in json && "Body" in json ? "V2G_Message" : undefined);
  if (schemaName === undefined)
    throw new UserError('No schema: say it with --schema, or as "schema" in the JSON', USAGE);
  if (typeof root !== "string")
    throw new UserError('No root element: say it with --root, or as "root" in the JSON', USAGE);
  const schema = schemaByName(schemaName);
  const kind = options.kind ?? named.kind ?? "document";
  try {
    const exi = encode(schema, root, isWhole ? named.value : json, { kind, lenient: options.lenient === true });
    if (options.json) print(JSON.stringify({ schema: schema.name, kind, root, exi: toHex(exi) }));
    else print(options.base64 ? Buffer.from(exi).toString("base64") : toHex(exi));
  } catch (error) {
    if (error instanceof EncodeError) throw new UserError(error.message);
    throw error;
  }
}

function parse(text: string, where: string): object {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError(`Cannot read ${where}: ${(error as Error).message}; JSON expected`);
  }
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json;
  throw new UserError(`Cannot read ${where}: a JSON object expected`);
}

async function explainCommand(words: readonly string[], options: Options) {
  const { messages, error: around } = recognise(await octetsFrom(words), options.schema, options.kind);
  for (const found of messages) {
    const explanation = explain(found.schema, found.exi, { kind: found.kind });
    const { steps, decoded, error } = explanation;
    if (options.json) {
      print(JSON.stringify({ ...about(found), ...decoded, steps, ...(error ? { error: errorObject(error) } : {}) }));
    } else {
      print(describe(found));
      for (const line of explanationLines(explanation, found.exi)) print(line);
    }
    if (error) throw new UserError(faultIn(found, error, around));
  }
  if (around !== undefined) throw new UserError(around);
}

const about = ({ schema, kind, confidence, payloadType }: Recognised) => ({
  schema: schema.name,
  kind,
  ...(confidence === undefined ? {} : { confidence: Math.round(confidence * 1000) / 1000 }),
  ...(payloadType === undefined ? {} : { payloadType }),
});

function describe({ schema, kind, confidence, others }: Recognised): string {
  const what = `${schema.name}${kind === "fragment" ? ", fragment" : ""}`;
  if (confidence === undefined) return `(${what})`;
  if (confidence === 0) return `(no message in any schema; ${what} reads furthest)`;
  const rest = others.length > 0 ? `; it could also be ${others.join(", ")}` : "";
  return `(${what}, found out, ${Math.round(confidence * 100)} % sure${rest})`;
}

const print = (text: string) => process.stdout.write(`${text}\n`);
