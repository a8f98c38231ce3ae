import { expect, test } from "vitest";
import { type DeskOptions, powerlineDesk } from "../../test/powerline-desk.ts";
import { COMMON, NOBODY, slacPair } from "../../test/slac-pair.ts";
import { BROADCAST } from "../base/mac-address.ts";
import { CalledOff } from "../base/run.ts";
import { readMme, writeMme } from "../messages/homeplug/frame.ts";
import { isNidOf } from "../messages/homeplug/keys.ts";
import {
  CM_ATTEN_CHAR_IND,
  CM_ATTEN_CHAR_RSP,
  CM_MNBC_SOUND_IND,
  CM_SLAC_MATCH_CNF,
  CM_SLAC_MATCH_REQ,
  CM_SLAC_PARM_CNF,
  CM_SLAC_PARM_REQ,
  CM_START_ATTEN_CHAR_IND,
} from "../messages/homeplug/slac.ts";
import { leaveCharger, matchCharger } from "./ev.ts";
import type { SlacEvent } from "./events.ts";
import { chargerMatching } from "./evse.ts";
import { MatchingFailed } from "./failures.ts";
import { slacTiming } from "./timing.ts";

/** The MMTYPE of a frame. */
const typeOf = (octets: Uint8Array) => octets[15]! | (octets[16]! << 8);
/** Loses the first `count` frames of a type. */
const losing = (mmtype: number, count: number) => {
  let left = count;
  return (octets: Uint8Array) => typeOf(octets) === mmtype && left-- > 0;
};
const failure = async (matching: Promise<unknown>): Promise<MatchingFailed> => {
  const error = await matching.then(
    () => undefined,
    (error) => error,
  );
  if (!(error instanceof MatchingFailed)) throw error ?? new Error("It matched");
  return error;
};

test("car and charger are matched in less than 0.45 s, with the same key, whose NID is derived", async () => {
  const { clock, run, car, charger, carSide, matching, sent } = slacPair();

  const [atCar, atCharger] = await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));

  const [asked] = sent(CM_SLAC_PARM_REQ);
  const [given] = sent(CM_SLAC_MATCH_CNF);
  expect(given!.at - asked!.at).toBeLessThan(450);
  expect(atCar).toMatchObject({ car: car.mac, charger: charger.mac, link: "up", isDerived: true });
  expect(atCharger).toMatchObject({ ...atCar, attenuation: expect.closeTo(9, 0) });
  expect(isNidOf(atCar.NID, atCar.NMK)).toBe(true);
  expect(car.nmk()).toBe(charger.nmk());
});

test("two matchings never have the same key or RunID", async () => {
  const { clock, run, carSide, matching } = slacPair();

  const first = await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));
  await clock.until(Promise.all([leaveCharger(carSide, run), matching.leave(run)]));
  const second = await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));

  expect(second[0].NMK).not.toBe(first[0].NMK);
  expect(second[0].RunID).not.toBe(first[0].RunID);
});

test("sounds are announced three times within 100 ms, with time-out 6, and paced by 20 ms", async () => {
  const { clock, run, carSide, matching, sent } = slacPair();

  await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));

  const starts = sent(CM_START_ATTEN_CHAR_IND);
  expect(starts).toHaveLength(3);
  expect(starts[0]).toMatchObject({ Time_Out: 6, NUM_SOUNDS: 10, RESP_TYPE: 1, FORWARDING_STA: carSide.station.mac });
  expect(starts[0]!.at - sent(CM_SLAC_PARM_CNF).at(-1)!.at).toBeLessThan(slacTiming.TP_match_sequence);
  const sounds = sent(CM_MNBC_SOUND_IND);
  expect(sounds.map(({ Cnt }) => Cnt)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  const times = [...starts, ...sounds].map(({ at }) => at);
  const gaps = times.slice(1).map((at, i) => at - times[i]!);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(20 - 1e-6);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(50);
});

