/**
 * The codes of direct-current status, which DIN SPEC 70121 and ISO 15118-2 share: what the car says of its faults, and what
 * it makes of the charger's insulation.
 *
 * @module
 */

import type { DC_EVErrorCodeType } from "../messages/iso2/status-types.ts";
import type { Telling } from "../v2g/talk-events.ts";
import type { CarFault } from "./car.ts";
import { ChargerFault } from "./faults.ts";

const CODES: Readonly<Record<CarFault["kind"], DC_EVErrorCodeType>> = {
  temperature: "FAILED_RESSTemperatureInhibit",
  gear: "FAILED_EVShiftPosition",
  lock: "FAILED_ChargerConnectorLockFault",
  battery: "FAILED_EVRESSMalfunction",
  current: "FAILED_ChargingCurrentdifferential",
  voltage: "FAILED_ChargingVoltageOutOfRange",
  incompatible: "FAILED_ChargingSystemIncompatibility",
};

export const errorCode = (fault: CarFault | undefined): DC_EVErrorCodeType => (fault ? CODES[fault.kind] : "NO_ERROR");

/**
 * What a finished cable check has to say. ISO 15118-2, 8.8.3.2.
 *
 * @throws {ChargerFault} where the insulation is not known to be good.
 */
export function checkIsolation(
  { EVSEIsolationStatus }: { readonly EVSEIsolationStatus?: string },
  acceptsNone: boolean,
  tell: (event: Telling) => void,
): void {
  switch (EVSEIsolationStatus) {
    case "Valid":
      return;
    case "Warning":
      tell({ type: "odd", words: "the charger warns of poor insulation" });
      return;
    case undefined:
      // Bends the standards, which want it said: some chargers leave it out.
      tell({ type: "odd", words: "the charger ended the cable check without a word on the insulation" });
      return;
    case "No_IMD":
      if (acceptsNone) {
        tell({ type: "odd", words: "the charger has no insulation monitor" });
        return;
      }
      throw new ChargerFault("The charger has no insulation monitor, and the car does not charge without one");
    default:
      throw new ChargerFault(`The cable check ended with insulation ${EVSEIsolationStatus}: Valid expected`);
  }
}
