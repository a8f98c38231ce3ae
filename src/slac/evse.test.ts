import fc from "fast-check";
import { expect, test } from "vitest";
import { COMMON, NOBODY, slacPair, strangeCar } from "../../test/slac-pair.ts";
import { BROADCAST } from "../base/mac-address.ts";
import { writeMme } from "../messages/homeplug/frame.ts";
import { CM_AMP_MAP_CNF, CM_AMP_MAP_REQ } from "../messages/homeplug/network.ts";
import {
  CM_ATTEN_CHAR_IND,
  CM_ATTEN_CHAR_RSP,
  CM_ATTEN_PROFILE_IND,
  CM_MNBC_SOUND_IND,
  CM_SLAC_MATCH_CNF,
  CM_SLAC_PARM_CNF,
  CM_SLAC_PARM_REQ,
  CM_START_ATTEN_CHAR_IND,
} from "../messages/homeplug/slac.ts";
import { meanOf } from "./attenuation.ts";
import { leaveCharger, matchCharger } from "./ev.ts";
import { MatchingFailed } from "./failures.ts";

const STRANGER = "02:00:00:00:cc:01";
const OTHER = "02:00:00:00:cc:02";
const typeOf = (octets: Uint8Array) => octets[15]! | (octets[16]! << 8);

/** A charger that waits for a car, and a car that a test plays. */
function waiting(options: Parameters<typeof slacPair>[0] = {}, RunID = "0102030405060708", mac = STRANGER) {
  const pair = slacPair(options);
  const plugged = pair.run.fork();
  const next = pair.matching.next(plugged);
  next.catch(() => {});
  return { ...pair, plugged, next, played: strangeCar(pair, mac, RunID) };
}

/** Asks, announces and sounds. */
async function measured(desk: ReturnType<typeof waiting>, sounds = 10) {
  desk.played.ask();
  await desk.clock.turn(20);
  desk.played.announce();
  await desk.clock.turn(20);
  await desk.played.sound(sounds);
}

test("RunIDs are given back octet for octet, whatever they are", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 8, maxLength: 8 }), async (octets) => {
      const RunID = Buffer.from(octets).toString("hex");
      const desk = waiting({}, RunID);
      await measured(desk);
      desk.played.choose(desk.charger.mac);
      await desk.clock.turn(5);

      for (const message of [CM_SLAC_PARM_CNF, CM_ATTEN_CHAR_IND, CM_SLAC_MATCH_CNF]) {
        expect(desk.sent(message as typeof CM_SLAC_PARM_CNF).map((one) => one.RunID)).toEqual([RunID]);
      }
    }),
    { numRuns: 10 },
  );
});

test("the answer leaves in the same moment, with ten sounds and time-out 6", async () => {
  const { clock, played, sent } = waiting();

  played.ask();
  await clock.turn(5);

  expect(sent(CM_SLAC_PARM_CNF)).toMatchObject([
    { NUM_SOUNDS: 10, Time_Out: 6, RESP_TYPE: 1, FORWARDING_STA: STRANGER, M_SOUND_TARGET: "ff:ff:ff:ff:ff:ff" },
  ]);
  // Half a millisecond over the line, and twice the wire to the modem.
  expect(sent(CM_SLAC_PARM_CNF)[0]!.at - sent(CM_SLAC_PARM_REQ)[0]!.at).toBeCloseTo(0.6);
});

test("a question for another application, or with security, is not answered", async () => {
  const { clock, played, sent, events } = waiting();

  played.send(CM_SLAC_PARM_REQ, { APPLICATION_TYPE: 1, SECURITY_TYPE: 0, RunID: played.RunID });
  played.send(CM_SLAC_PARM_REQ, { APPLICATION_TYPE: 0, SECURITY_TYPE: 1, RunID: played.RunID, CipherSuites: [1] });
  await clock.turn(5);

  expect(sent(CM_SLAC_PARM_CNF)).toEqual([]);
  expect(events("ignored")).toHaveLength(2);
});

