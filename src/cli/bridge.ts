/**
 * `plugtalk bridge`: sit between car and charger with two adapters, and hear all that they say.
 *
 * @module
 */

import { Command } from "commander";
import { type BridgeEvent, bridge } from "../app/bridge.ts";
import { liveListener } from "../app/live-listener.ts";
import { systemClock } from "../base/clock.ts";
import { CalledOff, startRun } from "../base/run.ts";
import { openPort } from "../link/open-port.ts";
import { LinkError, type Port } from "../link/port.ts";
import { stepWords } from "../slac/words.ts";
import { EVENTS_VERSION } from "../sniffer/events.ts";
import { keyStore } from "../sniffer/tls/key-log.ts";
import { USAGE, UserError } from "./exit.ts";
import { livePrinter } from "./live-printer.ts";
import { type RecordingOptions, recorderFor, recordingOptions } from "./recording-options.ts";

interface Options extends RecordingOptions {
  readonly carSide: string;
  readonly chargerSide: string;
  readonly matching: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly all?: boolean;
}

export function bridgeCommand(): Command {
  return recordingOptions(
    new Command("bridge")
      .description(
        "Sit between car and charger: one adapter plays the charger towards the car, the other the car towards the charger. The only way to hear a whole session with ordinary adapters.",
      )
      .requiredOption(
        "--car-side <name>",
        "the interface whose adapter is wired to the car; its adapter is set up as evse",
      )
      .requiredOption("--charger-side <name>", "the interface whose adapter is wired to the charger; set up as pev")
      .option("--no-matching", "no powerline: two network cables")
      .option("--json", "one JSON object a line: docs/events.md tells the form")
      .option("-a, --all", "every message, also those like the one before")
      .option("-v, --verbose", "every message with all its values, and each step of the matchings"),
    "plugtalk-bridge",
  )
    .exitOverride()
    .action((options: Options) => bridgeBetween(options));
}

async function bridgeBetween(options: Options): Promise<void> {
  if (options.carSide === options.chargerSide) {
    throw new UserError("The bridge has two sides: two interfaces expected", USAGE);
  }
  const say = (words: string) => process.stderr.write(`${words}\n`);
  const ports = await openBoth(options);
  const [carSide, chargerSide] = ports;
  const run = startRun(systemClock);
  const stop = () => run.stop(new CalledOff("stopped by the user"));
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  const recorder = recorderFor(options, [carSide.name, chargerSide.name], say);
  const out = process.stdout;
  const printer = livePrinter({
    out,
    json: options.json === true,
    verbose: options.verbose === true,
    all: options.all === true,
  });
  if (options.json)
    out.write(
      `${JSON.stringify({ type: "start", version: EVENTS_VERSION, interfaces: ports.map(({ name }) => name) })}\n`,
    );

  const listener = liveListener(
    {
      ports,
      clock: systemClock,
      keys: keyStore(),
      tell: printer.feed,
      // What leaves on one side has come in on the other: heard once, kept once.
      isHeard: ({ isOutgoing }) => isOutgoing !== true,
      onFrame: ({ octets, time, isOutgoing }, index) => isOutgoing || recorder?.frame(octets, time, index),
      onLost: (count) => say(`${count} frames came faster than they could be taken, and are lost`),
    },
    run,
  );
  const flushing = setInterval(() => recorder?.flush(), 1000);
  const tell = (event: BridgeEvent) => {
    if (options.json) out.write(`${JSON.stringify({ ...event, from: "bridge" })}\n`);
    else {
      const words = bridgeWords(event, options.verbose === true);
      if (words) say(words);
    }
  };
  try {
    await bridge(
      { clock: systemClock, carSide, chargerSide, ...(options.matching ? {} : { withoutMatching: true }), tell },
      run,
    );
  } catch (error) {
    if (error instanceof LinkError) throw new UserError(error.message);
    if (!(error instanceof CalledOff)) throw error;
  } finally {
    clearInterval(flushing);
    listener.end();
    printer.end();
    recorder?.close();
    for (const port of ports) port.close();
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    if (!options.json) for (const file of recorder?.files() ?? []) say(`Kept in ${file}: plugtalk report ${file}`);
  }
}

async function openBoth({ carSide, chargerSide }: Options): Promise<readonly [Port, Port]> {
  try {
    const first = await openPort(carSide, { clock: systemClock });
    try {
      return [first, await openPort(chargerSide, { clock: systemClock })];
    } catch (error) {
      first.close();
      throw error;
    }
  } catch (error) {
    if (error instanceof LinkError) throw new UserError(error.message);
    throw error;
  }
}

function bridgeWords(event: BridgeEvent, isVerbose: boolean): string | undefined {
  switch (event.type) {
    case "matching":
      return isVerbose || event.event.type === "failed" || event.event.type === "triedInVain"
        ? `${event.side} side: ${stepWords(event.event)}`
        : undefined;
    case "joined":
      return event.side === "car"
        ? `The car ${event.match.car} has joined the network ${event.match.NID} on the car's side`
        : `Joined the network ${event.match.NID} of the charger ${event.match.charger}`;
    case "open":
      return `The bridge is open between ${event.car} and ${event.charger}`;
    case "lost":
      return `The ${event.side}'s side is lost: ${event.words}`;
    case "closed":
      return `The bridge is closed: ${event.words}`;
    default:
      return event satisfies never;
  }
}
