/**
 * What the tables of all dialects work on: the charger, what the car has said, what the program wants, and the output,
 * which only this file switches.
 *
 * @module
 */

import { type Run, TimeoutError } from "../base/run.ts";
import type { Amps, Milliseconds, VoltageAndCurrent, Volts, WattHours, Watts } from "../base/units.ts";
import type { PilotState } from "../pilot/control-pilot.ts";
import type { Phase, Telling } from "../v2g/talk-events.ts";
import type { Timing } from "../v2g/timing.ts";
import type { Charger, DcLimits, DcOutput, IsolationResult, Schedule } from "./charger.ts";
import type { ChargerWishes } from "./charger-wishes.ts";
import { type Pending, pending } from "./pending.ts";
import { Refuse, type Served } from "./serve.ts";

/** What the car says that it bears. */
export interface CarMaxima {
  readonly voltage?: Volts;
  readonly current?: Amps;
  readonly power?: Watts;
}

/** Sessions that were paused, for when the car comes back (ISO 15118-2, 8.4.2). One for each plug. */
export interface SessionMemory {
  paused?: { readonly sessionId: string; readonly vehicleId: string };
}

export interface ChargerSession extends Served {
  readonly charger: Charger;
  readonly run: Run;
  readonly timing: Timing;
  /** A number for a new session, hex. */
  readonly newNumber: () => string;
  readonly wishes: ChargerWishes;
  readonly tell: (event: Telling) => void;
  /** Told so that a program knows the car. */
  vehicleId: string;
  readonly protocol: string;
  /** What a paused session goes on with, and what this one leaves for later. */
  readonly memory: SessionMemory;
  isPaused?: true;
  /** Once delivery ends: the car had been asked to. */
  isStoppedByCharger?: boolean;
  /** Alternating current was chosen. */
  isAc?: boolean;
  /** Somebody looks at the residual current device until the contactors open. */
  watchesResidualCurrent?: boolean;
  /** SAScheduleTupleID that the car chose. */
  tuple: number;
  /** The last reading that the car was told. */
  lastReading?: { readonly MeterReading?: string };
  /** By the clock. */
  askedForReceipt?: Milliseconds;
  /** The car negotiates anew; a wish to pause becomes an offer of no power. */
  readonly renegotiated: () => void;
  authorization?: Pending<"accepted" | "rejected">;
  schedules?: Pending<readonly Schedule[]>;
  /** When the schedules were offered, by the clock. */
  offeredAt: number;
  offered: readonly Schedule[];
  carMaxima: CarMaxima;
  isolation?: Pending<IsolationResult>;
  /** Since the cable check was first asked for without state C or D. */
  waitingForPilot?: number;
  /** Since the charger's parameters were first asked for while it had no power, by the clock. */
  waitingForPower?: Milliseconds;
  phase?: Phase;
  energyDelivered: WattHours;
  lastMeasured?: { readonly at: Milliseconds; readonly voltage: Volts; readonly power: Watts };
}

/** Says where the session stands, when that changes. */
export function enter(session: ChargerSession, phase: Phase): void {
  if (session.phase === phase) return;
  session.phase = phase;
  // Who was first: the car may have made up its mind before it heard of the charger's wish.
  if (phase === "stopping") session.isStoppedByCharger ??= session.wishes.isStopSaid();
  session.tell({ type: "phase", phase });
}

/** Of an EVCCID: `aa:bb:cc:dd:ee:ff`. */
export const macOf = (EVCCID: string): string => (EVCCID.match(/../g) ?? []).join(":");

/** Many cars say zero for what they do not know. */
export const positive = <K extends string>(key: K, value: number | undefined): Partial<Record<K, number>> =>
  value !== undefined && value > 0 ? ({ [key]: value } as Partial<Record<K, number>>) : {};

/** Begins what takes its time, once. */
export function authorizing(session: ChargerSession): Pending<"accepted" | "rejected"> {
  const { charger, run, vehicleId, protocol } = session;
  session.authorization ??= pending(charger.authorize({ id: vehicleId, protocol }, run));
  return session.authorization;
}

/** @throws {Refuse} where the charger has no direct current; the offer did not say that it has. */
export function dcOf({ charger }: ChargerSession): DcOutput {
  if (charger.dc) return charger.dc;
  throw new Refuse("FAILED_WrongChargeParameter", "the charger has no direct current");
}

const CLOSED: ReadonlySet<PilotState> = new Set(["C", "D"]);
export const wantsEnergy = ({ charger }: ChargerSession): boolean => CLOSED.has(charger.pilot.state);

/** Waits for state C or D. */
export async function pilotWantsEnergy({ charger, run }: ChargerSession, limit: Milliseconds): Promise<boolean> {
  const { pilot } = charger;
  if (CLOSED.has(pilot.state)) return true;
  try {
    await run.within(
      limit,
      "state C or D of the control pilot",
      (run) =>
        new Promise<void>((resolve, reject) => {
          const forget = run.onEnd((reason) => {
            cancel();
            reject(reason);
          });
          const cancel = pilot.onState((state) => {
            if (!CLOSED.has(state)) return;
            cancel();
            forget();
            resolve();
          });
        }),
    );
    return true;
  } catch (error) {
    if (error instanceof TimeoutError && !run.hasEnded) return false;
    throw error;
  }
}

/**
 * Begins the cable check, once: contactors close on a cable without voltage, then the insulation is tested at the highest
 * voltage that this session may see (IEC 61851-23, CC.4.1.2).
 */
export function checkingCable(session: ChargerSession): Pending<IsolationResult> {
  session.isolation ??= pending(checkCable(session));
  return session.isolation;
}

