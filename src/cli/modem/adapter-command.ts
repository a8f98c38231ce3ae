/**
 * What the commands to an adapter share: which one, how it is found, errors in words, confirmation, progress.
 *
 * @module
 */

import { createInterface } from "node:readline/promises";
import { Command, InvalidArgumentError } from "commander";
import { type Adapters, lookForAdapters } from "../../app/adapters.ts";
import { systemClock } from "../../base/clock.ts";
import { fromHex, HexError, toHex } from "../../base/hex.ts";
import { macText } from "../../base/mac-address.ts";
import { CalledOff, type Run, startRun } from "../../base/run.ts";
import { LinkError } from "../../link/port.ts";
import type { Desk } from "../../modem/asking.ts";
import { ModemError } from "../../modem/failures.ts";
import { PibError } from "../../modem/pib/pib.ts";
import { BAD_INPUT, USAGE, UserError } from "../exit.ts";

export interface AdapterOptions {
  readonly interface?: string;
  readonly mac?: string;
  readonly json?: boolean;
}

/** A command with the options that say which adapter is meant. */
export function adapterCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option("-i, --interface <name>", "the interface that the adapter is plugged into (all wired ones)")
    .option("--mac <address>", "the adapter, where there are several", mac)
    .option("--json", "values for programs, one object a line")
    .exitOverride();
}

export const mac = (text: string): string => macText(fromHex(hex(text, 6)));
export const nmk = (text: string): string => hex(text, 16);
export const nid = (text: string): string => hex(text, 7);

function hex(text: string, length: number): string {
  try {
    const octets = fromHex(text);
    if (octets.length === length) return toHex(octets);
  } catch (error) {
    if (!(error instanceof HexError)) throw error;
  }
  throw new InvalidArgumentError(`${length} octets in hex expected`);
}

/** Looks for adapters, and does something with them; whatever fails is told in words. */
export async function withAdapters(
  options: AdapterOptions,
  work: (adapters: Adapters, run: Run) => Promise<void>,
): Promise<void> {
  await underSignals(async (run) => {
    const adapters = await lookForAdapters(options.interface, run);
    try {
      await work(adapters, run);
    } finally {
      adapters.close();
    }
  });
}

/** The same with the one that is meant. */
export const withAdapter = (options: AdapterOptions, work: (desk: Desk) => Promise<void>): Promise<void> =>
  withAdapters(options, (adapters) => work(adapters.deskFor(adapters.chosen(options.mac))));

/** Until Ctrl-C; failures in words. */
export async function underSignals(work: (run: Run) => Promise<void>): Promise<void> {
  const run = startRun(systemClock);
  const stop = () => run.stop(new CalledOff("interrupted"));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    await work(run);
  } catch (error) {
    throw userError(error);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

function userError(error: unknown): unknown {
  if (error instanceof ModemError) {
    const checks = error.checks.map((check, index) => `  ${index + 1}. ${check}`);
    const code = error.fault === "several-adapters" ? USAGE : BAD_INPUT;
    return new UserError([error.message, ...(checks.length > 0 ? ["What to check:", ...checks] : [])].join("\n"), code);
  }
  const isExpected = error instanceof LinkError || error instanceof CalledOff || error instanceof PibError;
  return isExpected ? new UserError(error.message) : error;
}

/**
 * Asks whoever is at the terminal.
 *
 * @throws {UserError} where nobody is, and `--yes` was not given.
 */
export async function confirmed(
  question: string,
  options: { readonly yes?: boolean; readonly json?: boolean },
): Promise<boolean> {
  if (options.yes) return true;
  if (options.json || process.stdin.isTTY !== true || process.stderr.isTTY !== true) {
    throw new UserError(`${question} Nobody is at the terminal to say so: nothing is done. --yes does it.`, USAGE);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

export const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
/** Values for programs; large numbers as text. */
export const sayJson = (value: unknown): void =>
  say(JSON.stringify(value, (_, one: unknown) => (typeof one === "bigint" ? String(one) : one)));

/** Columns as wide as what stands in them. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, i) => Math.max(cell.length, most[i] ?? 0)), []);
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
