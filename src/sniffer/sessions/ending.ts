/**
 * Says how a session ended: which side ended it, and why, in plain words.
 *
 * @module
 */

import { cableCheckTimeout, messageTimeout, preChargeTimeout } from "../findings/timing.ts";
import type { Draft } from "./draft.ts";
import type { Ended, Finish } from "./ended.ts";
import { endingBeforeMessages } from "./ending-before-messages.ts";
import { closing, outOfPatience, theSide, waitedFor, where } from "./ending-words.ts";
import type { StopRequest } from "./signs.ts";

/** Decides on all that was seen; the first rule that holds gives the cause, what came after it the rest of the sentence. */
export function endingOf(draft: Draft, finish: Finish): Ended {
  if (!draft.hasSession) return endingBeforeMessages(draft, finish);
  return (
    pauseOf(draft) ??
    refusedOf(draft, finish) ??
    shutDownOf(draft, finish) ??
    stoppedOf(draft, finish) ??
    withoutStop(draft, finish)
  );
}

function percent(draft: Draft): string {
  const { soc } = draft.signs;
  return soc === undefined || soc.last <= 0 || soc.last > 100 ? "" : ` at ${soc.last} %`;
}

function pauseOf(draft: Draft): Ended | undefined {
  const { sessionStop, stop, notice, refusal } = draft.signs;
  if (sessionStop?.kind !== "Pause") return undefined;
  if (notice !== undefined || stop === undefined) return undefined;
  if (refusal?.request === "SessionStopReq") {
    const words = `The car stopped ${where(stop.phase)}${percent(draft)} and asked for a pause, which the charger refused: ${refusal.code}`;
    return { by: "vehicle", kind: "stopped", words, frame: stop.frame, cause: "Pause" };
  }
  const phase = stop.phase === "charging" || stop.phase === undefined ? "" : ` ${where(stop.phase)}`;
  return {
    by: "vehicle",
    kind: "paused",
    words: `The car paused the session${percent(draft)}${phase}: SessionStop(Pause)`,
    frame: sessionStop.frame,
    cause: "Pause",
  };
}

/** The last word of the charger was FAILED, and the car did not get over it. */
function refusedOf(draft: Draft, finish: Finish): Ended | undefined {
  const { refusal, stop, notice, sessionStop } = draft.signs;
  if (refusal === undefined) return undefined;
  if (stop !== undefined && stop.frame < refusal.frame && refusal.request !== stop.message) return undefined;
  if (notice !== undefined && notice.frame < refusal.frame) return undefined;
  const isStopRefused = stop !== undefined && refusal.request === stop.message && stop.frame < refusal.frame;
  if (isStopRefused && (stop.message === "SessionStopReq" || draft.signs.isComplete)) return undefined;
  const count = draft.exchanges.failed?.count ?? 1;
  const shutdown = notice === undefined ? "" : ` and shut down (${notice.code})`;
  const after = sessionStop === undefined ? closing(draft, finish) : "; the car then sent SessionStop";
  const current = draft.phases.current;
  const further = current === refusal.phase || sessionStop !== undefined ? "" : `, and the car went on (${current})`;
  const what =
    count > 1
      ? `The charger answered ${refusal.code} ${count} times, first to ${refusal.request} ${where(refusal.phase)}${further}`
      : `The charger refused ${refusal.request} with ${refusal.code} ${where(refusal.phase)}`;
  return {
    by: "charger",
    kind: "refused",
    words: `${what}${shutdown}${after}`,
    frame: refusal.frame,
    cause: refusal.code,
  };
}

/** The charger's status announced the end before the car did, or the car's error code did. */
function shutDownOf(draft: Draft, finish: Finish): Ended | undefined {
  const { notice, error, stop } = draft.signs;
  if (
    error !== undefined &&
    (stop === undefined || error.frame <= stop.frame) &&
    (notice?.frame ?? Infinity) > error.frame
  ) {
    const then = stop === undefined ? closing(draft, finish) : " and stopped";
    const words = `The car reported ${error.code}${percent(draft)}${then}`;
    return { by: "vehicle", kind: "error", words, frame: error.frame, cause: error.code };
  }
  if (notice === undefined) return undefined;
  const isPolite = notice.code === "StopCharging" || notice.code === "Pause" || notice.code === "Terminate";
  const verb = isPolite ? "asked to stop" : "shut down";
  const patience = notice.responses > 3 ? ` after ${notice.responses} such responses` : "";
  const after = stop === undefined ? closing(draft, finish) : `; the car obeyed${patience} with ${requestOf(stop)}`;
  const place = where(stop?.phase ?? draft.phases.current);
  return {
    by: "charger",
    kind: isPolite ? "stopped" : "shutdown",
    words: `The charger ${verb} ${place}${percent(draft)}: ${notice.code}${after}`,
    frame: notice.frame,
    cause: notice.code,
  };
}

/** The car said stop, unasked. */
function stoppedOf(draft: Draft, finish: Finish): Ended | undefined {
  const { stop, isComplete, sessionStop, refusal } = draft.signs;
  if (stop === undefined) return undefined;
  const base = { by: "vehicle", frame: stop.frame } as const;
  const { pending } = draft.exchanges;
  const answer = refusal === undefined ? "" : `; the charger answered ${refusal.request} with ${refusal.code}`;
  const silence =
    pending === undefined || isCut(draft, finish) ? "" : `; the charger did not answer ${pending.message}`;
  const isOrderly = sessionStop !== undefined && pending === undefined;
  const end = `${answer}${silence}${isOrderly ? "" : closing(draft, finish)}`;
  const request = requestOf(stop);
  if (isComplete && stop.phase === "charging") {
    const words = `The car stopped: ChargingComplete${percent(draft)}${end}`;
    return { ...base, kind: "completed", words, cause: "ChargingComplete" };
  }
  const words =
    stop.phase === "charging"
      ? `The car stopped charging${percent(draft)}: ${request}, without saying why${end}`
      : `The car stopped ${where(stop.phase)}${storyOf(draft, stop)}${percent(draft)}: ${request}${end}`;
  return { ...base, kind: "stopped", words, cause: request };
}

