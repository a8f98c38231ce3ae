/**
 * Measures what lasts over several messages: the cable check, precharge, and answers that stay Ongoing.
 *
 * @module
 */

import type { MessageEvent } from "../events.ts";
import { bodyOf, dialectOf, isRequest, stemOf, textAt } from "../sessions/content.ts";
import type { Collector } from "./collector.ts";
import type { RuleCode } from "./rules.ts";
import { cableCheckTimeout, type Limit, ongoingTimeout, preChargeTimeout } from "./timing.ts";

export interface Spans {
  observe(message: MessageEvent): void;
  close(): void;
}

interface Span {
  readonly stem: string;
  readonly code: RuleCode;
  readonly limit: Limit;
  readonly frame: number;
  readonly since: number;
  lastFrame: number;
  last: number;
}

const LASTING: ReadonlySet<string> = new Set([
  "CableCheck",
  "DC_CableCheck",
  "PreCharge",
  "DC_PreCharge",
  "Authorization",
  "ContractAuthentication",
  "ChargeParameterDiscovery",
  "ScheduleExchange",
]);

/** What begins with this request; `undefined` for all that has no limit of its own. */
function spanOf(message: MessageEvent): Pick<Span, "code" | "limit"> | undefined {
  const stem = stemOf(message.message);
  if (!LASTING.has(stem)) return undefined;
  const dialect = dialectOf(message.schema);
  if (dialect === undefined) return undefined;
  if (stem.endsWith("CableCheck")) return { code: "cable-check-timeout", limit: cableCheckTimeout(dialect) };
  if (stem.endsWith("PreCharge")) return { code: "precharge-timeout", limit: preChargeTimeout(dialect) };
  return { code: "ongoing-timeout", limit: ongoingTimeout(dialect) };
}

export function spans(found: Collector): Spans {
  let running: Span | undefined;

  function finish(): void {
    if (running === undefined) return;
    const { code, limit, frame, since, lastFrame, last, stem } = running;
    running = undefined;
    if (last - since <= limit.seconds) return;
    const about = code === "ongoing-timeout" ? { about: `${stem}Res` } : {};
    found.note(code, {
      ...about,
      frames: [frame, lastFrame],
      measured: last - since,
      limit: limit.seconds,
      unit: "s",
      clause: limit.clause,
    });
  }

  /** A charger that waits for its customer says so, and the car waits along. */
  function isCustomersTime(message: MessageEvent): boolean {
    return textAt(bodyOf(message), "EVSEProcessing") === "Ongoing_WaitingForCustomerInteraction";
  }

  return {
    observe(message) {
      const { frame, time } = message;
      if (time === undefined) return;
      const stem = stemOf(message.message);
      if (running !== undefined && running.stem !== stem) {
        // Precharge lasts until the request that ends it, the others until their last response.
        if (/PreCharge$/.test(running.stem) && isRequest(message.message)) {
          [running.lastFrame, running.last] = [frame, time];
        }
        finish();
      }
      if (running === undefined) {
        const begun = isRequest(message.message) ? spanOf(message) : undefined;
        if (begun !== undefined) running = { ...begun, stem, frame, since: time, lastFrame: frame, last: time };
        return;
      }
      if (isCustomersTime(message)) running = undefined;
      else [running.lastFrame, running.last] = [frame, time];
    },
    close: finish,
  };
}
