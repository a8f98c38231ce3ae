/**
 * That those faults bite which a healthy other side never comes to feel.
 *
 * @module
 */

import { expect, test } from "vitest";
import { BROADCAST } from "../base/mac-address.ts";
import { seededRandom } from "../base/random.ts";
import type { Milliseconds } from "../base/units.ts";
import { cable } from "../link/cable.ts";
import { writeMme } from "../messages/homeplug/frame.ts";
import { CM_SET_KEY_CNF } from "../messages/homeplug/network.ts";
import {
  CM_ATTEN_CHAR_IND,
  CM_MNBC_SOUND_IND,
  CM_SLAC_MATCH_REQ,
  CM_SLAC_PARM_CNF,
  CM_START_ATTEN_CHAR_IND,
} from "../messages/homeplug/slac.ts";
import { ALL_NODES, linkLocalOf } from "../messages/ipv6.ts";
import { readPacket, tcpFrame, udpFrame } from "../messages/packet.ts";
import { carProfiles } from "./car-profiles.ts";
import { chargerProfiles } from "./charger-profiles.ts";
import { simulatedClock } from "./clock.ts";
import { type Fault, faults } from "./faults.ts";
import { changing, inPieces, mme, together } from "./faulty-wire.ts";
import { plant } from "./plant.ts";
import { powerlineMedium } from "./powerline-medium.ts";
import { simulatedModem } from "./simulated-modem.ts";

const [CAR, CHARGER] = ["02:00:00:00:00:0a", "02:00:00:00:00:0c"];
const COMMON = { APPLICATION_TYPE: 0, SECURITY_TYPE: 0 };
const NOBODY = "00".repeat(17);
const RunID = "0102030405060708";
const KEY = { EVSE_ID: NOBODY, PEV_ID: NOBODY, PEV_MAC: CAR, EVSE_MAC: CHARGER, RunID };

function wireOf(side: Fault["side"], name: string) {
  const clock = simulatedClock();
  const wire = cable({ clock });
  const end = wire.plug(side, side === "car" ? CAR : CHARGER);
  const medium = powerlineMedium({ clock, random: seededRandom(1) });
  const modem = (name: string) =>
    simulatedModem({ clock, random: seededRandom(1), medium, name, port: wire.plug(name, "02:b0:52:00:00:01") });
  const line = { port: end, modem: modem("own"), otherModem: modem("other") };
  const world = plant({ clock, car: carProfiles.any, charger: chargerProfiles.any });
  const desk = { clock, plant: world, line, stream: () => undefined, want: () => {} };
  const made = faults.find((fault) => fault.side === side && fault.name === name)?.wire?.(line, desk);
  if (!made) throw new Error(`There is no ${name}`);
  const { says = (octets) => [octets], hears = (octets) => [octets] } = made;
  return { clock, says, hears };
}

/** The values of one message in frames. */
const valuesIn = <V>(message: Parameters<typeof mme<V>>[0], frames: readonly Uint8Array[]) => {
  const found: { readonly value: V; readonly source: string; readonly destination: string }[] = [];
  const look = changing(
    mme(message, (frame) => {
      found.push(frame);
      return undefined;
    }),
  );
  for (const frame of frames) look(frame);
  return found;
};

interface Matching {
  readonly wait?: Milliseconds;
  readonly pace?: Milliseconds;
  readonly Time_Out?: number;
  readonly NUM_SOUNDS?: number;
}

/** How much a charger that is strict in the matching hears of a car's announcements, sounds and choice. */
async function heardOf({ wait = 50, pace = 20, Time_Out = 6, NUM_SOUNDS = 10 }: Matching): Promise<number> {
  const { clock, says, hears } = wireOf("charger", "strict in the matching");
  const ids = { M_SOUND_TARGET: BROADCAST, FORWARDING_STA: CAR, RESP_TYPE: 1, RunID };
  says(writeMme(CM_SLAC_PARM_CNF, { ...COMMON, ...ids, NUM_SOUNDS: 10, Time_Out: 6 }, CHARGER, CAR));
  await clock.turn(wait);
  const announcement = { ...COMMON, NUM_SOUNDS, Time_Out, RESP_TYPE: 1, FORWARDING_STA: CAR, RunID };
  let heard = 0;
  for (let i = 0; i < 3; i++) {
    heard += hears(writeMme(CM_START_ATTEN_CHAR_IND, announcement, CAR, BROADCAST)).length;
    await clock.turn(pace);
  }
  for (let Cnt = 9; Cnt >= 0; Cnt--) {
    const sound = { ...COMMON, SenderID: NOBODY, Cnt, RunID, Rnd: "5a".repeat(16) };
    heard += hears(writeMme(CM_MNBC_SOUND_IND, sound, CAR, BROADCAST)).length;
    await clock.turn(pace);
  }
  return heard + hears(writeMme(CM_SLAC_MATCH_REQ, { ...COMMON, ...KEY }, CAR, CHARGER)).length;
}

