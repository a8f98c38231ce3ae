/**
 * Sorts the observations of a recording into sessions: one for each car and charger, one after the other or at the same
 * time, and tells each when it is over.
 *
 * A message names its ends by IPv6, SLAC by hardware addresses, the pilot not at all. They are joined by the address
 * that an EUI-64 interface identifier holds, else by the order of events: SDP follows the match.
 *
 * Memory is bounded: 64 sessions are open at most, each of bounded size.
 *
 * @module
 */

import type {
  MessageEvent,
  MmeEvent,
  Observation,
  PilotEvent,
  TcpEvent,
  TlsEvent,
  UnreadableEvent,
} from "../events.ts";
import { addressOf, isRequest } from "./content.ts";
import {
  type Draft,
  isBasic,
  noteDiagnosis,
  noteMessage,
  notePilot,
  noteSlac,
  noteTcp,
  noteTls,
  noteUnreadable,
} from "./draft.ts";
import { macFromAddress } from "./eui64.ts";
import { diagnosisOf, vehicleMacOf } from "./mme-fields.ts";
import { openSessions } from "./open-sessions.ts";
import type { SessionEvent } from "./session.ts";

/** Messages of text logs name neither a connection nor an address; they are taken as of one connection. */
const NO_CONNECTION = -1;
/** TCP events kept of connections that nothing has been said on yet. */
const MOST_WAITING = 256;
/** Cars whose hardware addresses are remembered for their next session. */
const MOST_KNOWN = 64;

export interface Sessions {
  /** Gives the sessions that are over by this observation. */
  feed(observation: Observation): SessionEvent[];
  /** It is this late, and nothing was observed meanwhile: gives the sessions that are over by that. In seconds. */
  pass(time: number): SessionEvent[];
  /** Gives the sessions that are still open. */
  end(): SessionEvent[];
}

