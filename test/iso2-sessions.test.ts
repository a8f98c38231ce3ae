import { expect, test } from "vitest";
import { seededRandom } from "../src/base/random.ts";
import { startRun } from "../src/base/run.ts";
import { type CarOptions, charge } from "../src/evcc/charge.ts";
import { wishes } from "../src/evcc/wishes.ts";
import type { Schedule } from "../src/secc/charger.ts";
import type { SessionMemory } from "../src/secc/charger-session.ts";
import { chargerWishes } from "../src/secc/charger-wishes.ts";
import { type ChargerOptions, serveCar } from "../src/secc/serve-car.ts";
import { carProfiles } from "../src/simulator/car-profiles.ts";
import { chargerProfiles } from "../src/simulator/charger-profiles.ts";
import { simulatedClock } from "../src/simulator/clock.ts";
import { plant } from "../src/simulator/plant.ts";
import type { ChargerProfile } from "../src/simulator/simulated-charger.ts";
import { streamPair } from "../src/simulator/stream-pair.ts";
import { iso2 } from "../src/v2g/dialect.ts";
import type { TalkEvent } from "../src/v2g/talk-events.ts";

function desk(charger: ChargerProfile = chargerProfiles.any, targetSoc = 51) {
  const clock = simulatedClock();
  const world = plant({ clock, car: carProfiles.any, charger, soc: 50, targetSoc });
  world.pilot.plug(true);
  world.pilot.charger.put({ duty: 5 });
  const memory: SessionMemory = {};
  const random = seededRandom(2);
  async function session(car: CarOptions = {}, theirs: ChargerOptions = {}) {
    await clock.turn(100);
    const [carEnd, chargerEnd] = streamPair({ clock });
    const run = startRun(clock);
    const events: TalkEvent[] = [];
    const onEvent = (event: TalkEvent) => events.push(event);
    const serving = serveCar(chargerEnd, world.charger, run, { random, memory, onEvent, ...theirs });
    const outcome = await clock.until(charge(carEnd, world.car, run, { speaks: [iso2], onEvent, ...car }));
    return { outcome, served: await clock.until(serving), events };
  }
  return { clock, world, session };
}

const messages = (events: readonly TalkEvent[], name: string) =>
  events.flatMap((event) => (event.type === "sent" && event.message === name ? [event.value as never] : []));
const phases = (events: readonly TalkEvent[], side: "car" | "charger") =>
  events.flatMap((event) => (event.type === "phase" && event.side === side ? [event.phase] : []));

test("a car charges with alternating current, and the contactors close on state C alone and open without current", async () => {
  const { world, session } = desk(chargerProfiles.wallbox, 50.2);
  const { outcome, served } = await session();
  expect(outcome).toMatchObject({ isOrderly: true, by: "car" });
  expect(served).toMatchObject({ isOrderly: true });
  expect(world.acPath.energy()).toBeGreaterThan(100);
  expect(world.acPath.openedUnder()).toBe(0);
});

test("the charger's wish to stop is met in order, and both say that it was the charger's", async () => {
  const { clock, session } = desk(chargerProfiles.any, 80);
  const theirs = chargerWishes(clock.now);
  clock.after(30_000, () => theirs.want("stop"));
  const { outcome, served } = await session({}, { wishes: theirs });
  expect(outcome).toMatchObject({ by: "charger", isOrderly: true });
  expect(served).toMatchObject({ by: "charger", isOrderly: true });
});

test.each(["car", "charger"] as const)(
  "negotiating anew, asked by the %s, leads back to the parameters and on",
  async (who) => {
    const { clock, session } = desk(chargerProfiles.any, 51);
    const [own, theirs] = [wishes(), chargerWishes(clock.now)];
    clock.after(20_000, () => (who === "car" ? own : theirs).want("renegotiate"));
    const { outcome, served, events } = await session({ wishes: own }, { wishes: theirs });
    expect(outcome).toMatchObject({ isOrderly: true });
    expect(served).toMatchObject({ isOrderly: true });
    expect(phases(events, "car").filter((phase) => phase === "parameters")).toHaveLength(2);
    expect(phases(events, "car").filter((phase) => phase === "charging")).toHaveLength(2);
  },
);

test.each(["any", "wallbox"] as const)("a paused session is joined again under its number (%s)", async (charger) => {
  const { clock, world, session } = desk(chargerProfiles[charger], 52);
  const own = wishes();
  clock.after(20_000, () => own.want("pause"));
  const first = await session({ wishes: own });
  expect(first.outcome).toMatchObject({ isOrderly: true, paused: expect.stringMatching(/^[0-9a-f]{16}$/) });
  expect(first.served).toMatchObject({ isPaused: true });

  const second = await session({ resumes: first.outcome.paused as string });
  expect(messages(second.events, "SessionSetupRes")).toMatchObject([{ ResponseCode: "OK_OldSessionJoined" }]);
  expect(second.outcome).toMatchObject({ isOrderly: true, by: "car" });
  expect(world.acPath.openedUnder()).toBe(0);
});