test("the result is the average of what the modem measured, told as soon as all sounds are in", async () => {
  const desk = waiting({ loudness: () => 23 });

  await measured(desk);

  const [result] = desk.sent(CM_ATTEN_CHAR_IND);
  expect(result).toMatchObject({ SOURCE_ADDRESS: STRANGER, NUM_SOUNDS: 10 });
  expect(result!.ATTEN_PROFILE).toHaveLength(58);
  expect(meanOf(result!.ATTEN_PROFILE)).toBeCloseTo(23, 0);
  expect(desk.events("reported")[0]!.isAssumed).toBeUndefined();
});

test("what the own receiver adds is taken away", async () => {
  const desk = waiting({ loudness: () => 30, charger: { correction: 12 } });

  await measured(desk);

  expect(meanOf(desk.sent(CM_ATTEN_CHAR_IND)[0]!.ATTEN_PROFILE)).toBeCloseTo(18, 0);
});

test.each(["no groups", "nothing"] as const)(
  "a modem that measures %s gets a plausible result, marked as such",
  async (measuring) => {
    const desk = waiting({ measuring: () => measuring });

    await measured(desk);
    await desk.clock.turn(60);

    const [result] = desk.sent(CM_ATTEN_CHAR_IND);
    expect(result!.NUM_SOUNDS).toBe(10);
    expect(result!.ATTEN_PROFILE.every((group) => group > 0)).toBe(true);
    expect(desk.events("reported")).toMatchObject([{ isAssumed: true }]);
  },
);

test("sounds that got lost are waited for until 600 ms are over, and counted as they came", async () => {
  const desk = waiting();
  desk.played.ask();
  await desk.clock.turn(20);
  desk.played.announce();
  const announced = desk.clock.now();
  await desk.clock.turn(20);
  await desk.played.sound(7);
  await desk.clock.turn(500);

  const [result] = desk.sent(CM_ATTEN_CHAR_IND);
  expect(result!.NUM_SOUNDS).toBe(7);
  expect(desk.events("reported")[0]!.at - announced).toBeCloseTo(600, -1);
});

test("sounds are heard that are sent to the charger alone, and after announcements that all got lost", async () => {
  const desk = waiting({ lose: (octets) => typeOf(octets) === CM_START_ATTEN_CHAR_IND.mmtype });
  desk.played.ask();
  await desk.clock.turn(20);
  desk.played.announce();
  await desk.played.sound(10, desk.charger.mac);

  expect(desk.sent(CM_ATTEN_CHAR_IND)).toMatchObject([{ NUM_SOUNDS: 10 }]);
});

test("sounds whose last octets are missing count, where the modem measures nothing: Qualcomm's pev sends such", async () => {
  const desk = waiting({ measuring: () => "nothing" });
  desk.played.ask();
  await desk.clock.turn(20);
  desk.played.announce();
  for (let Cnt = 9; Cnt >= 0; Cnt--) {
    desk.played.send(CM_MNBC_SOUND_IND, { ...COMMON, SenderID: NOBODY, Cnt, RunID: desk.played.RunID }, BROADCAST);
    await desk.clock.turn(20);
  }
  await desk.clock.turn(60);

  expect(desk.sent(CM_ATTEN_CHAR_IND)).toMatchObject([{ NUM_SOUNDS: 10 }]);
});

test("a result that nobody acknowledges is told three times", async () => {
  const desk = waiting();

  await measured(desk);
  await desk.clock.turn(1000);

  const times = desk.sent(CM_ATTEN_CHAR_IND).map(({ at }) => at);
  expect(times).toHaveLength(3);
  expect(times[1]! - times[0]!).toBeCloseTo(200);
  expect(desk.events("triedInVain")).toMatchObject([{ failure: "result-unanswered", car: STRANGER }]);
});

test("what a car acknowledges to another charger on the same wire is no answer to this one", async () => {
  const desk = waiting();
  const neighbour = desk.charger.wire.plug("another charger", OTHER);
  await measured(desk);
  const acknowledge = (to: string) => {
    const ids = { SOURCE_ADDRESS: STRANGER, RunID: desk.played.RunID, SOURCE_ID: NOBODY, RESP_ID: NOBODY };
    neighbour.send(writeMme(CM_ATTEN_CHAR_RSP, { ...COMMON, ...ids, Result: 0 }, STRANGER, to));
  };

  acknowledge(OTHER);
  await desk.clock.turn(5);
  expect(desk.events("acknowledged")).toEqual([]);
  acknowledge(desk.charger.mac);
  await desk.clock.turn(5);
  expect(desk.events("acknowledged")).toHaveLength(1);
});

