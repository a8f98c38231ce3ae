/**
 * What car and charger say about power in one turn of the charge loop, in volts, amperes and watts.
 *
 * @module
 */

/** The limits of a side as they are known: from the loop where it repeats them, else from ChargeParameterDiscovery. */
export interface Caps {
  readonly current?: number;
  readonly power?: number;
  readonly voltage?: number;
}

export interface Sample {
  /** Seconds since 1970. */
  readonly time: number;
  readonly requestFrame: number;
  readonly responseFrame: number;
  /** What the car asks for, below zero where it gives; absent in the dynamic mode of ISO 15118-20 and in AC. */
  readonly targetVoltage?: number;
  readonly targetCurrent?: number;
  readonly presentVoltage?: number;
  readonly presentCurrent?: number;
  readonly vehicle: Caps;
  readonly charger: Caps;
  /** What ChargeParameterDiscoveryRes said, before the loop changed it. */
  readonly rating?: Caps;
  /** For the other direction: what the car may give, and the charger may take. Never below zero. */
  readonly vehicleDischarge?: Caps;
  readonly chargerDischarge?: Caps;
  /** What the schedule allows now, where it can be believed, in W. */
  readonly schedule?: number;
  readonly soc?: number;
  /** The charger's flags; all absent where a standard has none. */
  readonly currentLimitAchieved?: boolean;
  readonly powerLimitAchieved?: boolean;
  readonly voltageLimitAchieved?: boolean;
  /** The charger says stop, in whatever word. */
  readonly chargerStops?: string;
  readonly chargingComplete?: boolean;
  /** Only for alternating current, where the car takes what it likes of what is offered. */
  readonly ac?: AcOffer;
}

/** Alternating current: currents are those of one phase, powers those of all. */
export interface AcOffer {
  /** Between a phase and neutral, in V. */
  readonly nominalVoltage?: number;
  readonly phases?: number;
  /** What the duty of the control pilot offers, in A (IEC 61851-1, table A.8). */
  readonly pilot?: number;
  /** What the cable bears by its resistor, in A (IEC 61851-1, table B.2). */
  readonly cable?: number;
  /** What was delivered, by the meter or the message, in W. */
  readonly presentPower?: number;
  /** What the car says to take (ISO 15118-20, EVPresentActivePower), in W. */
  readonly vehiclePower?: number;
  /** What the charger wants to be taken (ISO 15118-20, EVSETargetActivePower), in W. */
  readonly targetPower?: number;
}

/** A present current so far above the request has lost its decimal point (seen: a hundredfold). */
export const isScaledWrongly = ({ presentCurrent, targetCurrent = 0, ac }: Sample): boolean =>
  ac === undefined && presentCurrent !== undefined && Math.abs(presentCurrent) > 3 * Math.abs(targetCurrent) + 50;
