/**
 * How a simulated modem takes keys, and tells them.
 *
 * @module
 */

import { nidOf } from "../messages/homeplug/keys.ts";
import { CM_AMP_MAP_CNF, CM_GET_KEY_CNF, CM_SET_KEY_CNF } from "../messages/homeplug/network.ts";
import { QUALCOMM } from "../messages/homeplug/oui.ts";
import { PEKS, VS_SET_KEY_CNF } from "../messages/homeplug/qualcomm.ts";
import { getField, setNetworkKey } from "../modem/pib/pib.ts";
import { type Answers, said } from "./modem-answers.ts";
import type { ModemState } from "./simulated-modem.ts";

/** `Result` of CM_SET_KEY: Qualcomm's modems say it against the standard. */
const QUALCOMM_SAYS = { taken: 1, refused: 0 };
const STANDARD_SAYS = { taken: 0, refused: 1 };
const NMK_TYPE = 1;
const HLE = 4;
/** `Status` of VS_SET_KEY where the remote modem could not read it. */
const REMOTE_COULD_NOT_DECRYPT = 0x15;

export function keyAnswers(state: ModemState): Answers {
  const nonce = () => Math.floor(state.random() * 2 ** 32);
  const says = state.nature.maker === QUALCOMM ? QUALCOMM_SAYS : STANDARD_SAYS;
  const handle = { PID: HLE, PRN: 0, PMN: 0xff };
  return {
    "CM_SET_KEY.REQ": ({ KeyType, MyNonce, NID, NewKey }, _, isRemote) => {
      const isTaken = !isRemote && KeyType === NMK_TYPE;
      if (isTaken) state.setKey(String(NewKey), String(NID));
      return said(CM_SET_KEY_CNF, {
        Result: isTaken ? says.taken : says.refused,
        MyNonce: nonce(),
        YourNonce: Number(MyNonce),
        ...handle,
        CCoCapability: 0,
      });
    },
    "CM_GET_KEY.REQ": ({ NID, MyNonce }, _, isRemote) => {
      // The network has to be named; a wrong name is answered with the right one and no key.
      const isGranted = !isRemote && NID === state.nid();
      return said(CM_GET_KEY_CNF, {
        Result: isGranted ? 0 : 1,
        KeyType: NMK_TYPE,
        MyNonce: nonce(),
        YourNonce: Number(MyNonce),
        NID: state.nid(),
        EKS: 1,
        ...handle,
        Key: isGranted ? state.nmk() : "00".repeat(16),
      });
    },
    "SET_KEY.REQ": ({ PEKS: whose, NMK, RemoteMAC, DAK }) => {
      if (whose === PEKS.local) {
        keep(state, String(NMK));
        return said(VS_SET_KEY_CNF, { Status: 0 });
      }
      // Its own key opens every modem that can be heard: that is how one of another network is taken into this.
      const peer = state.neighbours().find(({ modem }) => modem.mac === RemoteMAC)?.modem;
      if (!peer || getField(peer.state.pib, "DAK") !== DAK) {
        return said(VS_SET_KEY_CNF, { Status: REMOTE_COULD_NOT_DECRYPT });
      }
      keep(peer.state, String(NMK));
      return said(VS_SET_KEY_CNF, { Status: 0 });
    },
    "CM_AMP_MAP.REQ": () => said(CM_AMP_MAP_CNF, { ResType: 0 }),
  };
}

/** The vendor's own way to set a key outlasts a restart; that of the standard does not in this modem. */
function keep(state: ModemState, nmk: string): void {
  if (state.hasFlash) state.flash = setNetworkKey(state.flash, nmk);
  state.setKey(nmk, nidOf(nmk));
}