test("a repeated choice gets the very same answer", async () => {
  const desk = waiting();
  await measured(desk);

  for (let times = 0; times < 3; times++) {
    desk.played.choose(desk.charger.mac);
    await desk.clock.turn(200);
  }

  const keys = desk.sent(CM_SLAC_MATCH_CNF).map(({ NMK, NID }) => NMK + NID);
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
  expect(desk.charger.nmk()).toBe(desk.sent(CM_SLAC_MATCH_CNF)[0]!.NMK);
});

test.each<[string, (desk: ReturnType<typeof waiting>) => void, RegExp]>([
  ["of another charger", ({ played }) => played.choose("02:00:00:00:00:99"), /^$/],
  ["that names another charger", ({ played, charger }) => played.choose(OTHER, STRANGER, charger.mac), /chooses/],
  ["with another RunID", (desk) => strangeCar(desk, STRANGER, "ff".repeat(8)).choose(desk.charger.mac), /no matching/],
  ["of another car", (desk) => strangeCar(desk, OTHER, desk.played.RunID).choose(desk.charger.mac), /no matching/],
])("a choice %s is not answered", async (_, choose, because) => {
  const desk = waiting();
  await measured(desk);

  choose(desk);
  await desk.clock.turn(5);

  expect(desk.sent(CM_SLAC_MATCH_CNF)).toEqual([]);
  expect(desk.events("ignored").map((event) => event.because)).toEqual(
    because.source === "^$" ? [] : [expect.stringMatching(because)],
  );
});

test("a choice before the result is not answered", async () => {
  const desk = waiting();
  desk.played.ask();
  await desk.clock.turn(5);

  desk.played.choose(desk.charger.mac);
  await desk.clock.turn(5);

  expect(desk.sent(CM_SLAC_MATCH_CNF)).toEqual([]);
});

test("a car that names another address in its fields than its frames come from is the same car", async () => {
  const desk = waiting();
  await measured(desk);

  desk.played.choose(desk.charger.mac, "02:00:00:00:dd:01");
  await desk.clock.turn(5);

  expect(desk.sent(CM_SLAC_MATCH_CNF)).toMatchObject([{ PEV_MAC: "02:00:00:00:dd:01", EVSE_MAC: desk.charger.mac }]);
});

test("several cars are measured at a time, each by itself", async () => {
  const desk = waiting({
    loudness: (from) => ({ [`stranger ${STRANGER}`]: 12, [`stranger ${OTHER}`]: 35 })[from] ?? 9,
  });
  const other = strangeCar(desk, OTHER, desk.played.RunID);
  const own = desk.played;
  own.ask();
  other.ask();
  await desk.clock.turn(20);
  own.announce();
  other.announce();
  for (let Cnt = 9; Cnt >= 0; Cnt--) {
    await own.sound(1);
    await other.sound(1);
  }
  await desk.clock.turn(600);

  const results = new Map(desk.sent(CM_ATTEN_CHAR_IND).map((one) => [one.SOURCE_ADDRESS, meanOf(one.ATTEN_PROFILE)]));
  expect(results.get(STRANGER)).toBeCloseTo(12, 0);
  expect(results.get(OTHER)).toBeCloseTo(35, 0);
});

test("a car that begins anew in the middle of its sounds is measured anew", async () => {
  const desk = waiting();
  desk.played.ask();
  await desk.clock.turn(20);
  desk.played.announce();
  await desk.played.sound(4);
  const again = strangeCar(desk, STRANGER, "1112131415161718");
  again.ask();
  await desk.clock.turn(20);
  again.announce();
  await again.sound(10);

  expect(desk.sent(CM_ATTEN_CHAR_IND).filter(({ RunID }) => RunID === again.RunID)).toMatchObject([{ NUM_SOUNDS: 10 }]);
});

