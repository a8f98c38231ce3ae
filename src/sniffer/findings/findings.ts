/**
 * Holds a recording against the standards, and asks what it tells to whoever listens.
 *
 * Takes observations and the sessions that follow from them, in the order in which they come. A finding about a session
 * is told right after the session; what belongs to none is told at the end.
 *
 * Memory is bounded: so many connections and cars are followed at once, and each keeps so many different findings.
 *
 * @module
 */

import type { MessageEvent, MmeEvent, Observation, RecordingEvent, UnreadableEvent } from "../events.ts";
import type { SessionLimits } from "../limits/index.ts";
import { addressOf } from "../sessions/content.ts";
import { nmkOf } from "../sessions/mme-fields.ts";
import type { Session } from "../sessions/session.ts";
import { tellsTheTime } from "../sessions/sessions.ts";
import { type Collector, collector } from "./collector.ts";
import { type Conversation, conversation } from "./conversation.ts";
import { messageFindings, mmeFindings, sessionDataFindings, unreadableFindings } from "./data.ts";
import type { Finding } from "./finding.ts";
import { modemFindings } from "./modems.ts";
import { pilotFindings } from "./pilot.ts";
import { contractFindings, privacyFindings, vinFindings } from "./privacy.ts";
import { earlier, securityFindings, tlsFindings } from "./security.ts";
import { slacFindings } from "./slac.ts";
import { communicationSetupTimeout, readyToCharge, sdpRequests, sdpRetry } from "./timing.ts";

/** Connections followed at once; of more the oldest is forgotten after its findings were told. */
const MOST_CONNECTIONS = 256;
const MOST_CARS = 256;
const MOST_KEYS = 64;

/** Messages without a connection, as text logs have them, are one conversation. */
const NO_CONNECTION = -1;

/** What the analysis of limits doubts of a session's values. */
export interface SessionDoubts extends Pick<SessionLimits, "type" | "session" | "doubts"> {}

export interface Findings {
  feed(event: Observation | Session | SessionDoubts): Finding[];
  /** What belongs to no session, until now. */
  pass(): Finding[];
  end(): Finding[];
}

interface Asking {
  readonly found: Collector;
  last?: number;
}

export function findings(): Findings {
  const conversations = new Map<number, Conversation>();
  /** By the car's IPv6: what its SDP requests show. */
  const asking = new Map<string, Asking>();
  const keysSet: { readonly frame: number; readonly nmk: string }[] = [];
  const loose = collector();
  const before = earlier();
  let forgotten: Finding[] = [];
  /** The latest time that the recording knows. */
  let latest: number | undefined;

  function conversationOf(connection: number): Conversation {
    let one = conversations.get(connection);
    if (one === undefined) {
      one = conversation();
      conversations.set(connection, one);
      const [oldest] = conversations.keys();
      if (conversations.size > MOST_CONNECTIONS && oldest !== undefined) forgotten.push(...closed(oldest));
    }
    return one;
  }

  function closed(connection: number, session?: Session): Finding[] {
    const one = conversations.get(connection);
    if (one === undefined) return [];
    conversations.delete(connection);
    one.close(session === undefined || session.ended.kind === "cut", latest);
    return one.found.drain(session?.session);
  }

  function askingOf(ip: string): Asking {
    let one = asking.get(ip);
    if (one === undefined) {
      one = { found: collector() };
      asking.set(ip, one);
      const [oldest] = asking.keys();
      if (asking.size > MOST_CARS && oldest !== undefined) asking.delete(oldest);
    }
    return one;
  }

  function takeMessage(message: MessageEvent): void {
    if (message.message === "SDPReq") takeSdp(message);
    if (message.message.startsWith("SDP")) return;
    const one = conversationOf(message.connection ?? NO_CONNECTION);
    one.observe(message);
    messageFindings(message, one.found);
    contractFindings(message, one.found);
  }

  function takeSdp({ source, frame, time }: MessageEvent): void {
    const one = askingOf(addressOf(source));
    if (time !== undefined && one.last !== undefined) {
      const measured = time - one.last;
      const { seconds: limit, clause } = sdpRetry;
      // The same request recorded in two places is no repetition; timers of cars are off by a few per cent.
      if (measured > 0.002 && measured < limit * 0.9) {
        one.found.note("sdp-retry-too-soon", { frames: [frame], measured, limit, unit: "s", clause });
      }
    }
    if (time !== undefined) one.last = time;
  }

  function takeUnreadable(event: UnreadableEvent): void {
    const found = event.connection === undefined ? loose : conversationOf(event.connection).found;
    unreadableFindings(event, found);
    vinFindings(event, found);
  }

  function takeMme(mme: MmeEvent): void {
    mmeFindings(mme, loose);
    modemFindings(mme, loose);
    if (mme.name !== "CM_SET_KEY.REQ") return;
    const nmk = nmkOf(mme);
    if (nmk === undefined) return;
    keysSet.push({ frame: mme.frame, nmk });
    if (keysSet.length > MOST_KEYS) keysSet.shift();
  }

  function takeRecording({ change, words, frame }: RecordingEvent): void {
    const frames = frame === undefined ? [] : [frame];
    if (change === "drops") loose.note("frames-lost", { about: words.slice(0, 200), frames });
    if (change === "secrets") {
      loose.note(frame === undefined ? "tls-secrets-in-recording" : "tls-secrets-in-clear", { frames });
    }
    if (change === "problem") loose.note("recording-problem", { about: words.slice(0, 200), frames });
  }

  function takeSession(session: Session): Finding[] {
    const found = collector();
    slacFindings(session, found);
    setupFindings(session, found);
    readinessFindings(session, found);
    securityFindings(session, before, found);
    replacedKeys(session, found);
    privacyFindings(session, found);
    pilotFindings(session, found);
    sessionDataFindings(session, found);
    const number = session.session;
    const connections = session.connections.map(({ connection }) => connection);
    if (connections.length === 0 && session.exchanges.length > 0) connections.push(NO_CONNECTION);
    const cars = session.vehicle.ip === undefined ? undefined : asking.get(session.vehicle.ip);
    return [
      ...found.drain(number),
      ...(cars?.found.drain(number) ?? []),
      ...connections.flatMap((connection) => closed(connection, session)),
      ...tlsFindings(session),
    ];
  }

  /** Between match and end only the matched key is to be set. */
  function replacedKeys({ slac, exchanges }: Session, found: Collector): void {
    const matched = slac?.matched === undefined ? undefined : slac.attempts[slac.matched];
    const [first, last] = [matched?.matchConfirmFrame, exchanges.at(-1)?.lastFrame];
    if (matched?.nmk === undefined || first === undefined || last === undefined) return;
    for (const { frame, nmk } of keysSet) {
      if (frame > first && frame < last && nmk !== matched.nmk) found.note("key-replaced", { frames: [frame] });
    }
  }

  function take(event: Observation): void {
    if (event.time !== undefined && Number.isFinite(event.time) && tellsTheTime(event)) latest = event.time;
    switch (event.type) {
      case "message":
        takeMessage(event);
        break;
      case "unreadable":
        takeUnreadable(event);
        break;
      case "mme":
        takeMme(event);
        break;
      case "tcp":
        // A connection that says nothing needs no conversation because it ends.
        if (/hole|joined|moved/.test(event.change)) conversationOf(event.connection).tcp(event);
        else if (event.change !== "opened") conversations.get(event.connection)?.tcp(event);
        break;
      case "recording":
        takeRecording(event);
        break;
      case "tls":
      case "pilot":
        break;
      default:
        event satisfies never;
    }
  }

  return {
    feed(event) {
      if (event.type === "session") return takeSession(event);
      if (event.type === "limits") return doubtFindings(event);
      take(event);
      if (forgotten.length === 0) return [];
      const told = forgotten;
      forgotten = [];
      return told;
    },
    pass: () => loose.drain(),
    end() {
      const told = [...conversations.keys()].flatMap((connection) => closed(connection));
      for (const { found } of asking.values()) told.push(...found.drain());
      return [...told, ...loose.drain()];
    },
  };
}

