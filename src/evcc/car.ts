/**
 * What you build to let a car charge. The controller (EVCC) steers it in everyday units and knows the protocols; a car
 * knows none. Every promise is handed a `Run`; when that ends, nobody wants the answer any more, except for what makes
 * the car safe, which always gets time of its own.
 *
 * @module
 */

import type { Cancel } from "../base/clock.ts";
import type { Run } from "../base/run.ts";
import type { Amps, Ohms, Percent, Seconds, VoltageAndCurrent, Volts, WattHours, Watts } from "../base/units.ts";
import type { CarPilot } from "../pilot/control-pilot.ts";
import type { Wish } from "./wishes.ts";

export interface Car {
  /** EVCCID, `aa:bb:cc:dd:ee:ff`: as a rule the hardware address of the modem. */
  readonly id: string;
  readonly pilot: CarPilot;
  readonly lock: InletLock;
  readonly battery: Battery;
  /** Direct current; at least one of `dc` and `ac` is there. */
  readonly dc?: DcInlet;
  readonly ac?: OnboardCharger;
  /** When the car is needed again, in seconds from now. */
  readonly departure?: () => Seconds | undefined;
  /** Chooses among the charger's schedules; the first one where this is left out. */
  readonly choose?: (schedules: readonly OfferedSchedule[], run: Run) => Promise<Choice>;
  /** Tells what the driver wants: a button, a timer, an application. Heard from the plug going in to the end. */
  readonly onWish?: (listener: (wish: Wish | "resume") => void) => Cancel;
}

export interface Battery {
  readonly soc: () => Percent;
  /** It wants no more: full, or as full as the driver wished. */
  readonly isFull: () => boolean;
  readonly capacity?: WattHours;
  /** Until it is full, or as full as wanted. */
  readonly energyWanted?: () => WattHours;
  readonly secondsToFull?: () => Seconds | undefined;
}

/** The inlet for direct current: battery, contactors, and what is measured between contactors and plug. */
export interface DcInlet {
  /** The highest that the battery bears at this moment; read again each cycle. */
  readonly limits: CarLimits;
  /** Behind the contactors, on the battery's side. */
  readonly batteryVoltage: () => Volts;
  /** Before the contactors, on the plug's side, as measured: contactors are never closed on anything else. */
  readonly inlet: () => VoltageAndCurrent;
  /** What is wanted at this moment. */
  readonly target: () => VoltageAndCurrent;
  readonly contactors: CarContactors;
  /** Why it cannot go on, in words; `undefined` while all is well. */
  readonly fault?: () => CarFault | undefined;
}

/** What a car can tell the charger of a fault (DC_EVErrorCode). */
export interface CarFault {
  readonly kind: "temperature" | "gear" | "lock" | "battery" | "current" | "voltage" | "incompatible";
  readonly words: string;
}

export interface CarLimits {
  readonly maximumVoltage: Volts;
  readonly maximumCurrent: Amps;
  readonly maximumPower?: Watts;
}

export interface CarContactors {
  /** Settles when they are seen to be closed. Rejects where they do not close. */
  readonly close: (run: Run) => Promise<void>;
  /** Settles when they are seen to be open. Rejects where they are welded. */
  readonly open: (run: Run) => Promise<void>;
  readonly areClosed: () => boolean;
}

export interface InletLock {
  readonly lock: (run: Run) => Promise<void>;
  /** Never called while current flows or the inlet is at 60 V or more. */
  readonly unlock: (run: Run) => Promise<void>;
  readonly isLocked: () => boolean;
}

/** The rectifier for alternating current. */
export interface OnboardCharger {
  readonly phases: 1 | 3;
  readonly maximumVoltage: Volts;
  /** For each phase. */
  readonly maximumCurrent: Amps;
  readonly minimumCurrent: Amps;
  /** Of the proximity contact to protective earth, which tells what a detachable cable bears; left out where it is fixed. */
  readonly proximity?: () => Ohms;
  /** Draws at most so much for each phase; 0 stops it. */
  readonly draw: (current: Amps) => void | Promise<void>;
}

/** A schedule as the charger offers it; times in seconds from the offer. */
export interface OfferedSchedule {
  readonly id: number;
  readonly power: readonly { readonly start: Seconds; readonly power: Watts }[];
  readonly duration?: Seconds;
  readonly prices?: readonly { readonly start: Seconds; readonly level: number }[];
}

export interface Choice {
  readonly schedule: number;
  /** The power that it will draw; nothing said where left out. */
  readonly profile?: readonly { readonly start: Seconds; readonly power: Watts }[];
}