test("a strict charger hears all of a car that keeps order and times, and is deaf to others from then on", async () => {
  expect(await heardOf({})).toBe(14);
  expect(await heardOf({ wait: 250 })).toBe(0);
  expect(await heardOf({ Time_Out: 10 })).toBe(0);
  expect(await heardOf({ NUM_SOUNDS: 12 })).toBe(0);
  expect(await heardOf({ pace: 5 })).toBe(1);
});

test("a charger that other traffic disturbs hears discovery, and nothing more after a car's log", () => {
  const { hears } = wireOf("charger", "disturbed by other traffic");
  const ends = { sourceMac: CAR, source: linkLocalOf(CAR), destination: ALL_NODES };
  const to = (destinationPort: number) =>
    udpFrame(ends, { sourcePort: 50_000, destinationPort, payload: Uint8Array.of(1, 2, 3) });
  expect(hears(to(15_118))).toHaveLength(1);
  expect(hears(to(514))).toHaveLength(0);
  expect(hears(to(15_118))).toHaveLength(0);
});

test("a modem by the standard takes a key with 0", () => {
  const { hears } = wireOf("charger", "key taken by the standard");
  const taken = { Result: 1, MyNonce: 1, YourNonce: 2, PID: 4, PRN: 0, PMN: 0xff, CCoCapability: 0 };
  const frames = hears(writeMme(CM_SET_KEY_CNF, taken, "02:b0:52:00:00:02", CHARGER));
  expect(valuesIn(CM_SET_KEY_CNF, frames)).toMatchObject([{ value: { ...taken, Result: 0 } }]);
});

test("a car that sounds for one sends its sounds to the charger that confirmed", () => {
  const { says, hears } = wireOf("car", "sounds for one");
  const ids = { M_SOUND_TARGET: BROADCAST, FORWARDING_STA: CAR, RESP_TYPE: 1, RunID };
  hears(writeMme(CM_SLAC_PARM_CNF, { ...COMMON, ...ids, NUM_SOUNDS: 10, Time_Out: 6 }, CHARGER, CAR));
  const sound = { ...COMMON, SenderID: NOBODY, Cnt: 3, RunID, Rnd: "5a".repeat(16) };
  const frames = says(writeMme(CM_MNBC_SOUND_IND, sound, CAR, BROADCAST));
  expect(valuesIn(CM_MNBC_SOUND_IND, frames)).toMatchObject([{ source: CAR, destination: CHARGER, value: sound }]);
});

test("a car that names another address names it in what it says, and is found by it in what it hears", () => {
  const { says, hears } = wireOf("car", "names another address");
  const asked = valuesIn(CM_SLAC_MATCH_REQ, says(writeMme(CM_SLAC_MATCH_REQ, { ...COMMON, ...KEY }, CAR, CHARGER)));
  const PEV_MAC = asked[0]?.value.PEV_MAC as string;
  expect(asked).toMatchObject([{ source: CAR, value: { EVSE_MAC: CHARGER } }]);
  expect(PEV_MAC).not.toBe(CAR);
  const ids = { RunID, SOURCE_ID: NOBODY, RESP_ID: NOBODY, NUM_SOUNDS: 10, ATTEN_PROFILE: [12] };
  const result = { ...COMMON, ...ids, SOURCE_ADDRESS: PEV_MAC };
  const frames = hears(writeMme(CM_ATTEN_CHAR_IND, result, CHARGER, CAR));
  expect(valuesIn(CM_ATTEN_CHAR_IND, frames)).toMatchObject([{ value: { SOURCE_ADDRESS: CAR } }]);
});

const tcpEnds = {
  sourceMac: CHARGER,
  destinationMac: CAR,
  source: linkLocalOf(CHARGER),
  destination: linkLocalOf(CAR),
};
const segment = (sequence: number, payload: Uint8Array) =>
  tcpFrame(tcpEnds, {
    sourcePort: 50_000,
    destinationPort: 50_001,
    sequence,
    acknowledgement: 7,
    flags: ["ACK", "PSH"],
    window: 0xffff,
    payload,
  });
const contents = (frames: readonly Uint8Array[]) =>
  frames.map((frame) => {
    const packet = readPacket(frame);
    if ("because" in packet || packet.kind !== "tcp") throw new Error("No TCP");
    return [packet.isIntact, packet.tcp.sequence, [...packet.tcp.payload]];
  });

test("a segment in pieces is the same octets, one each, also where its numbers begin anew", () => {
  expect(contents(inPieces(segment(0xffff_ffff, Uint8Array.of(1, 2, 3))) ?? [])).toEqual([
    [true, 0xffff_ffff, [1]],
    [true, 0, [2]],
    [true, 1, [3]],
  ]);
});

test("two segments at once go as one, and one alone goes as it is, later", async () => {
  const clock = simulatedClock();
  const late: Uint8Array[] = [];
  const change = together(
    (action) => clock.after(1, action),
    (octets) => late.push(octets),
  );
  expect(change(segment(10, Uint8Array.of(1, 2)))).toEqual([]);
  expect(contents(change(segment(12, Uint8Array.of(3))) ?? [])).toEqual([[true, 10, [1, 2, 3]]]);
  expect(change(segment(13, Uint8Array.of(4)))).toEqual([]);
  await clock.turn(2);
  expect(contents(late)).toEqual([[true, 13, [4]]]);
});
