/**
 * `plugtalk demo`: a car charges, with nothing attached. Car, charger, two powerline adapters and the cable live in this
 * process; what they say to each other is recorded, and reported on.
 *
 * @module
 */

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { frameRecorder } from "../app/frame-recorder.ts";
import { simulation } from "../app/simulated-charge.ts";
import { captureRecords } from "../capture/read.ts";
import type { CaptureEnd } from "../capture/records.ts";
import { type CarProfileName, carProfiles } from "../simulator/car-profiles.ts";
import { type ChargerProfileName, chargerProfiles } from "../simulator/charger-profiles.ts";
import { type Fault, faults } from "../simulator/faults.ts";
import { pipeline } from "../sniffer/pipeline.ts";
import { html, markdown, type RecordingReport, reporter } from "../sniffer/report/index.ts";
import { USAGE, UserError } from "./exit.ts";
import { liveView } from "./live-view.ts";
import { pageParts } from "./page-parts.ts";

interface Options {
  readonly car: CarProfileName;
  readonly charger: ChargerProfileName;
  readonly fault?: string;
  readonly soc: number;
  readonly target: number;
  readonly seed: number;
  readonly fast?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly list?: boolean;
  readonly out: string;
}

const number = (text: string) => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("a number expected");
  return value;
};
const percent = (text: string) => {
  const value = number(text);
  if (value < 0 || value > 100) throw new InvalidArgumentError("0 to 100 expected");
  return value;
};

export function demoCommand(): Command {
  return new Command("demo")
    .description("Watch a car charge with nothing attached: simulated, recorded and reported on.")
    .addOption(new Option("--car <name>", "which car").choices(Object.keys(carProfiles)).default("ioniq28"))
    .addOption(
      new Option("--charger <name>", "which charger").choices(Object.keys(chargerProfiles)).default("alpitronic"),
    )
    .option("--fault <name>", "what goes wrong; --list shows what there is")
    .option("--soc <percent>", "state of charge when the plug goes in", percent, 30)
    .option("--target <percent>", "state of charge at which the driver wants it to end", percent, 80)
    .option("--seed <number>", "another one gives other keys and numbers", number, 1)
    .option("--fast", "at once, instead of at a speed that can be watched")
    .option("-v, --verbose", "each step of the matching, too")
    .option("--json", "one event a line: docs/events.md tells the form")
    .option("-o, --out <folder>", "where the recording and its report go", "plugtalk-demo")
    .option("--list", "show the cars, chargers and faults that there are")
    .exitOverride()
    .action((options: Options) => (options.list ? list() : demo(options)));
}

function list(): void {
  const rows = (things: Readonly<Record<string, { readonly name: string }>>) =>
    Object.entries(things).map(([key, { name }]) => `  ${key.padEnd(14)} ${name}`);
  const named = faults.map(({ side, name, words }) => [`${side}: ${name}`, words] as const);
  const width = Math.max(...named.map(([name]) => name.length));
  const lines = [
    "Cars",
    ...rows(carProfiles),
    "",
    "Chargers",
    ...rows(chargerProfiles),
    "",
    "Faults (--fault; of the charger and of the car)",
    ...named.map(([name, words]) => `  ${name.padEnd(width)}  ${words}`),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** @throws {UserError} where there is none of that name, or two. */
function faultNamed(words: string): Fault {
  const found = faults.filter(({ side, name }) => name === words || `${side}: ${name}` === words);
  if (found.length === 1) return found[0] as Fault;
  throw new UserError(
    found.length === 0
      ? `There is no fault ${JSON.stringify(words)}: \`plugtalk demo --list\` shows those there are`
      : `${JSON.stringify(words)} is a fault of both: say "car: ${words}" or "charger: ${words}"`,
    USAGE,
  );
}

/** Simulated seconds in one real second: the beginning in a quarter of a minute, the charging in another. */
const PACES = { before: 2.5, charging: 90 };

async function demo(options: Options): Promise<void> {
  const car = carProfiles[options.car];
  const charger = chargerProfiles[options.charger];
  if (options.target <= options.soc) throw new UserError("The target has to be above the state of charge", USAGE);
  const fault = options.fault === undefined ? undefined : faultNamed(options.fault);
  await mkdir(options.out, { recursive: true });
  const out = process.stdout;
  const view = options.json
    ? undefined
    : liveView({ out, sides: ["car", "charger"], isVerbose: options.verbose === true });
  const say = (words: string) => !options.json && out.write(`${words}\n`);

  say(
    `${car.name} at ${charger.name}, from ${options.soc} % to ${options.target} %${fault ? `, and ${fault.words}` : ""}\n`,
  );
  const pieces: Uint8Array[] = [];
  const recorder = frameRecorder("charger", (octets) => pieces.push(octets));
  const world = simulation({
    car,
    charger,
    seed: options.seed,
    soc: options.soc,
    targetSoc: options.target,
    ...(fault ? { fault } : {}),
    onFrame: ({ octets, time }) => recorder.frame(octets, time),
    tell(event) {
      view?.feed(event);
      if (options.json) out.write(`${JSON.stringify(event)}\n`);
    },
  });
  const pace = () => (view?.state.car.phase === "charging" ? PACES.charging : PACES.before);
  const { car: visit } = await world.clock.until(world.play(), options.fast || options.json ? {} : { pace });
  view?.end();

  const recording = join(options.out, "session.pcapng");
  const octets = Buffer.concat(pieces);
  await writeFile(recording, octets);
  const report = await reportOn("session.pcapng", octets);
  await writeFile(join(options.out, "session.md"), [...markdown({ recordings: [report], unread: [] })].join(""));
  await writeFile(
    join(options.out, "session.html"),
    [...html({ recordings: [report], unread: [] }, await pageParts())].join(""),
  );
  const session = report.sessions.at(-1);
  if (options.json) {
    out.write(`${JSON.stringify({ from: "report", ended: session?.ended, verdict: session?.verdict, recording })}\n`);
    return;
  }
  say("");
  say(session?.verdict ?? `No power flowed: ${visit.words}.`);
  if (session) say(`How it ended: ${session.ended.words}`);
  say("");
  say(`Recording  ${recording}   (plugtalk read ${recording}; opens in Wireshark, too)`);
  say(`Report     ${join(options.out, "session.html")}`);
}

/** What our own listener makes of it: it knows nothing of the simulation. */
async function reportOn(name: string, octets: Uint8Array): Promise<RecordingReport> {
  const stages = pipeline();
  const page = reporter();
  let end: CaptureEnd | undefined;
  for await (const records of captureRecords(whole(octets))) {
    for (const record of records) {
      if (record.kind === "end") end = record;
      for (const event of stages.feed(record)) page.feed(event);
    }
  }
  for (const event of stages.end()) page.feed(event);
  return page.report(name, end as CaptureEnd, stages.census());
}

async function* whole(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets;
}