test("of two chargers the louder one is taken, also where it answers last", async () => {
  let isFirst = true;
  const desk = powerlineDesk({
    loudness: (_, to) => (to === "near" ? 26 : 47),
    // One sound less than it was promised: the near one waits for it until its time is up.
    lose: (octets, _, to) => {
      const isLost = isFirst && to === "near" && typeOf(octets) === 0x6076;
      if (isLost) isFirst = false;
      return isLost;
    },
  });
  const { clock, run } = desk;
  const told: SlacEvent[] = [];
  const car = { ...desk.plug("car", "car"), tell: (event: SlacEvent) => told.push(event) };
  const [near, far] = [desk.plug("near", "charger"), desk.plug("far", "charger")];
  const waiting = run.fork();
  void chargerMatching(near).next(waiting);
  chargerMatching(far)
    .next(waiting)
    .catch(() => {});

  const match = await clock.until(matchCharger(car, run));

  expect(match.charger).toBe(near.mac);
  const reporters = told.flatMap((event) => (event.type === "reported" ? [event.charger] : []));
  expect(reporters.slice(0, 2)).toEqual([far.mac, near.mac]);
});

test("every result is acknowledged, also one that comes again", async () => {
  const { clock, run, carSide, matching, sent } = slacPair({
    lose: losing(0x606f, 1),
    car: { timing: { lingerForResults: 400 } },
  });

  await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));

  expect(sent(CM_ATTEN_CHAR_IND)).toHaveLength(2);
  expect(sent(CM_ATTEN_CHAR_RSP)).toHaveLength(2);
});

test.each([
  ["CM_SLAC_PARM.REQ", 0x6064],
  ["CM_SLAC_PARM.CNF", 0x6065],
  ["CM_ATTEN_CHAR.IND", 0x606e],
  ["CM_SLAC_MATCH.REQ", 0x607c],
  ["CM_SLAC_MATCH.CNF", 0x607d],
])("%s may get lost twice", async (_, mmtype) => {
  const { clock, run, carSide, matching } = slacPair({ lose: losing(mmtype, 2) });

  const [atCar, atCharger] = await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));

  expect(atCar.NMK).toBe(atCharger.NMK);
});

test("a car that is alone says so after ten seconds, and what to check", async () => {
  const { clock, run, carSide, sent, events } = slacPair();

  const error = await failure(clock.until(matchCharger(carSide, run)));

  expect(error.message).toMatch(
    /^Cannot match: no charger answered CM_SLAC_PARM.REQ, asked 3 times, in \d+ rounds within 10 s$/,
  );
  expect(error.checks.length).toBeGreaterThan(3);
  expect(clock.now()).toBeLessThanOrEqual(10_000);
  const asked = sent(CM_SLAC_PARM_REQ);
  expect(asked.length).toBeGreaterThan(25);
  expect(new Set(asked.slice(0, 3).map(({ RunID }) => RunID)).size).toBe(1);
  expect(asked[3]!.RunID).not.toBe(asked[0]!.RunID);
  expect(events("failed")).toMatchObject([{ failure: "no-charger", words: error.message }]);
});

test("where frames get lost the car asks again before it believes that there is only one charger", async () => {
  const { clock, run, carSide, matching, events } = slacPair({ lose: losing(0x6076, 1) });

  await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));

  expect(events("triedInVain")[0]).toMatchObject({
    failure: "unsure",
    words: expect.stringContaining("9 of 10 sounds"),
  });
});

