/**
 * Observations as lines for people: time, frame, who speaks, what, and the values that matter.
 *
 * @module
 */

import { styleText } from "node:util";
import type { Observation, Side } from "../sniffer/events.ts";
import { highlights } from "../sniffer/highlights.ts";

export interface TimelineOptions {
  readonly colour: boolean;
  /** Octets and all, instead of the values that matter. */
  readonly verbose: boolean;
}

/** The time from which the lines count. */
export interface Timeline {
  /** The lines of an observation; none where it is not worth one. */
  readonly lines: (observation: Observation) => string[];
}

const NAMES: Readonly<Record<Side, string>> = { vehicle: "car     →", charger: "charger ←", unknown: "?        " };
const NAME_WIDTH = 30;

export function timeline({ colour, verbose }: TimelineOptions): Timeline {
  let start: number | undefined;
  const paint = (format: Parameters<typeof styleText>[0], text: string) => (colour ? styleText(format, text) : text);
  const paintSide = (side: Side) =>
    side === "vehicle"
      ? paint("cyan", NAMES[side])
      : side === "charger"
        ? paint("yellow", NAMES[side])
        : paint("gray", NAMES[side]);

  /** Seconds since the first frame that had a time. */
  function clock(time: number | undefined): string {
    if (time === undefined) return "".padStart(10);
    start ??= time;
    return (time - start).toFixed(3).padStart(10);
  }

  const line = (observation: Observation, who: string, name: string, words: string) => {
    const frame = observation.frame === undefined ? "" : String(observation.frame);
    const label = name.length > NAME_WIDTH ? name : name.padEnd(NAME_WIDTH);
    return `${paint("gray", `${clock(observation.time)} ${frame.padStart(7)}`)}  ${who}  ${label} ${words}`.trimEnd();
  };

  function lines(observation: Observation): string[] {
    switch (observation.type) {
      case "message": {
        const { side, message, value, warnings, guessed, confidence, schema } = observation;
        const notes = [
          highlights(message, value),
          guessed ? paint("gray", `(taken for ${schema})`) : "",
          confidence !== undefined && confidence < 1 ? paint("gray", `(${Math.round(confidence * 100)} % sure)`) : "",
          ...(warnings ?? []).map((warning) =>
            paint("red", `${warning.path.replace(/^.*\//, "")}: ${warning.message}`),
          ),
        ].filter(Boolean);
        const head = line(observation, paintSide(side), paint("bold", message), notes.join("  "));
        return verbose
          ? [
              head,
              ...JSON.stringify(value, null, 2)
                .split("\n")
                .map((text) => `${" ".repeat(33)}${text}`),
            ]
          : [head];
      }
      case "mme": {
        const words = verbose
          ? JSON.stringify(observation.value)
          : (observation.because ?? slacWords(observation.value));
        return [line(observation, `${observation.source} `, observation.name, words)];
      }
      case "pilot": {
        const { state, duty, voltage } = observation;
        const words = [
          `state ${state}`,
          duty === undefined ? "" : `duty ${duty} %`,
          voltage === undefined ? "" : `${voltage} V`,
        ];
        return [line(observation, paint("magenta", "pilot    "), "control pilot", words.filter(Boolean).join("  "))];
      }
      case "tcp":
        return [
          line(
            observation,
            paintSide(observation.side),
            `TCP ${observation.change}`,
            `${observation.source} to ${observation.destination}`,
          ),
        ];
      case "tls":
        return [line(observation, paintSide(observation.side), `TLS ${observation.change}`, observation.words)];
      case "unreadable":
        return [line(observation, paint("red", "unread   "), paint("red", "unreadable"), observation.because)];
      case "recording":
        return [line(observation, paint("gray", "recording"), observation.change, observation.words)];
      default:
        return observation satisfies never;
    }
  }
  return { lines };
}

/** What a matching message says, in short. */
function slacWords(value: Readonly<Record<string, unknown>>): string {
  const shown = ["RunID", "NUM_SOUNDS", "NID", "NMK", "AAG"].filter((name) => value[name] !== undefined);
  return shown
    .map((name) => `${name} ${typeof value[name] === "object" ? JSON.stringify(value[name]) : value[name]}`)
    .join("  ");
}
