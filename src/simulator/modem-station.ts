/**
 * What a simulated modem answers to the standard's own questions about stations: what it can do, what it is called, whom it
 * hears, its push button.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import { randomOctets } from "../base/random.ts";
import {
  CC_DISCOVER_LIST_CNF,
  CM_HFID_CNF,
  CM_STA_CAP_CNF,
  CM_STA_IDENTIFY_CNF,
  HFID_REQUEST,
  MS_PB_ENC_CNF,
} from "../messages/homeplug/network.ts";
import { type FieldValues, getField, setFields } from "../modem/pib/pib.ts";
import { roleOf } from "../modem/pib/roles.ts";
import { type Answers, said } from "./modem-answers.ts";
import { membersOf } from "./modem-networks.ts";
import { rateAt } from "./modem-tone-map.ts";
import type { ModemState } from "./simulated-modem.ts";

/** HomePlug AV 1.1, and 2.0. */
const AV11 = 1;
const AV20 = 2;
/** Octets of the longest frame on the line, in units of 10.24 microseconds. */
const LONGEST_FRAME = 245;
const BUTTON = { join: 1, leave: 2, status: 3 } as const;
const MEMBERSHIP = { none: 0, member: 4, coordinator: 8 } as const;

/** `SignalLevel`: 1 is above -10 dB, then steps of 5 dB; 15 is -75 dB or less. */
export const signalLevel = (attenuation: number): number =>
  attenuation < 10 ? 1 : Math.min(15, 2 + Math.floor((attenuation - 10) / 5));

export function stationAnswers(state: ModemState): Answers {
  const { nature } = state;
  /** In what it works with and in what it will start with. */
  const keep = (values: FieldValues) => {
    state.pib = setFields(state.pib, values);
    state.flash = setFields(state.flash, values);
  };
  return {
    "CM_STA_CAP.REQ": () =>
      said(CM_STA_CAP_CNF, {
        HPAVVersion: nature.moduleMessages === "older" ? AV11 : AV20,
        MAC: state.mac,
        OUI: nature.maker.replaceAll(":", ""),
        AutoConnect: 0,
        Smoothing: 0,
        CCoCapability: 2,
        ProxyCapability: 0,
        BackupCCoCapability: 0,
        SoftHandover: 0,
        TwoSymFC: 0,
        MaxFL_AV: LONGEST_FRAME,
        HomePlug11: 0,
        HomePlug10Interop: 0,
        Regulatory: 1,
        BidirectionalBursting: 0,
        ImplementationVersion: 1,
      }),
    "CM_STA_IDENTIFY.REQ": () =>
      said(CM_STA_IDENTIFY_CNF, {
        GreenPHYCapability: nature.isGreenPhy ? 1 : 0,
        PowerSaveCapability: 0,
        GreenPHYPreferredAllocation: 0,
        RepeatingAndRouting: 0,
        HPAVVersion: AV11,
        ExtendedFields: "",
      }),
    "CM_HFID.REQ": ({ ReqType, HFID }) => {
      const ResType = Number(ReqType);
      if (ResType === HFID_REQUEST.setUser) keep({ UserHFID: String(HFID) });
      if (ResType === HFID_REQUEST.setNetwork) keep({ NetworkHFID: String(HFID) });
      const name =
        ResType === HFID_REQUEST.getManufacturer
          ? "ManufacturerHFID"
          : ResType === HFID_REQUEST.getUser || ResType === HFID_REQUEST.setUser
            ? "UserHFID"
            : "NetworkHFID";
      return ResType > HFID_REQUEST.setNetwork
        ? undefined
        : said(CM_HFID_CNF, { ResType, HFID: getField(state.pib, name) });
    },
    "CC_DISCOVER_LIST.REQ": () => {
      const { tei } = membersOf(state);
      const mine = new Set(state.peers().map(({ modem }) => modem.mac));
      const heard = state.neighbours();
      const networks = new Map(heard.map(({ modem }) => [modem.state.nid(), modem]));
      return said(CC_DISCOVER_LIST_CNF, {
        Stations: heard.map(({ modem, attenuation }) => ({
          MAC: modem.mac,
          TEI: mine.has(modem.mac) ? tei(modem.mac) : 0,
          SameNetwork: mine.has(modem.mac) ? 1 : 0,
          SNID: 1,
          Capabilities: roleOf(modem.state.pib) === "pev" ? 0 : 2,
          SignalLevel: signalLevel(attenuation),
          AvgBLE: rateAt(attenuation, nature),
        })),
        Networks: [...networks.keys()].map((NID) => ({
          NID,
          SNID: 1,
          HybridMode: 1,
          NumSlots: 1,
          CoordinatingStatus: 0,
          Offset: 0,
        })),
      });
    },
    "MS_PB_ENC.REQ": ({ PBAction }) => {
      const action = Number(PBAction);
      const isKnown = action >= BUTTON.join && action <= BUTTON.status;
      if (action === BUTTON.leave) state.setKey(toHex(randomOctets(16, state.random)));
      const { peers, coordinator } = membersOf(state);
      const AVLNStatus =
        peers.length === 0 ? MEMBERSHIP.none : coordinator === state.mac ? MEMBERSHIP.coordinator : MEMBERSHIP.member;
      return said(MS_PB_ENC_CNF, { Status: isKnown ? 0 : 1, AVLNStatus });
    },
  };
}
