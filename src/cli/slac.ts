/**
 * `plugtalk slac car | charger`: the matching alone, step by step.
 *
 * @module
 */

import { Command, InvalidArgumentError } from "commander";
import { matchOnce } from "../app/slac.ts";
import { systemClock } from "../base/clock.ts";
import { fromHex, toHex } from "../base/hex.ts";
import { CalledOff, startRun } from "../base/run.ts";
import { LinkError } from "../link/port.ts";
import type { SlacEvent } from "../slac/events.ts";
import { MatchingFailed } from "../slac/failures.ts";
import type { Match } from "../slac/match.ts";
import { stepWords } from "../slac/words.ts";
import { UserError } from "./exit.ts";

interface Options {
  readonly interface: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly wait?: number;
  readonly nmk?: string;
  readonly correction?: number;
  readonly farthest?: number;
}

const number = (unit: string) => (text: string) => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError(`a number of ${unit} expected`);
  return value;
};
const seconds = (text: string): number => {
  const value = number("seconds")(text);
  if (value <= 0) throw new InvalidArgumentError("more than 0 seconds expected");
  return value;
};
const networkKey = (text: string): string => {
  if (!/^(0x)?([0-9a-f]{2}[:-]?){15}[0-9a-f]{2}$/i.test(text)) {
    throw new InvalidArgumentError("16 octets in hex expected");
  }
  return toHex(fromHex(text));
};

export function slacCommand(): Command {
  const slac = new Command("slac").description(
    "Match with the other end of the charging cable, show each step, and end with the keys of the network.",
  );
  const side = (name: "car" | "charger", description: string) =>
    slac
      .command(name)
      .description(description)
      .requiredOption("-i, --interface <name>", "the network interface that the powerline adapter is plugged into")
      .option("--json", "one JSON object a line: each step, and the match at the end")
      .option("-v, --verbose", "also messages that are not believed, and why")
      .exitOverride()
      .action((options: Options) => match(name, options));

  side("car", "Be the car: find the charger on the cable and join its network.")
    .option("--wait <seconds>", "how long it tries (10 s, as the standard has it)", seconds)
    .option("--farthest <dB>", "take no charger that is farther away (55 dB)", number("dB"));
  side("charger", "Be the charger: answer cars until one has joined.")
    .option("--wait <seconds>", "how long it waits for a car (until it is stopped)", seconds)
    .option("--nmk <hex>", "key of the network, 16 octets, instead of a random one", networkKey)
    .option("--correction <dB>", "what the modem's receiver adds to the loss of the cable", number("dB"));
  return slac.addHelpText(
    "after",
    `
The numbers before the steps are those of pyPLC's checkpoints. The adapter must be set up for its side, and stays in
the network afterwards. A charger answers only as long as it sees by the control pilot that a car is plugged in.
Example: plugtalk slac charger --interface eth1`,
  );
}

async function match(side: "car" | "charger", options: Options): Promise<void> {
  const run = startRun(systemClock);
  const stop = () => run.stop(new CalledOff("interrupted"));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const begun = systemClock.now();
  const tell = (event: SlacEvent) => {
    if (options.json) process.stdout.write(`${JSON.stringify(event)}\n`);
    // What all came to is said at the end.
    else if (event.type !== "failed" && (event.type !== "ignored" || options.verbose)) {
      process.stdout.write(`${stepLine(event, begun)}\n`);
    }
  };
  try {
    const found = await matchOnce(
      side,
      {
        interface: options.interface,
        tell,
        ...(options.wait === undefined ? {} : { wait: options.wait * 1000 }),
        ...(options.nmk === undefined ? {} : { nmk: options.nmk }),
        ...(options.correction === undefined ? {} : { correction: options.correction }),
        ...(options.farthest === undefined ? {} : { rules: { farthest: options.farthest } }),
      },
      run,
    );
    if (options.json) process.stdout.write(`${JSON.stringify({ type: "matched", ...found })}\n`);
    else process.stdout.write(`${matchLines(found).join("\n")}\n`);
  } catch (error) {
    throw userError(error);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

/** `   0.343  150  CM_SLAC_MATCH.REQ …` */
function stepLine(event: SlacEvent, begun: number): string {
  const time = ((event.at - begun) / 1000).toFixed(3).padStart(8);
  return `${time}  ${String(event.checkpoint ?? "").padStart(3)}  ${stepWords(event)}`;
}

function matchLines(match: Match): string[] {
  const { car, charger, attenuation, RunID, NID, NMK, isDerived, link } = match;
  return [
    "",
    `Matched: ${car} with charger ${charger}${attenuation === undefined ? "" : `, ${attenuation.toFixed(1)} dB`}`,
    `  RunID  ${RunID}`,
    `  NID    ${NID}${isDerived ? "" : "  (not that of the key: a faulty charger, or pyPLC)"}`,
    `  NMK    ${NMK}`,
    `  link   ${link === "up" ? "up" : "not known: the modem cannot tell"}`,
  ];
}

function userError(error: unknown): unknown {
  if (error instanceof MatchingFailed) {
    const checks = error.checks.map((check, index) => `  ${index + 1}. ${check}`);
    return new UserError([error.message, "What to check:", ...checks].join("\n"));
  }
  return error instanceof LinkError || error instanceof CalledOff ? new UserError(error.message) : error;
}