test("a car that begins anew after it has the key gets another key, and joins with that", async () => {
  let isLost = true;
  const { clock, run, carSide, matching, sent, events } = slacPair({
    // The car never hears its key in the first round.
    lose: (octets) => isLost && typeOf(octets) === CM_SLAC_MATCH_CNF.mmtype,
  });
  const next = matching.next(run);
  clock.after(1000, () => {
    isLost = false;
  });

  const [atCar, atCharger] = await clock.until(Promise.all([matchCharger(carSide, run), next]));

  expect(atCar.NMK).toBe(atCharger.NMK);
  expect(new Set(sent(CM_SLAC_MATCH_CNF).map(({ NMK }) => NMK)).size).toBe(2);
  expect(events("restarted").length).toBeGreaterThan(0);
});

test("the matched car that begins anew is told, others and repeated frames are left aside", async () => {
  const desk = waiting();
  const { clock, matching, carSide, run, next } = desk;
  const restarted: string[] = [];
  matching.onRestart((car) => restarted.push(car));
  await clock.until(Promise.all([matchCharger(carSide, run), next]));
  const before = desk.sent(CM_SLAC_PARM_CNF).length;

  desk.played.ask();
  await clock.turn(5);
  expect(restarted).toEqual([]);
  expect(desk.sent(CM_SLAC_PARM_CNF)).toHaveLength(before);

  const second = matchCharger(carSide, run);
  await clock.turn(5);
  expect(restarted).toEqual([carSide.station.mac]);
  const [atCar, atCharger] = await clock.until(Promise.all([second, matching.next(run)]));
  expect(atCar.NMK).toBe(atCharger.NMK);
});

test("by the letter of the standard a matched charger is silent towards its car, too", async () => {
  const { clock, run, carSide, matching, sent } = slacPair({ charger: { isStrict: true } });
  await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));
  const before = sent(CM_SLAC_PARM_CNF).length;

  const second = matchCharger({ ...carSide, timing: { TT_matching_repetition: 500 } }, run);

  await expect(clock.until(second)).rejects.toThrow("no charger answered");
  expect(sent(CM_SLAC_PARM_CNF)).toHaveLength(before);
});

test("a car whose question got lost is answered at its announcement, unless by the letter of the standard", async () => {
  for (const isStrict of [false, true]) {
    const desk = waiting({ charger: { isStrict }, lose: (octets) => typeOf(octets) === CM_SLAC_PARM_REQ.mmtype });
    await measured(desk);

    expect(desk.sent(CM_SLAC_PARM_CNF)).toHaveLength(isStrict ? 0 : 1);
    expect(desk.sent(CM_ATTEN_CHAR_IND)).toHaveLength(isStrict ? 0 : 1);
  }
});

test("a car has to wait while a louder one may be about to choose", async () => {
  const desk = waiting({ loudness: (from) => (from === `stranger ${STRANGER}` ? 30 : 12) });
  const louder = strangeCar(desk, OTHER, "2122232425262728");
  louder.ask();
  await desk.clock.turn(5);
  louder.announce();
  await louder.sound();
  await measured(desk);
  const ids = { SOURCE_ADDRESS: OTHER, RunID: louder.RunID, SOURCE_ID: NOBODY, RESP_ID: NOBODY };
  louder.send(CM_ATTEN_CHAR_RSP, { ...COMMON, ...ids, Result: 0 });
  await desk.clock.turn(5);

  desk.played.choose(desk.charger.mac);
  await desk.clock.turn(5);
  expect(desk.sent(CM_SLAC_MATCH_CNF)).toEqual([]);
  expect(desk.events("ignored").at(-1)?.because).toContain(`${OTHER} is louder`);

  await desk.clock.turn(400);
  desk.played.choose(desk.charger.mac);
  await desk.clock.turn(5);
  expect(desk.sent(CM_SLAC_MATCH_CNF)).toHaveLength(1);
});

