/**
 * All that happens at one plug, car's side or charger's, as one stream of typed events: what the terminal shows, `--json`
 * prints, recordings keep and tests look at.
 *
 * @module
 */

import type { Milliseconds, Seconds, WattHours } from "../base/units.ts";
import type { PilotSignal, PilotState } from "../pilot/control-pilot.ts";
import type { SlacEvent } from "../slac/events.ts";
import type { Phase, TalkEvent } from "../v2g/talk-events.ts";

interface Told {
  /** Milliseconds by the clock of the teller. */
  readonly at: Milliseconds;
  readonly side: "car" | "charger";
}

export type PlugEvent =
  | { readonly from: "slac"; readonly event: SlacEvent }
  | { readonly from: "talk"; readonly event: TalkEvent }
  | { readonly from: "plug"; readonly event: PlugStep };

export type PlugStep = Told &
  (
    | { readonly type: "pilot"; readonly state?: PilotState; readonly signal?: PilotSignal | "unplugged" }
    /** What is waited for, and what the user may do about it. */
    | { readonly type: "waiting"; readonly words: string }
    | { readonly type: "discovery"; readonly words: string; readonly address?: string; readonly port?: number }
    | { readonly type: "connection"; readonly words: string; readonly remote: string }
    /** Charging without messages, by the duty of the pilot alone. */
    | { readonly type: "basic"; readonly words: string; readonly current: number }
    /** What a session came to; right after it has ended. */
    | {
        readonly type: "summary";
        readonly by: "car" | "charger" | "nobody";
        readonly isOrderly: boolean;
        /** How it ended. */
        readonly words: string;
        readonly energy: WattHours;
        readonly phases: readonly { readonly phase: Phase; readonly seconds: Seconds }[];
        /** Who limited the power, in a sentence; absent where none was asked for. */
        readonly verdict?: string;
      }
    | { readonly type: "trouble"; readonly words: string; readonly checks?: readonly string[] }
  );

export type PlugTelling = PlugStep extends infer E ? (E extends PlugStep ? Omit<E, "at" | "side"> : never) : never;
