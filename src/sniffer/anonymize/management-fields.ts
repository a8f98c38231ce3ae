/**
 * What becomes of the texts and octets in HomePlug management messages, by the names of their fields. Hardware addresses
 * are known by their form; numbers stay. What stands in neither list is blanked.
 *
 * @module
 */

export type ManagementRule =
  | "network key"
  | "network identifier"
  | "run"
  | "station"
  | "octets"
  | "text"
  | "kept"
  | "blank";

const RULES: Readonly<Record<string, ManagementRule>> = {
  NID: "network identifier",
  NMK: "network key",
  NewKey: "network key",
  Key: "network key",
  DAK: "octets",
  HashKey: "octets",
  RunID: "run",
  SenderID: "station",
  SOURCE_ID: "station",
  RESP_ID: "station",
  PEV_ID: "station",
  EVSE_ID: "station",
  HFID: "station",
  UserHFID: "station",
  NetworkHFID: "station",
  ManufacturerHFID: "text",
  /** dSPACE's status, and the maker's words about a modem. */
  Text: "text",

  // Chips, firmware and its makers.
  OUI: "kept",
  Version: "kept",
  Late: "kept",
  AlternateVersion: "kept",
  ApplicationVersion: "kept",
  BootLoaderVersion: "kept",
  StackVersion: "kept",
  Hardware: "kept",
  Software: "kept",
  BuildDate: "kept",
  ReleaseType: "kept",
  Parameter: "kept",
  // Measurements and counters.
  Attenuation: "kept",
  Carriers: "kept",
  FCCS: "kept",
  Variant: "kept",
  SystemTime: "kept",
  MPDUAcked: "kept",
  MPDUCollided: "kept",
  MPDUFailed: "kept",
  PBFailed: "kept",
  PBPassed: "kept",
  TBFailed: "kept",
  TBPassed: "kept",
  /** Random; where a car puts its address into it, that is found as whatever is known. */
  Rnd: "kept",

  // Memory of modems, packets sent through them, and what is encrypted for one of them.
  Data: "blank",
  Header: "blank",
  Payload: "blank",
  IV: "blank",
  Secret: "blank",
  Value: "blank",
  AllowedMemory: "blank",
  ExtendedFields: "blank",
  Beacon: "blank",
};

/** @param path of a field: its last name counts, and not the numbers of items. */
export function managementRule(path: string): ManagementRule {
  return RULES[fieldName(path)] ?? "blank";
}

export const hasManagementRule = (name: string): boolean => RULES[name] !== undefined;

export const fieldName = (path: string): string =>
  path
    .split("/")
    .filter((name) => !/^\d+$/.test(name))
    .at(-1) ?? "";
