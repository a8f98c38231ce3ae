/**
 * What both sides of the air gap tell about the power between them in ISO 15118-20.
 *
 * @module
 */

import { vocabulary } from "../../../exi/fields.ts";
import { enumeration, type Infer } from "../../../exi/simple-types.ts";
import { RationalNumberType } from "../common-types/quantities.ts";
import { WPT } from "../namespaces.ts";

const { sequence } = vocabulary(WPT, "qualified");

/** How much power the supply draws, by class. */
export const WPT_PowerClassType = enumeration("MF-WPT1", "MF-WPT2", "MF-WPT3", "MF-WPT4");
export type WPT_PowerClassType = Infer<typeof WPT_PowerClassType>;

/** EVPC is the power circuit in the car. */
export const WPT_EVPCChargeDiagnosticsType = enumeration(
  "EVPCNoIssue",
  "EVPCTempOverheatDetected",
  "EVPCPowerTransferAnomalyDetected",
  "EVPCAnomalyDetected",
);
export type WPT_EVPCChargeDiagnosticsType = Infer<typeof WPT_EVPCChargeDiagnosticsType>;

/** SPC is the power circuit of the supply; FOD and LOP are detections of foreign and of living objects. */
export const WPT_SPCChargeDiagnosticsType = enumeration(
  "SPCNoIssue",
  "SPCFODDetected",
  "SPCLOPDetected",
  "SPCTempOverheatDetected",
  "SPCPowerTransferAnomalyDetected",
  "SPCAnomalyDetected",
);
export type WPT_SPCChargeDiagnosticsType = Infer<typeof WPT_SPCChargeDiagnosticsType>;

/** What the control loop on the car's side wants and measures. */
export const WPT_EVPCPowerControlParameterType = sequence({
  EVPCCoilCurrentRequest: RationalNumberType,
  EVPCCoilCurrentInformation: RationalNumberType,
  EVPCCurrentOutputInformation: RationalNumberType,
  EVPCVoltageOutputInformation: RationalNumberType,
});
export type WPT_EVPCPowerControlParameterType = Infer<typeof WPT_EVPCPowerControlParameterType>;

/** What the control loop on the supply's side measures. */
export const WPT_SPCPowerControlParameterType = sequence({
  SPCPrimaryDeviceCoilCurrentInformation: RationalNumberType,
});
export type WPT_SPCPowerControlParameterType = Infer<typeof WPT_SPCPowerControlParameterType>;
