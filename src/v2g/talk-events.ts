/**
 * What a controller tells while it works, car's or charger's: one stream of typed events, which log, terminal, dashboard,
 * recording and tests all read. Nobody narrates beside it.
 *
 * @module
 */

import type { Amps, Milliseconds, Percent, Volts, Watts } from "../base/units.ts";

/** Where a session stands, in the order of a full one. */
export type Phase =
  | "waiting for a plug"
  | "matching"
  | "discovery"
  | "connecting"
  | "session setup"
  | "authorization"
  | "parameters"
  | "cable check"
  | "pre-charge"
  | "charging"
  | "stopping"
  | "welding detection"
  | "ended";

interface Told {
  /** Milliseconds by the clock of the teller. */
  readonly at: Milliseconds;
  readonly side: "car" | "charger";
}

export type TalkEvent = Told &
  (
    | { readonly type: "phase"; readonly phase: Phase }
    /** A protocol was agreed upon. */
    | { readonly type: "protocol"; readonly protocol: string; readonly remote: string }
    /** A message has gone or come. */
    | {
        readonly type: "sent" | "received";
        readonly message: string;
        readonly value: unknown;
        readonly exi: string;
        /** Of an answer: since the request. */
        readonly latency?: Milliseconds;
      }
    | {
        readonly type: "measured";
        readonly voltage: Volts;
        readonly current: Amps;
        readonly targetVoltage?: Volts;
        readonly targetCurrent?: Amps;
        readonly maximumCurrent?: Amps;
        readonly maximumPower?: Watts;
        readonly soc?: Percent;
      }
    /** Something that should not be, and does not end the session. */
    | { readonly type: "odd"; readonly words: string; readonly clause?: string }
    /** A contactor or a lock has moved. */
    | { readonly type: "moved"; readonly what: "contactors" | "lock" | "output"; readonly to: string }
    | {
        readonly type: "ended";
        readonly by: "car" | "charger" | "nobody";
        /** Whether it ended as a session should. */
        readonly isOrderly: boolean;
        readonly words: string;
      }
  );

/** An event without what every one of them has: what a controller hands to its teller. */
export type Telling = TalkEvent extends infer E ? (E extends TalkEvent ? Omit<E, "at" | "side"> : never) : never;
