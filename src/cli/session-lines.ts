/**
 * A session as a person reads it when it is over: who, how long, what, and how it ended.
 *
 * @module
 */

import { idWords } from "../sniffer/highlights.ts";
import type { LimitsEvent } from "../sniffer/pipeline.ts";
import type { Session } from "../sniffer/sessions/index.ts";

const PROTOCOLS: Readonly<Record<string, string>> = {
  din: "DIN SPEC 70121",
  iso2: "ISO 15118-2",
  iso20: "ISO 15118-20",
};

/** Latencies are shown for so many kinds of messages, the most frequent first. */
const MOST_LATENCIES = 4;

/** @param begun when the recording began, in seconds since 1970: from then the times of the timeline count. */
export function sessionLines(
  session: Session,
  limits: LimitsEvent | undefined,
  colour: boolean,
  begun?: number,
): string[] {
  const bold = (text: string) => (colour ? `\u001b[1m${text}\u001b[0m` : text);
  const row = (name: string, text: string | undefined) => (text ? [`  ${name.padEnd(10)} ${text}`] : []);
  const { vehicle, charger, protocol, service, soc, slac, sdp, handshake, ended } = session;
  const duration = session.start === undefined || session.end === undefined ? undefined : session.end - session.start;
  const kind = [PROTOCOLS[protocol ?? ""] ?? protocol, service.energy, service.mode, service.control, service.payment]
    .filter(Boolean)
    .join(", ");
  const phases = session.phases.map(({ name, start, end }) =>
    start === undefined || end === undefined ? name : `${name} ${(end - start).toFixed(1)} s`,
  );
  const busiest = [...session.messages].sort((a, b) => b.requests - a.requests).slice(0, MOST_LATENCIES);
  const latencies = busiest.flatMap(({ message, requests, latency }) =>
    latency
      ? [`${message} ${requests} × ${(latency.mean * 1000).toFixed(0)} ms (at most ${(latency.max * 1000).toFixed(0)})`]
      : [],
  );
  return [
    "",
    bold(
      `Session ${session.session}${session.resumes === undefined ? "" : `, resumes session ${session.resumes}`}  frames ${session.firstFrame} to ${session.lastFrame}${duration === undefined ? "" : `, ${duration.toFixed(1)} s`}`,
    ),
    ...row("car", partyWords(vehicle)),
    ...row("charger", partyWords(charger.id === undefined ? charger : { ...charger, id: idWords(charger.id) })),
    ...row("protocol", kind),
    ...row("SLAC", slac && slacWords(slac)),
    ...row(
      "SDP",
      sdp &&
        `asked ${sdp.asked} ×, answered ${sdp.answered} ×${sdp.offered ? `, ${sdp.offered === "tls" ? "TLS" : "no TLS"}` : ""}`,
    ),
    ...row(
      "handshake",
      handshake &&
        `${handshake.offered.map(({ namespace }) => namespace).join(", ")}: ${handshake.chosen?.namespace ?? handshake.responseCode ?? "no answer"}`,
    ),
    ...row("battery", soc && `${soc.first} % to ${soc.last} %`),
    ...row("energy", limits && energyWords(limits)),
    ...row("limit", limits && `${bold(limits.verdict)}${originWords(limits, begun)}`),
    ...(limits?.faults ?? []).flatMap((fault) => row("", fault)),
    ...row("phases", phases.join(", ")),
    ...row("latency", latencies.join(", ")),
    ...row(
      "failed",
      session.failed && `${session.failed.response} ${session.failed.code} in frame ${session.failed.responseFrame}`,
    ),
    ...row("end", `${ended.words} [frame ${ended.frame}]`),
  ];
}

/** Where the times of the verdict begin, in those of the timeline. */
function originWords({ verdict, origin }: LimitsEvent, begun: number | undefined): string {
  if (begun === undefined || !/ from \d/.test(verdict) || Math.abs(origin - begun) < 0.05) return "";
  return `  [0 s of it is ${(origin - begun).toFixed(3)} here]`;
}

function energyWords({ energy, peakPower, faults }: LimitsEvent): string | undefined {
  if (faults.length > 0 || peakPower === 0) return undefined;
  return `${(energy / 1000).toFixed(2)} kWh, at most ${(peakPower / 1000).toFixed(1)} kW`;
}

function partyWords(party: Session["vehicle"]): string {
  return Object.values(party)
    .filter((value): value is string => typeof value === "string")
    .join("  ");
}

function slacWords({ attempts }: NonNullable<Session["slac"]>): string {
  const last = attempts.at(-1);
  const heard = (last?.responders ?? []).map(
    ({ mac, attenuation }) => `${mac}${attenuation === undefined ? "" : ` ${attenuation.toFixed(1)} dB`}`,
  );
  return [
    `${attempts.length} attempt${attempts.length === 1 ? "" : "s"}`,
    last?.duration === undefined ? "" : `${last.duration.toFixed(2)} s`,
    heard.length > 0 ? `heard by ${heard.join(", ")}` : "",
    last?.chosen ? `chose ${last.chosen}` : "",
  ]
    .filter(Boolean)
    .join(", ");
}
