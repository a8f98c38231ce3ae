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
import type { Accent } from "../src/v2g/accent.ts";
import { iso2 } from "../src/v2g/dialect.ts";
import { oneVisit, wiredPlug } from "./wired-plug.ts";

const CHARGING = 25_000;
const PAUSED = 60_000;

/** A plug with a button on each side. */
function plugWithButtons(accent: Accent = (message) => message) {
  const options = { speaks: [iso2], accent };
  const scene = wiredPlug({ car: carProfiles.any, charger: chargerProfiles.any, targetSoc: 52, atCar: { options } });
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
  const scene = plugWithButtons((message) => {
    if (message.name !== "PaymentServiceSelectionReq") return message;
    const SelectedServiceList = { SelectedService: [{ ServiceID: 1 }, { ServiceID: 3 }] };
    return { ...message, content: { ...message.content, SelectedServiceList } };
  });
  const shown: CarTold[] = [];
  const services = [{ id: 3, name: "internet", isFree: true }];
  Object.assign(scene.world.charger, { services, show: (told: CarTold) => shown.push(told) });
  await oneVisit(scene);
  expect(shown.flatMap(({ services }) => (services ? [services] : []))).toEqual([[3]]);
});
