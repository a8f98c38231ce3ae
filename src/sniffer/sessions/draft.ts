/**
 * A session while it is being told: takes the observations that belong to it, and gives the finished session.
 *
 * @module
 */

import type { MessageEvent, MmeEvent, PilotEvent, TcpEvent, TlsEvent, UnreadableEvent } from "../events.ts";
import { type Connections, connections } from "./connections.ts";
import { addressOf, bodyOf, dialectOf, isRequest, sessionIdOf, textAt } from "./content.ts";
import type { Finish } from "./ended.ts";
import { endingOf } from "./ending.ts";
import { type Exchanges, exchanges } from "./exchanges.ts";
import { choose, readOffer } from "./handshake.ts";
import { macOf } from "./mme-fields.ts";
import { type Phases, phaseOf, phases, progressOf } from "./phases.ts";
import { type SdpAccount, sdpAccount } from "./sdp.ts";
import { readService } from "./service.ts";
import type { Diagnosis, Handshake, Party, PilotRow, Service, Session } from "./session.ts";
import { type Signs, signs } from "./signs.ts";
import { type Slac, slac } from "./slac.ts";

const MOST_PILOT_ROWS = 128;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface Draft {
  readonly number: number;
  resumes?: number;
  readonly vehicle: Mutable<Party>;
  readonly charger: Mutable<Party>;
  firstFrame: number;
  lastFrame: number;
  start?: number;
  /** Time of the last observation. */
  end?: number;
  readonly slac: Slac;
  readonly sdp: SdpAccount;
  readonly connections: Connections;
  readonly exchanges: Exchanges;
  readonly phases: Phases;
  readonly signs: Signs;
  readonly service: Mutable<Service>;
  readonly pilot: PilotRow[];
  diagnosis?: Mutable<Diagnosis>;
  handshake?: Mutable<Handshake>;
  protocol?: string;
  sessionId?: string;
  renegotiations: number;
  /** A handshake or a message of a session was seen. */
  hasTalked: boolean;
  /** A message of a session, after the handshake, was seen. */
  hasSession: boolean;
  /** The connection that it talks by ended. */
  closedAt?: number;
  isClosed: boolean;
  /** Address and port of both in the last message. */
  vehicleEnd?: string;
  chargerEnd?: string;
  /** The last message came from here. */
  lastSide?: "vehicle" | "charger";
}

export function draft(number: number, frame: number, time: number | undefined): Draft {
  return {
    number,
    vehicle: {},
    charger: {},
    firstFrame: frame,
    lastFrame: frame,
    ...(time === undefined ? {} : { start: time, end: time }),
    slac: slac(),
    sdp: sdpAccount(),
    connections: connections(),
    exchanges: exchanges(),
    phases: phases(),
    signs: signs(),
    service: {},
    pilot: [],
    renegotiations: 0,
    hasTalked: false,
    hasSession: false,
    isClosed: false,
  };
}

function touch(of: Draft, { frame, time }: { readonly frame: number; readonly time?: number }): void {
  of.lastFrame = Math.max(of.lastFrame, frame);
  if (time === undefined) return;
  of.start ??= time;
  of.end = time;
}

export function notePilot(of: Draft, event: PilotEvent): void {
  touch(of, event);
  const { frame, time, state, duty, voltage } = event;
  const last = of.pilot.at(-1);
  if (last?.state === state && last.duty === duty) return;
  if (of.pilot.length < MOST_PILOT_ROWS) {
    of.pilot.push({
      frame,
      state,
      ...(time === undefined ? {} : { time }),
      ...(duty === undefined ? {} : { duty }),
      ...(voltage === undefined ? {} : { voltage }),
    });
  }
  const current = of.phases.current;
  if (current === undefined && /^[BCD]/.test(state)) of.phases.enter("plug", frame, time);
  else if (isBasic(of) && (current === "plug" || current === "charging")) {
    if (/^[CD]2/.test(state)) of.phases.enter("charging", frame, time);
    else of.phases.goOn(frame, time);
  }
}

/** Nothing but the control pilot was seen. */
export function isBasic(of: Draft): boolean {
  return !of.hasTalked && of.sdp.summary === undefined && of.slac.history() === undefined;
}

export function noteSlac(of: Draft, mme: MmeEvent): void {
  touch(of, mme);
  of.slac.observe(mme);
  const charger = macOf(of.slac.charger);
  if (charger !== undefined) of.charger.mac = charger;
  if (of.hasTalked) return;
  if (mme.name === "CM_SLAC_MATCH.CNF") of.phases.enter("link", mme.frame, mme.time);
  else of.phases.enter("slac", mme.frame, mme.time);
}

export function noteDiagnosis(of: Draft, told: Readonly<Record<string, unknown>>): void {
  of.diagnosis ??= { frames: 0, first: told, last: told };
  of.diagnosis = { ...of.diagnosis, frames: of.diagnosis.frames + 1, last: told };
}

/** Of a connection that was joined midway the messages tell better than its ports who is who. */
function withSide(of: Draft, event: TcpEvent): TcpEvent {
  if (of.chargerEnd === undefined) return event;
  if (event.source === of.chargerEnd) return { ...event, side: "charger" };
  return event.destination === of.chargerEnd ? { ...event, side: "vehicle" } : event;
}

