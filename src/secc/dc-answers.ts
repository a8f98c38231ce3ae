/**
 * What a charger does in the steps of direct current, the same in DIN SPEC 70121 and ISO 15118-2; each dialect writes the
 * answers in its own words.
 *
 * @module
 */

import type { Amps, Milliseconds, VoltageAndCurrent, Volts } from "../base/units.ts";
import { type PhysicalValue, toOptionalNumber } from "../v2g/quantities.ts";
import type { DcLimits, IsolationResult } from "./charger.ts";
import {
  aim,
  type CarMaxima,
  type ChargerSession,
  checkingCable,
  currentCap,
  dcOf,
  enter,
  measure,
  pilotWantsEnergy,
  positive,
  wantsEnergy,
} from "./charger-session.ts";
import { scheduledPower } from "./choice.ts";
import { Refuse } from "./serve.ts";

/** DC_EVStatus of both standards. */
export interface CarStatus {
  readonly EVReady: boolean;
  readonly EVErrorCode: string;
  readonly EVRESSSOC: number;
}

/** @throws {Refuse} where the car says that it has a fault. */
export function refuseFault({ EVErrorCode }: CarStatus): void {
  if (EVErrorCode !== "NO_ERROR" && EVErrorCode !== "NoData") throw new Refuse("FAILED", `the car says ${EVErrorCode}`);
}

/**
 * [V2G2-477] Zero stands for what a car does not know, and is not held against it.
 *
 * @throws {Refuse} where a limit is negative, or the car bears less voltage than the charger gives at least.
 */
export function refuseImpossible(session: ChargerSession, limits: Readonly<Record<string, number | undefined>>): void {
  for (const [name, limit] of Object.entries(limits)) {
    if (limit !== undefined && limit < 0) {
      throw new Refuse("FAILED_WrongChargeParameter", `${name} is ${limit}, none below zero expected`);
    }
  }
  const { minimumVoltage } = dcOf(session).limits;
  const { voltage } = session.carMaxima;
  if (voltage !== undefined && voltage < minimumVoltage) {
    throw new Refuse(
      "FAILED_WrongChargeParameter",
      `the car bears ${voltage} V, the charger gives ${minimumVoltage} V at least`,
    );
  }
}

/** How long a car may go on after it was asked to stop. */
const STOP_PATIENCE: Milliseconds = 10_000;

/** @throws {Refuse} where the car does not stop although it was asked to. */
export function refuseDeafness({ wishes, run }: ChargerSession): void {
  if (wishes.current() === "stop" && run.clock.now() - wishes.since() > STOP_PATIENCE) {
    throw new Refuse("FAILED", "the car was asked to stop and did not");
  }
}

/**
 * The cable check: goes on while the pilot is not in state C or D yet, and while the test runs.
 *
 * @returns nothing while it goes on.
 * @throws {Refuse} where there is no state C in time, or the insulation is bad.
 */
export async function checkCable(session: ChargerSession, status: CarStatus): Promise<IsolationResult | undefined> {
  refuseFault(status);
  const { run, timing } = session;
  if (!session.isolation) enter(session, "cable check");
  if (!session.isolation && !wantsEnergy(session)) {
    session.waitingForPilot ??= run.clock.now();
    if (run.clock.now() - session.waitingForPilot > timing.pilotChange) {
      throw new Refuse("FAILED", "the control pilot is not in state C or D");
    }
    return undefined;
  }
  delete session.waitingForPilot;
  const found = await checkingCable(session).look(run);
  if (found?.value === "fault") throw new Refuse("FAILED", "the insulation is bad");
  return found?.value;
}

/** What a car may draw in pre-charge. DIN SPEC 70121 and ISO 15118-2: 2 A. */
const PRE_CHARGE_CURRENT: Amps = 2;

export async function preCharge(session: ChargerSession, status: CarStatus, wish: VoltageAndCurrent): Promise<Volts> {
  refuseFault(status);
  if (wish.current > PRE_CHARGE_CURRENT) {
    throw new Refuse("FAILED", `${wish.current} A asked for in pre-charge, at most ${PRE_CHARGE_CURRENT} A expected`);
  }
  refuseLostPilot(session);
  // Cars that ask for 0 A (Model Y, Polestar, EVerest's) want the voltage all the same, and a supply needs some current for it.
  await aim(session, { ...wish, current: wish.current > 0 ? wish.current : PRE_CHARGE_CURRENT });
  return (await measure(session, wish, status.EVRESSSOC)).voltage;
}

/** @throws {Refuse} where the car has left state C and D. */
export function refuseLostPilot(session: ChargerSession): void {
  if (wantsEnergy(session)) return;
  throw new Refuse("FAILED", `the control pilot is in state ${session.charger.pilot.state}, C or D expected`);
}

