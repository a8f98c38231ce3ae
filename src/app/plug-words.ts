/**
 * What happens at a plug, as a person reads it: one short line for each event that is worth one.
 *
 * @module
 */

import type { PilotSignal } from "../pilot/control-pilot.ts";
import type { SlacEvent } from "../slac/events.ts";
import { stepWords } from "../slac/words.ts";
import type { TalkEvent } from "../v2g/talk-events.ts";
import type { PlugEvent, PlugStep } from "./plug-events.ts";
import type { SummaryStep } from "./session-summary.ts";

export type Weight = "step" | "detail" | "good" | "bad";

export interface PlugLine {
  /** Milliseconds by the clock of the teller. */
  readonly at: number;
  readonly side: "car" | "charger";
  readonly words: string;
  /** `detail` is left out unless somebody wants all of it. */
  readonly weight: Weight;
}

/** Nothing where the event is no news for a person: messages and measurements are shown in other ways. */
export function plugLine({ from, event }: PlugEvent): PlugLine | undefined {
  const said = from === "slac" ? matchingWords(event) : from === "talk" ? talkWords(event) : stepOfPlug(event);
  return said && { at: event.at, side: event.side, words: said[0], weight: said[1] };
}

type Said = readonly [words: string, weight: Weight] | undefined;

function matchingWords(event: SlacEvent): Said {
  switch (event.type) {
    case "failed":
      return [stepWords(event), "bad"];
    case "joined":
      return [`powerline network: ${stepWords(event)}`, "good"];
    case "chosen":
    case "triedInVain":
      return [stepWords(event), "step"];
    case "modem":
    case "restarted":
      return [stepWords(event), "bad"];
    case "asked":
      return event.times === 1 && event.side === "car"
        ? ["begins the matching (SLAC)", "step"]
        : [stepWords(event), "detail"];
    default:
      return [stepWords(event), "detail"];
  }
}

function talkWords(event: TalkEvent): Said {
  switch (event.type) {
    case "phase":
      return [event.phase, event.phase === "ended" ? "detail" : "step"];
    case "protocol":
      return [`speaks ${event.protocol}`, "good"];
    case "odd":
      return [event.clause ? `${event.words} (${event.clause})` : event.words, "bad"];
    case "moved":
      return [`${event.what}: ${event.to}`, "step"];
    case "ended":
      return [`the session ended: ${event.words}`, event.isOrderly ? "good" : "bad"];
    case "sent":
    case "received":
    case "measured":
      return undefined;
    default:
      return event satisfies never;
  }
}

function stepOfPlug(event: PlugStep): Said {
  switch (event.type) {
    case "pilot":
      return [`control pilot: ${event.signal ? signalWords(event.signal) : `state ${event.state}`}`, "step"];
    case "waiting":
      return [event.words, "step"];
    case "summary":
      return [summaryWords(event), "step"];
    case "discovery":
      return [event.port === undefined ? event.words : `${event.words} (port ${event.port})`, "step"];
    case "connection":
      return [`connection ${event.words}`, "step"];
    case "basic":
      return [`${event.words}: ${event.current.toFixed(1)} A`, "step"];
    case "trouble":
      return [[event.words, ...(event.checks ?? []).map((check) => `check: ${check}`)].join("; "), "bad"];
    default:
      return event satisfies never;
  }
}

const signalWords = (signal: PilotSignal | "unplugged"): string =>
  typeof signal === "object"
    ? `oscillation of ${Number(signal.duty.toFixed(1))} %`
    : signal === "steady"
      ? "steady 12 V"
      : signal === "unplugged"
        ? "nothing plugged in"
        : `state ${signal}`;

const summaryWords = ({ energy, phases, verdict }: SummaryStep): string => {
  const took = phases.map(({ phase, seconds }) => `${phase} ${seconds.toFixed(1)} s`);
  return [`${(energy / 1000).toFixed(2)} kWh`, took.join(", "), verdict].filter(Boolean).join("; ");
};
