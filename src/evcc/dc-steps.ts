/**
 * The steps of charging with direct current that are the same in DIN SPEC 70121 and ISO 15118-2. Each is handed a function
 * that asks the charger in its own dialect and gives plain numbers.
 *
 * @module
 */

import { type Run, TimeoutError } from "../base/run.ts";
import type { Amps, Milliseconds, VoltageAndCurrent, Volts, Watts } from "../base/units.ts";
import type { Telling } from "../v2g/talk-events.ts";
import type { DcInlet } from "./car.ts";
import { CarTrouble, ChargerFault, Incompatible, StoppedByCharger } from "./faults.ts";

/** DC_EVSEStatus of both standards. */
export interface ChargerStatus {
  readonly EVSEStatusCode: string;
  readonly EVSENotification: "None" | "StopCharging" | "ReNegotiation";
  readonly EVSEIsolationStatus?: string;
}

/** What the charger can, the latest that it said. */
export interface ChargerCaps {
  readonly maximumVoltage: Volts;
  readonly minimumVoltage: Volts;
  readonly maximumCurrent: Amps;
  /** Absent where it does not say. */
  readonly maximumPower?: Watts;
}

/** What a loop of requests needs to know of its surroundings. */
export interface Step {
  readonly run: Run;
  readonly tell: (event: Telling) => void;
}

/** Current must stop at once. */
const BROKEN = new Set(["EVSE_EmergencyShutdown", "EVSE_Malfunction", "EVSE_UtilityInterruptEvent"]);

/**
 * What the charger wants by its status.
 *
 * @throws {ChargerFault} where it says that it is broken: the car goes to its safe end at once.
 */
export function wishOf({ EVSEStatusCode, EVSENotification }: ChargerStatus): "stop" | "renegotiate" | undefined {
  if (BROKEN.has(EVSEStatusCode) || EVSEStatusCode.startsWith("Reserved")) {
    throw new ChargerFault(`The charger stops at once: it says ${EVSEStatusCode}`);
  }
  if (EVSEStatusCode === "EVSE_Shutdown" || EVSENotification === "StopCharging") return "stop";
  return EVSENotification === "ReNegotiation" ? "renegotiate" : undefined;
}

/** Chargers say 229.99 V where they mean 230. */
const VOLTAGE_TOLERANCE: Volts = 1;

/** A maximum that may be touched is no charger's: it stands for nothing (Josev's simulator says 40 V and makes 600 V). */
const LEAST_MAXIMUM: Volts = 60;
const mostOf = ({ maximumVoltage }: ChargerCaps): Volts =>
  maximumVoltage < LEAST_MAXIMUM ? Number.POSITIVE_INFINITY : maximumVoltage;

/** @throws {Incompatible} where the battery's voltage is none that the charger can make. */
export function checkFit(dc: DcInlet, caps: ChargerCaps): void {
  const { minimumVoltage } = caps;
  const maximumVoltage = mostOf(caps);
  const battery = dc.batteryVoltage();
  if (battery >= minimumVoltage - VOLTAGE_TOLERANCE && battery <= maximumVoltage + VOLTAGE_TOLERANCE) return;
  throw new Incompatible(
    `Cannot charge here: the battery has ${battery.toFixed(0)} V, the charger makes ${minimumVoltage} to ${maximumVoltage} V`,
  );
}

/** @throws {CarTrouble} where the car says that it cannot go on. */
export function checkCar(dc: DcInlet): void {
  const fault = dc.fault?.();
  if (fault) throw new CarTrouble(fault);
}

/** What a car asks for in pre-charge, at most. DIN SPEC 70121 and ISO 15118-2 allow 2 A. */
export const PRE_CHARGE_CURRENT: Amps = 1;
/** Contactors may close on that much difference. IEC 61851-23, CC.5. */
export const PRE_CHARGE_TOLERANCE: Volts = 20;
/** How often in a row the voltages must agree. One reading may be a ramp that passes by. */
const PRE_CHARGE_READINGS = 2;

