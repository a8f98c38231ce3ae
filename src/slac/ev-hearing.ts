/**
 * What the car hears of chargers in one round: who confirms, and how loud it is at each. Results are acknowledged as they
 * come, whatever the script is at.
 *
 * @module
 */

import { feed } from "../base/feed.ts";
import { type Run, TimeoutError } from "../base/run.ts";
import type { Milliseconds } from "../base/units.ts";
import { CM_ATTEN_CHAR_IND, CM_ATTEN_CHAR_RSP, CM_SLAC_PARM_CNF } from "../messages/homeplug/slac.ts";
import type { Station } from "../powerline/station.ts";
import { meanOf } from "./attenuation.ts";
import { type Awaited, againstConfirmation, againstResult } from "./ev-belief.ts";
import type { Tell } from "./events.ts";

export interface HeardResult {
  /** The mean over all groups, in dB. */
  readonly attenuation: number;
  readonly sounds: number;
  /** When it was heard first. */
  readonly heardAt: Milliseconds;
}

export interface RoundHearing {
  /** Who confirmed, and the sounds that he wants. */
  readonly confirmed: ReadonlyMap<string, number>;
  /** Why the confirmation of a charger was not believed that answered this very car. */
  readonly refused: ReadonlyMap<string, string>;
  /** How many confirmations came in all, repeated ones too. */
  readonly confirmations: () => number;
  readonly results: ReadonlyMap<string, HeardResult>;
  /** Why the result of a charger was not believed. */
  readonly disbelieved: ReadonlyMap<string, string>;
  /** Waits until it is enough, `ms` milliseconds at the longest. */
  readonly until: (enough: () => boolean, ms: number, run: Run) => Promise<void>;
  readonly close: () => void;
}

export function roundHearing(station: Station, awaited: Awaited, soundsSent: () => number, tell: Tell): RoundHearing {
  const { car, RunID } = awaited;
  const confirmed = new Map<string, number>();
  const refused = new Map<string, string>();
  const results = new Map<string, HeardResult>();
  const disbelieved = new Map<string, string>();
  const reports = new Map<string, number>();
  let confirmations = 0;
  const changes = feed<void>();

  const forgetConfirmations = station.on(CM_SLAC_PARM_CNF, (message) => {
    const { source, value } = message;
    const because = againstConfirmation(message, awaited);
    if (because) {
      tell({ type: "ignored", message: CM_SLAC_PARM_CNF.name, source, because });
      if (message.destination === car && value.FORWARDING_STA === car) refused.set(source, because);
      return;
    }
    confirmations++;
    if (!confirmed.has(source)) {
      tell({ type: "confirmationHeard", car, charger: source, RunID, sounds: value.NUM_SOUNDS });
    }
    confirmed.set(source, value.NUM_SOUNDS);
    changes.tell();
  });

  const forgetResults = station.on(CM_ATTEN_CHAR_IND, (message) => {
    const { source, value } = message;
    const because = againstResult(message, awaited, soundsSent());
    if (because) {
      tell({ type: "ignored", message: CM_ATTEN_CHAR_IND.name, source, because });
      if (value.RunID === RunID) disbelieved.set(source, because);
      return;
    }
    const heard = { attenuation: meanOf(value.ATTEN_PROFILE), sounds: value.NUM_SOUNDS };
    const heardAt = results.get(source)?.heardAt ?? station.clock.now();
    const times = (reports.get(source) ?? 0) + 1;
    reports.set(source, times);
    results.set(source, { ...heard, heardAt });
    tell({ type: "reported", car, charger: source, RunID, times, ...heard });
    // A repeated result says that the answer to the first was lost. [V2G3-A09-37]
    const { SOURCE_ID, RESP_ID } = value;
    const answer = { APPLICATION_TYPE: 0, SECURITY_TYPE: 0, SOURCE_ADDRESS: car, RunID, SOURCE_ID, RESP_ID, Result: 0 };
    station.send(CM_ATTEN_CHAR_RSP, answer, source);
    tell({ type: "acknowledged", car, charger: source, RunID });
    changes.tell();
  });

  return {
    confirmed,
    refused,
    confirmations: () => confirmations,
    results,
    disbelieved,
    async until(enough, ms, run) {
      if (ms <= 0 || enough()) return;
      try {
        await run.within(ms, "answers of chargers", (run) => when(enough, changes.on, run));
      } catch (error) {
        run.throwIfEnded();
        if (!(error instanceof TimeoutError)) throw error;
      }
    },
    close() {
      forgetConfirmations();
      forgetResults();
    },
  };
}

/** Settles once it is so; looks at each change. */
const when = (isSo: () => boolean, onChange: (listener: () => void) => () => void, run: Run) =>
  new Promise<void>((resolve, reject) => {
    const forgetChange = onChange(() => {
      if (!isSo()) return;
      forgetChange();
      forgetEnd();
      resolve();
    });
    const forgetEnd = run.onEnd((reason) => {
      forgetChange();
      reject(reason);
    });
  });
