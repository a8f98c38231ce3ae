/**
 * The charging loop with direct current, the same in DIN SPEC 70121 and ISO 15118-2: the car asks for current, the charger
 * answers with what it gives and can, until one of them wants something else.
 *
 * @module
 */

import type { Amps, VoltageAndCurrent, Volts, WattHours } from "../base/units.ts";
import type { Telling } from "../v2g/talk-events.ts";
import type { Battery, DcInlet } from "./car.ts";
import type { Pace } from "./car-session.ts";
import { type ChargerCaps, type ChargerStatus, checkCar, type Step, wishOf, wishWithin } from "./dc-steps.ts";
import { CarTrouble } from "./faults.ts";
import type { Wishes } from "./wishes.ts";

/** What an answer says, in plain numbers. */
export interface DemandAnswer {
  readonly voltage: Volts;
  readonly current: Amps;
  readonly status: ChargerStatus;
  /** Absent where nothing new is said. */
  readonly caps: Partial<ChargerCaps>;
}

/** Why the loop was left. */
export type LoopEnd =
  | { readonly why: "full" | "renegotiate by car" | "renegotiate by charger"; readonly words: string }
  | { readonly why: "stop" | "pause"; readonly words: string }
  | { readonly why: "charger stops"; readonly words: string };

export interface Loop extends Step {
  readonly dc: DcInlet;
  readonly battery: Battery;
  readonly wishes: Wishes;
  readonly pace: Pace;
  readonly energy: { total: WattHours };
  /** What the charger has said before the loop; replaced as it says something new. */
  caps: ChargerCaps;
}

/** How far above its own maximum a car bears the voltage at its inlet. */
const OVER_VOLTAGE = 1.05;
/** Readings of one kind that make a fault: one may be noise. */
const READINGS = 3;

export async function demandCurrent(
  loop: Loop,
  ask: (wish: VoltageAndCurrent, isFull: boolean) => Promise<DemandAnswer>,
): Promise<LoopEnd> {
  const { run, tell, dc, battery, wishes, energy } = loop;
  let before: number | undefined;
  let tooHigh = 0;
  for (;;) {
    checkCar(dc);
    const isFull = battery.isFull();
    const wanted = wishWithin(dc, loop.caps);
    const answer = await ask(wanted, isFull);
    loop.caps = { ...loop.caps, ...answer.caps };
    const measured = dc.inlet();
    const now = run.clock.now();
    if (before !== undefined) energy.total += (measured.voltage * measured.current * (now - before)) / 3_600_000;
    before = now;
    tell(measurement(measured, wanted, loop));

    tooHigh = measured.voltage > dc.limits.maximumVoltage * OVER_VOLTAGE ? tooHigh + 1 : 0;
    if (tooHigh >= READINGS) {
      throw new CarTrouble({
        kind: "voltage",
        words: `${measured.voltage.toFixed(0)} V at the inlet, at most ${dc.limits.maximumVoltage} V expected`,
      });
    }
    const end = endOf(wishOf(answer.status), isFull, wishes);
    if (end) return end;
    await run.pause(loop.pace.charging);
  }
}

function endOf(asked: ReturnType<typeof wishOf>, isFull: boolean, wishes: Wishes): LoopEnd | undefined {
  if (asked === "stop") return { why: "charger stops", words: "the charger asked to stop" };
  if (isFull) return { why: "full", words: "the battery has all that it wants" };
  const wish = wishes.current();
  if (wish === "stop") return { why: "stop", words: "the car was asked to stop" };
  if (wish === "pause") return { why: "pause", words: "the car was asked to pause" };
  if (asked === "renegotiate") return { why: "renegotiate by charger", words: "the charger asked to negotiate anew" };
  if (wish === "renegotiate") return { why: "renegotiate by car", words: "the car negotiates anew" };
  return undefined;
}

function measurement(measured: VoltageAndCurrent, wanted: VoltageAndCurrent, { caps, battery }: Loop): Telling {
  return {
    type: "measured",
    ...measured,
    targetVoltage: wanted.voltage,
    targetCurrent: wanted.current,
    maximumCurrent: caps.maximumCurrent,
    ...(caps.maximumPower === undefined ? {} : { maximumPower: caps.maximumPower }),
    soc: battery.soc(),
  };
}
