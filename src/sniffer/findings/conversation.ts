/**
 * Holds the messages of one connection against the standards' sequences and timers.
 *
 * @module
 */

import type { MessageEvent, TcpEvent } from "../events.ts";
import {
  bodyOf,
  chargerStatusOf,
  dialectOf,
  isFailed,
  isRequest,
  quantityAt,
  sessionIdOf,
  stemOf,
  textAt,
} from "../sessions/content.ts";
import { progressOf } from "../sessions/phases.ts";
import { stopSignOf } from "../sessions/signs.ts";
import { type Collector, collector } from "./collector.ts";
import { isAllowed, placeAfter } from "./order.ts";
import { type Spans, spans } from "./spans.ts";
import { suspicions } from "./suspicions.ts";
import { messageTimeout, sequenceTimeout } from "./timing.ts";

/** A car that asks for current so often after the charger's stop does not obey it. */
const STOPS_TO_OBEY = 3;

/** So many repeated segments, and at least a tenth of all, are worth a word. */
const MANY_REPETITIONS = 20;

/** A request that is not answered for so long before the recording ends is not answered. In seconds. */
const PATIENCE = 6;

/** Volts between target and cable at the end of precharge (ISO 15118-2, from memory). */
const PRECHARGE_TOLERANCE = 20;

const LOOPS: ReadonlySet<string> = new Set([
  "CurrentDemandReq",
  "ChargingStatusReq",
  "AC_ChargeLoopReq",
  "DC_ChargeLoopReq",
]);

export interface Conversation {
  readonly found: Collector;
  observe(message: MessageEvent): void;
  tcp(event: TcpEvent): void;
  /**
   * Notes what is missing at the end, unless the recording's end has cut it off.
   *
   * @param until the latest time that the recording knows.
   */
  close(isCut: boolean, until: number | undefined): void;
}

