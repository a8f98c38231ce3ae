/**
 * What `plugtalk charger` and `plugtalk car` share: settings from a file and from options, the live view or events, the
 * recorder, and an end that leaves nothing unsafe.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import type { z } from "zod";
import type { PlugEvent } from "../app/plug-events.ts";
import { type SessionRecorder, sessionRecorder } from "../app/session-recorder.ts";
import { sessionSummary } from "../app/session-summary.ts";
import { readSettings, SettingsError } from "../app/settings.ts";
import { systemClock } from "../base/clock.ts";
import { CalledOff, type StoppableRun, startRun } from "../base/run.ts";
import { LinkError } from "../link/port.ts";
import { NetError } from "../net/host.ts";
import { type Asked, hearAsking } from "./asking.ts";
import { BAD_INPUT, USAGE, UserError } from "./exit.ts";
import { checkReadable } from "./input.ts";
import { type LiveView, liveView } from "./live-view.ts";

export interface PlugOptions {
  readonly config?: string;
  readonly interface?: string;
  readonly matching?: boolean;
  readonly recordings?: string;
  readonly simulated?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly example?: boolean;
}

/** The options of both. */
export function plugOptions(command: Command): Command {
  return command
    .option("-c, --config <file>", "settings in YAML; --example shows one with all of them")
    .option("-i, --interface <name>", "the network interface that the powerline adapter is plugged into")
    .addOption(new Option("--no-matching", "no powerline between the two: a network cable"))
    .option("--recordings <folder>", "keep each session there, as pcapng and as events")
    .option("--simulated <name>", "no hardware: imagine it, as this profile has it")
    .option("--json", "one event a line: docs/events.md tells the form")
    .option("-v, --verbose", "each step of the matching, too")
    .option("--example", "print settings with comments, to begin with")
    .exitOverride();
}

/** What the command line says wins over the file. @throws {UserError} */
export async function settingsOf<S extends z.ZodObject>(
  schema: S,
  options: PlugOptions,
  given: Readonly<Record<string, unknown>> = {},
): Promise<z.infer<S>> {
  if (options.config !== undefined) await checkReadable(options.config);
  const text = options.config === undefined ? "" : await readFile(options.config, "utf8");
  try {
    return readSettings(schema, text, options.config ?? "settings", {
      ...(options.interface === undefined ? {} : { interface: options.interface }),
      ...(options.matching === false ? { matching: false } : {}),
      ...(options.recordings === undefined ? {} : { recordings: options.recordings }),
      ...(options.simulated === undefined ? {} : { hardware: { simulated: options.simulated } }),
      ...given,
    });
  } catch (error) {
    if (error instanceof SettingsError) throw new UserError(error.message, USAGE);
    throw error;
  }
}

export interface PlugProgram {
  readonly side: "car" | "charger";
  readonly settings: { readonly interface: string; readonly recordings?: string | undefined };
  /** Runs until it is done or stopped; tells what happens. */
  readonly work: (run: StoppableRun, tell: (event: PlugEvent) => void) => Promise<void>;
  /** Asks whoever charges for something; to stop in order at the first signal. */
  readonly ask: (asked: Asked) => void;
  /** What would be left as it must not be, in words, if the program ended at this moment. */
  readonly unsafe: () => string | undefined;
}

const A_DAY = 24 * 3600 * 1000;
/** Whoever asks more often than this does not want to wait for anything. */
const MOST_SIGNALS = 2;
/** How long an orderly end may take after Ctrl-C: cable check, stop, welding detection and the timers of both. */
const ORDERLY_END = 20_000;

/** Runs a program to its end: safe within the standard's times after the first signal, at once after the second. */
export async function runPlug({ side, settings, work, ask, unsafe }: PlugProgram, options: PlugOptions): Promise<void> {
  const run = startRun(systemClock);
  const out = process.stdout;
  const start = systemClock.now();
  const view: LiveView | undefined = options.json
    ? undefined
    : liveView({ out, sides: [side], start, isVerbose: options.verbose === true, tellEvery: 10_000 });
  const say = (words: string) => {
    view?.end();
    process.stderr.write(`${words}\n`);
  };
  let recorder: SessionRecorder | undefined;
  let cancelEnd = () => {};
  let signals = 0;
  let isDone = false;
  const onSignal = () => {
    signals++;
    if (isDone) {
      if (signals > MOST_SIGNALS) process.exit(BAD_INPUT);
      say("Nobody charges any more: the recording is being written");
    } else if (signals === 1) {
      say("Stopping: what charges is brought to a safe end first");
      ask("stop");
      const idle = unsafe() === undefined;
      const end = () => run.stop(new CalledOff("stopped by the user"));
      if (idle) end();
      else cancelEnd = systemClock.after(ORDERLY_END, end);
    } else if (signals === 2) {
      const left = unsafe();
      say(left ? `Stopping at once. ${left}` : "Stopping at once");
      run.stop(new CalledOff("stopped by the user, at once"));
    } else process.exit(BAD_INPUT);
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  // The terminal is closed: what it showed is over, the car is not.
  process.on("SIGHUP", onSignal);
  // A car that is paused has nothing open that would keep the process alive.
  const alive = setInterval(() => {}, A_DAY);
  const stopHearing = hearAsking({
    input: process.stdin,
    say,
    ask(asked) {
      if (asked !== "resume" && unsafe() === undefined) say(`Nobody charges: nothing to ${asked}`);
      else ask(asked);
    },
  });
  // Answers first: what happened is shown and kept once the other side has what it waits for.
  let told: PlugEvent[] = [];
  const summarize = sessionSummary();
  const show = (event: PlugEvent) => {
    view?.feed(event);
    if (options.json) out.write(`${JSON.stringify(event)}\n`);
    recorder?.feed(event);
  };
  const flush = () => {
    const events = told;
    told = [];
    for (const event of events) {
      show(event);
      const summary = summarize(event);
      if (summary) show({ from: "plug", event: summary });
    }
  };
  const tell = (event: PlugEvent) => {
    if (told.push(event) === 1) setImmediate(flush);
    // Asked to stop, and nobody charges any more: nothing is left to wait for.
    if (signals > 0 && isOver(event)) run.stop(new CalledOff("stopped by the user"));
  };
  try {
    if (settings.recordings !== undefined) {
      recorder = await sessionRecorder({
        folder: settings.recordings,
        interface: settings.interface,
        clock: systemClock,
        onKept: ({ frames }) => say(`Recorded ${frames}: plugtalk report ${frames}`),
        onTrouble: say,
      });
    }
    await work(run, tell);
  } catch (error) {
    if (error instanceof LinkError || error instanceof NetError || error instanceof SettingsError) {
      throw new UserError(error.message);
    }
    if (!(error instanceof CalledOff)) throw error;
  } finally {
    isDone = true;
    cancelEnd();
    stopHearing();
    clearInterval(alive);
    run.stop(new CalledOff("the program ends"));
    flush();
    view?.end();
    await recorder?.close();
    // Only now: a signal while the recording is written would cut it.
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
    process.off("SIGHUP", onSignal);
  }
}

/** A session has ended, or current without messages. */
const isOver = ({ from, event }: PlugEvent): boolean =>
  (from === "talk" && event.type === "ended") || (from === "plug" && event.type === "basic" && event.current === 0);