function doubtFindings({ session, doubts }: SessionDoubts): Finding[] {
  const found = collector();
  for (const { code, words, frame } of doubts) found.note(code, { about: words, frames: [frame] });
  return found.drain(session);
}

/** How long it took from SDP to the session, and how often the car had to ask. */
function setupFindings({ sdp, phases, exchanges, protocol }: Session, found: Collector): void {
  if (sdp === undefined) return;
  const frames = [sdp.firstFrame, sdp.lastFrame];
  if (sdp.asked > sdpRequests.count) {
    const { count: limit, clause } = sdpRequests;
    found.note("sdp-too-many", { frames, measured: sdp.asked, limit, unit: "times", clause });
  }
  if (sdp.duration !== undefined && sdp.duration > sdpRetry.seconds) {
    const { seconds: limit, clause } = sdpRetry;
    found.note("sdp-slow", { frames, measured: sdp.duration, limit, unit: "s", clause });
  }
  const begun = phases.find(({ name }) => name === "sdp")?.start;
  const setup = exchanges.find(({ message }) => message === "SessionSetup");
  const dialect = protocol === "din" || protocol === "iso2" || protocol === "iso20" ? protocol : undefined;
  if (begun === undefined || setup?.end === undefined || dialect === undefined) return;
  const { seconds: limit, clause } = communicationSetupTimeout(dialect);
  const measured = setup.end - begun;
  if (measured > limit) {
    found.note("setup-timeout", { frames: [sdp.firstFrame, setup.lastFrame], measured, limit, unit: "s", clause });
  }
}

/** Of DIN SPEC 70121 alone: how long the car took until it asked for current. */
function readinessFindings({ protocol, exchanges }: Session, found: Collector): void {
  const setup = exchanges.find(({ message }) => message === "SessionSetup");
  const loop = exchanges.find(({ message }) => message === "CurrentDemand");
  if (protocol !== "din" || setup?.start === undefined || loop?.start === undefined) return;
  const { seconds: limit, clause } = readyToCharge;
  const measured = loop.start - setup.start;
  if (measured <= limit) return;
  found.note("ready-timeout", { frames: [setup.firstFrame, loop.firstFrame], measured, limit, unit: "s", clause });
}
