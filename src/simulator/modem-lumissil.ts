/**
 * What a simulated CG5317 of Lumissil answers: the standard's questions, and of its maker's those that a host needs for
 * charging. To Qualcomm's it is silent.
 *
 * No recording has one: the layouts are those of the maker's library for hosts, and what it does is assumed.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import { randomOctets } from "../base/random.ts";
import type { Infer } from "../layout/layout.ts";
import {
  APCM_CONF_SLAC_CNF,
  APCM_GET_HFID_CNF,
  APCM_GET_KEY_CNF,
  APCM_GET_SECURITY_MODE_CNF,
  APCM_NET_EXIT_CNF,
  APCM_NW_INFO_CNF,
  APCM_SET_CCO_CNF,
  APCM_SET_HFID_CNF,
  APCM_SET_KEY_CNF,
  APCM_STA_CAP_CNF,
  APCM_STA_RESTART_CNF,
  NSCM_D_LINK_TERMINATE_CNF,
  NSCM_DEVICE_INFO_CNF,
  NSCM_GET_D_LINK_STATUS_CNF,
  NSCM_GET_DEVICE_STATE_CNF,
  NSCM_GET_VERSION_CNF,
} from "../messages/homeplug/lumissil.ts";
import type { Mme } from "../messages/homeplug/message.ts";
import {
  type CM_HFID_CNF,
  type CM_NW_INFO_CNF,
  type CM_STA_CAP_CNF,
  HFID_REQUEST,
} from "../messages/homeplug/network.ts";
import { type FieldValues, getField, setFields } from "../modem/pib/pib.ts";
import { type Answers, type Question, type Said, said } from "./modem-answers.ts";
import { keyAnswers } from "./modem-keys.ts";
import { membersOf, networkAnswers } from "./modem-networks.ts";
import { stationAnswers } from "./modem-station.ts";
import type { ModemState } from "./simulated-modem.ts";

const DONE = 0;
const REFUSED = 1;
const DEVICE_STATE = { unassociated: 1, station: 5, coordinator: 6 } as const;
const ROLE = { station: 1, coordinator: 2 } as const;
const ETHERNET = 1;
/** The last of a setting's values: automatically, never or always coordinator; and no matching, car or charger. */
const LAST_VALUE = 2;
/** Stands for the NID that is derived from the key. */
const DERIVED = "ff".repeat(7);
/** Starts the firmware again; 1 waits for the host to load it. */
const START_AGAIN = 0;
/** In dB. */
const SENSITIVITY = 20;

type Values = Readonly<Record<string, unknown>>;

