/**
 * Says how far a session came that has no messages of a session: where SLAC, SDP, TCP, TLS or the handshake stopped it.
 *
 * @module
 */

import { pilotCurrent } from "../pilot-current.ts";
import { isFailed } from "./content.ts";
import type { Draft } from "./draft.ts";
import type { Ended, EndKind, Finish } from "./ended.ts";
import { closing, theSide } from "./ending-words.ts";
import { protocolName } from "./handshake.ts";
import type { PilotRow, Sdp } from "./session.ts";
import type { SlacHistory } from "./slac-history.ts";

function ended(draft: Draft, by: Ended["by"], kind: EndKind, words: string, cause?: string): Ended {
  return { by, kind, words, frame: draft.lastFrame, ...(cause === undefined ? {} : { cause }) };
}

export function endingBeforeMessages(draft: Draft, finish: Finish): Ended {
  if (draft.handshake !== undefined) return afterHandshake(draft, finish);
  if (draft.connections.count > 0) return afterConnecting(draft, finish);
  const sdp = draft.sdp.summary;
  if (sdp !== undefined) return afterSdp(draft, sdp, finish);
  const history = draft.slac.history();
  if (history !== undefined) return afterSlac(draft, history, finish);
  return byPilot(draft, finish);
}

/** `ISO 15118-2 and DIN 70121`, the car's favourite first. */
function offeredProtocols({ handshake }: Draft): string {
  const offered = [...(handshake?.offered ?? [])].sort((one, other) => one.priority - other.priority);
  const names = [...new Set(offered.map(({ namespace }) => protocolName(namespace)))];
  return names.length === 0 ? "nothing that is recorded" : names.join(", ");
}

function afterHandshake(draft: Draft, finish: Finish): Ended {
  const { handshake, exchanges } = draft;
  const code = handshake?.responseCode;
  if (code !== undefined && isFailed(code)) {
    const words = `The charger speaks none of the car's protocols (the car offered ${offeredProtocols(draft)}; the charger answered ${code})`;
    return ended(draft, "charger", "no-protocol", `${words}${closing(draft, finish)}`, code);
  }
  if (exchanges.pending !== undefined) {
    const words = `The charger did not answer the protocol handshake (the car offered ${offeredProtocols(draft)})`;
    return ended(draft, "charger", "no-answer", `${words}${closing(draft, finish)}`);
  }
  const chosen = handshake?.chosen === undefined ? "" : ` on ${protocolName(handshake.chosen.namespace)}`;
  const line = draft.connections.main;
  if (line?.ended !== undefined) {
    const by = line.endedBy === "vehicle" || line.endedBy === "charger" ? line.endedBy : "nobody";
    const act = line.ended === "reset" ? "reset TCP" : "closed TCP";
    return ended(draft, by, "closed", `${theSide(by)} ${act} right after the protocol handshake${chosen}`);
  }
  const words = `Nothing followed the protocol handshake${chosen}${closing(draft, finish)}`;
  return ended(draft, "nobody", finish.reason === "end" ? "cut" : "silent", words);
}

function afterConnecting(draft: Draft, finish: Finish): Ended {
  const line = draft.connections.main;
  if (line?.tls !== undefined) {
    const alert = line.tls.alerts.at(0);
    if (alert !== undefined) {
      const by = alert.startsWith("vehicle") ? "vehicle" : alert.startsWith("charger") ? "charger" : "nobody";
      return ended(draft, by, "tls-failed", `TLS failed: ${alert}${closing(draft, finish)}`);
    }
    if (line.tls.undecryptable) {
      const words = `The session is encrypted and its keys are not known${closing(draft, finish)}`;
      return ended(draft, "nobody", "cut", words);
    }
    return ended(draft, "nobody", "tls-failed", `The TLS handshake led to no message${closing(draft, finish)}`);
  }
  const unreadable = line?.unreadable ?? 0;
  if (unreadable > 0) {
    return ended(
      draft,
      "nobody",
      "cut",
      `No message could be read; ${unreadable} stand in their place${closing(draft, finish)}`,
    );
  }
  if (line?.ended === "reset" && line.endedBy === "charger") {
    return ended(draft, "charger", "tcp-failed", "The charger refused the TCP connection");
  }
  const by = line?.endedBy === "vehicle" || line?.endedBy === "charger" ? line.endedBy : "nobody";
  return ended(draft, by, "tcp-failed", `The car connected, but no message followed${closing(draft, finish)}`);
}

function afterSdp(draft: Draft, sdp: Sdp, finish: Finish): Ended {
  const quiet = finish.now === undefined || draft.end === undefined ? undefined : finish.now - draft.end;
  if (finish.reason === "end" && quiet !== undefined && quiet < PATIENCE && sdp.asked <= 3) {
    return ended(draft, "nobody", "cut", "The recording ends during SDP");
  }
  const times = sdp.asked === 1 ? "once" : `${sdp.asked} times`;
  const tls = sdp.wantedLast === "tls" ? " for TLS" : "";
  if (sdp.asked === 0)
    return ended(draft, "nobody", "sdp-failed", "The charger answered SDP; the car's question was not recorded");
  if (sdp.answered === 0) {
    return ended(draft, "charger", "sdp-failed", `SDP failed: the car asked ${times}${tls}, no charger answered`);
  }
  return ended(
    draft,
    "vehicle",
    "tcp-failed",
    `The car did not connect, though SDP told it where (asked ${times}${tls})`,
  );
}

