/**
 * Findings about values: what schemas forbid, what cannot be, what cannot be read.
 *
 * @module
 */

import type { MessageEvent, MmeEvent, UnreadableEvent } from "../events.ts";
import { bodyOf, numberAt, textAt } from "../sessions/content.ts";
import { protocolName } from "../sessions/handshake.ts";
import type { Session } from "../sessions/session.ts";
import type { Collector } from "./collector.ts";

/** Seconds since 1970 have ten digits until 2286; above this a time stamp counts something finer. */
const NOT_SECONDS = 1e11;

export function messageFindings(message: MessageEvent, found: Collector): void {
  const { frame, warnings, guessed, confidence } = message;
  for (const { path, message: words } of warnings ?? []) {
    found.note("schema-broken", { about: `${message.message}: ${path} ${words}`.slice(0, 200), frames: [frame] });
  }
  if (message.message === "ChargeParameterDiscoveryRes" && bodyOf(message)["SASchedules"] !== undefined) {
    const about = "ChargeParameterDiscoveryRes: the abstract SASchedules in place of SAScheduleList";
    found.note("schema-broken", { about, frames: [frame] });
  }
  if (guessed) found.note("schema-guessed", { frames: [frame] });
  if (confidence !== undefined && confidence < 1)
    found.note("low-confidence", { frames: [frame], measured: confidence });
  const stamp = numberAt(message.value, "Header", "TimeStamp");
  if (stamp !== undefined && stamp > NOT_SECONDS) {
    found.note("timestamp-unit", {
      about: message.message.endsWith("Req") ? "The car" : "The charger",
      frames: [frame],
    });
  }
  if (message.message === "SessionSetupRes" && textAt(bodyOf(message), "EVSEID")?.includes("\0")) {
    found.note("evse-id-nul", { frames: [frame] });
  }
}

const PAYLOAD_TYPES: ReadonlySet<number> = new Set([
  0x8001, 0x8002, 0x8003, 0x8004, 0x8005, 0x8006, 0x8101, 0x8102, 0x8103, 0x8104, 0x9000, 0x9001, 0x9002, 0x9003,
]);

export function unreadableFindings({ frame, payloadType, because }: UnreadableEvent, found: Collector): void {
  if (payloadType !== undefined && !PAYLOAD_TYPES.has(payloadType)) {
    found.note("unknown-payload-type", { about: `0x${payloadType.toString(16).padStart(4, "0")}`, frames: [frame] });
  } else {
    // The same fault at other lengths is the same fault.
    const key = because.replace(/\d+/g, "#").slice(0, 160);
    found.note("unreadable-message", { about: because.slice(0, 160), key, frames: [frame] });
  }
}

export function mmeFindings({ name, because, frame }: MmeEvent, found: Collector): void {
  if (because === undefined || name.startsWith("0x")) return;
  found.note("unreadable-mme", { about: `${name}: ${because}`.slice(0, 160), frames: [frame] });
}

export function sessionDataFindings({ soc, handshake, ended }: Session, found: Collector): void {
  for (const [percent, frame] of soc === undefined
    ? []
    : [
        [soc.first, soc.firstFrame],
        [soc.last, soc.lastFrame],
      ]) {
    if (percent !== undefined && frame !== undefined && (percent < 0 || percent > 100)) {
      found.note("soc-impossible", { about: `${percent} %`, frames: [frame] });
    }
  }
  if (handshake === undefined) return;
  const frames = [handshake.frame];
  const names = handshake.offered.map(({ namespace }) => protocolName(namespace));
  if (ended.kind === "no-protocol") found.note("no-common-protocol", { about: names.join(", "), frames });
  for (const { namespace } of handshake.offered) {
    if (!/^urn:(din|iso):/.test(namespace))
      found.note("proprietary-protocol", { about: namespace.slice(0, 80), frames });
  }
}
