import { expect, test } from "vitest";
import {
  amps,
  din,
  dinLines,
  iso,
  isoAcLines,
  isoLines,
  type Line,
  scriptedCar,
  upTo,
  volts,
  watts,
} from "../../test/scripted-car.ts";
import { chargerProfiles } from "../simulator/charger-profiles.ts";
import type { ChargerProfile } from "../simulator/simulated-charger.ts";
import { type Dialect, din70121, iso2 } from "../v2g/dialect.ts";

interface Standard {
  readonly title: string;
  readonly dialect: Dialect;
  readonly lines: readonly Line[];
  /** `demand` is what is asked again and again while current flows. */
  readonly words: { readonly demand: Line; readonly start: Line; readonly stop: Line };
  readonly profile?: ChargerProfile;
}
const standards: readonly Standard[] = [
  { title: "DIN SPEC 70121", dialect: din70121, lines: dinLines as readonly Line[], words: din },
  { title: "ISO 15118-2", dialect: iso2, lines: isoLines as readonly Line[], words: iso },
];

/** With alternating current, too: what does not look at the output is the same for all. */
const all = [
  ...standards,
  {
    title: "ISO 15118-2 with alternating current",
    dialect: iso2,
    lines: isoAcLines as readonly Line[],
    words: { ...iso, demand: iso.status },
    profile: chargerProfiles.wallbox,
  },
];

async function charging({ dialect, lines, words, profile = chargerProfiles.any }: Standard) {
  const car = await scriptedCar({ dialect, profile });
  await car.agree();
  await car.play(upTo(lines, words.stop));
  return car;
}
type Car = Awaited<ReturnType<typeof charging>>;

async function expectOff(car: Car) {
  expect((await car.ended()).troubles).toEqual([]);
  const { contactors, acContactors } = car.world.charger.switches;
  expect(contactors.isOn() || acContactors.isOn()).toBe(false);
  expect(car.world.dcPath.cable().current).toBeLessThan(1);
}

test.each(all)("$title: a car that falls silent is given up after 60 s, not before", async (standard) => {
  const car = await charging(standard);
  await car.clock.turn(59_900);
  expect((await car.ask(standard.words.demand)).ResponseCode).toBe("OK");
  const since = car.clock.now();
  expect(await car.hear()).toBeUndefined();
  const waited = car.clock.now() - since;
  expect(waited).toBeGreaterThan(59_900);
  expect(waited).toBeLessThan(61_000);
  expect(await car.ended()).toMatchObject({ by: "car", isOrderly: false });
  await expectOff(car);
});

test.each(all)("$title: what cannot be read is not answered, and the connection is closed", async (standard) => {
  const car = await charging(standard);
  car.sendOctets(Uint8Array.of(0x80, 0xff, 0xff, 0xff));
  expect(await car.hear()).toBeUndefined();
  expect(await car.ended()).toMatchObject({ by: "car", isOrderly: false });
  await expectOff(car);
});

test.each([
  ["voltage", "EVTargetVoltage", volts(450)],
  ["current", "EVTargetCurrent", amps(215)],
  // At 380 V; 30 kW is what it bears.
  ["power", "EVTargetCurrent", amps(120)],
] as const)(
  "a car that wants more %s than it says that it bears is refused, and the output is off",
  async (_, name, value) => {
    for (const standard of standards) {
      const car = await charging(standard);
      const [request, content] = standard.words.demand;
      // The cable reaches its voltage.
      await car.clock.turn(3000);
      await car.ask(standard.words.demand);
      const own = { EVMaximumPowerLimit: watts(30_000) };
      expect(await car.ask([request, { ...content, ...own, [name]: value }])).toMatchObject({ ResponseCode: "FAILED" });
      expect(await car.hear()).toBeUndefined();
      await expectOff(car);
    }
  },
);

test.each(standards)("$title: a car whose maximum has risen meanwhile may want as much", async (standard) => {
  const car = await charging(standard);
  const [request, content] = standard.words.demand;
  const more = { EVMaximumCurrentLimit: amps(300), EVTargetCurrent: amps(290) };
  expect(await car.ask([request, { ...content, ...more }])).toMatchObject({ ResponseCode: "OK" });
});

test.each(all)("$title: an answer is no request", async (standard) => {
  const car = await charging(standard);
  car.say(["SessionStopRes", { ResponseCode: "OK" }]);
  expect(await car.hear()).toBeUndefined();
  await expectOff(car);
});

