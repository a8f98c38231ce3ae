/**
 * What car and charger say about power in one turn of the DC charge loop, in volts, amperes and watts.
 *
 * @module
 */

/** The charger's caps as they are known: from the loop where it repeats them, else from ChargeParameterDiscoveryRes. */
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
  /** What the car asks for; absent in the dynamic mode of ISO 15118-20, where the charger decides. */
  readonly targetVoltage?: number;
  readonly targetCurrent?: number;
  readonly presentVoltage?: number;
  readonly presentCurrent?: number;
  readonly vehicle: Caps;
  readonly charger: Caps;
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
}
