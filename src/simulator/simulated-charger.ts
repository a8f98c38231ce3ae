/**
 * A charger that is none: a supply that ramps and is limited, contactors that take their time, an insulation test, a meter.
 * It implements what the charger's controller asks of any charger.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Amps, Milliseconds, VoltageAndCurrent, Volts, WattHours, Watts } from "../base/units.ts";
import type { ChargerPilot } from "../pilot/control-pilot.ts";
import type { Charger, DcLimits, IsolationResult, Schedule, Vehicle } from "../secc/charger.ts";
import type { AcPath } from "./ac-path.ts";
import type { DcPath } from "./dc-path.ts";
import { type Switch, simulatedSwitch } from "./switches.ts";

export interface ChargerProfile {
  readonly name: string;
  /** The hardware address of its modem. */
  readonly mac: string;
  readonly id: string;
  readonly dc?: DcLimits & {
    /** How long the insulation test takes. Real chargers: 6 to 19 s. */
    readonly cableCheck: Milliseconds;
    /** Volts and amperes in a second. */
    readonly voltageRamp: number;
    readonly currentRamp: number;
  };
  readonly ac?: { readonly phases: 1 | 3; readonly nominalVoltage: Volts; readonly maximumCurrent: Amps };
  /** How long authorization takes. */
  readonly authorization: Milliseconds;
}

export interface SimulatedCharger extends Charger {
  readonly switches: { readonly contactors: Switch; readonly acContactors: Switch };
  /** What may be changed while it runs. */
  readonly knobs: ChargerKnobs;
}

export interface ChargerKnobs {
  /** What a load manager leaves of the charger's power. */
  sharedPower: Watts;
  isolation: IsolationResult;
  authorization: "accepted" | "rejected" | "never";
  schedules: readonly Schedule[] | undefined;
  hasResidualCurrent: boolean;
  /** What it says that it measures, of what it does. */
  measure: (actual: VoltageAndCurrent) => VoltageAndCurrent;
}

export interface ChargerSurroundings {
  readonly clock: Clock;
  readonly pilot: ChargerPilot;
  readonly dcPath: DcPath;
  readonly acPath: AcPath;
}

const CONTACTOR: Milliseconds = 100;
/** Between two looks at the current while it falls. */
const LOOK: Milliseconds = 10;
const NO_CURRENT: Amps = 0.5;
const SAFE_VOLTAGE: Volts = 55;

export function simulatedCharger(
  profile: ChargerProfile,
  { clock, pilot, dcPath, acPath }: ChargerSurroundings,
): SimulatedCharger {
  const contactors = simulatedSwitch("charger's contactors", {
    delay: CONTACTOR,
    onChange: dcPath.setChargerContactors,
  });
  const acContactors = simulatedSwitch("charger's contactors", { delay: CONTACTOR, onChange: acPath.setContactors });
  const knobs: ChargerKnobs = {
    sharedPower: Number.POSITIVE_INFINITY,
    isolation: "valid",
    authorization: "accepted",
    schedules: undefined,
    hasResidualCurrent: false,
    measure: (actual) => actual,
  };
  const { dc, ac } = profile;
  /** What an energy meter at the outlet counts. */
  let energy: WattHours = 0;
  let looked = clock.now();
  let power: Watts = 0;
  const count = () => {
    const now = clock.now();
    energy += (power * (now - looked)) / 3_600_000;
    looked = now;
    const { voltage, current } = dcPath.cable();
    power = voltage * current;
  };

  const limits = (): DcLimits & { readonly maximumPower: Watts } => ({
    ...(dc as DcLimits),
    maximumPower: Math.min((dc as DcLimits).maximumPower, knobs.sharedPower),
  });
  dcPath.setLimit((voltage) => {
    if (!dc) return 0;
    const { maximumCurrent, maximumPower } = limits();
    return Math.min(maximumCurrent, maximumPower / Math.max(voltage, 1));
  });

  const charger: SimulatedCharger = {
    id: profile.id,
    pilot,
    switches: { contactors, acContactors },
    knobs,
    async authorize(_vehicle: Vehicle, run) {
      await run.pause(profile.authorization);
      if (knobs.authorization === "never") await run.until(new Promise<never>(() => {}));
      return knobs.authorization === "rejected" ? "rejected" : "accepted";
    },
    async schedules() {
      const most = Math.max(dc ? limits().maximumPower : 0, ac ? ac.phases * ac.nominalVoltage * ac.maximumCurrent : 0);
      return knobs.schedules ?? [{ id: 1, power: [{ start: 0, power: most }], duration: 86_400 }];
    },
    meter: {
      id: `METER-${profile.name}`.slice(0, 32),
      reading: () => {
        count();
        return energy + acPath.energy();
      },
    },
    ...(dc
      ? {
          dc: {
            get limits() {
              return limits();
            },
            aim({ voltage, current }) {
              dcPath.aim(voltage, current);
            },
            measure() {
              count();
              return knobs.measure(dcPath.cable());
            },
            async off(run) {
              dcPath.aim(0, 0);
              while (dcPath.cable().current > NO_CURRENT) await run.pause(LOOK);
            },
            contactors: { close: contactors.on, open: contactors.off, areClosed: contactors.isOn },
            isolation: {
              state: () => knobs.isolation,
              async test(voltage, run) {
                dcPath.aim(voltage, 1);
                await run.pause(dc.cableCheck);
                dcPath.aim(0, 0);
                while (dcPath.cable().voltage > SAFE_VOLTAGE) await run.pause(LOOK);
                return knobs.isolation;
              },
            },
          },
        }
      : {}),
    ...(ac
      ? {
          ac: {
            ...ac,
            contactors: { close: acContactors.on, open: acContactors.off, areClosed: acContactors.isOn },
            hasResidualCurrent: () => knobs.hasResidualCurrent,
          },
        }
      : {}),
  };
  return charger;
}
