/**
 * The sniffer of a simulated modem: its host is told the frame control of whatever goes over the line, and the beacons of
 * its network's coordinator. User data it never shows.
 *
 * @module
 */

import { fromHex, toHex } from "../base/hex.ts";
import { macText } from "../base/mac-address.ts";
import type { Infer } from "../layout/layout.ts";
import { DELIMITER, SNIFFER_CNF, SNIFFER_CONTROL, type SNIFFER_IND } from "../messages/homeplug/qualcomm.ts";
import { getField } from "../modem/pib/pib.ts";
import { type Answers, said } from "./modem-answers.ts";
import { membersOf } from "./modem-networks.ts";
import { rateAt } from "./modem-tone-map.ts";
import type { ModemState, SimulatedModem } from "./simulated-modem.ts";

type Copy = Infer<(typeof SNIFFER_IND)["layout"]>;

const BAD_CONTROL = 0x10;
const DIRECTION = { transmit: 0, receive: 1 } as const;
const TO_ALL_TEI = 0xff;
/** Link of frames by priority: the lowest but one, as everything without a priority has. */
const USUAL_LINK = 1;
/** Two periods of the mains, in milliseconds. */
const BEACON_PERIOD = 40;
/** The chip counts in 25 MHz. */
const TICKS = 25_000;
const BEACON_PAYLOAD = 136;
const BLOCK = 512;
const SNID = 1;

export function snifferAnswers(state: ModemState): Answers {
  return {
    "SNIFFER.REQ": ({ Control }, { asker }) => {
      const isKnown = Object.values<unknown>(SNIFFER_CONTROL).includes(Control);
      if (Control === SNIFFER_CONTROL.on) {
        state.isSniffing = true;
        state.snifferTo = asker;
      }
      if (Control === SNIFFER_CONTROL.off) state.isSniffing = false;
      return said(SNIFFER_CNF, {
        Status: isKnown ? 0 : BAD_CONTROL,
        State: state.isSniffing ? 1 : 0,
        DestinationMAC: state.snifferTo,
      });
    },
  };
}

/** A parameter block may have it on from the start, as Qualcomm's tools set it. */
export function sniffFromStart(state: ModemState): void {
  state.isSniffing = getField(state.pib, "SnifferEnable") === 1;
  if (state.isSniffing) state.snifferTo = getField(state.pib, "SnifferReturnMAC");
}

/** Makes the copies. Beacons are told in the moment in which the first of other frames shows that time has passed. */
export function modemSniffer(state: ModemState, tell: (copy: Copy) => void) {
  const { clock } = state;
  let lastBeacon = clock.now();
  let isClosed = false;

  const copy = (direction: number, type: number, variant: Uint8Array, beacon = ""): Copy => {
    const delimiter = type | (SNID << 4);
    const ticks = Math.floor(clock.now() * TICKS);
    return {
      Type: 0,
      Direction: direction,
      SystemTime: String(ticks),
      BeaconTime: ticks % 2 ** 32,
      Delimiter: { DelimiterType: type, Access: 0, SNID },
      Variant: toHex(variant),
      FCCS: frameControlCheck(Uint8Array.of(delimiter, ...variant)),
      Beacon: beacon,
    };
  };

  const beacons = () => {
    const { coordinator, tei } = membersOf(state);
    for (; lastBeacon + BEACON_PERIOD <= clock.now(); lastBeacon += BEACON_PERIOD) {
      const payload = new Uint8Array(BEACON_PAYLOAD);
      payload.set(fromHex(state.nid()));
      payload[7] = tei(coordinator);
      const direction = coordinator === state.mac ? DIRECTION.transmit : DIRECTION.receive;
      tell(copy(direction, DELIMITER.beacon, new Uint8Array(12), toHex(payload)));
    }
  };

  const told = (octets: Uint8Array, direction: number, sender: string) => {
    if (isClosed) return;
    // After a pause only the latest are worth telling.
    lastBeacon = Math.max(lastBeacon, clock.now() - 3 * BEACON_PERIOD);
    beacons();
    const { tei, peers } = membersOf(state);
    const teiOf = (mac: string) => {
      const owner = mac === state.mac ? mac : peers.find(({ modem }) => owns(modem, mac))?.modem.mac;
      return owner === undefined ? (state.hosts().includes(mac) ? tei(state.mac) : 0) : tei(owner);
    };
    const destination = macText(octets);
    const isToAll = (octets[0]! & 1) === 1;
    const variant = new Uint8Array(12);
    variant[0] = teiOf(sender);
    variant[1] = isToAll ? TO_ALL_TEI : teiOf(destination);
    variant[2] = USUAL_LINK;
    variant[4] = Math.ceil(octets.length / BLOCK);
    variant[5] = rateAt(peers[0]?.attenuation ?? 0, state.nature);
    tell(copy(direction, DELIMITER.startOfFrame, variant));
  };

  return {
    sent: (octets: Uint8Array) => told(octets, DIRECTION.transmit, state.mac),
    heard: (octets: Uint8Array, from: Partial<SimulatedModem>) =>
      told(octets, DIRECTION.receive, from.mac ?? macText(octets, 6)),
    close: () => {
      isClosed = true;
    },
  };
}

const owns = (modem: SimulatedModem, mac: string) => modem.mac === mac || modem.state.hosts().includes(mac);

/** CRC-24 of the frame control, by its polynomial in HomePlug AV. */
function frameControlCheck(octets: Uint8Array): string {
  let crc = 0xffffff;
  for (const octet of octets) {
    crc ^= octet << 16;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x800000 ? ((crc << 1) ^ 0x800063) & 0xffffff : (crc << 1) & 0xffffff;
  }
  crc ^= 0xffffff;
  return toHex(Uint8Array.of(crc >> 16, (crc >> 8) & 0xff, crc & 0xff));
}
