/**
 * What tells one modem's chip from another's, as far as other programs can see it.
 *
 * @module
 */

import { LUMISSIL, QUALCOMM, VERTEXCOM } from "../messages/homeplug/oui.ts";
import { DEVICE_CLASS } from "../messages/homeplug/qualcomm-device.ts";
import { LOCAL_VERTEXCOM } from "../modem/discovery.ts";
import type { SampleChip } from "../modem/pib/sample.ts";
import { LOCAL_MODEM } from "../powerline/station.ts";

/** CG5317 is Lumissil's, MSE1021 Vertexcom's, the others are Qualcomm's. */
export type SimulatedChip = SampleChip | "CG5317" | "MSE1021";

export interface ChipNature {
  /** Whose messages it answers besides those of the standard. */
  readonly maker: typeof QUALCOMM | typeof LUMISSIL | typeof VERTEXCOM;
  /** Where it hears its own host, and what never crosses the power line. */
  readonly localAddresses: readonly string[];
  readonly deviceClass: number;
  readonly ident: number;
  readonly version: string;
  /** Its parameter block is a chain of images with a part in matching; a bare one otherwise. */
  readonly hasModuleOperations: boolean;
  /** Whose block it keeps its settings in, where that is no block of its own and shown to nobody. */
  readonly keepsItAs?: SampleChip;
  /** Qualcomm's tools take AR7400 for either, so it answers both. */
  readonly moduleMessages: "older" | "newer" | "both";
  readonly isGreenPhy: boolean;
  /** Measures how loud a sound was. `empty`: tells of each sound, and no values (AR7420). */
  readonly measures: "yes" | "empty" | "no";
  /** Hands only those matching messages to its host that belong to its role. */
  readonly filtersByRole: boolean;
}

export const CHIPS: Readonly<Record<SimulatedChip, ChipNature>> = {
  INT6000: old(DEVICE_CLASS.INT6000, "INT6000-MAC-4-1-4102-00-3679-20090724-FINAL-B"),
  INT6300: old(DEVICE_CLASS.INT6300, "INT6300-MAC-4-1-4102-00-3679-20090724-FINAL-B"),
  INT6400: old(DEVICE_CLASS.INT6400, "INT6400-MAC-4-4-4405-00-4497-20101201-FINAL-B"),
  AR7400: { ...old(DEVICE_CLASS.AR7400, "MAC-AR7400-1.0.0.12-00-20110801-FINAL"), moduleMessages: "both" },
  QCA7420: {
    maker: QUALCOMM,
    localAddresses: [LOCAL_MODEM],
    deviceClass: DEVICE_CLASS.QCA7420,
    ident: 0x001cfcfc,
    version: "MAC-QCA7420-1.4.0.20-00-20171027-CS",
    hasModuleOperations: true,
    moduleMessages: "newer",
    isGreenPhy: false,
    measures: "empty",
    filtersByRole: true,
  },
  QCA7000: {
    maker: QUALCOMM,
    localAddresses: [LOCAL_MODEM],
    deviceClass: DEVICE_CLASS.QCA7000,
    ident: 0x001b58dc,
    version: "MAC-QCA7000-1.1.0.727-02-20130826-FINAL",
    hasModuleOperations: true,
    moduleMessages: "newer",
    isGreenPhy: true,
    measures: "yes",
    filtersByRole: true,
  },
  QCA7005: {
    maker: QUALCOMM,
    localAddresses: [LOCAL_MODEM],
    deviceClass: DEVICE_CLASS.QCA7000,
    ident: 0x001b587c,
    version: "MAC-QCA7005-1.1.0.730-04-20140815-CS",
    hasModuleOperations: true,
    moduleMessages: "newer",
    isGreenPhy: true,
    measures: "yes",
    filtersByRole: true,
  },
  CG5317: {
    maker: LUMISSIL,
    localAddresses: [LOCAL_MODEM],
    // Of Qualcomm's numbers it has none.
    deviceClass: 0,
    ident: 0,
    version: "1.2.3.4.5",
    hasModuleOperations: true,
    keepsItAs: "QCA7005",
    moduleMessages: "newer",
    isGreenPhy: true,
    measures: "yes",
    filtersByRole: true,
  },
  MSE1021: {
    maker: VERTEXCOM,
    localAddresses: [LOCAL_VERTEXCOM, LOCAL_MODEM],
    // Of Qualcomm's numbers it has none.
    deviceClass: 0,
    ident: 0,
    version: "1.6.0.1",
    hasModuleOperations: true,
    keepsItAs: "QCA7005",
    moduleMessages: "newer",
    isGreenPhy: true,
    measures: "yes",
    filtersByRole: true,
  },
};

function old(deviceClass: number, version: string): ChipNature {
  return {
    maker: QUALCOMM,
    localAddresses: [LOCAL_MODEM],
    deviceClass,
    ident: 0,
    version,
    hasModuleOperations: false,
    moduleMessages: "older",
    isGreenPhy: false,
    measures: "no",
    filtersByRole: false,
  };
}
