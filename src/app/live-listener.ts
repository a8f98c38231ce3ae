/**
 * The listener on live ports: the same stages as on a recording. Where a recording's next frame would tell that a session
 * is over, here the clock does: its intervals and findings are told soon after its end, instead of waiting for a next car.
 *
 * @module
 */

import type { Cancel, Clock } from "../base/clock.ts";
import type { Run } from "../base/run.ts";
import type { Timestamp } from "../base/timestamp.ts";
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

const LOOK: Milliseconds = 1000;

export function liveListener(options: LiveOptions, run: Run): LiveListener {
  const { ports, clock, keys, tell, onFrame, onLost, isHeard = () => true } = options;
  const stages = pipeline({ keys });
  let number = 0;
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
    for (const event of stages.feed(record)) tell(event);
  };
  const forget = ports.map((port, index) => port.onFrame((frame) => hear(frame, index)));
  let cancel: Cancel = () => {};
  const look = () => {
    for (const event of stages.pass(secondsOf(clock.time()))) tell(event);
    const all = ports.reduce((sum, port) => sum + port.lost, 0);
    if (all > lost) onLost?.(all - lost);
    lost = all;
    cancel = clock.after(LOOK, look);
  };
  cancel = clock.after(LOOK, look);
  const end = () => {
    cancel();
    for (const one of forget) one();
    for (const event of stages.end()) tell(event);
  };
  run.onEnd(end);
  return { frames: () => number, lost: () => ports.reduce((sum, port) => sum + port.lost, 0), end };
}

const secondsOf = ({ seconds, nanoseconds }: Timestamp): number => seconds + nanoseconds / 1e9;
