/**
 * What a car is told, before it charges, of the power that it may have: the charger's limits and its schedules, and that
 * it shall wait as long as there is none.
 *
 * @module
 */

import type { Amps, Watts } from "../base/units.ts";
import type { DcLimits, Needs, Schedule } from "./charger.ts";
import { type ChargerSession, dcOf } from "./charger-session.ts";
import { type Pending, pending } from "./pending.ts";
import { Refuse } from "./serve.ts";

/** A day. [V2G2-304] schedules cover at least that. */
export const DAY = 86_400;

/**
 * @param mostPower - what the charger can where nothing else limits it.
 * @param hasPower - at this moment.
 * @throws {Refuse} where it has had none for too long.
 */
export function schedulesFor(
  session: ChargerSession,
  needs: Needs,
  mostPower: Watts,
  hasPower: boolean,
): Pending<readonly Schedule[]> {
  const { charger, run, wishes } = session;
  if (wishes.isPausing()) return NO_POWER;
  if (!session.schedules && awaitsPower(session, hasPower)) return NOTHING_YET;
  const everything: Schedule = { id: 1, power: [{ start: 0, power: mostPower }], duration: DAY };
  session.schedules ??= pending(charger.schedules ? charger.schedules(needs, run) : Promise.resolve([everything]));
  return session.schedules;
}

const NOTHING_YET: Pending<never> = { look: async () => undefined };
const NO_POWER: Pending<readonly Schedule[]> = {
  look: async () => ({ value: [{ id: 1, power: [{ start: 0, power: 0 }], duration: DAY }] }),
};

/**
 * Many cars end where they are offered no power: as long as there is none they are kept waiting (EVerest), for
 * V2G_SECC_Ongoing_Performance_Time at most.
 *
 * @throws {Refuse} where there is none until then.
 */
function awaitsPower(session: ChargerSession, hasPower: boolean): boolean {
  const now = session.run.clock.now();
  if (hasPower) {
    delete session.waitingForPower;
    return false;
  }
  session.waitingForPower ??= now;
  if (now - session.waitingForPower > session.timing.chargerOngoing) {
    throw new Refuse("FAILED", "the charger has no power to give");
  }
  return true;
}

/** The least that a car is told of a charger that has no power: cars end at zero, whatever else they are told. */
const LEAST_CURRENT: Amps = 1;

/** What a car is told of the charger's limits before it charges. A Tesla believes a schedule only where these fall, too. */
export function statedLimits(session: ChargerSession): DcLimits {
  const { limits } = dcOf(session);
  if (hasPower(limits) && !session.wishes.isPausing()) return limits;
  const maximumCurrent = Math.max(limits.minimumCurrent, LEAST_CURRENT);
  return { ...limits, maximumCurrent, maximumPower: Math.max(limits.minimumVoltage, 1) * maximumCurrent };
}

/** Whether a charger with these limits can give anything at all. */
export const hasPower = ({ maximumPower, maximumCurrent }: DcLimits): boolean => maximumPower > 0 && maximumCurrent > 0;