test.each([
  // 1500 Ω and 680 Ω stand for 13 A and 20 A; the wallbox has 16 A.
  [1500, 13],
  [680, 16],
])("a cable of %i Ω is loaded with %i A at most", async (ohms, most) => {
  const { world, session } = desk(chargerProfiles.wallbox, 50.2);
  Object.assign(world.car.ac ?? {}, { proximity: () => ohms });
  const { outcome, events } = await session();
  const drawn = events.flatMap((event) => (event.type === "measured" && event.side === "car" ? [event.current] : []));
  expect(Math.max(...drawn)).toBe(most);
  expect(outcome).toMatchObject({ isOrderly: true });
});

test("the residual current device is looked at once, also after negotiating anew", async () => {
  const { clock, world, session } = desk(chargerProfiles.wallbox, 60);
  const own = wishes();
  clock.after(20_000, () => own.want("renegotiate"));
  clock.after(40_000, () => {
    world.charger.knobs.hasResidualCurrent = true;
  });
  const { events } = await session({ wishes: own });
  expect(phases(events, "car").filter((phase) => phase === "charging")).toHaveLength(2);
  const told = events.filter((event) => event.type === "odd" && event.words.includes("residual current"));
  expect(told).toHaveLength(1);
  expect(world.charger.switches.acContactors.isOn()).toBe(false);
});

test("a number that is not known is answered with a new one", async () => {
  const { session } = desk();
  const { events } = await session({ resumes: "00000000deadbeef" });
  expect(messages(events, "SessionSetupRes")).toMatchObject([{ ResponseCode: "OK_NewSessionEstablished" }]);
});

const cheapAtNight: readonly Schedule[] = [
  { id: 1, power: [{ start: 0, power: 50_000 }], duration: 86_400, prices: [{ start: 0, level: 3 }] },
  {
    id: 2,
    power: [
      { start: 0, power: 11_000 },
      { start: 30, power: 22_000 },
    ],
    duration: 86_400,
    prices: [{ start: 0, level: 1 }],
    description: "slow and cheap",
  },
];

test("several schedules with prices are offered, the car chooses one, and both keep to it", async () => {
  const { world, session } = desk(chargerProfiles.any, 51);
  world.charger.knobs.schedules = cheapAtNight;
  Object.assign(world.car, { choose: async () => ({ schedule: 2 }) });
  const { outcome, events } = await session();
  expect(outcome).toMatchObject({ isOrderly: true });
  const [offer] = messages(events, "ChargeParameterDiscoveryRes").slice(-1) as unknown as [
    { SAScheduleList: { SAScheduleTuple: readonly { SalesTariff: object }[] } },
  ];
  expect(offer.SAScheduleList.SAScheduleTuple).toHaveLength(2);
  expect(messages(events, "PowerDeliveryReq")[0]).toMatchObject({ SAScheduleTupleID: 2 });
  const powers = events.flatMap((event) =>
    event.type === "measured" && event.side === "charger" ? [event.voltage * event.current] : [],
  );
  expect(Math.max(...powers)).toBeGreaterThan(10_000);
  expect(Math.max(...powers)).toBeLessThan(22_500);
});

test("a car that plans more than a schedule allows is refused by the code for it", async () => {
  const { session, world } = desk();
  world.charger.knobs.schedules = cheapAtNight;
  const { outcome } = await session({
    accent: (message) =>
      message.name === "PowerDeliveryReq"
        ? {
            ...message,
            content: {
              ...message.content,
              SAScheduleTupleID: 2,
              ChargingProfile: {
                ProfileEntry: [
                  {
                    ChargingProfileEntryStart: 0,
                    ChargingProfileEntryMaxPower: { Multiplier: 0, Unit: "W", Value: 20_000 },
                  },
                ],
              },
            },
          }
        : message,
  });
  expect(outcome.words).toContain("FAILED_ChargingProfileInvalid");
});

test("a receipt that is asked for is given, and the session goes on", async () => {
  const { world, session } = desk(chargerProfiles.any, 51);
  Object.assign(world.charger.meter as object, { wantsReceipt: true });
  const { outcome, served, events } = await session();
  expect(messages(events, "MeteringReceiptReq").length).toBeGreaterThan(1);
  expect(outcome).toMatchObject({ isOrderly: true });
  expect(served).toMatchObject({ isOrderly: true });
});

test("limits that shrink while charging are obeyed", async () => {
  const { clock, world, session } = desk(chargerProfiles.any, 51);
  clock.after(25_000, () => {
    world.charger.knobs.sharedPower = 8000;
  });
  const { events, outcome } = await session();
  expect(outcome).toMatchObject({ isOrderly: true });
  const after = events.flatMap((event) =>
    event.type === "measured" && event.side === "car" && event.at > 30_000 && event.current > 1
      ? [event.voltage * event.current]
      : [],
  );
  expect(after.length).toBeGreaterThan(10);
  expect(Math.max(...after)).toBeLessThan(8200);
});
