/**
 * `plugtalk simulate modem`: adapters that are none, on real network interfaces.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { Command, InvalidArgumentError } from "commander";
import { type LiveModem, type LiveModemEvent, simulateModems } from "../app/simulated-modems.ts";
import { systemClock } from "../base/clock.ts";
import { CalledOff, startRun } from "../base/run.ts";
import { LinkError } from "../link/port.ts";
import { checkPib } from "../modem/pib/check.ts";
import type { SimulatedChip } from "../simulator/modem-chips.ts";
import { USAGE, UserError } from "./exit.ts";

const CHIPS: readonly SimulatedChip[] = [
  "INT6000",
  "INT6300",
  "INT6400",
  "AR7400",
  "QCA7420",
  "QCA7000",
  "QCA7005",
  "CG5317",
  "MSE1021",
];
/** Of other makers: how they are given settings and firmware is not known. */
const CLOSED: readonly SimulatedChip[] = ["CG5317", "MSE1021"];
const ROLES = ["evse", "pev", "none"] as const;
type Role = (typeof ROLES)[number];

interface Options {
  readonly interface: readonly string[];
  readonly chip?: readonly string[];
  readonly role?: readonly string[];
  readonly pib?: readonly string[];
  readonly attenuation?: readonly string[];
  readonly flashless?: readonly string[];
  readonly loss: number;
  readonly seed: number;
  readonly json?: boolean;
}

const several = (text: string, before: readonly string[] = []) => [...before, text];
const share = (text: string): number => {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError("a number from 0 to 1 expected");
  return value;
};
const seed = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("a whole number of at most six digits expected");
  return Number(text);
};

export function simulateCommand(): Command {
  const simulate = new Command("simulate").description("Simulated hardware that other programs can talk to.");
  simulate
    .command("modem")
    .description("Powerline adapters on network interfaces, all on one power line.")
    .requiredOption("-i, --interface <name=interface>", "an adapter of this name behind this interface", several)
    .option("--chip <[name=]chip>", `${CHIPS.join(", ")} (QCA7005)`, several)
    .option("--role <[name=]role>", "evse, pev or none (none)", several)
    .option("--pib <name=file>", "its parameter block, instead of a made one", several)
    .option("--attenuation <[name:name=]dB>", "what the power line loses (12)", several)
    .option("--flashless <name>", "has no flash memory, and waits to be started by its host", several)
    .option("--loss <share>", "share of frames that the power line loses", share, 0)
    .option("--seed <number>", "makes addresses and keys: the same number, the same adapters", seed, 1)
    .option("--json", "one JSON object a line")
    .exitOverride()
    .action(stand)
    .addHelpText(
      "after",
      `
Give it one end of a cable in memory, and the program under test the other:
  sudo ip link add plc0 type veth peer name modemA
  sudo ip link add plc1 type veth peer name modemB
  for i in plc0 modemA plc1 modemB; do sudo ip link set $i up; done
  sudo plugtalk simulate modem --interface A=modemA --interface B=modemB --role A=evse --role B=pev
Then plctool, evse, pev, EVerest or plugtalk find one adapter at plc0 and another at plc1.`,
    );
  return simulate;
}

