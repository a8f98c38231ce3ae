/**
 * What a simulated modem says of its network and its neighbours.
 *
 * @module
 */

import { CM_BRG_INFO_CNF, CM_NW_INFO_CNF, CM_NW_STATS_CNF } from "../messages/homeplug/network.ts";
import { LEGACY_NW_INFO_CNF, LINK_STATUS_CNF, NW_INFO_CNF, ROLE } from "../messages/homeplug/qualcomm.ts";
import { roleOf } from "../modem/pib/roles.ts";
import { type Answers, said } from "./modem-answers.ts";
import { rateAt } from "./modem-tone-map.ts";
import type { ModemState, SimulatedModem } from "./simulated-modem.ts";

/** TEI of the coordinator. */
const FIRST_TEI = 1;
const NO_MAC = "00:00:00:00:00:00";

/** All that are in the network, with TEIs that all of them agree upon: the coordinator first, then by address. */
export function membersOf(state: ModemState) {
  const peers = state.peers();
  const macs = [state.mac, ...peers.map(({ modem }) => modem.mac)].sort();
  const coordinators = [
    ...(roleOf(state.pib) === "evse" ? [state.mac] : []),
    ...peers.filter(({ modem }) => roleOf(modem.state.pib) === "evse").map(({ modem }) => modem.mac),
  ];
  const coordinator = coordinators.sort()[0] ?? (macs[0] as string);
  const order = [coordinator, ...macs.filter((mac) => mac !== coordinator)];
  return { peers, coordinator, tei: (mac: string) => FIRST_TEI + order.indexOf(mac) };
}

export function networkAnswers(state: ModemState): Answers {
  const rateOf = (attenuation: number) => rateAt(attenuation, state.nature);
  const bridged = (modem: SimulatedModem) => modem.state.hosts()[0] ?? NO_MAC;
  const network = () => {
    const { peers, coordinator, tei } = membersOf(state);
    return {
      peers,
      coordinator,
      tei,
      common: {
        NID: state.nid(),
        SNID: 1,
        TEI: tei(state.mac),
        Role: coordinator === state.mac ? ROLE.coordinator : ROLE.station,
        CCoMAC: coordinator,
        CCoTEI: tei(coordinator),
      },
    };
  };

  return {
    "LINK_STATUS.REQ": () => said(LINK_STATUS_CNF, { Status: 0, LinkStatus: state.peers().length > 0 ? 1 : 0 }),
    "NW_INFO.REQ": (_, { version }) => {
      const { peers, common, tei } = network();
      const stations = peers.map(({ modem, attenuation }) => ({
        MAC: modem.mac,
        TEI: tei(modem.mac),
        BridgedMAC: bridged(modem),
        AvgPHYDR_TX: rateOf(attenuation),
        AvgPHYDR_RX: rateOf(attenuation),
      }));
      if (version === 0)
        return said(LEGACY_NW_INFO_CNF, { Networks: peers.length ? [{ ...common, Stations: stations }] : [] });
      return said(NW_INFO_CNF, {
        SubVersion: 1,
        Networks: peers.length
          ? [{ ...common, Stations: stations.map((station) => ({ ...station, Coupling: 0 })) }]
          : [],
      });
    },
    "CM_NW_INFO.REQ": () => {
      const { common, peers } = network();
      const { CCoTEI: _, ...rest } = common;
      return said(CM_NW_INFO_CNF, { Networks: peers.length ? [{ ...rest, Access: 0, NumCordNWs: 0 }] : [] });
    },
    "CM_NW_STATS.REQ": () =>
      said(CM_NW_STATS_CNF, {
        Stations: state.peers().map(({ modem, attenuation }) => ({
          MAC: modem.mac,
          AvgPHYDR_TX: rateOf(attenuation),
          AvgPHYDR_RX: rateOf(attenuation),
        })),
      }),
    "CM_BRG_INFO.REQ": () => {
      const MACs = [...state.hosts()];
      return said(CM_BRG_INFO_CNF, { IsBridge: MACs.length > 0 ? 1 : 0, TEI: network().common.TEI, MACs });
    },
  };
}
