/**
 * Figures as people read them in a report.
 *
 * @module
 */

import type { EndKind } from "../sessions/ended.ts";
import type { RecordingReport } from "./report.ts";

/** `1.54 kWh`, `180 Wh`. */
export const energyText = (wattHours: number): string =>
  Math.abs(wattHours) >= 1000 ? `${(wattHours / 1000).toFixed(2)} kWh` : `${Math.round(wattHours)} Wh`;

/** Of watts: `22.1 kW`. */
export const powerText = (watts: number): string => `${(watts / 1000).toFixed(1)} kW`;

/** `0.8 ms`, `350 ms`, `28.9 s`, `5 min 14 s`, `2 h 05 min`. */
export function durationText(seconds: number): string {
  if (seconds < 0.01) return `${rounded(seconds * 1000, 1)} ms`;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 120) return `${rounded(seconds, seconds < 10 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** Without noughts behind the point that say nothing. */
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Recordings whose clock does not count from 1970 have times before this: 1980, before there was any. */
const FIRST_DATE = 315_532_800;
const LAST_DATE = 253_402_300_799;

/** `2024-05-17 12:34:28 UTC`; nothing where the clock of the recording does not tell the date. */
export function dateText(time: number | undefined): string | undefined {
  if (time === undefined || time < FIRST_DATE || time > LAST_DATE) return undefined;
  return `${new Date(time * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** `68 %`. */
export const shareText = (share: number): string => `${Math.round(share * 100)} %`;

/** `67 % to 70 %`, or one of them where they are alike. */
export const socText = ({ first, last }: { readonly first: number; readonly last: number }): string =>
  first === last ? `${first} %` : `${first} % to ${last} %`;

/** What a recording without a session holds. */
export function seenText({ seen, protocols }: Pick<RecordingReport, "seen" | "protocols">): string {
  const messages = seen.map(({ name, count }) => `${name} (${count})`);
  const carried = protocols.map(({ name, frames }) => `${name} (${frames})`);
  return (messages.length > 0 ? messages : carried).join(", ") || "nothing of HomePlug, SDP or V2G";
}

const BY: Readonly<Record<string, string>> = { vehicle: "the car", charger: "the charger", nobody: "nobody" };
/** `the car`. */
export const byText = (by: string): string => BY[by] ?? by;

const ENDINGS: Readonly<Record<EndKind, string>> = {
  completed: "the session was completed",
  stopped: "charging was stopped",
  paused: "paused",
  shutdown: "the charger shut down",
  refused: "a request was refused",
  error: "the car reported an error",
  closed: "the connection was closed without a word",
  "no-answer": "a request was not answered",
  silent: "the car said no more",
  "no-protocol": "no protocol in common",
  "slac-failed": "SLAC led to no match",
  "no-sdp": "matched, but no SDP request",
  "sdp-failed": "SDP was not answered",
  "tcp-failed": "TCP was not opened",
  "tls-failed": "TLS was not opened",
  basic: "charged by the control pilot alone",
  restarted: "the car began again",
  cut: "the recording ends",
};
/** `charging was stopped`. */
export const endText = (kind: EndKind): string => ENDINGS[kind];
