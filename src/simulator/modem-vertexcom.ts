/**
 * What a simulated MSE1021 of Vertexcom answers: the standard's questions, and of its maker's those for its version, its
 * restart and its network. To Qualcomm's it is silent.
 *
 * No recording has one: the layouts are those of its maker's tools for Linux, and what it does is assumed.
 *
 * @module
 */

import { VS_GET_VERSION_CNF, VS_NW_INFO_CNF, VS_RESET_CNF, VS_RESET_IND } from "../messages/homeplug/vertexcom.ts";
import { type Answers, said } from "./modem-answers.ts";
import { keyAnswers } from "./modem-keys.ts";
import { membersOf, networkAnswers } from "./modem-networks.ts";
import { stationAnswers } from "./modem-station.ts";
import { rateAt } from "./modem-tone-map.ts";
import type { ModemState } from "./simulated-modem.ts";

const DEVICE_ID = 0x1021;
/** Milliseconds between two reports that it is back, and how often it tries: less than half of them while it is dark. */
const REPORT_AGAIN = 500;
const MOST_REPORTS = 20;
const GAIN = 16;

export function vertexcomAnswers(state: ModemState): Answers {
  const { nature, clock } = state;
  /** How often it still says that it is back, until its host has heard it. */
  let reports = 0;
  const report = () => {
    if (reports-- <= 0) return;
    state.tellOwnSide(VS_RESET_IND, {});
    clock.after(REPORT_AGAIN, report);
  };
  const { "CM_SET_KEY.REQ": setKey, "CM_GET_KEY.REQ": getKey, "CM_AMP_MAP.REQ": setMap } = keyAnswers(state);
  const { "LINK_STATUS.REQ": _, "NW_INFO.REQ": __, ...network } = networkAnswers(state);
  const { "MS_PB_ENC.REQ": ___, ...station } = stationAnswers(state);
  return {
    ...network,
    ...station,
    ...(setKey && { "CM_SET_KEY.REQ": setKey }),
    ...(getKey && { "CM_GET_KEY.REQ": getKey }),
    ...(setMap && { "CM_AMP_MAP.REQ": setMap }),
    "VS_GET_VERSION.REQ": () =>
      said(VS_GET_VERSION_CNF, {
        Result: 0,
        DeviceID: DEVICE_ID,
        Image: 0,
        ApplicationVersion: nature.version,
        StackVersion: `Plugtalk simulated stack ${nature.version}`,
        AlternateVersion: "",
        BootLoaderVersion: "",
      }),
    "VS_RESET.REQ": () => {
      state.afterAnswer(() => {
        state.reset();
        const isReporting = reports > 0;
        reports = MOST_REPORTS;
        if (!isReporting) clock.after(REPORT_AGAIN, report);
      });
      return said(VS_RESET_CNF, { Result: 0 });
    },
    "VS_RESET.RSP": () => {
      reports = 0;
      return undefined;
    },
    "VS_NW_INFO.REQ": () => {
      const { peers, coordinator, tei } = membersOf(state);
      return said(VS_NW_INFO_CNF, {
        NID: state.nid(),
        SNID: 1,
        CCoTEI: tei(coordinator),
        CCoMAC: coordinator,
        Stations: peers.map(({ modem, attenuation }) => {
          const rate = rateAt(attenuation, nature);
          return { TEI: tei(modem.mac), MAC: modem.mac, Rate1: rate, Rate2: rate, Rate3: rate, Rate4: rate, AGC: GAIN };
        }),
      });
    },
  };
}