export function lumissilAnswers(state: ModemState): Answers {
  const { nature, random } = state;
  const { "CM_SET_KEY.REQ": setKey, "CM_GET_KEY.REQ": getKey, "CM_AMP_MAP.REQ": setMap } = keyAnswers(state);
  const { "LINK_STATUS.REQ": _, "NW_INFO.REQ": __, ...network } = networkAnswers(state);
  const { "MS_PB_ENC.REQ": ___, ...station } = stationAnswers(state);
  const standard = { ...network, ...station } as Answers;

  /** The host's header comes back with each answer. */
  const own = <V>(message: Mme<V>, { RequestID }: Values, value: Omit<V, "Version" | "RequestID">): Said =>
    said(message, { Version: 0, RequestID: Number(RequestID), ...value } as V);
  /** The standard has the same answer without that header. */
  const asTheStandard = <V>(name: string, values: Values, question: Question): V =>
    (standard[name]!(values, question, false) as Said<V>).value;
  /** Until it restarts: its host configures it at each start. */
  const take = (field: "CCoSelection" | "SLACMode", { Mode }: Values): number => {
    if (Number(Mode) > LAST_VALUE) return REFUSED;
    state.pib = setFields(state.pib, { [field]: Number(Mode) } as FieldValues);
    return DONE;
  };
  /** Out of its network, into one that nobody else is in. */
  const leave = () => state.setKey(toHex(randomOctets(16, random)));
  const coordinates = () => membersOf(state).coordinator === state.mac && getField(state.pib, "CCoSelection") !== 1;

  return {
    ...standard,
    ...(setKey && { "CM_SET_KEY.REQ": setKey }),
    ...(getKey && { "CM_GET_KEY.REQ": getKey }),
    ...(setMap && { "CM_AMP_MAP.REQ": setMap }),
    "NSCM_GET_VERSION.REQ": (values) => {
      const [Major = 0, Minor = 0, Sub = 0, Build = 0, Patch = 0] = nature.version.split(".").map(Number);
      return own(NSCM_GET_VERSION_CNF, values, { Major, Minor, Sub, Build, Patch });
    },
    "NSCM_GET_D_LINK_STATUS.REQ": (values) =>
      own(NSCM_GET_D_LINK_STATUS_CNF, values, { LinkStatus: state.peers().length > 0 ? 1 : 0 }),
    "NSCM_GET_DEVICE_STATE.REQ": (values) =>
      own(NSCM_GET_DEVICE_STATE_CNF, values, {
        State: coordinates()
          ? DEVICE_STATE.coordinator
          : state.peers().length > 0
            ? DEVICE_STATE.station
            : DEVICE_STATE.unassociated,
      }),
    "NSCM_RESET_DEVICE.REQ": ({ Mode }) => {
      state.afterAnswer(() => {
        state.reset();
        state.isInBootLoader = Mode !== START_AGAIN;
      });
      return undefined;
    },
    "NSCM_DEVICE_INFO.REQ": (values) => {
      const { tei } = membersOf(state);
      const text = (name: "ManufacturerHFID" | "UserHFID" | "NetworkHFID") => getField(state.pib, name);
      return own(NSCM_DEVICE_INFO_CNF, values, {
        Connectivity: { Role: coordinates() ? ROLE.coordinator : ROLE.station, HostInterface: ETHERNET, reserved: 0 },
        TEI: tei(state.mac),
        MAC: state.mac,
        NMK: state.nmk(),
        NID: state.nid(),
        SecurityLevel: 0,
        LineFrequency: 0,
        SNID: 1,
        ManufacturerHFID: text("ManufacturerHFID"),
        UserHFID: text("UserHFID"),
        NetworkHFID: text("NetworkHFID"),
        ReceiverSensitivity: SENSITIVITY,
      });
    },
    "NSCM_D_LINK_TERMINATE.REQ": (values) => {
      leave();
      return own(NSCM_D_LINK_TERMINATE_CNF, values, {});
    },
    "APCM_NET_EXIT.REQ": (values) => {
      leave();
      return own(APCM_NET_EXIT_CNF, values, { Status: DONE });
    },
    "APCM_STA_RESTART.REQ": (values) => {
      state.afterAnswer(state.reset);
      return own(APCM_STA_RESTART_CNF, values, { Status: DONE });
    },
    "APCM_SET_CCO.REQ": (values) => own(APCM_SET_CCO_CNF, values, { Status: take("CCoSelection", values) }),
    "APCM_CONF_SLAC.REQ": (values) => own(APCM_CONF_SLAC_CNF, values, { Status: take("SLACMode", values) }),
    "APCM_SET_KEY.REQ": (values) => {
      const { NMK, NID } = values as { readonly NMK: string; readonly NID: string };
      state.setKey(NMK, NID === DERIVED ? undefined : NID);
      return own(APCM_SET_KEY_CNF, values, { Status: DONE });
    },
    "APCM_GET_KEY.REQ": (values) => own(APCM_GET_KEY_CNF, values, { NID: state.nid(), NMK: state.nmk() }),
    "APCM_GET_SECURITY_MODE.REQ": (values) =>
      own(APCM_GET_SECURITY_MODE_CNF, values, { Status: DONE, SecurityMode: 0 }),
    "APCM_NW_INFO.REQ": (values, question) =>
      own(
        APCM_NW_INFO_CNF,
        values,
        asTheStandard<Infer<(typeof CM_NW_INFO_CNF)["layout"]>>("CM_NW_INFO.REQ", values, question),
      ),
    "APCM_STA_CAP.REQ": (values, question) =>
      own(
        APCM_STA_CAP_CNF,
        values,
        asTheStandard<Infer<(typeof CM_STA_CAP_CNF)["layout"]>>("CM_STA_CAP.REQ", values, question),
      ),
    "APCM_GET_HFID.REQ": (values, question) => {
      if (Number(values["ReqType"]) > HFID_REQUEST.getNetwork) return undefined;
      const { ResType, HFID } = asTheStandard<Infer<(typeof CM_HFID_CNF)["layout"]>>("CM_HFID.REQ", values, question);
      return own(APCM_GET_HFID_CNF, values, { ReqType: ResType, HFID });
    },
    "APCM_SET_HFID.REQ": (values, question) => {
      const isSetting = [HFID_REQUEST.setUser, HFID_REQUEST.setNetwork].some((one) => one === values["ReqType"]);
      if (isSetting) standard["CM_HFID.REQ"]?.(values, question, false);
      return own(APCM_SET_HFID_CNF, values, { Status: isSetting ? DONE : REFUSED });
    },
  };
}
