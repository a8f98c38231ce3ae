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
import type { Port, ReceivedFrame } from "../link/port.ts";
import { frameRecorder } from "./frame-recorder.ts";
import { ownName } from "./own-name.ts";
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
/** As much of it as there is time for where the program ends. */
const LAST_FRAMES = 200;
/** How the two found each other belongs to it, too, and is over by the time that anybody knows of a session. */
const MOST_FRAMES_BEFORE = 500;
const MOST_EVENTS_BEFORE = 100;

/**
 * A session is kept from the frames that led to it, so far as there are not too many of them: the discovery, the opening of
 * the connection.
 *
 * @throws {LinkError} where the interface cannot be listened to.
 */
export async function sessionRecorder(options: SessionRecorderOptions): Promise<SessionRecorder> {
  const { folder, clock, onKept, onTrouble } = options;
  await mkdir(folder, { recursive: true });
  // What this program says is half of the conversation.
  const port: Port = await openPort(options.interface, { clock, mayBeAway: true, hearsOutgoing: true });
  interface Open {
    readonly name: string;
    readonly frames: WriteStream;
    readonly events: WriteStream;
    readonly recorder: ReturnType<typeof frameRecorder>;
  }
  let open: Open | undefined;
  const framesBefore: ReceivedFrame[] = [];
  const eventsBefore: PlugEvent[] = [];
  const closings = new Set<Promise<void>>();

  const begin = (): Open => {
    const name = ownName(join(folder, toIsoTime(clock.time()).slice(0, 19).replaceAll(":", "-")), ".pcapng");
    const stream = (file: string) => {
      const made = createWriteStream(file);
      made.on("error", (error) => onTrouble(`Cannot write ${file}: ${error.message}; the session goes on unrecorded`));
      return made;
    };
    const frames = stream(`${name}.pcapng`);
    const recorder = frameRecorder(options.interface, (octets) => frames.write(octets));
    for (const { octets, time } of framesBefore.splice(0)) recorder.frame(octets, time);
    const events = stream(`${name}.jsonl`);
    for (const event of eventsBefore.splice(0)) events.write(lineOf(event));
    return { name, frames, events, recorder };
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
  port.onFrame((frame) => {
    if (open) open.recorder.frame(frame.octets, frame.time);
    else keepLast(framesBefore, frame, MOST_FRAMES_BEFORE);
  });

  return {
    feed(event) {
      // A plug that waits is no session.
      if (!open && event.from === "plug") return keepLast(eventsBefore, event, MOST_EVENTS_BEFORE);
      open ??= begin();
      open.events.write(lineOf(event));
      if (event.from === "talk" && event.event.type === "ended") {
        const kept = open;
        clock.after(AFTER_THE_END, () => open === kept && finish(kept));
      }
    },
    async close() {
      if (open) await new Promise<void>((resolve) => clock.after(LAST_FRAMES, resolve));
      port.close();
      if (open) finish(open);
      await Promise.all(closings);
    },
  };
}

const lineOf = (event: PlugEvent): string => `${JSON.stringify(event)}\n`;

function keepLast<T>(list: T[], item: T, most: number): void {
  list.push(item);
  if (list.length > most) list.shift();
}