/** How far the phase came in which the car stopped. */
function storyOf({ signs, exchanges }: Draft, { phase }: StopRequest): string {
  if (phase === "precharge") {
    const { wanted, present } = signs.precharge;
    const rounds = exchanges.countOf("PreCharge") + exchanges.countOf("DC_PreCharge");
    const isKnown = wanted !== undefined && present !== undefined;
    return ` (${rounds} requests${isKnown ? `, ${round(present)} V of ${round(wanted)} V reached` : ""})`;
  }
  if (phase !== "cable check") return "";
  return ` (${exchanges.countOf("CableCheck") + exchanges.countOf("DC_CableCheck")} requests)`;
}

/** Nobody said stop. */
function withoutStop(draft: Draft, finish: Finish): Ended {
  const { pending, last } = draft.exchanges;
  const line = draft.connections.main;
  const phase = where(draft.phases.current);
  const waited = waitedFor(draft, finish);
  if (last?.message === "SessionStop") {
    const words = `Only the end is recorded: SessionStop${closing(draft, finish)}`;
    return { by: "nobody", kind: "stopped", words, frame: draft.lastFrame };
  }
  if (line?.ended !== undefined && line.endedFrame !== undefined) {
    const by = line.endedBy === "vehicle" || line.endedBy === "charger" ? line.endedBy : "nobody";
    const act = line.ended === "reset" ? "reset TCP" : "closed TCP";
    const frame = line.endedFrame;
    if (pending !== undefined && by === "vehicle") {
      const words = `The charger did not answer ${pending.message} ${phase}; the car ${act}${outOfPatience(waited)}`;
      return { by: "charger", kind: "no-answer", words, frame: pending.frame };
    }
    const instead = pending === undefined ? ` ${phase}` : ` instead of answering ${pending.message}`;
    const why = by === "vehicle" ? circumstance(draft) : by === "charger" ? silenceBefore(draft, waited) : undefined;
    const manner = pending === undefined ? (why ?? ", without a word") : "";
    const words = `${theSide(by)} ${act}${instead}${percent(draft)}${manner}`;
    return { by, kind: "closed", words, frame };
  }
  if (finish.reason === "restart") {
    const words = `The car began again ${phase}, without ending this session`;
    return { by: "vehicle", kind: "restarted", words, frame: draft.lastFrame };
  }
  if (finish.reason === "unplugged") {
    return { by: "nobody", kind: "stopped", words: `The cable was unplugged ${phase}`, frame: draft.lastFrame };
  }
  if (!isCut(draft, finish) && waited !== undefined) return silenceOf(draft, phase, waited);
  const open = pending === undefined ? "" : `; ${pending.message} is not answered`;
  const words = `The recording ends ${phase}${percent(draft)}${open}`;
  return { by: "nobody", kind: "cut", words, frame: draft.lastFrame };
}

/** What the charger may have lost patience with: a car that sends nothing, where its requests are recorded. */
function silenceBefore({ exchanges }: Draft, waited: number | undefined): string | undefined {
  if (waited === undefined || waited < PATIENCE || (exchanges.last?.requests ?? 0) === 0) return undefined;
  return `; the car had sent nothing for ${round(waited)} s`;
}

/** What the car may have lost patience with; `undefined` if all was in time. */
function circumstance({ exchanges, phases, protocol, end }: Draft): string | undefined {
  const { last, lastLatency } = exchanges;
  if (last === undefined || (protocol !== "din" && protocol !== "iso2" && protocol !== "iso20")) return undefined;
  const { seconds } = messageTimeout(protocol, last.message);
  if (lastLatency !== undefined && lastLatency > seconds) {
    return `; ${last.message}Res had come ${lastLatency.toFixed(2)} s after the request, cars wait ${seconds} s`;
  }
  const lasted = phases.since === undefined || end === undefined ? 0 : end - phases.since;
  const limit =
    phases.current === "cable check"
      ? cableCheckTimeout(protocol)
      : phases.current === "precharge"
        ? preChargeTimeout(protocol)
        : undefined;
  if (limit === undefined || lasted < limit.seconds) return undefined;
  return `; it had lasted ${round(lasted)} s, cars wait ${limit.seconds} s`;
}

/** Somebody fell silent: whose turn it was. */
function silenceOf(draft: Draft, phase: string, waited: number): Ended {
  const { pending, last } = draft.exchanges;
  const quiet = `nothing more came for ${waited < 10 ? round(waited) : Math.round(waited)} s`;
  if (pending !== undefined) {
    const words = `The charger did not answer ${pending.message} ${phase}; ${quiet}`;
    return { by: "charger", kind: "no-answer", words, frame: pending.frame };
  }
  const words = `The car fell silent after ${last?.message ?? "a"}Res ${phase}; ${quiet}`;
  return { by: "vehicle", kind: "silent", words, frame: draft.lastFrame };
}

/** The recording may just have ended before the next message. */
function isCut(draft: Draft, finish: Finish): boolean {
  const waited = waitedFor(draft, finish);
  return finish.reason === "end" && (waited === undefined || waited <= PATIENCE);
}

function requestOf({ message }: StopRequest): string {
  return message === "SessionStopReq" ? "SessionStop" : "PowerDelivery(Stop)";
}

/** A silence longer than any message timeout of the standards is more than the recording's end. In seconds. */
const PATIENCE = 6;

const round = (value: number): number => Math.round(value * 10) / 10;