/** IEC 61851-23: below 60 V within a second; some take longer. */
const CABLE_TO_FALL: Milliseconds = 5000;
/** Between two looks at a measurement. */
const LOOK: Milliseconds = 20;

/** A charger of this class tests at no more (IEC 61851-23). */
const CLASS_500: Volts = 500;

async function checkCable(session: ChargerSession): Promise<IsolationResult> {
  const { run, carMaxima, tell } = session;
  const dc = dcOf(session);
  if (dc.contactors && !dc.contactors.areClosed()) {
    // After a charge that was negotiated anew the cable may still be falling.
    await run.within(CABLE_TO_FALL, `less than ${SAFE_VOLTAGE} V on the cable before the cable check`, async (run) => {
      while (Math.abs((await dc.measure()).voltage) >= SAFE_VOLTAGE) await run.pause(LOOK);
    });
    await run.within(session.timing.contactor, "the charger's contactors to close", (run) =>
      run.until(dc.contactors?.close(run) ?? Promise.resolve()),
    );
    tell({ type: "moved", what: "contactors", to: "closed" });
  }
  if (!dc.isolation) return "valid";
  const { maximumVoltage } = dc.limits;
  const car = carMaxima.voltage ?? maximumVoltage;
  const voltage =
    maximumVoltage <= CLASS_500 ? Math.min(CLASS_500, car + 50, maximumVoltage) : Math.min(maximumVoltage, 1.1 * car);
  return run.within(session.timing.chargerCableCheck, "the insulation test", (run) =>
    run.until(dc.isolation?.test(voltage, run) ?? Promise.resolve<IsolationResult>("valid")),
  );
}

/** What may be touched (IEC 61851-23). */
const SAFE_VOLTAGE: Volts = 60;

/** Sets the output to what the car asks for, within what both bear. @param limits - what the charger can. */
export async function aim(
  session: ChargerSession,
  wish: VoltageAndCurrent,
  limits: DcLimits = dcOf(session).limits,
): Promise<void> {
  const { aim } = dcOf(session);
  const { carMaxima, lastMeasured } = session;
  // The power is that at the battery's voltage. What a car aims at is above it, by a tenth where it is empty.
  const present = lastMeasured?.voltage ?? wish.voltage;
  await aim({
    voltage: within(
      wish.voltage,
      limits.minimumVoltage,
      Math.min(limits.maximumVoltage, carMaxima.voltage ?? Number.POSITIVE_INFINITY),
    ),
    current: within(wish.current, 0, currentCap(limits, present)),
  });
}

/** The most current at a voltage. */
export const currentCap = ({ maximumCurrent, maximumPower }: DcLimits, voltage: Volts): Amps =>
  Math.min(maximumCurrent, maximumPower / Math.max(voltage, 1));

const within = (value: number, least: number, most: number) => Math.max(Math.min(value, most), Math.min(least, most));

/** How far above its own maximum the voltage at a car may be. IEC 61851-23: 110 %. */
const OVER_VOLTAGE = 1.1;

/** Measures, counts the energy, and tells. @throws where the voltage is above what the car bears. */
export async function measure(
  session: ChargerSession,
  wish?: VoltageAndCurrent,
  soc?: number,
): Promise<VoltageAndCurrent> {
  const { run, tell, carMaxima } = session;
  const dc = dcOf(session);
  const measured = await dc.measure();
  const at = run.clock.now();
  const power = measured.voltage * measured.current;
  const { lastMeasured } = session;
  if (lastMeasured) session.energyDelivered += (lastMeasured.power * (at - lastMeasured.at)) / 3_600_000;
  session.lastMeasured = { at, voltage: measured.voltage, power };
  tell({
    type: "measured",
    ...measured,
    ...(wish ? { targetVoltage: wish.voltage, targetCurrent: wish.current } : {}),
    maximumCurrent: dc.limits.maximumCurrent,
    maximumPower: dc.limits.maximumPower,
    ...(soc === undefined ? {} : { soc }),
  });
  if (carMaxima.voltage !== undefined && measured.voltage > carMaxima.voltage * OVER_VOLTAGE) {
    throw new Error(
      `Stops at once: ${measured.voltage.toFixed(0)} V at the outlet, the car bears ${carMaxima.voltage} V`,
    );
  }
  return measured;
}

/** How long the output may take to be off at the end of a session. */
const OFF: Milliseconds = 5000;

/**
 * Switches the output off: no current, contactors open, no voltage. Goes on after the session's run has ended, and takes
 * each step whatever became of the one before.
 *
 * @returns in words, what did not work.
 */
export async function switchOff({ charger, run, tell, timing }: ChargerSession): Promise<string[]> {
  const troubles: string[] = [];
  const attempt = async (limit: Milliseconds, words: string, step: (run: Run) => Promise<void>) => {
    try {
      await run.atLast(limit, words, (inner) => inner.until(step(inner)));
    } catch (error) {
      troubles.push(error instanceof Error ? error.message : String(error));
    }
  };
  const { dc, ac } = charger;
  if (dc) {
    await attempt(OFF, "the output to be off", dc.off);
    tell({ type: "moved", what: "output", to: "off" });
    const { contactors } = dc;
    if (contactors?.areClosed()) await attempt(timing.contactor, "the charger's contactors to open", contactors.open);
  }
  if (ac?.contactors.areClosed()) {
    await attempt(timing.contactor, "the charger's contactors to open", ac.contactors.open);
    tell({ type: "moved", what: "contactors", to: "open" });
  }
  return troubles;
}
