/**
 * What somebody at the plug wants, as the hardware tells it: a button, a backend, an application.
 *
 * @module
 */

import { expect, test } from "vitest";
import { feed } from "../src/base/feed.ts";
import type { Wish } from "../src/evcc/wishes.ts";
import type { CarTold } from "../src/secc/charger.ts";
import { carProfiles } from "../src/simulator/car-profiles.ts";
import { chargerProfiles } from "../src/simulator/charger-profiles.ts";
import { without } from "../src/simulator/fault.ts";
import { type Accent, changing, plainly } from "../src/v2g/accent.ts";
import { type Dialect, din70121, iso2 } from "../src/v2g/dialect.ts";
import { oneVisit, wiredPlug } from "./wired-plug.ts";

const CHARGING = 25_000;
const PAUSED = 60_000;

const replaced = (content: object, one: string, other: string): object =>
  JSON.parse(JSON.stringify(content).replaceAll(one, other)) as object;

interface Scene {
  readonly accent?: Accent;
  readonly chargerAccent?: Accent;
  readonly charger?: "any" | "wallbox";
  readonly speaks?: readonly Dialect[];
}

/** A plug with a button on each side. */
function plugWithButtons({ accent = plainly, chargerAccent = plainly, charger = "any", speaks = [iso2] }: Scene = {}) {
  const options = { speaks, accent };
  const scene = wiredPlug({
    car: carProfiles.any,
    charger: chargerProfiles[charger],
    targetSoc: 52,
    atCar: { options },
    atCharger: { options: { accent: chargerAccent } },
  });
  const buttons = { car: feed<Wish | "resume">(), charger: feed<Wish | "resume">() };
  for (const side of ["car", "charger"] as const) Object.assign(scene.world[side], { onWish: buttons[side].on });
  return { ...scene, buttons };
}

test.each(["charger", "car"] as const)("a button at the %s stops charging in order", async (side) => {
  const scene = plugWithButtons();
  scene.clock.after(CHARGING, () => scene.buttons[side].tell("stop"));
  const { visit, served } = await oneVisit(scene);
  expect(visit.sessions).toMatchObject([{ isOrderly: true, by: side }]);
  expect(served.sessions).toMatchObject([{ isOrderly: true, by: side }]);
});

test("what was wanted of one charge is forgotten before the next", async () => {
  const scene = plugWithButtons();
  scene.clock.after(CHARGING, () => scene.car.want("stop"));
  expect((await oneVisit(scene)).visit.words).toBe("the car was asked to stop");
  expect((await oneVisit(scene)).visit.words).toBe("the battery has all that it wants");
});

test.each(["charger", "car"] as const)("a button at the car pauses, and one at the %s goes on", async (side) => {
  const scene = plugWithButtons();
  const { clock, buttons, world } = scene;
  clock.after(CHARGING, () => buttons.car.tell("pause"));
  clock.after(PAUSED, () => {
    expect(world.dcPath.cable().current).toBe(0);
    buttons[side].tell("resume");
  });
  const { visit, served } = await oneVisit(scene);
  expect(visit.sessions).toMatchObject([{ paused: expect.any(String) }, { isOrderly: true, by: "car" }]);
  expect(served.sessions).toMatchObject([{ isPaused: true }, { isOrderly: true }]);
});

test.each(["any", "wallbox"] as const)("a button at the charger pauses, and goes on (%s)", async (charger) => {
  const scene = plugWithButtons({ charger });
  const { clock, buttons, world } = scene;
  clock.after(CHARGING, () => buttons.charger.tell("pause"));
  clock.after(PAUSED, () => {
    expect(world.dcPath.cable().current).toBe(0);
    expect(world.charger.switches.acContactors.isOn()).toBe(false);
    buttons.charger.tell("resume");
  });
  const { visit, served } = await oneVisit(scene);
  expect(visit.sessions).toMatchObject([{ paused: expect.any(String) }, { isOrderly: true, by: "car" }]);
  expect(served.sessions).toMatchObject([{ isPaused: true }, { isOrderly: true }]);
  expect(visit.words).toBe("the battery has all that it wants");
});

