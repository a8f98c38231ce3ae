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

/** An answer is on its way before the modem goes dark. */
const LAST_WORDS = 5;

export function identityAnswers(state: ModemState): Answers {
  const { nature, clock, chip } = state;
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
      clock.after(LAST_WORDS, state.reset);
      return said(RS_DEV_CNF, { Status: 0 });
    },
    "FAC_DEFAULTS.REQ": () => {
      clock.after(LAST_WORDS, () => {
        state.flash = state.factory;
        state.reset();
      });
      return said(FAC_DEFAULTS_CNF, { Status: 0 });
    },
    "MFG_STRING.REQ": () => {
      const Text = getField(state.pib, "ManufacturerHFID");
      return said(MFG_STRING_CNF, { Status: 0, Length: Text.length, Text });
    },
    "OP_ATTR.REQ": ({ Cookie, ReportType }) => {
      if (!nature.hasModuleOperations) return undefined;
      return said(OP_ATTR_CNF, {
        Status: 0,
        Cookie: Number(Cookie),
        ReportType: Number(ReportType),
        Hardware: chip,
        Software: "MAC",
        Major: 1,
        Minor: 1,
        Composite: 0,
        Sustaining: 0,
        Build: 730,
        BuildDate: "20140815",
        ReleaseType: "CS",
        DRAMType: 0,
        LineFrequency: 1,
        DRAMSize: 16,
        Blocks: { Rx: 0, Tx: 0, Shared: 0, FreeRx: 0, FreeTx: 0, FreeShared: 0 },
        SNRDifference: 0,
        DSPRegister: 0,
        AFEGain: 0,
        AuthorizationMode: 0,
      });
    },
  };
}