/**
 * Brings the cable to the battery's voltage, so that the contactors close without a spark, and closes them. Both the
 * voltage that the charger reports and the one that the car measures itself have to agree: some chargers report what they
 * do not deliver.
 */
export async function preCharge(
  { run, tell }: Step,
  dc: DcInlet,
  pause: Milliseconds,
  ask: (wish: VoltageAndCurrent) => Promise<{ readonly reported: Volts; readonly status: ChargerStatus }>,
): Promise<void> {
  let found: string | undefined;
  try {
    for (let agreed = 0; agreed < PRE_CHARGE_READINGS; ) {
      checkCar(dc);
      const battery = dc.batteryVoltage();
      const { reported, status } = await ask({ voltage: battery, current: PRE_CHARGE_CURRENT });
      if (wishOf(status) === "stop") throw new StoppedByCharger("The charger asked to stop in pre-charge");
      const measured = dc.inlet().voltage;
      found = `the charger says ${reported.toFixed(0)} V, ${measured.toFixed(0)} V are at the inlet, ${battery.toFixed(0)} V at the battery`;
      tell({ type: "measured", voltage: measured, current: dc.inlet().current, targetVoltage: battery });
      agreed = isNear(reported, battery) && isNear(measured, battery) ? agreed + 1 : 0;
      if (agreed < PRE_CHARGE_READINGS) await run.pause(pause);
    }
  } catch (error) {
    const isOwn = error instanceof TimeoutError && error.waitingFor === run.waitingFor;
    throw isOwn ? new TimeoutError(error.waitingFor, error.limit, found) : error;
  }
}

/** @throws where they do not close in time, or the voltage is no longer right at the moment of closing. */
export async function closeContactors({ run, tell }: Step, dc: DcInlet, limit: Milliseconds): Promise<void> {
  const [battery, measured] = [dc.batteryVoltage(), dc.inlet().voltage];
  if (!isNear(measured, battery)) {
    throw new CarTrouble({
      kind: "voltage",
      words: `The contactors stay open: ${measured.toFixed(0)} V at the inlet, ${battery.toFixed(0)} V at the battery`,
    });
  }
  await run.within(limit, "the car's contactors to close", (run) => run.until(dc.contactors.close(run)));
  tell({ type: "moved", what: "contactors", to: "closed" });
}

export const isNear = (one: Volts, other: Volts): boolean => Math.abs(one - other) < PRE_CHARGE_TOLERANCE;

/** A target stays below the car's own maximum by so much: chargers stop when a limit is below the target (Ionity). */
const BELOW_MAXIMUM: Volts = 1;

/** What the car asks for now: what it wants, within what it bears and what the charger has said that it can. */
export function wishWithin(dc: DcInlet, caps: ChargerCaps): VoltageAndCurrent {
  const { voltage, current } = dc.target();
  const { maximumVoltage, maximumCurrent, maximumPower } = dc.limits;
  const present = Math.max(dc.batteryVoltage(), 1);
  const byPower =
    Math.min(maximumPower ?? Number.POSITIVE_INFINITY, caps.maximumPower ?? Number.POSITIVE_INFINITY) / present;
  return {
    voltage: Math.max(0, Math.min(voltage, maximumVoltage - BELOW_MAXIMUM, mostOf(caps))),
    current: Math.max(0, Math.min(current, maximumCurrent, caps.maximumCurrent, byPower)),
  };
}

/** The voltage at which a car takes its own contactors for open: nobody else holds the cable up. */
const OPEN_CIRCUIT: Volts = 60;

/**
 * Asks until the voltage at the outlet has fallen, which proves that the car's contactors are open and not welded.
 *
 * @returns the last voltage reported. Chargers that hold it up for long are left to themselves (Alpitronic).
 */
export async function detectWelding(
  { run }: Step,
  pause: Milliseconds,
  most: number,
  ask: () => Promise<Volts>,
): Promise<Volts> {
  let voltage = await ask();
  for (let turn = 1; turn < most && voltage >= OPEN_CIRCUIT; turn++) {
    await run.pause(pause);
    voltage = await ask();
  }
  return voltage;
}
