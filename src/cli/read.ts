/**
 * `plugtalk read FILE…`: what happened in a recording.
 *
 * @module
 */

import { Command, InvalidArgumentError, Option } from "commander";
import type { Severity } from "../sniffer/findings/index.ts";
import type { PhaseName } from "../sniffer/sessions/index.ts";

export interface ReadOptions {
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly all?: boolean;
  readonly summary?: boolean;
  readonly keylog?: string;
  readonly explain?: number;
  readonly message?: readonly string[];
  readonly phase?: readonly PhaseName[];
  readonly side?: "car" | "charger";
  readonly from?: number;
  readonly to?: number;
  readonly failOn?: Severity;
}

export const SEVERITIES: readonly Severity[] = ["info", "notice", "warning", "error"];

const PHASES: readonly PhaseName[] = [
  "plug",
  "slac",
  "link",
  "sdp",
  "tcp",
  "tls",
  "handshake",
  "identification",
  "authorisation",
  "parameters",
  "cable check",
  "precharge",
  "charging",
  "stopping",
  "welding detection",
  "end",
];

const seconds = (text: string): number => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("seconds expected");
  return value;
};

const frame = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError("the number of a frame expected, from 1 on");
  return value;
};

/** Several with commas between, or the option several times. */
const names = (text: string, before: readonly string[] = []): string[] => [
  ...before,
  ...text
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean),
];

const phases = (text: string, before: readonly PhaseName[] = []): PhaseName[] => [
  ...before,
  ...names(text).flatMap((name) => {
    const wanted = name.toLowerCase().replaceAll(/[-_ ]/g, "");
    const found = PHASES.filter((phase) => phase.replace(" ", "").startsWith(wanted));
    if (found.length === 0) throw new InvalidArgumentError(`one of ${PHASES.join(", ")} expected`);
    return found;
  }),
];

export function readCommand(): Command {
  return new Command("read")
    .description(
      "Tell what happened in a recording: pcap, pcapng, gzip of either, or a text log with V2G messages in hex.",
    )
    .argument("<file...>", "recordings, or - for standard input")
    .option("--json", "one JSON object a line: docs/events.md tells the form")
    .option("-a, --all", "every message, also those like the one before")
    .option("-v, --verbose", "every message with all its values")
    .option("-s, --summary", "only sessions and findings")
    .option("--explain <frame>", "explain the message that this frame completes bit by bit", frame)
    .option("--keylog <file>", "TLS keys in NSS key log format; those inside the recording are found anyhow")
    .option("-m, --message <names>", "only messages whose name contains one of these, with commas between", names)
    .option("--phase <phases>", `only what belongs to one of these phases: ${PHASES.join(", ")}`, phases)
    .addOption(new Option("--side <side>", "only messages of one side").choices(["car", "charger"]))
    .option("--from <seconds>", "only what comes after, counted from the first frame", seconds)
    .option("--to <seconds>", "only what comes before, counted from the first frame", seconds)
    .addOption(new Option("--fail-on <severity>", "exit with 1 where something as bad is found").choices(SEVERITIES))
    .addHelpText(
      "after",
      `
Examples:
  plugtalk read charging.pcapng
  plugtalk read --phase cable,precharge --all charging.pcapng
  plugtalk read --explain 57 charging.pcapng
  tcpdump -i eth1 -U -s 0 -w - | plugtalk read -`,
    )
    .exitOverride()
    .action(async (files: string[], options: ReadOptions) => {
      const { readFiles } = await import("./reading.ts");
      await readFiles(files, options);
    });
}
