/**
 * What a session came to, once it is over: energy, phases, who limited the power, how it ended. Made of the messages that
 * the controller tells, by the same stages that listen to recordings.
 *
 * @module
 */

import type { WattHours } from "../base/units.ts";
import type { MessageEvent } from "../sniffer/events.ts";
import { limitsBySession } from "../sniffer/limits/index.ts";
import { sessions } from "../sniffer/sessions/index.ts";
import { EXI_PAYLOAD } from "../v2g/dialect.ts";
import type { Phase, TalkEvent } from "../v2g/talk-events.ts";
import type { PlugEvent, PlugStep } from "./plug-events.ts";

export type SummaryStep = Extract<PlugStep, { readonly type: "summary" }>;

const CONNECTION = 1;
const SCHEMAS: Readonly<Record<string, string>> = { "DIN SPEC 70121": "din", "ISO 15118-2": "iso2" };

/** One session in the making. */
function session() {
  const stages = { sessions: sessions(), limits: limitsBySession() };
  const phases: { phase: Phase; start: number }[] = [];
  let frame = 0;
  let schema = "iso2";
  let energy: WattHours = 0;
  let last: { readonly at: number; readonly power: number } | undefined;

  function hear({ message, value, exi, at }: TalkEvent & { readonly type: "sent" | "received" }): void {
    const isRequest = message.endsWith("Req");
    const [source, destination] = isRequest ? ["car", "charger"] : ["charger", "car"];
    const observation: MessageEvent = {
      type: "message",
      frame: ++frame,
      time: at / 1000,
      source,
      destination,
      side: isRequest ? "vehicle" : "charger",
      schema: message.startsWith("supportedAppProtocol") ? "app-handshake" : schema,
      message,
      value,
      exi,
      payloadType: EXI_PAYLOAD,
      connection: CONNECTION,
    };
    stages.sessions.feed(observation);
    stages.limits.feed(observation);
  }

  return {
    /** Gives the summary with the last event. */
    feed(event: TalkEvent): SummaryStep | undefined {
      switch (event.type) {
        case "protocol":
          schema = SCHEMAS[event.protocol] ?? schema;
          return undefined;
        case "phase":
          phases.push({ phase: event.phase, start: event.at });
          return undefined;
        case "sent":
        case "received":
          hear(event);
          return undefined;
        case "measured":
          if (last) energy += (last.power * (event.at - last.at)) / 3_600_000;
          last = { at: event.at, power: event.voltage * event.current };
          return undefined;
        case "ended": {
          const [seen] = stages.sessions.end();
          const verdict = seen && stages.limits.session(seen)?.verdict;
          const { at, side, by, isOrderly, words } = event;
          return {
            type: "summary",
            at,
            side,
            by,
            isOrderly,
            words,
            energy,
            phases: phases.flatMap(({ phase, start }, i) =>
              phase === "ended" ? [] : [{ phase, seconds: ((phases[i + 1]?.start ?? at) - start) / 1000 }],
            ),
            ...(verdict === undefined ? {} : { verdict }),
          };
        }
        case "odd":
        case "moved":
          return undefined;
        default:
          return event satisfies never;
      }
    },
  };
}

/** Follows what one side tells of its sessions, one after the other; gives the summary of each as it ends. */
export function sessionSummary(): (event: PlugEvent) => SummaryStep | undefined {
  let current = session();
  return ({ from, event }) => {
    if (from !== "talk") return undefined;
    const summary = current.feed(event);
    if (summary) current = session();
    return summary;
  };
}
