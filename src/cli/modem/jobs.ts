/**
 * `plugtalk modem read | write | setup | restore`: parameters from and to an adapter.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { Argument, type Command } from "commander";
import { randomInteger, systemRandom } from "../../base/random.ts";
import type { Desk } from "../../modem/asking.ts";
import type { PibDifference } from "../../modem/pib/diff.ts";
import type { PibRole } from "../../modem/pib/roles.ts";
import { readParameters } from "../../modem/read-parameters.ts";
import { type JobDone, type JobOptions, replace, restore, setUp } from "../../modem/setup.ts";
import { BAD_INPUT, UserError } from "../exit.ts";
import { newFile } from "../new-file.ts";
import { progress } from "../progress.ts";
import { type AdapterOptions, adapterCommand, confirmed, say, sayJson, withAdapter } from "./adapter-command.ts";
import { differenceLines } from "./field-lines.ts";

interface WriteOptions extends AdapterOptions {
  readonly yes?: boolean;
  readonly backups?: string;
  readonly force?: boolean;
}

export const readCommand = (): Command =>
  adapterCommand("read", "Read an adapter's parameters (PIB) to a file.")
    .argument("<file>", "the file to write")
    .option("-f, --force", "replace the file where it exists")
    .action(read);

const writing = (name: string, description: string): Command =>
  adapterCommand(name, description)
    .option("-y, --yes", "write without asking")
    .option("--backups <folder>", "where the copy of what it has goes (~/.plugtalk/backups)");

export const writeCommand = (): Command =>
  writing("write", "Write parameters (PIB) from a file to an adapter: kept before, checked, read back.")
    .argument("<file>", "the parameters")
    .option("--force", "also where they make another device of it (address, key, maker's name)")
    .action(async (file: string, options: WriteOptions) => {
      const octets = await octetsOf(file);
      await work(options, (desk, job) => replace(desk, octets, job));
    });

export const setupCommand = (): Command =>
  writing("setup", "Set an adapter up for a charger or a car: read, keep, patch, write, restart, verify.")
    .addArgument(
      new Argument("<role>", "evse: a charger's; pev: a car's; none: an ordinary adapter").choices([
        "evse",
        "pev",
        "none",
      ]),
    )
    .action((role: PibRole, options: WriteOptions) => work(options, (desk, job) => setUp(desk, role, job)))
    .addHelpText("after", "\n`plugtalk modem restore` undoes it.\nExample: plugtalk modem setup evse --interface eth1");

export const restoreCommand = (): Command =>
  writing("restore", "Give an adapter back the parameters that it had before they were last written.")
    .argument("[file]", "a copy, instead of the youngest that differs from what it has")
    .option("--force", "also where they make another device of it (address, key, maker's name)")
    .action(async (file: string | undefined, options: WriteOptions) => {
      const octets = file === undefined ? undefined : await octetsOf(file);
      await work(options, (desk, job) => restore(desk, octets, job));
    });

async function octetsOf(file: string): Promise<Uint8Array> {
  return Uint8Array.from(
    await readFile(file).catch((error: Error) => {
      throw new UserError(`Cannot read ${file}: ${error.message}`);
    }),
  );
}

async function read(file: string, options: AdapterOptions & { readonly force?: boolean }): Promise<void> {
  await withAdapter(options, async (desk) => {
    const out = await newFile(file, "", options.force === true);
    try {
      const octets = await readParameters(desk, { onProgress: bar(`reading ${desk.adapter.mac}`) });
      await out.write(octets);
      await out.keep();
      if (options.json) sayJson({ mac: desk.adapter.mac, file, octets: octets.length });
      else say(`Read ${octets.length} octets from ${desk.adapter.mac} to ${file}`);
    } finally {
      await out.discard();
    }
  });
}

/** A bar that knows how much there is only after it has begun. */
function bar(words: string): (done: number, total?: number) => void {
  let drawn: ReturnType<typeof progress> | undefined;
  let before = 0;
  return (done, total) => {
    if (total === undefined) return;
    if (!drawn) {
      drawn = progress(total);
      drawn.at(words);
    }
    drawn.advance(done - before);
    before = done;
    if (done >= total) drawn.end();
  };
}

const STEPS = {
  read: "read what it has",
  "backed up": "kept a copy",
  written: "written",
  committed: "in its flash; it restarts",
  restarted: "it is back",
  verified: "read back: it has what it should",
} as const;

async function work(options: WriteOptions, job: (desk: Desk, job: JobOptions) => Promise<JobDone>): Promise<void> {
  await withAdapter(options, async (desk) => {
    const { mac } = desk.adapter;
    const tell = (line: string) => {
      if (!options.json) say(line);
    };
    const bars = { reading: bar(`reading ${mac}`), writing: bar(`writing ${mac}`) };
    let kept: string | undefined;
    try {
      const done = await job(desk, {
        at: new Date(),
        session: randomInteger(1, 0x7fffffff, systemRandom),
        isForced: options.force === true,
        ...(options.backups === undefined ? {} : { backups: options.backups }),
        onProgress: (what, octets, total) => bars[what](octets, total),
        onStep(step, backup) {
          kept = backup ?? kept;
          tell(`${mac}: ${STEPS[step]}${backup === undefined ? "" : `: ${backup}`}`);
        },
        onSilence: () => process.stderr.write(`${mac} does not answer; waiting for it\n`),
        confirm: (changes, backup) => confirm(changes, backup, mac, options),
      });
      if (options.json) sayJson({ mac, ...done, changes: done.changes.map(shown) });
      else if (done.outcome === "nothing to do") say(`${mac}: it is as it should be; nothing was written`);
      if (done.outcome === "not wanted") throw new UserError("Nothing was written.", BAD_INPUT);
    } finally {
      // Whatever happened, the way back is known.
      if (kept !== undefined) tell(`The way back: plugtalk modem restore --mac ${mac} ${kept}`);
    }
  });
}

/** Secrets do not go where nobody asked for them. */
const shown = ({ before, after, isSecret, ...rest }: PibDifference) => (isSecret ? rest : { ...rest, before, after });

async function confirm(
  changes: readonly PibDifference[],
  backup: string,
  mac: string,
  options: WriteOptions,
): Promise<boolean> {
  if (!options.json) for (const line of differenceLines(changes, false)) say(`  ${line}`);
  return confirmed(`Write ${changes.length} changes to ${mac} (copy in ${backup})?`, options);
}