test("measurements of another modem on the same wire are not believed", async () => {
  const desk = waiting({ loudness: () => 20 });
  const other = desk.charger.wire.plug("another modem", "02:00:00:00:00:77");
  desk.played.ask();
  await desk.clock.turn(20);
  desk.played.announce();
  await desk.clock.turn(20);
  const AAG = Array.from({ length: 58 }, () => 3);
  for (let i = 0; i < 10; i++)
    other.send(writeMme(CM_ATTEN_PROFILE_IND, { PEV_MAC: STRANGER, AAG }, other.mac, BROADCAST));
  await desk.played.sound();

  expect(desk.events("reported")).toMatchObject([{ attenuation: expect.closeTo(20, 0) }]);
  expect(desk.events("ignored")[0]?.because).toContain("does not come from the own modem");
});

test("no car within the time that the charger has is a failure that says what to check", async () => {
  const { clock, run, matching } = slacPair();

  const error = await clock.until(matching.next(run)).then(
    () => undefined,
    (error) => error,
  );

  expect(error).toBeInstanceOf(MatchingFailed);
  expect(error).toMatchObject({
    kind: "no-car",
    message: "Cannot match: no CM_SLAC_PARM.REQ came from any car within 50 s",
  });
  expect(clock.now()).toBeCloseTo(50_000);
});

test("a charger begins anew twice, with time for the pilot between", async () => {
  const pauses: string[] = [];
  const { clock, run, matching } = slacPair({
    charger: {
      beforeRetry: async ({ kind }, run) => {
        pauses.push(kind);
        await run.pause(4000);
      },
    },
  });

  await expect(clock.until(matching.next(run))).rejects.toThrow("no CM_SLAC_PARM.REQ");

  expect(pauses).toEqual(["no-car", "no-car"]);
  expect(clock.now()).toBeCloseTo(158_000);
});

test("leaving makes a network that the car does not know", async () => {
  const { clock, run, car, charger, carSide, matching } = slacPair();
  await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));
  expect(car.nmk()).toBe(charger.nmk());

  await clock.until(matching.leave(run));
  expect(charger.nmk()).not.toBe(car.nmk());
  await clock.until(leaveCharger(carSide, run));
  expect(new Set([car.nmk(), charger.nmk()]).size).toBe(2);
});

test("a flood of cars is cut off", async () => {
  const { clock, sent, played } = waiting();

  for (let i = 0; i < 300; i++) {
    const mac = `02:00:00:01:${(i >> 8).toString(16).padStart(2, "0")}:${(i & 255).toString(16).padStart(2, "0")}`;
    played.send(CM_SLAC_PARM_REQ, { ...COMMON, RunID: played.RunID }, undefined, mac);
  }
  await clock.turn(5);

  expect(sent(CM_SLAC_PARM_CNF)).toHaveLength(60);
});

test("a car that begins anew again and again keeps nobody else out", async () => {
  const { clock, sent, played } = waiting();

  for (let i = 0; i < 300; i++) {
    played.send(CM_SLAC_PARM_REQ, { ...COMMON, RunID: i.toString(16).padStart(16, "0") });
  }
  played.send(CM_SLAC_PARM_REQ, { ...COMMON, RunID: played.RunID }, undefined, OTHER);
  await clock.turn(5);

  expect(sent(CM_SLAC_PARM_CNF)).toHaveLength(301);
});

test("the amplitude map of the matched car is handed to the modem, that of others refused by silence", async () => {
  const { clock, run, car, charger, carSide, matching, sent, events, stranger } = slacPair();
  await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));

  const AMDATA = Array.from({ length: 917 }, (_, i) => i % 16);
  strangeCar({ stranger, clock }, STRANGER, "00".repeat(8)).send(CM_AMP_MAP_REQ, { AMDATA }, charger.mac);
  car.station.send(CM_AMP_MAP_REQ, { AMDATA }, charger.mac);
  await clock.turn(50);

  expect(sent(CM_AMP_MAP_CNF)).toMatchObject([{ ResType: 0, source: charger.mac }]);
  expect(events("amplitudeMap")).toMatchObject([{ from: car.mac, carriers: 917, wasTaken: true }]);
});
