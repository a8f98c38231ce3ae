/**
 * `plugtalk modem watch`: every management message on the wire, as it comes.
 *
 * @module
 */

import { Command, InvalidArgumentError } from "commander";
import { systemClock } from "../../base/clock.ts";
import { toHex } from "../../base/hex.ts";
import { macText } from "../../base/mac-address.ts";
import { CalledOff } from "../../base/run.ts";
import { openPort } from "../../link/open-port.ts";
import type { ReceivedFrame } from "../../link/port.ts";
import { explainMme, HOMEPLUG_AV, readMme } from "../../messages/homeplug/frame.ts";
import { say, sayJson, underSignals } from "./adapter-command.ts";

interface Options {
  readonly interface: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly count?: number;
}

const whole = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("a whole number above 0 expected");
  return Number(text);
};

export const watchCommand = (): Command =>
  new Command("watch")
    .description("Show every management message on the wire, decoded, until it is stopped.")
    .requiredOption("-i, --interface <name>", "the interface to listen at")
    .option("--json", "one JSON object a line")
    .option("-v, --verbose", "which octets made which field")
    .option("--count <number>", "end after so many messages", whole)
    .exitOverride()
    .action(watch);

async function watch(options: Options): Promise<void> {
  await underSignals(async (run) => {
    const port = await openPort(options.interface, {
      clock: systemClock,
      etherType: HOMEPLUG_AV,
      hearsOutgoing: true,
      isPromiscuous: true,
    });
    const enough = run.fork();
    let told = 0;
    port.onFrame((frame) => {
      if (enough.hasEnded) return;
      tell(frame, options);
      if (++told === options.count) enough.stop(new CalledOff("enough"));
    });
    port.onState((state) => process.stderr.write(`${options.interface} is ${state}\n`));
    process.stderr.write(`Listening at ${options.interface}\n`);
    try {
      await new Promise<void>((resolve) => enough.onEnd(() => resolve()));
    } finally {
      port.close();
    }
  });
}

function tell({ octets, time, isOutgoing }: ReceivedFrame, { json, verbose }: Options): void {
  const [to, from] = [macText(octets), macText(octets, 6)];
  const message = readMme(octets.subarray(14));
  const at = new Date(time.seconds * 1000 + time.nanoseconds / 1e6).toISOString().slice(11, 23);
  if (json) {
    sayJson({ time: { ...time }, from, to, ...(isOutgoing ? { isOutgoing } : {}), ...message, octets: toHex(octets) });
    return;
  }
  const name = "name" in message ? message.name : "?";
  const because = message.because === undefined ? "" : `  (${message.because})`;
  const value = "value" in message ? Object.entries(message.value).map(([key, one]) => `${key}=${short(one)}`) : [];
  say(`${at}  ${from} > ${to}  ${name}  ${value.join(" ")}${because}`.trimEnd());
  if (!verbose) return;
  const { spans } = explainMme(octets.subarray(14));
  for (const { path, offset, length, value } of spans) {
    const start = 14 + offset;
    const raw = toHex(octets, start, Math.min(octets.length, start + length));
    say(
      `  ${String(start).padStart(5)}  ${raw.slice(0, 32).padEnd(32)}${raw.length > 32 ? "…" : " "}  ${path} = ${short(value)}`,
    );
  }
}

/** The longest value that is shown whole. */
const LONGEST = 64;

function short(value: unknown): string {
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
