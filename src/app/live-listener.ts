/**
 * The listener on live ports: the same stages as on a recording, one episode after the other. An episode ends when all that
 * was said in it is over and the line is quiet; then its sessions, intervals and findings are told at once, instead of
 * waiting for a next car.
 *
 * @module
 */

import type { Cancel, Clock } from "../base/clock.ts";
import type { Run } from "../base/run.ts";
import type { Milliseconds } from "../base/units.ts";
import type { Frame, Interface } from "../capture/records.ts";
import type { Port, ReceivedFrame } from "../link/port.ts";
import { pipeline, type SnifferEvent } from "../sniffer/pipeline.ts";
import type { KeyStore } from "../sniffer/tls/key-log.ts";

export interface LiveListener {
  /** Frames until now. */
  readonly frames: () => number;
  /** Frames that came and were lost before anybody could hear them. */
  readonly lost: () => number;
  /** Tells what is still open. */
  readonly end: () => void;
}

export interface LiveOptions {
  readonly ports: readonly Port[];
  readonly clock: Clock;
  readonly keys: KeyStore;
  readonly tell: (event: SnifferEvent) => void;
  /** Before it is looked at: for recorders. */
  readonly onFrame?: (frame: ReceivedFrame, interfaceNumber: number) => void;
  readonly onLost?: (count: number) => void;
  /** Which frames are listened to; all where left out. */
  readonly isHeard?: (frame: ReceivedFrame, interfaceNumber: number) => boolean;
}

/** An episode is over when nothing of a session was heard for so long, after one of its ends was. */
const QUIET: Milliseconds = 8000;
const LOOK: Milliseconds = 1000;

export function liveListener(options: LiveOptions, run: Run): LiveListener {
  const { ports, clock, keys, tell, onFrame, onLost, isHeard = () => true } = options;
  let stages = pipeline({ keys });
  let number = 0;
  let hasContent = false;
  let mayBeOver = false;
  let lastNews = clock.now();
  let lost = 0;
  const interfaces = ports.map(
    ({ name }, index): Interface =>
      ({
        kind: "interface",
        index,
        linkType: 1,
        snapLength: 0,
        name,
        description: undefined,
        comment: undefined,
      }) as Interface,
  );

  const hear = (frame: ReceivedFrame, index: number) => {
    number++;
    onFrame?.(frame, index);
    if (!isHeard(frame, index)) return;
    const record: Frame = {
      kind: "frame",
      number,
      time: frame.time,
      clock: "epoch",
      linkType: 1,
      interface: interfaces[index] as Interface,
      data: frame.octets,
      originalLength: frame.octets.length,
      direction: frame.isOutgoing ? "out" : "in",
      dropped: undefined,
      comment: undefined,
      raw: undefined,
    };
    for (const event of stages.feed(record)) {
      follow(event);
      tell(event);
    }
  };
  const follow = (event: SnifferEvent) => {
    if (event.type !== "message" && event.type !== "tcp" && event.type !== "mme") return;
    hasContent = true;
    lastNews = clock.now();
    if (event.type === "message") mayBeOver = event.message === "SessionStopRes";
    if (event.type === "tcp") mayBeOver = event.change === "closed" || event.change === "reset";
  };
  const conclude = () => {
    if (!hasContent) return;
    for (const event of stages.end()) tell(event);
    stages = pipeline({ keys });
    hasContent = false;
    mayBeOver = false;
  };

  const forget = ports.map((port, index) => port.onFrame((frame) => hear(frame, index)));
  let cancel: Cancel = () => {};
  const look = () => {
    if (mayBeOver && clock.now() - lastNews > QUIET) conclude();
    const all = ports.reduce((sum, port) => sum + port.lost, 0);
    if (all > lost) onLost?.(all - lost);
    lost = all;
    cancel = clock.after(LOOK, look);
  };
  cancel = clock.after(LOOK, look);
  const end = () => {
    cancel();
    for (const one of forget) one();
    conclude();
  };
  run.onEnd(end);
  return { frames: () => number, lost: () => ports.reduce((sum, port) => sum + port.lost, 0), end };
}