export function noteTcp(of: Draft, seen: TcpEvent): void {
  const event = withSide(of, seen);
  touch(of, event);
  of.connections.tcp(event);
  if (event.change === "hole") of.exchanges.lose();
  const [vehicle, charger] =
    event.side === "charger" ? [event.destination, event.source] : [event.source, event.destination];
  if (event.side !== "unknown") {
    of.vehicle.ip ??= addressOf(vehicle);
    of.charger.ip ??= addressOf(charger);
  }
  if (event.change === "opened" && !of.hasTalked) of.phases.enter("tcp", event.frame, event.time);
  else of.phases.goOn(event.frame, event.time);
  const isOver = event.change === "closed" || event.change === "reset";
  if (isOver && of.hasTalked && of.connections.main?.connection === event.connection) {
    of.isClosed = true;
    if (event.time !== undefined) of.closedAt ??= event.time;
  }
}

export function noteTls(of: Draft, event: TlsEvent): void {
  touch(of, event);
  of.connections.tls(event);
  if (event.change === "undecryptable") of.hasTalked = true;
  if (of.phases.current === "tcp" || of.phases.current === "tls") of.phases.enter("tls", event.frame, event.time);
  else of.phases.goOn(event.frame, event.time);
}

export function noteUnreadable(of: Draft, event: UnreadableEvent): void {
  touch(of, event);
  if (event.connection !== undefined) of.connections.talk(event.connection, false);
  of.phases.goOn(event.frame, event.time);
}

export function noteMessage(of: Draft, message: MessageEvent): void {
  touch(of, message);
  const fromVehicle = isRequest(message.message);
  const [vehicle, charger] = fromVehicle
    ? [message.source, message.destination]
    : [message.destination, message.source];
  if (vehicle !== "" && of.vehicle.ip === undefined) of.vehicle.ip = addressOf(vehicle);
  if (message.message === "SDPReq" || message.message === "SDPRes") {
    of.sdp.observe(message);
    if (message.message === "SDPRes" && charger !== "") of.charger.ip ??= addressOf(charger);
    if (!of.hasTalked) of.phases.enter("sdp", message.frame, message.time);
    return;
  }
  if (vehicle !== "" && vehicle !== of.vehicleEnd) [of.vehicleEnd, of.vehicle.ip] = [vehicle, addressOf(vehicle)];
  if (charger !== "" && charger !== of.chargerEnd) [of.chargerEnd, of.charger.ip] = [charger, addressOf(charger)];
  if (message.connection !== undefined) of.connections.talk(message.connection, true, message.tls);
  const before = of.phases.current;
  const phase = phaseOf(message);
  if (phase === undefined || (!fromVehicle && before !== undefined && of.hasTalked)) {
    of.phases.goOn(message.frame, message.time);
  } else of.phases.enter(phase, message.frame, message.time);
  of.hasTalked = true;
  of.lastSide = fromVehicle ? "vehicle" : "charger";
  const latency = of.exchanges.observe(message);
  if (message.message.startsWith("supportedAppProtocol")) noteHandshake(of, message, latency);
  else {
    of.hasSession = true;
    of.protocol = dialectOf(message.schema) ?? of.protocol ?? message.schema;
    noteIdentity(of, message);
    readService(of.service, message);
    if (message.message === "PowerDeliveryReq" && progressOf(message) === "renegotiate") of.renegotiations++;
    of.signs.observe(message, before);
  }
}

function noteHandshake(of: Draft, message: MessageEvent, latency: number | undefined): void {
  if (isRequest(message.message)) {
    of.handshake = { frame: message.frame, offered: readOffer(message.value) };
    return;
  }
  of.handshake ??= { frame: message.frame, offered: [] };
  if (latency !== undefined) of.handshake.latency = latency;
  const { responseCode, chosen } = choose(message.value, of.handshake.offered);
  if (responseCode !== undefined) of.handshake.responseCode = responseCode;
  if (chosen !== undefined) of.handshake.chosen = chosen;
}

function noteIdentity(of: Draft, message: MessageEvent): void {
  const body = bodyOf(message);
  if (message.message === "SessionSetupReq") {
    const id = textAt(body, "EVCCID");
    if (id !== undefined) of.vehicle.id = id;
  } else if (message.message === "SessionSetupRes") {
    const id = textAt(body, "EVSEID");
    if (id !== undefined) of.charger.id = id;
    const session = sessionIdOf(message);
    if (session !== undefined) of.sessionId = session;
  } else if (!isRequest(message.message)) of.sessionId ??= sessionIdOf(message) ?? "";
}

/** The session as it stands. */
export function finished(of: Draft, finish: Finish): Session {
  const { start, end, sessionId, protocol } = of;
  const [history, sdp, failed, { soc }] = [of.slac.history(), of.sdp.summary, of.exchanges.failed, of.signs];
  return {
    type: "session",
    session: of.number,
    ...(of.resumes === undefined ? {} : { resumes: of.resumes }),
    firstFrame: of.firstFrame,
    lastFrame: of.lastFrame,
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    vehicle: { ...of.vehicle },
    charger: { ...of.charger },
    ...(sessionId ? { sessionId } : {}),
    ...(protocol === undefined ? {} : { protocol }),
    service: { ...of.service },
    ...(soc === undefined ? {} : { soc: { ...soc } }),
    pilot: of.pilot,
    ...(of.diagnosis === undefined ? {} : { diagnosis: of.diagnosis }),
    ...(history === undefined ? {} : { slac: history }),
    ...(sdp === undefined ? {} : { sdp }),
    connections: of.connections.rows(),
    ...(of.handshake === undefined ? {} : { handshake: { ...of.handshake } }),
    phases: of.phases.rows(),
    messages: of.exchanges.statistics(),
    exchanges: of.exchanges.rows(),
    codes: of.signs.codes,
    ...(failed === undefined ? {} : { failed }),
    renegotiations: of.renegotiations,
    ended: endingOf(of, finish),
  };
}