async function stand(options: Options): Promise<void> {
  const modems = await modemsOf(options);
  const run = startRun(systemClock);
  const stop = () => run.stop(new CalledOff("interrupted"));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const shown = lines();
  try {
    await simulateModems(
      {
        modems,
        attenuation: attenuationOf(options.attenuation ?? [], modems),
        loss: options.loss,
        seed: options.seed,
        tell(event) {
          const line = options.json ? JSON.stringify(event) : shown(event);
          if (line !== undefined) process.stdout.write(`${line}\n`);
        },
      },
      run,
    );
  } catch (error) {
    if (error instanceof LinkError) throw new UserError(error.message);
    // It has no other end.
    if (!(error instanceof CalledOff)) throw error;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

/** `A=QCA7420` for one, `QCA7420` for all that are not named. */
function settingFor(
  name: string,
  texts: readonly string[] | undefined,
  names: readonly string[],
  option: string,
): string | undefined {
  let found: string | undefined;
  for (const text of texts ?? []) {
    const [who, value] = text.includes("=") ? (text.split(/=(.*)/s) as [string, string]) : [undefined, text];
    if (who !== undefined && !names.includes(who)) {
      throw new UserError(
        `Cannot take --${option} ${text}: there is no adapter ${who}, only ${names.join(", ")}`,
        USAGE,
      );
    }
    if (who === name) return value;
    if (who === undefined) found = value;
  }
  return found;
}

async function modemsOf({ interface: wires, chip, role, pib, flashless = [] }: Options): Promise<LiveModem[]> {
  const named = wires.map((text) => {
    const [name, wire] = text.includes("=") ? (text.split(/=(.*)/s) as [string, string]) : [text, text];
    return { name, wire };
  });
  const names = named.map(({ name }) => name);
  if (named.some(({ name, wire }) => name === "" || wire === "")) {
    throw new UserError("Cannot take --interface: NAME=INTERFACE expected, as in A=plc0", USAGE);
  }
  for (const list of [names, named.map(({ wire }) => wire)]) {
    const twice = list.find((one, i) => list.indexOf(one) < i);
    if (twice !== undefined) throw new UserError(`Cannot take --interface: ${twice} is given twice`, USAGE);
  }
  return Promise.all(
    named.map(async ({ name, wire }) => {
      const wantedChip = settingFor(name, chip, names, "chip") ?? "QCA7005";
      const wantedRole = settingFor(name, role, names, "role") ?? "none";
      const file = settingFor(name, pib, names, "pib");
      const itsChip = oneOf(wantedChip, CHIPS, "chip");
      if (CLOSED.includes(itsChip) && (file !== undefined || flashless.includes(name))) {
        const option = file === undefined ? "--flashless" : "--pib";
        throw new UserError(
          `Cannot take ${option} for ${name}: it is only for chips of Qualcomm, not for ${itsChip}`,
          USAGE,
        );
      }
      return {
        name,
        interface: wire,
        chip: itsChip,
        role: oneOf<Role>(wantedRole, ROLES, "role"),
        isFlashless: flashless.includes(name),
        ...(file === undefined ? {} : { pib: await block(file) }),
      };
    }),
  );
}

function oneOf<T extends string>(text: string, all: readonly T[], option: string): T {
  const found = all.find((one) => one.toLowerCase() === text.toLowerCase());
  if (found === undefined)
    throw new UserError(`Cannot take --${option} ${text}: one of ${all.join(", ")} expected`, USAGE);
  return found;
}

async function block(file: string): Promise<Uint8Array> {
  const octets = await readFile(file).catch((error: Error) => {
    throw new UserError(`Cannot read ${file}: ${error.message}`);
  });
  const fault = checkPib(octets).find(({ isGrave }) => isGrave);
  if (fault) throw new UserError(`Cannot use ${file}: ${fault.words}`);
  return Uint8Array.from(octets);
}

/** On one cable, coupled as in the field. */
const ONE_CABLE = 12;

function attenuationOf(texts: readonly string[], modems: readonly LiveModem[]): (from: string, to: string) => number {
  const byPair = new Map<string, number>();
  let all = ONE_CABLE;
  for (const text of texts) {
    const match = /^(?:(.+):(.+)=)?(\d+(?:\.\d+)?)$/.exec(text);
    const [, from, to, value] = match ?? [];
    const known = [from, to].every((name) => name === undefined || modems.some((modem) => modem.name === name));
    if (!match || !known) {
      throw new UserError(`Cannot take --attenuation ${text}: dB, or NAME:NAME=dB of two adapters expected`, USAGE);
    }
    if (from === undefined || to === undefined) all = Number(value);
    else for (const pair of [`${from}:${to}`, `${to}:${from}`]) byPair.set(pair, Number(value));
  }
  return (from, to) => byPair.get(`${from}:${to}`) ?? all;
}

/** Events as lines; the same question again and again, as tools ask while they wait, is told once. */
function lines(): (event: LiveModemEvent) => string | undefined {
  const last = new Map<string, string>();
  const begun = systemClock.now();
  return (event) => {
    const words = wordsOf(event);
    if (event.type === "asked" && last.get(event.name) === words) return undefined;
    last.set(event.name, words);
    return `${((systemClock.now() - begun) / 1000).toFixed(3).padStart(9)}  ${event.name}  ${words}`;
  };
}

function wordsOf(event: LiveModemEvent): string {
  switch (event.type) {
    case "ready":
      return `ready: ${event.chip} ${event.mac} on ${event.interface}`;
    case "cable":
      return `its cable is ${event.state}`;
    case "network":
      return event.peers.length > 0 ? `in a network with ${event.peers.join(", ")}` : "alone";
    case "went-dark":
      return "restarts";
    case "woke":
      return "is back";
    case "started-firmware":
      return "starts the firmware that its host gave it";
    case "new-key":
      return `leaves for network ${event.nid}`;
    case "committed":
      return `keeps new ${event.module} in its flash`;
    case "asked":
      return `${event.by} asks ${event.message}${event.answers.length > 0 ? "" : ", not answered"}`;
    default:
      return event satisfies never;
  }
}
