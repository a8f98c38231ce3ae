/**
 * How long the steps before charging took, against the time that the standards give them.
 *
 * @module
 */

import {
  cableCheckTimeout,
  communicationSetupTimeout,
  type Limit,
  preChargeTimeout,
  sdpRetry,
  sequenceTimeout,
  slacJoin,
  slacResponse,
  slacResults,
} from "../findings/timing.ts";
import { elapsed } from "../sessions/elapsed.ts";
import type { Session } from "../sessions/session.ts";

export interface TimeRow {
  readonly name: string;
  /** Seconds. */
  readonly measured: number;
  readonly limit?: number;
  readonly clause?: string;
  /** The frame that ends it. */
  readonly frame?: number;
}

const DIALECTS = ["din", "iso2", "iso20"] as const;

/** @param silence the longest that the car was silent between a response and its next request. */
export function times(session: Session, silence?: { readonly seconds: number; readonly frame: number }): TimeRow[] {
  const rows: TimeRow[] = [];
  const add = (name: string, measured: number | undefined, limit?: Limit, frame?: number) => {
    if (measured === undefined) return;
    rows.push({
      name,
      measured,
      ...(limit === undefined ? {} : { limit: limit.seconds, clause: limit.clause }),
      ...(frame === undefined ? {} : { frame }),
    });
  };
  const { slac, sdp, phases, exchanges, protocol } = session;
  const dialect = DIALECTS.find((one) => one === protocol) ?? "iso2";

  const attempt = slac?.attempts[slac.matched ?? slac.attempts.length - 1];
  const chosen = attempt?.responders.find(({ mac }) => mac === attempt.chosen) ?? attempt?.responders[0];
  add("SLAC: answer to the car's question", chosen?.confirmedAfter, slacResponse, chosen?.frame);
  add("SLAC: report after the first sound", chosen?.reportedAfter, slacResults);
  add("SLAC: match confirmed", attempt?.matchConfirmedAfter, slacResponse, attempt?.matchConfirmFrame);
  add("SLAC in all", attempt?.duration, undefined, attempt?.matchConfirmFrame);
  const link = phases.find(({ name }) => name === "link");
  if (sdp !== undefined) add("From the match to SDP", link?.duration, slacJoin, sdp.firstFrame);
  add("SDP answer", sdp?.duration, sdpRetry, sdp?.lastFrame);

  const asked = phases.find(({ name }) => name === "sdp")?.start;
  const setup = exchanges.find(({ message, responses }) => message === "SessionSetup" && responses > 0);
  if (asked !== undefined && setup?.end !== undefined) {
    add("From SDP to SessionSetupRes", elapsed(asked, setup.end), communicationSetupTimeout(dialect), setup.lastFrame);
  }
  const check = longest(
    exchanges
      .filter(({ message }) => message === "CableCheck" || message === "DC_CableCheck")
      .map(({ start, end, lastFrame }) => [
        start === undefined || end === undefined ? undefined : elapsed(start, end),
        lastFrame,
      ]),
  );
  add("Cable check", check?.[0], cableCheckTimeout(dialect), check?.[1]);
  const precharge = longest(
    phases.filter(({ name }) => name === "precharge").map(({ duration, lastFrame }) => [duration, lastFrame]),
  );
  add("Precharge", precharge?.[0], preChargeTimeout(dialect), precharge?.[1]);
  add("Longest silence of the car", silence?.seconds, sequenceTimeout(dialect), silence?.frame);
  return rows;
}

function longest(all: readonly (readonly [number | undefined, number])[]): readonly [number, number] | undefined {
  let worst: readonly [number, number] | undefined;
  for (const [seconds, frame] of all) {
    if (seconds !== undefined && (worst === undefined || seconds > worst[0])) worst = [seconds, frame];
  }
  return worst;
}
