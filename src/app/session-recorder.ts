/**
 * Keeps each session of a program: all frames of its interface as pcapng, and its events beside them, one file each.
 *
 * @module
 */

import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../base/clock.ts";
import { toIsoTime } from "../base/timestamp.ts";
import { openPort } from "../link/open-port.ts";
import type { Port } from "../link/port.ts";
import { frameRecorder } from "./frame-recorder.ts";
import type { PlugEvent } from "./plug-events.ts";

export interface SessionRecorder {
  readonly feed: (event: PlugEvent) => void;
  /** Ends what is being kept, and waits until it is on disk. */
  readonly close: () => Promise<void>;
}

export interface SessionRecorderOptions {
  readonly folder: string;
  readonly interface: string;
  readonly clock: Clock;
  /** A session is kept: the names of its files. */
  readonly onKept: (files: { readonly frames: string; readonly events: string }) => void;
  /** The disk is full, or gone: the session goes on. */
  readonly onTrouble: (words: string) => void;
}

/** The farewell of TCP still belongs to the session. */
const AFTER_THE_END = 2000;

/** @throws {LinkError} where the interface cannot be listened to. */
export async function sessionRecorder(options: SessionRecorderOptions): Promise<SessionRecorder> {
  const { folder, clock, onKept, onTrouble } = options;
  await mkdir(folder, { recursive: true });
  const port: Port = await openPort(options.interface, { clock, mayBeAway: true });
  interface Open {
    readonly name: string;
    readonly frames: WriteStream;
    readonly events: WriteStream;
    readonly recorder: ReturnType<typeof frameRecorder>;
  }
  let open: Open | undefined;
  const closings = new Set<Promise<void>>();

  const begin = (): Open => {
    const name = join(folder, toIsoTime(clock.time()).slice(0, 19).replaceAll(":", "-"));
    const stream = (file: string) => {
      const made = createWriteStream(file);
      made.on("error", (error) => onTrouble(`Cannot write ${file}: ${error.message}; the session goes on unrecorded`));
      return made;
    };
    const frames = stream(`${name}.pcapng`);
    const recorder = frameRecorder(options.interface, (octets) => frames.write(octets));
    return { name, frames, events: stream(`${name}.jsonl`), recorder };
  };
  const finish = (kept: Open): void => {
    if (open === kept) open = undefined;
    const done = Promise.all([kept.frames, kept.events].map((one) => new Promise<void>((resolve) => one.end(resolve))));
    const closing = done.then(() => {
      onKept({ frames: `${kept.name}.pcapng`, events: `${kept.name}.jsonl` });
      closings.delete(closing);
    });
    closings.add(closing);
  };
  port.onFrame(({ octets, time }) => open?.recorder.frame(octets, time));

  return {
    feed(event) {
      // A plug that waits is no session.
      if (!open && event.from === "plug") return;
      open ??= begin();
      open.events.write(`${JSON.stringify(event)}\n`);
      if (event.from === "talk" && event.event.type === "ended") {
        const kept = open;
        clock.after(AFTER_THE_END, () => open === kept && finish(kept));
      }
    },
    async close() {
      port.close();
      if (open) finish(open);
      await Promise.all(closings);
    },
  };
}