/** A charger that a test plays by hand: it answers rightly but for what `twist` changes. */
function twisted(
  twist: (name: string, value: Record<string, unknown>) => Record<string, unknown> | undefined,
  options: DeskOptions = {},
) {
  const pair = slacPair({ ...options, car: { timing: { TT_matching_repetition: 1000 } } });
  const mac = "02:00:00:00:bb:01";
  const port = pair.stranger(mac);
  const key = { NID: "65188c71e87d0d", NMK: "8f1af3ebd67252be4a8195c96e7b5fb0" };
  const answer = (
    message: typeof CM_SLAC_PARM_CNF | typeof CM_ATTEN_CHAR_IND | typeof CM_SLAC_MATCH_CNF,
    value: object,
  ) => {
    const changed = twist(message.name, { ...value });
    if (!changed) return;
    const { source = mac, destination = pair.car.mac, ...fields } = changed as Record<string, string>;
    port.send(writeMme(message as never, fields as never, source, destination));
  };
  port.onFrame(({ octets }) => {
    const message = readMme(octets.subarray(14));
    if (!("name" in message)) return;
    const { RunID, Cnt } = message.value as { RunID: string; Cnt: number };
    const run = { ...COMMON, RunID };
    const car = pair.car.mac;
    if (message.name === CM_SLAC_PARM_REQ.name) {
      const offer = { M_SOUND_TARGET: BROADCAST, NUM_SOUNDS: 10, Time_Out: 6, RESP_TYPE: 1, FORWARDING_STA: car };
      answer(CM_SLAC_PARM_CNF, { ...run, ...offer });
    } else if (message.name === CM_MNBC_SOUND_IND.name && Cnt === 0) {
      const ATTEN_PROFILE = Array.from({ length: 58 }, () => 12);
      const ids = { SOURCE_ADDRESS: car, SOURCE_ID: NOBODY, RESP_ID: NOBODY };
      answer(CM_ATTEN_CHAR_IND, { ...run, ...ids, NUM_SOUNDS: 10, ATTEN_PROFILE });
    } else if (message.name === CM_SLAC_MATCH_REQ.name) {
      const { PEV_ID, PEV_MAC, EVSE_ID, EVSE_MAC } = message.value as Record<string, string>;
      answer(CM_SLAC_MATCH_CNF, { ...run, PEV_ID, PEV_MAC, EVSE_ID, EVSE_MAC, ...key });
    }
  });
  return { ...pair, mac, key };
}

test.each<[string, string, Record<string, unknown>, string, RegExp]>([
  ["another RunID", "CM_SLAC_PARM.CNF", { RunID: "0102030405060708" }, "no-charger", /RunID is 0102030405060708/],
  ["another car", "CM_SLAC_PARM.CNF", { FORWARDING_STA: "02:00:00:00:00:99" }, "no-charger", /FORWARDING_STA/],
  ["no sounds", "CM_SLAC_PARM.CNF", { NUM_SOUNDS: 0 }, "no-charger", /0 sounds/],
  ["security", "CM_SLAC_PARM.CNF", { SECURITY_TYPE: 1, CipherSuite: 1 }, "no-charger", /SECURITY_TYPE is 1/],
  ["a group's address", "CM_SLAC_PARM.CNF", { source: "03:00:00:00:00:01" }, "no-charger", /nobody can send/],
  ["another RunID", "CM_ATTEN_CHAR.IND", { RunID: "0102030405060708" }, "no-result", /RunID is 0102030405060708/],
  ["another car", "CM_ATTEN_CHAR.IND", { SOURCE_ADDRESS: "02:00:00:00:00:99" }, "no-result", /SOURCE_ADDRESS/],
  ["zeros", "CM_ATTEN_CHAR.IND", { ATTEN_PROFILE: Array(58).fill(0) }, "no-result", /zero/],
  ["57 groups", "CM_ATTEN_CHAR.IND", { ATTEN_PROFILE: Array(57).fill(9) }, "no-result", /57 groups/],
  ["11 sounds", "CM_ATTEN_CHAR.IND", { NUM_SOUNDS: 11 }, "no-result", /counts 11 sounds, 10 were sent/],
  ["no sound", "CM_ATTEN_CHAR.IND", { NUM_SOUNDS: 0 }, "no-result", /counts no sound/],
  ["another RunID", "CM_SLAC_MATCH.CNF", { RunID: "0102030405060708" }, "no-match", /RunID is 0102030405060708/],
  ["another car", "CM_SLAC_MATCH.CNF", { PEV_MAC: "02:00:00:00:00:99" }, "no-match", /PEV_MAC/],
  ["another charger", "CM_SLAC_MATCH.CNF", { EVSE_MAC: "02:00:00:00:00:99" }, "no-match", /EVSE_MAC/],
  ["another sender", "CM_SLAC_MATCH.CNF", { source: "02:00:00:00:bb:09" }, "no-match", /comes from another/],
  ["everybody", "CM_SLAC_MATCH.CNF", { destination: BROADCAST }, "no-match", /addressed to ff/],
  ["an empty key", "CM_SLAC_MATCH.CNF", { NMK: "00".repeat(16) }, "no-match", /key is all zero/],
])("an answer with %s in %s is not believed", async (_, name, wrong, kind, because) => {
  const { clock, run, carSide, car, events } = twisted((one, value) => (one === name ? { ...value, ...wrong } : value));

  const error = await failure(clock.until(matchCharger(carSide, run)));

  expect(error.kind).toBe(kind);
  expect(events("ignored").filter(({ message }) => message === name)[0]?.because).toMatch(because);
  expect(car.nmk()).toBe("own of car");
});

