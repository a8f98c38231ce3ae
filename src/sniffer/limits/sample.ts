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
  readonly targetVoltage?: number | undefined;
  readonly targetCurrent?: number | undefined;
  readonly presentVoltage?: number | undefined;
  readonly presentCurrent?: number | undefined;
  readonly vehicle: Caps;
  readonly charger: Caps;
  /** What the schedule allows now, where it can be believed, in W. */
  readonly schedule?: number | undefined;
  readonly soc?: number | undefined;
  /** The charger's flags; all absent where a standard has none. */
  readonly currentLimitAchieved?: boolean | undefined;
  readonly powerLimitAchieved?: boolean | undefined;
  readonly voltageLimitAchieved?: boolean | undefined;
  /** The charger says stop, in whatever word. */
  readonly chargerStops?: string | undefined;
  readonly chargingComplete?: boolean | undefined;
}
