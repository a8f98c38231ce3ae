/**
 * Who a simulated modem says that it is, and how it restarts.
 *
 * @module
 */

import {
  FAC_DEFAULTS_CNF,
  GET_SW_CNF,
  MFG_STRING_CNF,
  OP_ATTR_CNF,
  RS_DEV_CNF,
} from "../messages/homeplug/qualcomm.ts";
import { getField } from "../modem/pib/pib.ts";
import { type Answers, said } from "./modem-answers.ts";
import type { ModemState } from "./simulated-modem.ts";

export function identityAnswers(state: ModemState): Answers {
  const { nature, chip } = state;
  return {
    "GET_SW.REQ": ({ Cookie }) =>
      said(GET_SW_CNF, {
        Status: 0,
        DeviceID: nature.deviceClass,
        VersionLength: nature.version.length + 1,
        Version: nature.version,
        Upgradeable: 0,
        BootLoaderIdent: 0,
        Ident: nature.ident,
        Stepping: 0,
        Cookie: typeof Cookie === "number" ? Cookie : 0,
        Late: "3f00000000000000",
      }),
    "RS_DEV.REQ": () => {
      state.afterAnswer(state.reset);
      return said(RS_DEV_CNF, { Status: 0 });
    },
    "FAC_DEFAULTS.REQ": () => {
      state.afterAnswer(() => {
        state.flash = state.factory;
        state.reset();
      });
      return said(FAC_DEFAULTS_CNF, { Status: 0 });
    },
    "MFG_STRING.REQ": () => {
      const Text = getField(state.pib, "ManufacturerHFID");
      return said(MFG_STRING_CNF, { Status: 0, Length: Text.length, Text });
    },
    "OP_ATTR.REQ": ({ Cookie, ReportType }) =>
      said(OP_ATTR_CNF, {
        Status: 0,
        Cookie: Number(Cookie),
        ReportType: Number(ReportType),
        Hardware: chip,
        Software: "MAC",
        ...buildOf(nature.version),
        DRAMType: nature.hasModuleOperations ? 0 : OLDER_MEMORY,
        LineFrequency: MAINS_50_HZ,
        DRAMSize: 16,
        ...(nature.hasModuleOperations ? LATER_ATTRIBUTES : {}),
      }),
  };
}

/** What older firmware does not tell. */
const LATER_ATTRIBUTES = {
  Blocks: { Rx: 0, Tx: 0, Shared: 0, FreeRx: 0, FreeTx: 0, FreeShared: 0 },
  SNRDifference: 0,
  DSPRegister: 0,
  AFEGain: 0,
  AuthorizationMode: 0,
};
const MAINS_50_HZ = 1;
/** A letter, which older versions end with. */
const OLDER_MEMORY = "B".charCodeAt(0);

/** The same as the text of the version, number by number: `1.1.0.730-04-20140815-CS`, or `4-4-4405-00-4497-20101201-FINAL-B`. */
function buildOf(version: string) {
  const newer = /(\d+)\.(\d+)\.(\d+)\.(\d+)-(\d+)-(\d{8})-(\w+)/.exec(version);
  const older = /(\d+)-(\d+)-(\d+)-(\d+)-(\d+)-(\d{8})-(\w+)/.exec(version);
  const [, Major, Minor, Composite, fourth, fifth, BuildDate = "", ReleaseType = ""] = newer ?? older ?? [];
  const [Build, Sustaining] = newer ? [fourth, fifth] : [fifth, fourth];
  return {
    Major: Number(Major),
    Minor: Number(Minor),
    Composite: Number(Composite),
    Sustaining: Number(Sustaining),
    Build: Number(Build),
    BuildDate,
    ReleaseType,
  };
}