function afterSlac(draft: Draft, { attempts, attemptCount, matched }: SlacHistory, finish: Finish): Ended {
  if (matched !== undefined) {
    const from = draft.slac.matchedAt;
    const waited = from === undefined || finish.now === undefined ? undefined : Math.max(0, finish.now - from);
    if (finish.reason === "end" && waited !== undefined && waited < PATIENCE) {
      return ended(draft, "nobody", "cut", `The recording ends ${waited.toFixed(1)} s after the SLAC match`);
    }
    const time = waited === undefined ? "" : ` in ${Math.round(waited)} s`;
    const restart = finish.reason === "restart" ? "; the car then began again" : "";
    return ended(draft, "nobody", "no-sdp", `SLAC matched, but no SDP request of the car is recorded${time}${restart}`);
  }
  const asked = attempts.reduce((sum, attempt) => sum + attempt.asked, 0);
  const confirmed = attempts.reduce(
    (sum, attempt) => sum + attempt.responders.reduce((all, one) => all + one.confirmations, 0),
    0,
  );
  const tries = attemptCount > 1 ? ` in ${attemptCount} attempts` : "";
  const times = asked === 1 ? "once" : `${asked} times`;
  const last = attempts.at(-1);
  const furthest = attempts.reduce<string>((best, { stage }) => (rank(stage) > rank(best) ? stage : best), "asked");
  if (asked === 0) {
    const words = `SLAC did not come to a match; of the car nothing but ${last?.sounds ?? 0} sounds is recorded, the charger confirmed ${confirmed} times`;
    return ended(draft, "nobody", "slac-failed", words);
  }
  const quiet = finish.now === undefined || draft.end === undefined ? undefined : finish.now - draft.end;
  if (finish.reason === "end" && attemptCount === 1 && asked <= 3 && quiet !== undefined && quiet < PATIENCE) {
    return ended(draft, "nobody", "cut", `The recording ends during SLAC: ${DONE[furthest] ?? furthest}`);
  }
  const isOneSided = attempts.every(({ responders }) =>
    responders.every(({ confirmations, reports }) => confirmations + reports === 0),
  );
  if (isOneSided && (furthest === "acknowledged" || furthest === "chosen")) {
    const words = `Of SLAC only the car's frames are recorded: ${DONE[furthest]}, and nothing follows`;
    return ended(draft, "nobody", "no-sdp", words);
  }
  const by = furthest === "asked" || furthest === "sounded" || furthest === "chosen" ? "charger" : "vehicle";
  const story = STORIES[furthest] ?? "";
  const isForeign = furthest === "confirmed" && attempts.some(({ foreignRunIds }) => foreignRunIds.length > 0);
  const foreign = isForeign ? "; the confirmations carry a RunID that is not the car's" : "";
  const words = `SLAC failed: the car asked ${times}${tries}, ${story.replace("#", String(confirmed))}${foreign}`;
  return ended(draft, by, "slac-failed", words);
}

/** What the recording's end may have cut off is no failure: the longest of SLAC's waits is 10 s, the usual 1.2 s. */
const PATIENCE = 3;

const DONE: Readonly<Record<string, string>> = {
  asked: "the car has asked",
  confirmed: "a charger has confirmed",
  sounded: "the car has sounded",
  measured: "the attenuation is measured",
  acknowledged: "the attenuation is measured",
  chosen: "the car has chosen a charger",
};

const rank = (stage: string): number => Object.keys(STORIES).indexOf(stage);

/** What did not come, by the stage that was reached. In their order. */
const STORIES: Readonly<Record<string, string>> = {
  asked: "nobody confirmed",
  confirmed: "the charger confirmed # times, but the car never began to sound",
  sounded: "it sounded, but no charger reported how loud it was",
  measured: "the charger reported the attenuation, but the car did not take note of it",
  acknowledged: "the attenuation was measured, but the car chose no charger",
  chosen: "it chose a charger, but the match was not confirmed",
};

function byPilot(draft: Draft, finish: Finish): Ended {
  const basic = draft.pilot.filter(
    ({ state, duty }) => /^[CD]2/.test(state) && duty !== undefined && pilotCurrent(duty) !== undefined,
  );
  const after = finish.reason === "unplugged" ? "; the cable was unplugged" : "; the recording ends there";
  if (basic.length > 0) {
    const words = `Charged by the control pilot alone: ${offers(basic)}${after}`;
    return ended(draft, "nobody", "basic", words);
  }
  return ended(draft, "nobody", "basic", `Plugged in, but nothing was said${after}`);
}

/** `22 % = 13.2 A`, each offer once, three at most. */
function offers(rows: readonly PilotRow[]): string {
  const each = rows.map(({ duty = 0 }) => `${duty} % = ${Math.round((pilotCurrent(duty) ?? 0) * 10) / 10} A`);
  return [...new Set(each)].slice(0, 3).join(", then ");
}
