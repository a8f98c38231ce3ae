/**
 * How a car finds its place above the coil of ISO 15118-20: methods, and what an alternative charger is called.
 *
 * @module
 */

import { list, optional, vocabulary } from "../../../exi/fields.ts";
import { base64Binary, enumeration, type Infer, string, unsignedShort } from "../../../exi/simple-types.ts";
import { identifierType } from "../common-types/identifiers.ts";
import { WPT } from "../namespaces.ts";

const { sequence } = vocabulary(WPT, "qualified");

/** `LF` is low-frequency signalling by antennas, `LPE` excitation of the coil at low power. */
export const WPT_FinePositioningMethodType = enumeration(
  "Manual",
  "LF_TxEV",
  "LF_TxPrimaryDevice",
  "LPE",
  "Proprietary",
);
export type WPT_FinePositioningMethodType = Infer<typeof WPT_FinePositioningMethodType>;

export const WPT_FinePositioningMethodListType = sequence({
  WPT_FinePositioningMethod: list(WPT_FinePositioningMethodType, 1, 8),
});
export type WPT_FinePositioningMethodListType = Infer<typeof WPT_FinePositioningMethodListType>;

/** `External confirmation` is written with a space. */
export const WPT_PairingMethodType = enumeration(
  "External confirmation",
  "LPE",
  "LF_TxEV",
  "LF_TxPrimaryDevice",
  "Optical",
  "Proprietary",
);
export type WPT_PairingMethodType = Infer<typeof WPT_PairingMethodType>;

export const WPT_PairingMethodListType = sequence({
  WPT_PairingMethod: list(WPT_PairingMethodType, 1, 8),
});
export type WPT_PairingMethodListType = Infer<typeof WPT_PairingMethodListType>;

/** `PowerCheck` sends a little power and compares both ends. */
export const WPT_AlignmentCheckMethodType = enumeration("PowerCheck", "LPE", "Proprietary");
export type WPT_AlignmentCheckMethodType = Infer<typeof WPT_AlignmentCheckMethodType>;

export const WPT_AlignmentCheckMethodListType = sequence({
  WPT_AlignmentCheckMethod: list(WPT_AlignmentCheckMethodType, 1, 8),
});
export type WPT_AlignmentCheckMethodListType = Infer<typeof WPT_AlignmentCheckMethodListType>;

/** Whether the last step has worked for the car. */
export const WPT_EVResultType = enumeration("EVResultUnknown", "EVResultSuccess", "EVResultFailed");
export type WPT_EVResultType = Infer<typeof WPT_EVResultType>;

/** Up to the vendor. */
export const WPT_DataContainerType = base64Binary({ maxLength: 256 });

/** Hexadecimal digits of the access point's MAC address, in upper case. */
export const bssidType = string({ maxLength: 12 });

/** An IPv6 address with its colons, in upper case. */
export const ipaddressType = string({ maxLength: 39 });

/** How to reach the charger above whose coil the car really stands. */
export const AlternativeSECCType = sequence({
  SSID: optional(identifierType),
  BSSID: optional(bssidType),
  IPAddress: optional(ipaddressType),
  Port: optional(unsignedShort),
});
export type AlternativeSECCType = Infer<typeof AlternativeSECCType>;

/** Chargers to try instead. */
export const AlternativeSECCListType = sequence({
  AlternativeSECC: list(AlternativeSECCType, 1, 8),
});
export type AlternativeSECCListType = Infer<typeof AlternativeSECCListType>;