test("a car that waits where it is offered no power is offered some again by the button that goes on", async () => {
  // One watt is no pause, and no power either; a plan of it would be more than is allowed.
  const scene = plugWithButtons({
    accent: changing({ PowerDeliveryReq: without("ChargingProfile") }),
    chargerAccent: changing({
      ChargeParameterDiscoveryRes: (content) => replaced(content, '"Value":0}', '"Value":1}'),
    }),
  });
  const { clock, buttons, world } = scene;
  clock.after(CHARGING, () => buttons.charger.tell("pause"));
  clock.after(PAUSED, () => {
    expect(world.dcPath.cable().current).toBeLessThan(1);
    buttons.charger.tell("resume");
  });
  const { visit, served } = await oneVisit(scene);
  expect(visit.sessions).toMatchObject([{ isOrderly: true, by: "car" }]);
  expect(served.sessions).toMatchObject([{ isOrderly: true }]);
});

test.each([500, 1500, 3000])("a pause that is taken back after %i ms ends with power again", async (ms) => {
  const scene = plugWithButtons();
  const { clock, buttons } = scene;
  clock.after(CHARGING, () => buttons.charger.tell("pause"));
  clock.after(CHARGING + ms, () => buttons.charger.tell("resume"));
  const { visit } = await oneVisit(scene);
  expect(visit.words).toBe("the battery has all that it wants");
  expect(clock.now()).toBeLessThan(CHARGING + 90_000);
});

test("a car that wakes by itself is offered no power as long as the charger pauses", async () => {
  const scene = plugWithButtons();
  const { clock, buttons, world, car } = scene;
  clock.after(CHARGING, () => buttons.charger.tell("pause"));
  clock.after(PAUSED, () => car.resume());
  clock.after(PAUSED + 30_000, () => {
    expect(world.dcPath.cable().current).toBeLessThan(1);
    buttons.charger.tell("resume");
  });
  const { visit } = await oneVisit(scene);
  expect(visit.words).toBe("the battery has all that it wants");
});

test("who stops at the charger stops for good: a car that does not obey is not taken up again", async () => {
  const unsaid = (content: object) =>
    replaced(replaced(content, "StopCharging", "None"), "EVSE_Shutdown", "EVSE_Ready");
  const { clock, run, world, station, car, buttons } = plugWithButtons({
    chargerAccent: changing({ CurrentDemandRes: unsaid }),
  });
  const visiting = station.serveOne(run);
  car.charge(run).catch(() => {});
  clock.after(1000, () => world.pilot.plug(true));
  clock.after(CHARGING, () => buttons.charger.tell("stop"));
  await clock.turn(CHARGING + 120_000);
  expect(world.pilot.charger.signal).toBe("steady");
  world.pilot.plug(false);
  expect((await clock.until(visiting)).sessions).toMatchObject([{ isOrderly: false, by: "charger" }]);
});

test("a stop that is asked for before the car has connected is told to it", async () => {
  const scene = plugWithButtons();
  scene.clock.after(1300, () => scene.buttons.charger.tell("stop"));
  const { served } = await oneVisit(scene);
  expect(served.sessions).toMatchObject([{ isOrderly: true, by: "charger" }]);
  expect(scene.world.dcPath.wear().charger.closedOn).toBe(0);
});

test("in DIN SPEC 70121 a pause is a stop", async () => {
  const scene = plugWithButtons({ speaks: [din70121] });
  scene.clock.after(CHARGING, () => scene.buttons.charger.tell("pause"));
  const { visit, served } = await oneVisit(scene);
  expect(visit.sessions).toMatchObject([{ isOrderly: true, by: "charger" }]);
  expect(served.sessions).toMatchObject([{ isOrderly: true, by: "charger", isPaused: false }]);
});

test("a button at the charger asks to negotiate anew, and charging goes on", async () => {
  const scene = plugWithButtons();
  scene.clock.after(CHARGING, () => scene.buttons.charger.tell("renegotiate"));
  const { visit } = await oneVisit(scene);
  expect(visit.sessions).toMatchObject([{ isOrderly: true, by: "car" }]);
  const began = scene.told.filter(
    ({ event }) => event.type === "phase" && event.side === "car" && event.phase === "charging",
  );
  expect(began).toHaveLength(2);
});

test("a charger is told which value-added services the car has chosen", async () => {
  const scene = plugWithButtons({
    accent: changing({
      PaymentServiceSelectionReq: (content) => ({
        ...content,
        SelectedServiceList: { SelectedService: [{ ServiceID: 1 }, { ServiceID: 3 }] },
      }),
    }),
  });
  const shown: CarTold[] = [];
  const services = [{ id: 3, name: "internet", isFree: true }];
  Object.assign(scene.world.charger, { services, show: (told: CarTold) => shown.push(told) });
  await oneVisit(scene);
  expect(shown.flatMap(({ services }) => (services ? [services] : []))).toEqual([[3]]);
});
