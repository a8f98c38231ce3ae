/**
 * What you build to build a charger. The controller (SECC) steers it in everyday units and knows the protocols; a charger
 * knows none. Whatever is optional is left out of the offer to the car when it is not there.
 *
 * A promise that is pending is all that it takes to keep a car waiting: as long as `authorize` has not settled, the car
 * is told that authorization goes on. Every promise is handed a `Run`; when that ends, nobody wants the answer any more.
 *
 * @module
 */

import type { Cancel } from "../base/clock.ts";
import type { Run } from "../base/run.ts";
import type { Amps, Percent, Seconds, VoltageAndCurrent, Volts, WattHours, Watts } from "../base/units.ts";
import type { ChargerPilot } from "../pilot/control-pilot.ts";
import type { ChargerWish } from "./charger-wishes.ts";

export interface Charger {
  /** As it is printed on it: `DE*ABC*E1234*1` (EVSEID, ISO 15118-2, annex H). */
  readonly id: string;
  readonly pilot: ChargerPilot;
  /** Direct current; at least one of `dc` and `ac` is there. */
  readonly dc?: DcOutput;
  readonly ac?: AcOutput;
  readonly meter?: EnergyMeter;
  /** Holds the plug on the charger's side, where there is a socket. Never asked to unlock while current flows. */
  readonly lock?: PlugLock;
  /** Offered beside charging, for instance internet access. */
  readonly services?: readonly ValueAddedService[];
  /** Whether this car may charge. As long as it takes: a card, an application, a backend. */
  readonly authorize: (vehicle: Vehicle, run: Run) => Promise<"accepted" | "rejected">;
  /** What power may be had when, and what it costs. Left out: all that the output can, for a day. */
  readonly schedules?: (needs: Needs, run: Run) => Promise<readonly Schedule[]>;
  /** Told what the car says about itself, for a display. */
  readonly show?: (told: CarTold) => void;
  /** Tells what somebody at the charger wants: a button, a backend. Heard while cars are waited for and served. */
  readonly onWish?: (listener: (wish: ChargerWish | "resume") => void) => Cancel;
}

/** The part that makes direct current. */
export interface DcOutput {
  /** What it can do at this moment; read again each cycle, so it may shrink when a neighbour needs power. */
  readonly limits: DcLimits;
  /** Goes towards the target and returns at once; `measure` tells how far it has come. Zero volts is a target, too. */
  readonly aim: (target: VoltageAndCurrent) => void | Promise<void>;
  /** At the outlet, as measured: never what was asked for. */
  readonly measure: () => VoltageAndCurrent | Promise<VoltageAndCurrent>;
  /** Settles when no current flows any more. Called at the end of every session, also of a failed one. */
  readonly off: (run: Run) => Promise<void>;
  /** Between supply and cable, where there are some. */
  readonly contactors?: Contactors;
  /** Applies the test voltage to the cable and tests the insulation. Without it the offer says that there is none. */
  readonly isolation?: IsolationTest;
}

export interface DcLimits {
  readonly minimumVoltage: Volts;
  readonly maximumVoltage: Volts;
  readonly minimumCurrent: Amps;
  readonly maximumCurrent: Amps;
  readonly maximumPower: Watts;
  /** Peak to peak. */
  readonly ripple?: Amps;
  readonly regulationTolerance?: Amps;
}

export type IsolationResult = "valid" | "warning" | "fault";

export interface IsolationTest {
  /** `voltage` is the highest that this session may see. The cable is below 60 V again when it settles. */
  readonly test: (voltage: Volts, run: Run) => Promise<IsolationResult>;
  /** What the monitor says while charging; `valid` as long as nothing else is known. */
  readonly state: () => IsolationResult;
}

export interface AcOutput {
  readonly phases: 1 | 3;
  /** Between phase and neutral. */
  readonly nominalVoltage: Volts;
  /** For each phase; read again each cycle. */
  readonly maximumCurrent: Amps;
  readonly contactors: Contactors;
  /** The residual current device has tripped. */
  readonly hasResidualCurrent: () => boolean;
}

export interface Contactors {
  /** Settles when they are seen to be closed. Rejects where they do not close. */
  readonly close: (run: Run) => Promise<void>;
  /** Settles when they are seen to be open. Rejects where they are welded. */
  readonly open: (run: Run) => Promise<void>;
  readonly areClosed: () => boolean;
}

export interface PlugLock {
  /** Settles when the plug is seen to be locked. */
  readonly lock: (run: Run) => Promise<void>;
  readonly unlock: (run: Run) => Promise<void>;
  readonly isLocked: () => boolean;
}

export interface EnergyMeter {
  readonly id: string;
  /** Since ever; it only grows. */
  readonly reading: () => WattHours;
  /** The meter's own signature over the reading, in hex, where it makes one. */
  readonly signature?: () => string;
  /** Asks the car to sign for each reading. */
  readonly wantsReceipt?: boolean;
}

export interface ValueAddedService {
  /** 3: internet access, 4: use case information, 60,000 on: of your own (ISO 15118-2, table 105). */
  readonly id: number;
  readonly name: string;
  readonly isFree: boolean;
  readonly parameters?: readonly { readonly id: number; readonly values: Readonly<Record<string, string | number>> }[];
}

/** Who asks to charge. */
export interface Vehicle {
  /** EVCCID: as a rule the hardware address of the car's modem, `aa:bb:cc:dd:ee:ff`. */
  readonly id: string;
  readonly protocol: string;
}

/** What the car needs, as it says before charging. */
export interface Needs {
  readonly energy?: WattHours;
  readonly departure?: Seconds;
  readonly maximumPower?: Watts;
  /** How many entries it can hold. */
  readonly maximumEntries?: number;
}

/** Power over time, from the moment of the offer. Everything is offered; the car chooses one. */
export interface Schedule {
  /** 1 to 255. */
  readonly id: number;
  readonly power: readonly { readonly start: Seconds; readonly power: Watts }[];
  /** How long the last entry holds. */
  readonly duration: Seconds;
  readonly prices?: readonly { readonly start: Seconds; readonly level: number }[];
  readonly description?: string;
}

/** What the car tells of itself while it charges; absent where it does not say. */
export interface CarTold {
  readonly soc?: Percent;
  readonly capacity?: WattHours;
  readonly energyWanted?: WattHours;
  readonly secondsToFull?: Seconds;
  readonly target?: VoltageAndCurrent;
  /** The value-added services that it chose, by their numbers. */
  readonly services?: readonly number[];
}
