/**
 * A charger without a car at its plug, for trying its protocol against a peer that is a program: the control pilot, the
 * contactors and the battery at the other end of the cable are imagined, and do what the messages say.
 *
 * @module
 */

import type { Cancel, Clock } from "../base/clock.ts";
import { type PhysicalValue, toNumber } from "../v2g/quantities.ts";
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
/** Between two visits of a car that is not there, and before a paused one wakes the charger up. */
const BETWEEN_VISITS = 2000;
/** How long a car that wakes up is in state C (TP_EV_vald_state_duration: 200 to 400 ms). */
const TOGGLE = 300;

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

  /** What the car is about to do; whatever it is told next comes first. */
  let forget: Cancel = () => {};
  const soon = (ms: number, action: () => void) => {
    forget();
    forget = clock.after(ms, action);
  };
  /** Opens once no current flows, as a car does. */
  const open = () => {
    if (Math.abs(path.cable().current) < 1) path.setCarContactors(false);
    else soon(REACTION, open);
  };
  const leave = () => {
    pilot.car.load("B");
    open();
  };
  const come = () => {
    forget();
    pilot.car.load("C");
  };
  const wakeUp = () => {
    pilot.car.load("C");
    soon(TOGGLE, () => pilot.car.load("B"));
  };
  let [isAc, isPaused] = [!profile.dc, false];
  return {
    charger,
    follow(event) {
      if (event.side !== "charger") return;
      if (event.type === "received") {
        const { EVTargetVoltage, ChargeProgress, ReadyToChargeState, RequestedEnergyTransferMode, ChargingSession } =
          event.value as Told;
        switch (event.message) {
          case "ChargeParameterDiscoveryReq":
            isAc = RequestedEnergyTransferMode?.startsWith("AC") ?? false;
            break;
          case "CableCheckReq":
            // After a negotiation anew there may not have been time to open.
            path.setCarContactors(false);
            come();
            break;
          case "PreChargeReq":
            if (EVTargetVoltage) batteryVoltage = toNumber(EVTargetVoltage);
            break;
          case "PowerDeliveryReq":
            if (ChargeProgress === "Start" || ReadyToChargeState === true) {
              come();
              if (!isAc) path.setCarContactors(true);
            } else if (!(isAc && ChargeProgress === "Renegotiate")) soon(REACTION, leave);
            break;
          case "WeldingDetectionReq":
            leave();
            break;
          case "SessionStopReq":
            isPaused = ChargingSession === "Pause";
            break;
          default:
            break;
        }
      } else if (event.type === "phase" && event.phase === "ended") {
        leave();
        if (isPaused) clock.after(BETWEEN_VISITS, wakeUp);
        else {
          clock.after(BETWEEN_VISITS, () => pilot.plug(false));
          clock.after(2 * BETWEEN_VISITS, () => pilot.plug(true));
        }
        isPaused = false;
      }
    },
  };
}

/** What the car at the other end is told by the messages of the one that talks. */
interface Told {
  readonly EVTargetVoltage?: PhysicalValue;
  readonly ChargeProgress?: string;
  readonly ReadyToChargeState?: boolean;
  readonly RequestedEnergyTransferMode?: string;
  readonly ChargingSession?: string;
}