export interface Demand {
  readonly measured: VoltageAndCurrent;
  /** What the charger can at this moment. */
  readonly cap: { readonly current: Amps; readonly voltage: Volts; readonly power: number };
  readonly isAtCurrent: boolean;
  readonly isAtVoltage: boolean;
  readonly isAtPower: boolean;
}

/** Readings and rounding: 1 % and a bit. */
const NEAR = 0.99;
/** Cars round, and count in whole volts and amperes. */
const BEYOND = 1.05;
const ROUNDING = 1;

/**
 * A car that wants more than it has ever said that it bears is out of its mind (IEC 61851-23: emergency shutdown).
 *
 * @throws {Refuse}
 */
function refuseBeyondOwn(
  { carMaxima, lastMeasured }: ChargerSession,
  wish: VoltageAndCurrent,
  stated: CarMaxima,
): void {
  // What a car aims at is above its battery's voltage, at which the current flows.
  const power = wish.current * Math.min(wish.voltage, lastMeasured?.voltage ?? wish.voltage);
  for (const [what, unit, wanted, rounding] of [
    ["voltage", "V", wish.voltage, ROUNDING],
    ["current", "A", wish.current, ROUNDING],
    ["power", "W", power, ROUNDING * wish.voltage],
  ] as const) {
    const own = Math.max(carMaxima[what] ?? 0, stated[what] ?? 0);
    if (own === 0 || wanted <= own * BEYOND + rounding) continue;
    throw new Refuse("FAILED", `the car wants ${Math.round(wanted)} ${unit}, and says that it bears ${own} ${unit}`);
  }
}

/** The limits that a car repeats in the loop; zero stands for what it does not know. */
export const statedIn = (request: {
  readonly EVMaximumVoltageLimit?: PhysicalValue;
  readonly EVMaximumCurrentLimit?: PhysicalValue;
  readonly EVMaximumPowerLimit?: PhysicalValue;
}): CarMaxima => ({
  ...positive("voltage", toOptionalNumber(request.EVMaximumVoltageLimit)),
  ...positive("current", toOptionalNumber(request.EVMaximumCurrentLimit)),
  ...positive("power", toOptionalNumber(request.EVMaximumPowerLimit)),
});

/** @param stated - the limits that the car repeats with its wish, as far as it does. */
export async function demand(
  session: ChargerSession,
  status: CarStatus,
  wish: VoltageAndCurrent,
  stated: CarMaxima,
): Promise<Demand> {
  refuseFault(status);
  refuseDeafness(session);
  refuseLostPilot(session);
  refuseBeyondOwn(session, wish, stated);
  if (session.charger.dc?.isolation?.state() === "fault") throw new Refuse("FAILED", "the insulation is bad");
  const limits = scheduledLimits(session);
  await aim(session, wish, limits);
  const measured = await measure(session, wish, status.EVRESSSOC);
  session.charger.show?.({ soc: status.EVRESSSOC, target: wish });
  const byPower = limits.maximumPower / Math.max(measured.voltage, 1);
  return {
    measured,
    cap: {
      current: currentCap(limits, measured.voltage),
      voltage: limits.maximumVoltage,
      power: limits.maximumPower,
    },
    isAtCurrent: wish.current >= limits.maximumCurrent * NEAR && limits.maximumCurrent <= byPower,
    isAtVoltage: measured.voltage >= limits.maximumVoltage * NEAR,
    isAtPower: wish.current >= byPower * NEAR && byPower <= limits.maximumCurrent,
  };
}

/** What the charger can, as far as the schedule that was chosen allows it. */
function scheduledLimits(session: ChargerSession): DcLimits {
  const { limits } = dcOf(session);
  return { ...limits, maximumPower: Math.min(limits.maximumPower, scheduledPower(session)) };
}

/** Begins charging. @throws {Refuse} where the pilot or the output are not as they have to be. */
export async function deliver(session: ChargerSession): Promise<void> {
  if (!(await pilotWantsEnergy(session, session.timing.pilotChange))) {
    throw new Refuse("FAILED_PowerDeliveryNotApplied", "the control pilot is not in state C or D");
  }
  enter(session, "charging");
}

/** Ends charging: the current falls to nothing. @throws {Refuse} where it does not. */
export async function stopDelivery(session: ChargerSession): Promise<void> {
  enter(session, "stopping");
  const dc = dcOf(session);
  await session.run.within(session.timing.contactor, "the current to end", (run) => run.until(dc.off(run)));
  session.tell({ type: "moved", what: "output", to: "off" });
}
