/**
 * A charger without a car at its plug, for trying its protocol against a peer that is a program: the control pilot, the
 * contactors and the battery at the other end of the cable are imagined, and do what the messages say.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { toNumber } from "../v2g/quantities.ts";
import type { TalkEvent } from "../v2g/talk-events.ts";
import { acPath } from "./ac-path.ts";
import type { Cells } from "./battery-cells.ts";
import { dcPath } from "./dc-path.ts";
import { pilotWire } from "./pilot-wire.ts";
import { type ChargerProfile, type SimulatedCharger, simulatedCharger } from "./simulated-charger.ts";

export interface LoneCharger {
  readonly charger: SimulatedCharger;
  /** Told what the controller tells, so that the car at the other end can be imagined. */
  readonly follow: (event: TalkEvent) => void;
}

/** The car notices what it is told, and moves, after so many milliseconds. */
const REACTION = 50;
/** Between two visits of a car that is not there. */
const BETWEEN_VISITS = 2000;

export function loneCharger(profile: ChargerProfile, clock: Clock): LoneCharger {
  const pilot = pilotWire(clock);
  let batteryVoltage = 380;
  const battery: Cells = {
    soc: () => 50,
    openCircuit: () => batteryVoltage,
    resistance: 0.05,
    maximumCurrent: () => Number.POSITIVE_INFINITY,
    temperature: () => 25,
    charge: () => {},
  };
  const path = dcPath(clock, battery, {
    voltageRamp: profile.dc?.voltageRamp ?? 200,
    currentRamp: profile.dc?.currentRamp ?? 50,
  });
  const alternating = acPath(clock, battery, profile.ac?.nominalVoltage ?? 230, profile.ac?.phases ?? 1);
  const charger = simulatedCharger(profile, { clock, pilot: pilot.charger, dcPath: path, acPath: alternating });
  clock.after(REACTION, () => pilot.plug(true));

  /** Opens once no current flows, as a car does. */
  const open = () => {
    if (Math.abs(path.cable().current) < 1) path.setCarContactors(false);
    else clock.after(REACTION, open);
  };
  const leave = () => {
    open();
    pilot.car.load("B");
  };
  return {
    charger,
    follow(event) {
      if (event.side !== "charger") return;
      if (event.type === "received") {
        const { EVTargetVoltage, ChargeProgress, ReadyToChargeState } = event.value as Readonly<Record<string, never>>;
        if (event.message === "PreChargeReq" && EVTargetVoltage) batteryVoltage = toNumber(EVTargetVoltage);
        if (event.message === "CableCheckReq") pilot.car.load("C");
        if (event.message === "PowerDeliveryReq") {
          if (ChargeProgress === "Start" || ReadyToChargeState === true) {
            pilot.car.load("C");
            if (profile.dc) path.setCarContactors(true);
          } else clock.after(REACTION, leave);
        }
        if (event.message === "WeldingDetectionReq") leave();
      } else if (event.type === "phase" && event.phase === "ended") {
        leave();
        clock.after(BETWEEN_VISITS, () => pilot.plug(false));
        clock.after(2 * BETWEEN_VISITS, () => pilot.plug(true));
      }
    },
  };
}