test("a charger whose modem measures nothing, and that tells zeros, is named with the reason", async () => {
  const { clock, run, carSide, mac } = twisted((name, value) =>
    name === "CM_ATTEN_CHAR.IND" ? { ...value, ATTEN_PROFILE: Array(58).fill(0) } : value,
  );

  const error = await failure(clock.until(matchCharger(carSide, run)));

  expect(error.message).toContain(`${mac} told cannot be believed: all of its attenuation is zero`);
});

test("a NID that is not that of the key is noticed, and used all the same", async () => {
  const { clock, run, carSide, events } = twisted((name, value) =>
    name === "CM_SLAC_MATCH.CNF" ? { ...value, NID: "01020304050607" } : value,
  );

  await failure(clock.until(matchCharger(carSide, run)));

  expect(events("keyHeard")).toMatchObject([{ NID: "01020304050607", isDerived: false }]);
  expect(events("keySet")).toMatchObject([{ NID: "01020304050607" }]);
});

test("a charger whose modem never appears is left again", async () => {
  const { clock, run, carSide, car, key, events } = twisted((_, value) => value);

  const error = await failure(clock.until(matchCharger(carSide, run)));

  expect(error.kind).toBe("not-joined");
  expect(clock.now()).toBeGreaterThan(12_000);
  expect(clock.now()).toBeLessThan(13_000);
  expect(car.nmk()).not.toBe(key.NMK);
  expect(events("left")).toHaveLength(1);
});

test.each([
  ["0, as the standard has it", 0],
  ["1, as Qualcomm's modems have it", 1],
])("a modem that answers %s to the key has taken it", async (_, setKeyResult) => {
  const { clock, run, carSide, matching } = slacPair({ setKeyResult });

  const [atCar] = await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));

  expect(atCar.link).toBe("up");
});

test.each([
  ["refuses the key", 2, "key-refused", /answered CM_SET_KEY.REQ with result 2/],
  ["does not answer", undefined, "modem-silent", /has not answered CM_SET_KEY.REQ for 10 s/],
])("a modem that %s is said to do so", async (_, setKeyResult, kind, words) => {
  const { clock, run, carSide } = twisted((_, value) => value, { setKeyResult });

  const error = await failure(clock.until(matchCharger(carSide, run)));

  expect(error).toMatchObject({ kind, message: expect.stringMatching(words) });
});

test("a modem that cannot tell of its link is believed to have one when time is up", async () => {
  const { clock, run, carSide, matching } = slacPair({ tellsLink: false });

  const [atCar] = await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));

  expect(atCar.link).toBe("unknown");
  expect(clock.now()).toBeGreaterThan(12_000);
});

test("unplugging ends the matching at once, wherever it stands", async () => {
  for (const at of [10, 50, 150, 320, 700]) {
    const { clock, run, carSide, matching } = slacPair();
    const plugged = run.fork();
    void matching.next(plugged).catch(() => {});
    clock.after(at, () => plugged.stop(new CalledOff("unplugged")));

    await expect(clock.until(matchCharger(carSide, plugged))).rejects.toThrow("unplugged");

    expect(clock.now()).toBeLessThan(at + 10);
  }
});

test("a network interface that goes down is a failure that says so", async () => {
  const pair = slacPair();
  pair.carSide.station.port.close();

  const error = await failure(pair.clock.until(matchCharger(pair.carSide, pair.run)));

  expect(error.kind).toBe("port-down");
});
