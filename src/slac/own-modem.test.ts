import { expect, test } from "vitest";
import { slacPair } from "../../test/slac-pair.ts";
import { seededRandom } from "../base/random.ts";
import { startRun } from "../base/run.ts";
import { cable } from "../link/cable.ts";
import { readMme, writeMme } from "../messages/homeplug/frame.ts";
import { isNidOf } from "../messages/homeplug/keys.ts";
import { CM_SET_KEY_CNF, CM_SET_KEY_REQ } from "../messages/homeplug/network.ts";
import { GET_SW_CNF, GET_SW_REQ } from "../messages/homeplug/qualcomm.ts";
import { LOCAL_MODEM, station } from "../powerline/station.ts";
import { simulatedClock } from "../simulator/clock.ts";
import { matchCharger } from "./ev.ts";
import { freshKey, join, type OwnModem, untilLinkIsLost } from "./own-modem.ts";
import { standardModem } from "./standard-modem.ts";
import { slacTiming } from "./timing.ts";

test("fresh keys are random in all 128 bits, and bring their NID", () => {
  const keys = Array.from({ length: 200 }, () => freshKey());

  expect(new Set(keys.map(({ NMK }) => NMK)).size).toBe(200);
  expect(keys.every(({ NMK, NID }) => isNidOf(NID, NMK))).toBe(true);
  for (let octet = 0; octet < 16; octet++) {
    expect(new Set(keys.map(({ NMK }) => NMK.slice(2 * octet, 2 * octet + 2))).size).toBeGreaterThan(50);
  }
});

test("the key goes to the modem on this wire alone, in the fields that modems of all makers take", async () => {
  const clock = simulatedClock();
  const wire = cable({ clock });
  const host = station(wire.plug("host", "02:00:00:00:00:01"), { clock });
  const modem = wire.plug("modem", "02:00:00:00:00:02");
  const asked: unknown[] = [];
  modem.onFrame(({ octets }) => {
    const message = readMme(octets.subarray(14));
    if (!("name" in message)) return;
    asked.push({ ...message, destination: octets.slice(0, 6) });
    const { MyNonce: YourNonce } = message.value as { MyNonce: number };
    const answer = { Result: 1, MyNonce: 5, PID: 4, PRN: 0, PMN: 0xff, CCoCapability: 0 };
    // A late answer to somebody else's question comes first.
    const wrong = { ...answer, Result: 9, YourNonce: (YourNonce + 1) % 2 ** 32 };
    modem.send(writeMme(CM_SET_KEY_CNF, wrong, modem.mac, host.mac));
    modem.send(writeMme(CM_SET_KEY_CNF, { ...answer, YourNonce }, modem.mac, host.mac));
  });
  const own = standardModem(host, { random: seededRandom(3) });
  const key = { NMK: "8f1af3ebd67252be4a8195c96e7b5fb0", NID: "65188c71e87d0d" };

  await clock.until(own.setKey(key, startRun(clock)));

  expect(asked).toMatchObject([
    {
      name: CM_SET_KEY_REQ.name,
      value: { KeyType: 1, PID: 4, PRN: 0, PMN: 0, NID: key.NID, NewEKS: 1, NewKey: key.NMK },
      destination: Uint8Array.from(LOCAL_MODEM.split(":"), (octet) => Number.parseInt(octet, 16)),
    },
  ]);
  expect(own.mac).toBe(modem.mac);
});

test("where no question for the link is answered, modems that answer a broadcast are peers", async () => {
  const clock = simulatedClock();
  const wire = cable({ clock });
  const host = station(wire.plug("host", "02:00:00:00:00:01"), { clock });
  const peers = ["02:00:00:00:00:02"];
  const modem = wire.plug("modem", "02:00:00:00:00:02");
  modem.onFrame(({ octets }) => {
    const message = readMme(octets.subarray(14));
    if (!("name" in message) || message.name !== GET_SW_REQ.name) return;
    const value = { Status: 0, DeviceID: 0x22, VersionLength: 5, Version: "MAC-Q" };
    for (const mac of peers) modem.send(writeMme(GET_SW_CNF, value as never, mac, host.mac));
  });
  const own = standardModem(host);
  const run = startRun(clock);

  expect(await clock.until(own.isLinked(run))).toBe(false);
  peers.push("02:00:00:00:00:03");
  expect(await clock.until(own.isLinked(run))).toBe(true);
  modem.close();
  expect(await clock.until(own.isLinked(run))).toBeUndefined();
});

test("a charger's modem that forgets its key while it waits gets it again", async () => {
  const { clock, run, charger, carSide, matching } = slacPair();
  const next = matching.next(run);
  await clock.turn(3000);
  const before = charger.nmk();
  charger.goDark(4000, { losesKey: true });
  await clock.turn(8000);

  expect(charger.nmk()).toBe(before);
  const [atCar] = await clock.until(Promise.all([matchCharger(carSide, run), next]));
  expect(atCar.NMK).toBe(before);
});

test("a modem that restarts while the network forms joins all the same", async () => {
  const { clock, run, car, carSide, matching } = slacPair();
  const goals = Promise.all([matchCharger(carSide, run), matching.next(run)]);
  clock.after(600, () => car.goDark(4000, { losesKey: true }));

  const [atCar, atCharger] = await clock.until(goals);

  expect(atCar).toMatchObject({ link: "up", NMK: atCharger.NMK });
});

test("a modem that always says that it has another key is not given it for ever", async () => {
  let times = 0;
  const modem: OwnModem = {
    setKey: async () => {
      times++;
    },
    isLinked: async () => false,
    hasKey: async () => false,
  };
  const clock = simulatedClock();

  await expect(clock.until(join(modem, freshKey(), slacTiming, startRun(clock)))).rejects.toThrow("has met no other");

  expect(times).toBe(3);
});

test("a lost link is seen within some seconds, and a short silence is none", async () => {
  const { clock, run, car, charger, carSide, matching } = slacPair();
  await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));
  let isLost = false;
  void untilLinkIsLost(car.modem, run).then(() => {
    isLost = true;
  });
  car.goDark(3000);
  await clock.turn(3500);
  expect(isLost).toBe(false);
  await clock.turn(3000);

  charger.goDark(60_000);
  await clock.turn(3500);
  expect(isLost).toBe(true);
});