export function sessions(): Sessions {
  const open = openSessions();
  const waiting: TcpEvent[] = [];
  /** By IPv6: the hardware addresses of a car and its charger. */
  const known = new Map<string, readonly [vehicle: string, charger: string | undefined]>();
  let pilot: PilotEvent | undefined;

  function takePilot(event: PilotEvent): void {
    const before = pilot?.state[0];
    pilot = event;
    const isUnplugged = event.state.startsWith("A");
    for (const one of open.all().filter((one) => isPilotOf(one, event))) {
      notePilot(one, event);
      if (isUnplugged && before !== "A") open.finish(one, one.isClosed ? "closed" : "unplugged");
    }
    const isPlugging = /^[BCD]/.test(event.state) && (before === undefined || before === "A");
    if (isPlugging && !open.all().some((one) => isPilotOf(one, event))) {
      notePilot(open.begin(event.frame, event.time), event);
    }
  }

  function takeMme(mme: MmeEvent): void {
    const diagnosis = diagnosisOf(mme);
    if (diagnosis !== undefined) {
      const one = open.latest(() => true);
      if (one !== undefined) noteDiagnosis(one, diagnosis);
      return;
    }
    const mac = vehicleMacOf(mme);
    if (mac === undefined) return;
    const latest = open.latest(({ vehicle }) => vehicle.mac === mac);
    if (latest === undefined && mme.name === "CM_ATTEN_PROFILE.IND") return;
    const one = latest !== undefined && goesOn(latest, mme) ? latest : forSlac(mme);
    one.vehicle.mac = mac;
    noteSlac(one, mme);
    if (mme.name === "CM_SLAC_MATCH.CNF") endOlder(one);
  }

  /** A car that asks anew while its session runs is heard beside it: the session ends only if the new match succeeds. */
  function goesOn(latest: Draft, { name }: MmeEvent): boolean {
    if (latest.hasTalked) return name !== "CM_SLAC_PARM.REQ" && !latest.isClosed;
    if (name !== "CM_SLAC_PARM.REQ" || !latest.slac.isMatched) return true;
    open.finish(latest, "restart");
    return false;
  }

  function forSlac({ frame, time }: MmeEvent): Draft {
    return open.latest((other) => other.vehicle.mac === undefined && isBasic(other)) ?? open.begin(frame, time);
  }

  /** The car of this session has begun it, so its older ones are over. */
  function endOlder(one: Draft): void {
    const { mac } = one.vehicle;
    if (mac === undefined) return;
    for (const other of open.all()) {
      if (other === one || other.vehicle.mac !== mac || other.number > one.number) continue;
      open.finish(other, other.isClosed ? "closed" : "restart");
    }
  }

  /** The session of the car with this address: known, or told by its hardware address, or the one that waits for SDP. */
  function sessionOf(ip: string, frame: number, time: number | undefined): Draft {
    const same = open.latest(({ vehicle }) => vehicle.ip === ip);
    if (same !== undefined) return same;
    const mac = macFromAddress(ip);
    const hasNoAddress = ({ vehicle, hasTalked }: Draft) => vehicle.ip === undefined && !hasTalked;
    return (
      (mac === undefined ? undefined : open.latest((one) => hasNoAddress(one) && one.vehicle.mac === mac)) ??
      open.latest((one) => hasNoAddress(one) && one.slac.isMatched) ??
      open.latest(hasNoAddress) ??
      seenBefore(ip, open.begin(frame, time))
    );
  }

  function seenBefore(ip: string, one: Draft): Draft {
    const [vehicle, charger] = known.get(ip) ?? [];
    if (vehicle !== undefined) one.vehicle.mac = vehicle;
    if (charger !== undefined) one.charger.mac = charger;
    return one;
  }

  function remember({ vehicle, charger }: Draft): void {
    if (vehicle.ip === undefined || vehicle.mac === undefined) return;
    known.delete(vehicle.ip);
    known.set(vehicle.ip, [vehicle.mac, charger.mac]);
    const [oldest] = known.keys();
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
  }

  /** A new start of a car whose session has talked already: the session that its new SLAC began, or another one. */
  function renewed(one: Draft, frame: number, time: number | undefined): Draft {
    const { mac, ip } = one.vehicle;
    const begun = open.latest(
      ({ number, vehicle, hasTalked }) => number > one.number && !hasTalked && mac !== undefined && vehicle.mac === mac,
    );
    open.finish(one, one.isClosed ? "closed" : "restart");
    const fresh = begun ?? open.begin(frame, time);
    if (mac !== undefined) fresh.vehicle.mac = mac;
    if (ip !== undefined) fresh.vehicle.ip = ip;
    if (one.charger.mac !== undefined) fresh.charger.mac ??= one.charger.mac;
    return fresh;
  }

  function takeSdp(message: MessageEvent): void {
    const { frame, time } = message;
    const isAnswer = message.message === "SDPRes";
    const one = sessionOf(addressOf(isAnswer ? message.destination : message.source), frame, time);
    noteMessage(one.hasTalked && !isAnswer ? renewed(one, frame, time) : one, message);
  }

  /** Gives the session the events of a connection that came before it was known to matter. */
  function takeOver(one: Draft, connection: number): void {
    open.bind(one, connection);
    for (let index = 0; index < waiting.length; ) {
      const event = waiting[index];
      if (event?.connection !== connection) index++;
      else {
        waiting.splice(index, 1);
        noteTcp(one, event);
      }
    }
  }

  function takeMessage(message: MessageEvent): void {
    const { frame, time } = message;
    const connection = message.connection ?? (message.source === "" ? NO_CONNECTION : undefined);
    const isBeginning = message.message === "supportedAppProtocolReq" || message.message === "SessionSetupReq";
    const owner = connection === undefined ? undefined : open.ofConnection(connection);
    let one =
      owner ?? sessionOf(addressOf(isRequest(message.message) ? message.source : message.destination), frame, time);
    const isOther =
      owner === undefined &&
      one.hasTalked &&
      connection !== undefined &&
      one.connections.main?.connection !== connection;
    if (isOther || (isBeginning && hasGoneFurther(one))) one = renewed(one, frame, time);
    if (connection !== undefined && one !== owner) takeOver(one, connection);
    noteMessage(one, message);
    if (message.message !== "SessionSetupRes") return;
    open.noteResumption(one, message);
    remember(one);
  }

  function hasGoneFurther(one: Draft): boolean {
    return one.hasSession && one.exchanges.last?.message !== "SessionSetup";
  }

  function takeTcp(event: TcpEvent): void {
    const owner = open.ofConnection(event.connection);
    if (owner !== undefined) {
      noteTcp(owner, event);
      return;
    }
    const announced =
      event.change !== "opened"
        ? undefined
        : open.latest(
            ({ sdp, hasTalked }) => !hasTalked && sdp.summary?.addresses.includes(event.destination) === true,
          );
    if (announced !== undefined) {
      open.bind(announced, event.connection);
      noteTcp(announced, event);
      return;
    }
    waiting.push(event);
    if (waiting.length > MOST_WAITING) waiting.shift();
  }

  function takeOther(event: TlsEvent | UnreadableEvent): void {
    const { connection } = event;
    if (connection === undefined) return;
    const owner = open.ofConnection(connection) ?? unannounced(event, connection);
    if (event.type === "tls") noteTls(owner, event);
    else noteUnreadable(owner, event);
  }

  /** The session of a connection that begins with TLS or with something unreadable. */
  function unannounced(event: TlsEvent | UnreadableEvent, connection: number): Draft {
    const ends = event.type === "unreadable" ? [event.source, event.destination] : endsOf(connection);
    const isTheirs = ({ vehicle }: Draft) =>
      vehicle.ip !== undefined && ends.some((end) => addressOf(end) === vehicle.ip);
    const isConnecting = ({ vehicle, hasTalked }: Draft) => vehicle.ip !== undefined && !hasTalked;
    let one = open.latest(isTheirs) ?? (event.type === "tls" ? open.latest(isConnecting) : undefined);
    if (one === undefined) {
      one = open.begin(event.frame, event.time);
      const client = ends.at(0);
      if (client !== undefined) one.vehicle.ip = addressOf(client);
    } else if (one.hasTalked && event.type === "tls") one = renewed(one, event.frame, event.time);
    takeOver(one, connection);
    return one;
  }

  /** The car's end, then the charger's. */
  function endsOf(connection: number): readonly string[] {
    const event = waiting.find((one) => one.connection === connection);
    if (event === undefined) return [];
    return event.side === "charger" ? [event.destination, event.source] : [event.source, event.destination];
  }

  function take(observation: Observation): void {
    switch (observation.type) {
      case "pilot":
        takePilot(observation);
        break;
      case "mme":
        takeMme(observation);
        break;
      case "tcp":
        takeTcp(observation);
        break;
      case "message":
        if (observation.message.startsWith("SDP")) takeSdp(observation);
        else takeMessage(observation);
        break;
      case "tls":
      case "unreadable":
        takeOther(observation);
        break;
      case "recording":
        break;
      default:
        observation satisfies never;
    }
  }

  const isPlugged = () => pilot !== undefined && !pilot.state.startsWith("A");

  return {
    feed(seen) {
      const observation = withSaneTime(seen);
      if (observation.time !== undefined && tellsTheTime(observation)) open.sweep(observation.time, isPlugged());
      take(observation);
      return open.told();
    },
    pass(time) {
      open.sweep(time, isPlugged());
      open.release();
      return open.told();
    },
    end() {
      for (const one of open.all()) open.finish(one, one.isClosed ? "closed" : "end");
      open.release();
      return open.told();
    },
  };
}

/** Where several cars are at chargers, a charger's pilot is none of the others' business. */
function isPilotOf({ vehicle, charger }: Draft, { source }: PilotEvent): boolean {
  return source === undefined || charger.mac === undefined || source === charger.mac || source === vehicle.mac;
}

/** The time of a frame that is no frame may be anything. */
export const tellsTheTime = (of: Observation): boolean =>
  of.type === "unreadable" ? of.connection !== undefined : of.type !== "recording" || of.change === "end";

/** A time that is no number is none. */
function withSaneTime(observation: Observation): Observation {
  if (observation.time === undefined || Number.isFinite(observation.time)) return observation;
  const { time, ...untimed } = observation;
  return untimed;
}