export function conversation(): Conversation {
  const found = collector();
  const lasting: Spans = spans(found);
  const suspected = suspicions();
  let pending: MessageEvent | undefined;
  let answered: MessageEvent | undefined;
  let place: string | undefined;
  let sessionId: string | undefined;
  let failed: MessageEvent | undefined;
  let lossy = false;
  let holes = 0;
  const sides = { vehicle: 0, charger: 0, first: 0, names: new Set<string>() };
  let joined: number | undefined;
  let isOver = false;
  let stops = 0;
  let stopSign: string | undefined;
  let target: number | undefined;
  let reached: number | undefined;

  function noteSessionId(message: MessageEvent): void {
    const id = sessionIdOf(message);
    if (message.message === "SessionSetupRes") sessionId = id;
    if (id === undefined || sessionId === undefined || message.message.startsWith("SessionSetup")) return;
    const isSame = id === sessionId;
    if (isSame) return;
    const clause = dialectOf(message.schema) === "din" ? "[V2G-DC-391]" : "[V2G2-460]";
    found.note("wrong-session-id", { about: message.message, key: "", frames: [message.frame], clause });
  }

  function observeRequest(message: MessageEvent): void {
    const { message: name, frame, time } = message;
    const before = pending;
    // Of a connection that was joined midway nobody knows what was said before.
    lossy ||= joined !== undefined && sides.charger === 0;
    /** Where the response before it is missing, it may be missing in the recording only. */
    const note = (tell: () => void) => (before === undefined ? tell() : suspected.hold(message.destination, tell));
    if (before !== undefined && !lossy) {
      note(() => found.note("request-before-response", { about: name, frames: [before.frame, frame] }));
    }
    if (place !== undefined && !lossy && !isAllowed(place, message)) {
      const about = `${name} after ${place.replace("+", " (Ongoing)").replace(/ for [AD]C$/, "")}`;
      note(() => found.note("wrong-order", { about, frames: [frame], clause: orderClause(message) }));
    }
    if (failed !== undefined && name !== "SessionStopReq") {
      const isRetry = name === failed.message.replace(/Res$/, "Req");
      if (!isRetry || dialectOf(message.schema) !== undefined) {
        found.note("went-on-after-failed", { about: name, key: "", frames: [failed.frame, frame] });
      }
    }
    failed = undefined;
    const dialect = dialectOf(message.schema);
    if (dialect !== undefined && answered?.time !== undefined && time !== undefined) {
      const { seconds, clause } = sequenceTimeout(dialect);
      const measured = time - answered.time;
      if (measured > seconds) {
        const frames = [answered.frame, frame];
        found.note("sequence-timeout", { about: name, frames, measured, limit: seconds, unit: "s", clause });
      }
    }
    if (stopSign !== undefined && stops > STOPS_TO_OBEY && LOOPS.has(name)) {
      found.note("stop-sign-ignored", { about: stopSign, key: "", frames: [frame] });
    }
    if (name === "PowerDeliveryReq" && progressOf(message) === "start") notePrecharge(message);
    if (name.endsWith("PreChargeReq")) target = quantityAt(bodyOf(message), "EVTargetVoltage");
    pending = message;
    lossy = false;
  }

  function notePrecharge({ frame, destination }: MessageEvent): void {
    if (target === undefined || reached === undefined) return;
    const gap = Math.abs(target - reached);
    const tell = () => found.note("precharge-gap", { about: `${Math.round(gap)} V`, frames: [frame] });
    // The last answer, with a better voltage, may be missing in the recording only.
    if (gap > PRECHARGE_TOLERANCE) suspected.hold(destination, tell);
    target = undefined;
  }

  function noteLatency(request: MessageEvent, { message: name, frame, time, schema }: MessageEvent): void {
    if (request.time === undefined || time === undefined) return;
    const stem = stemOf(name);
    const { seconds, clause } = messageTimeout(dialectOf(schema), stem);
    const measured = time - request.time;
    if (measured <= seconds) return;
    const isLoop = seconds < 1;
    const evidence = { about: name, frames: [frame], measured, limit: seconds, unit: "s", clause } as const;
    found.note(isLoop ? "slow-loop-response" : "slow-response", evidence);
  }

  function noteCode(message: MessageEvent): void {
    const code = textAt(bodyOf(message), "ResponseCode");
    if (code === undefined) return;
    const about = `${code} (${message.message})`;
    if (isFailed(code)) {
      found.note("failed-response", { about, key: code, frames: [message.frame] });
      failed = message;
    } else if (code.startsWith("WARNING"))
      found.note("warning-response", { about, key: code, frames: [message.frame] });
  }

  function noteStopSign(message: MessageEvent): void {
    const status = chargerStatusOf(bodyOf(message));
    if (status === undefined) return;
    stopSign = stopSignOf(status);
    stops = stopSign === undefined ? 0 : stops + 1;
  }

  function observeResponse(message: MessageEvent): void {
    const { message: name, frame } = message;
    const request = pending;
    const isAnswer = request !== undefined && stemOf(request.message) === stemOf(name);
    if (isAnswer) {
      // Behind a hole it may answer a request that was lost.
      if (!lossy) noteLatency(request, message);
      place = placeAfter(request, message);
      pending = undefined;
    } else {
      if (!lossy && sides.vehicle > 0) {
        const tell = () => found.note("response-without-request", { about: name, frames: [frame] });
        suspected.hold(message.destination, tell);
      }
      place = undefined;
    }
    if (name.endsWith("PreChargeRes")) reached = quantityAt(bodyOf(message), "EVSEPresentVoltage");
    noteCode(message);
    noteStopSign(message);
    answered = message;
    lossy = false;
  }

  function noteRepetitions({ segments = 0, repeated = 0, frame }: TcpEvent): void {
    if (isOver || repeated < MANY_REPETITIONS || repeated < 0.1 * segments) return;
    found.note("segments-repeated", {
      about: `${Math.round((100 * repeated) / segments)} %`,
      key: "",
      frames: [frame],
    });
  }

  /** A charger that closes because the car said nothing for too long. */
  function noteEnd({ frame, time, source }: TcpEvent): void {
    if (isOver) return;
    isOver = true;
    if (answered?.time === undefined || time === undefined || pending !== undefined || source !== answered.source)
      return;
    if (sides.vehicle === 0) return;
    const dialect = dialectOf(answered.schema);
    if (dialect === undefined) return;
    const { seconds, clause } = sequenceTimeout(dialect);
    const measured = time - answered.time;
    // Timers of chargers are off by a little, too.
    if (measured < seconds - 1) return;
    const frames = [answered.frame, frame];
    const evidence = { frames, measured, limit: seconds, unit: "s", clause } as const;
    found.note("sequence-timeout", { about: "the charger closed the connection", ...evidence });
  }

  return {
    found,
    observe(message) {
      if (sides.first === 0) sides.first = message.frame;
      if (message.confidence !== undefined && message.confidence < 1) lossy = true;
      suspected.heard(message.source);
      noteSessionId(message);
      lasting.observe(message);
      if (isRequest(message.message)) {
        sides.vehicle++;
        if (sides.charger === 0 && sides.names.size < 2) sides.names.add(message.message);
        observeRequest(message);
      } else {
        sides.charger++;
        observeResponse(message);
      }
    },
    tcp(event) {
      if (event.change === "hole") {
        lossy = true;
        holes++;
        suspected.hole(event.source);
        found.note("tcp-hole", { frames: [event.frame] });
      }
      if (event.change === "joined") joined = event.frame;
      if (event.change === "moved") {
        const about = `${event.source} from ${event.before} to ${event.mac}`;
        found.note("address-moved", { about, frames: [event.frame] });
      }
      noteRepetitions(event);
      if (event.change === "closed") suspected.heard(event.source);
      if (event.change === "closed" || event.change === "reset") noteEnd(event);
    },
    close(isCut, until) {
      lasting.close();
      // Where octets were missing before, they may be missing at the end as well.
      if (holes === 0) suspected.tellAll();
      const hasWaited = isOver || (until ?? 0) - (pending?.time ?? Number.NEGATIVE_INFINITY) > PATIENCE;
      if (pending !== undefined && sides.charger > 0 && !isCut && hasWaited && holes === 0) {
        found.note("request-without-response", { about: pending.message, frames: [pending.frame] });
      }
      pending = undefined;
      const isTalk = sides.vehicle + sides.charger > 0;
      if (joined !== undefined && isTalk) found.note("joined-midway", { frames: [joined] });
      // A car that goes on to another request was answered.
      const isOneSided = sides.charger === 0 ? sides.names.size > 1 : sides.vehicle === 0;
      if (isOneSided) {
        found.note("one-side-only", { about: sides.vehicle > 0 ? "car's" : "charger's", frames: [sides.first] });
      }
    },
  };
}

/** Who sends what is not expected gets FAILED_SequenceError. */
function orderClause({ schema }: MessageEvent): string {
  const dialect = dialectOf(schema);
  if (dialect === "din") return "[V2G-DC-390]";
  return dialect === "iso20" ? "[V2G20-736]" : "[V2G2-538]";
}