test.each(all)("$title: what is no V2GTP at all ends the session", async (standard) => {
  const car = await charging(standard);
  car.stream.write(new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n"));
  expect(await car.hear()).toBeUndefined();
  await expectOff(car);
});

test.each(all)("$title: payload types of manufacturers are passed over", async (standard) => {
  const car = await charging(standard);
  for (const payloadType of [0xa000, 0xffff, 0x8002]) car.sendOctets(Uint8Array.of(1, 2, 3), payloadType);
  const { demand } = standard.words;
  expect(await car.ask(demand)).toMatchObject({ name: demand[0].replace(/Req$/, "Res"), ResponseCode: "OK" });
});

test.each(all)("$title: half a message is waited for no longer than a whole one", async (standard) => {
  const car = await charging(standard);
  car.stream.write(Uint8Array.of(0x01, 0xfe, 0x80, 0x01, 0, 0, 0, 40, 0x80, 0x9a));
  const since = car.clock.now();
  expect(await car.hear()).toBeUndefined();
  expect(car.clock.now() - since).toBeLessThan(61_000);
  await expectOff(car);
});

test.each(all)("$title: each of a thousand requests at once is answered, in order", async (standard) => {
  const car = await charging(standard);
  for (let i = 0; i < 1000; i++) car.say(standard.words.demand);
  for (let i = 0; i < 1000; i++) expect((await car.hear())?.name).toMatch(/^(CurrentDemand|ChargingStatus)Res$/);
  expect((await car.ask(standard.words.stop)).ResponseCode).toBe("OK");
});

test.each(all)("$title: a connection that is torn down switches the output off at once", async (standard) => {
  const car = await charging(standard);
  const since = car.clock.now();
  car.stream.abort();
  await expectOff(car);
  expect(car.clock.now() - since).toBeLessThan(5000);
});

test.each(["E", "F", "A"] as const)("a pilot in state %s ends the session although the car talks on", async (state) => {
  const car = await charging(standards[1] as Standard);
  if (state === "A") car.world.pilot.plug(false);
  else car.world.pilot.charger.put(state);
  await car.clock.turn(50);
  expect(await car.ended()).toMatchObject({ isOrderly: false });
  await expectOff(car);
});

test.each(all)("$title: a car that does not care to negotiate anew charges on, and is told again", async (standard) => {
  const car = await charging(standard);
  car.wishes.want("renegotiate");
  for (let i = 0; i < 30; i++) {
    await car.clock.turn(1000);
    const { ResponseCode, DC_EVSEStatus, AC_EVSEStatus } = await car.ask(standard.words.demand);
    expect(ResponseCode).toBe("OK");
    expect(DC_EVSEStatus ?? AC_EVSEStatus).toMatchObject({ EVSENotification: "ReNegotiation" });
  }
  expect((await car.ask(standard.words.stop)).ResponseCode).toBe("OK");
});

test.each(standards)("$title: a plan within the schedule is taken, and current kept to that", async (standard) => {
  const { dialect, lines, words } = standard;
  const entries = [{ start: 0, power: 5000 }];
  const car = await scriptedCar({
    dialect,
    change: () => ({ schedules: async () => [{ id: 7, power: entries, duration: 86_400 }] }),
  });
  await car.agree();
  await car.play(upTo(lines, words.start));
  const [request, content] = words.start;
  const start = { ChargingProfileEntryStart: 0 };
  const plan =
    dialect === din70121
      ? { SAScheduleTupleID: 7, ProfileEntry: [{ ...start, ChargingProfileEntryMaxPower: 5000 }] }
      : { ProfileEntry: [{ ...start, ChargingProfileEntryMaxPower: watts(5000) }] };
  const chosen = dialect === din70121 ? {} : { SAScheduleTupleID: 7 };
  await car.play([[request, { ...content, ...chosen, ChargingProfile: plan }], words.demand]);
  await car.clock.turn(5000);
  expect(await car.ask(words.demand)).toMatchObject({
    EVSEPowerLimitAchieved: true,
    EVSEMaximumPowerLimit: { Value: 5000 },
  });
  const { voltage, current } = car.world.dcPath.cable();
  expect(voltage * current).toBeLessThan(5100);
});

test.each([
  ["before anything is agreed upon", upTo(isoLines, iso.parameters), false],
  ["once schedules are offered, as where they offer no power", [...upTo(isoLines, iso.cableCheck)], true],
  ["in the cable check", upTo(isoLines, iso.preCharge), false],
  ["in pre-charge", upTo(isoLines, iso.start), false],
  ["under power", upTo(isoLines, iso.stop), false],
  ["after its power", upTo(isoLines, iso.welding), true],
  ["after the welding detection", isoLines, true],
] as const)(
  "a car that pauses %s is answered OK, and its session is kept only where it can be",
  async (_, said, isKept) => {
    const memory = {};
    const car = await scriptedCar({ options: { memory } });
    await car.agree();
    await car.play(said);
    expect(await car.ask(iso.pause)).toMatchObject({ name: "SessionStopRes", ResponseCode: "OK" });
    expect(await car.ended()).toMatchObject({ isOrderly: true, isPaused: isKept, troubles: [] });
    expect(Object.keys(memory)).toHaveLength(isKept ? 1 : 0);
    expect(car.world.charger.switches.contactors.isOn()).toBe(false);
  },
);

test("a car that pauses before it has a session has none to come back to", async () => {
  const memory = {};
  const first = await scriptedCar({ options: { memory } });
  await first.agree();
  expect((await first.ask(iso.pause)).ResponseCode).toBe("OK");
  expect(await first.ended()).toMatchObject({ isPaused: false });
  const second = await scriptedCar({ options: { memory } });
  await second.agree();
  expect((await second.ask(iso.setup)).ResponseCode).toBe("OK_NewSessionEstablished");
});

test("a car that holds two entries of a schedule is allowed no more than the schedule's least after them", async () => {
  const power = [50, 40, 10, 30].map((kilowatts, i) => ({ start: i * 600, power: kilowatts * 1000 }));
  const car = await scriptedCar({
    change: () => ({ schedules: async () => [{ id: 5, power, duration: 86_400 }] }),
  });
  await car.agree();
  await car.play(upTo(isoLines, iso.parameters));
  const [request, content] = iso.parameters;
  const answer = await car.ask([request, { MaxEntriesSAScheduleTuple: 2, ...content }]);
  const list = answer["SAScheduleList"] as { SAScheduleTuple: { PMaxSchedule: { PMaxScheduleEntry: object[] } }[] };
  expect(list.SAScheduleTuple[0]?.PMaxSchedule.PMaxScheduleEntry).toMatchObject([
    { RelativeTimeInterval: { start: 0 }, PMax: { Multiplier: 1, Value: 5000 } },
    { RelativeTimeInterval: { start: 600, duration: 85_800 }, PMax: { Multiplier: 0, Value: 10_000 } },
  ]);
});

test("a car that does not say how many entries it holds gets no more than twelve of a schedule and of its prices", async () => {
  const hours = Array.from({ length: 24 }, (_, i) => i * 3600);
  const power = hours.map((start, i) => ({ start, power: 40_000 - i * 1000 }));
  const prices = hours.map((start, i) => ({ start, level: 1 + (i % 3) }));
  const car = await scriptedCar({
    change: () => ({ schedules: async () => [{ id: 5, power, prices, duration: 86_400 }] }),
  });
  await car.agree();
  await car.play(upTo(isoLines, iso.parameters));
  const answer = await car.ask(iso.parameters);
  const list = answer["SAScheduleList"] as {
    SAScheduleTuple: { PMaxSchedule: { PMaxScheduleEntry: object[] }; SalesTariff: { SalesTariffEntry: object[] } }[];
  };
  const [tuple] = list.SAScheduleTuple;
  expect(tuple?.PMaxSchedule.PMaxScheduleEntry).toHaveLength(12);
  // The least of the thirteen hours that are left.
  expect(tuple?.PMaxSchedule.PMaxScheduleEntry.at(-1)).toMatchObject({
    RelativeTimeInterval: { start: 39_600, duration: 46_800 },
    PMax: { Multiplier: 0, Value: 17_000 },
  });
  expect(tuple?.SalesTariff.SalesTariffEntry).toHaveLength(12);
  expect(tuple?.SalesTariff.SalesTariffEntry.at(-1)).toMatchObject({
    RelativeTimeInterval: { start: 39_600, duration: 3600 },
    EPriceLevel: 3,
  });
});
