/**
 * Alternating current by the pilot's duty alone, where nothing comes of the messages (IEC 61851-1; ISO 15118-3, 7.5).
 *
 * @module
 */

import { expect, test } from "vitest";
import { currentToDuty } from "../src/pilot/duty.ts";
import { carProfiles } from "../src/simulator/car-profiles.ts";
import { chargerProfiles } from "../src/simulator/charger-profiles.ts";
import type { ChargerProfile } from "../src/simulator/simulated-charger.ts";
import type { Accent } from "../src/v2g/accent.ts";
import { iso2 } from "../src/v2g/dialect.ts";
import { roughPeer } from "./rough-peer.ts";
import { wiredPlug } from "./wired-plug.ts";

const PORT = 15118;
const DUTY = { duty: currentToDuty(16) };

function desk({
  charger = chargerProfiles.wallbox as ChargerProfile,
  accent = ((said) => said) as Accent,
  retries = 3,
}) {
  return wiredPlug({
    seed: 5,
    car: carProfiles.any,
    charger,
    targetSoc: 50.2,
    atCharger: { port: PORT, options: { accent } },
    atCar: { retries, options: { speaks: [iso2] } },
  });
}

const noPower: Accent = (message) =>
  message.name === "PowerDeliveryRes"
    ? { ...message, content: { ...message.content, ResponseCode: "FAILED_PowerDeliveryNotApplied" } }
    : message;

/** A car that begins a session and says goodbye at once. */
async function byeCar(charger?: ChargerProfile) {
  const scene = desk(charger ? { charger } : {});
  const { clock, world, station, carHost, chargerHost, run } = scene;
  const visiting = station.serveOne(run);
  world.pilot.plug(true);
  await clock.turn(2000);
  const address = await clock.until(chargerHost.address(run));
  const peer = roughPeer(await clock.until(carHost.connect({ address, port: PORT }, run)), run);
  expect(await clock.until(peer.begin())).toBe("SessionSetupRes OK_NewSessionEstablished");
  peer.say("SessionStopReq", { ChargingSession: "Terminate" });
  expect(await clock.until(peer.hear())).toBe("SessionStopRes OK");
  await clock.turn(10_000);
  return { ...scene, visiting };
}

test("a car that says goodbye before it charges is offered a current by duty (Audi Q4), and may draw it", async () => {
  const { clock, world, visiting } = await byeCar();
  expect(world.pilot.charger.signal).toEqual(DUTY);
  world.pilot.car.load("C");
  await clock.turn(500);
  expect(world.charger.switches.acContactors.isOn()).toBe(true);

  world.pilot.car.load("B");
  await clock.turn(500);
  world.pilot.plug(false);
  expect(await clock.until(visiting)).toMatchObject({ wasBasic: true, sessions: [{ isOrderly: true }] });
  expect(world.charger.switches.acContactors.isOn()).toBe(false);
});

test("with direct current a goodbye is a goodbye: there is no nominal duty", async () => {
  const { clock, world, visiting } = await byeCar(chargerProfiles.any);
  expect(world.pilot.charger.signal).toBe("steady");
  world.pilot.plug(false);
  expect(await clock.until(visiting)).toMatchObject({ wasBasic: false });
});

test.each([0, 3])("car and charger that do not get on by messages charge by duty after %i retries", async (retries) => {
  const { clock, world, station, car, run } = desk({ accent: noPower, retries });
  const visiting = station.serveOne(run);
  const charging = car.charge(run);
  clock.after(1000, () => world.pilot.plug(true));
  const visit = await clock.until(charging);
  world.pilot.plug(false);
  const served = await clock.until(visiting);
  // A car that does not try again finds no duty in time, and leaves safely.
  expect(visit.sessions).toHaveLength(retries + 1);
  expect(visit.words === "charged without messages").toBe(retries > 0);
  expect(served.wasBasic).toBe(retries > 0);
  expect(world.acPath.energy() > 100).toBe(retries > 0);
  expect(world.acPath.openedUnder()).toBe(0);
  expect(world.car.lock.isLocked()).toBe(false);
});

test("a car that may not charge by messages may not by duty either", async () => {
  const { clock, world, station, car, run } = desk({ retries: 3 });
  world.charger.knobs.authorization = "rejected";
  station.serveOne(run).catch(() => {});
  const charging = car.charge(run);
  clock.after(1000, () => world.pilot.plug(true));
  const { sessions } = await clock.until(charging);
  expect(sessions).toHaveLength(4);
  await clock.turn(60_000);
  expect(world.pilot.charger.signal).toBe("steady");
  expect(world.acPath.energy()).toBe(0);
});

test("contactors that do not open are told, and the next car is served once they are open, not before", async () => {
  const { clock, world, station, run, visiting } = await byeCar();
  const { acContactors } = world.charger.switches;
  world.pilot.car.load("C");
  await clock.turn(500);
  acContactors.stuck = "on";
  world.pilot.car.load("B");
  await clock.turn(10_000);
  world.pilot.plug(false);
  await clock.until(visiting);

  station.serveOne(run).catch(() => {});
  await clock.turn(1000);
  world.pilot.plug(true);
  await clock.turn(20_000);
  expect(world.pilot.charger.signal).toBe("F");
  acContactors.stuck = undefined;
  await clock.turn(5000);
  expect(acContactors.isOn()).toBe(false);
  expect(world.pilot.charger.signal).toEqual({ duty: 5 });
});

test("contactors that do not close are told, and the charger is there for the next car", async () => {
  const { clock, world, visiting } = await byeCar();
  world.charger.switches.acContactors.stuck = "off";
  world.pilot.car.load("C");
  await clock.turn(10_000);
  expect(world.pilot.charger.signal).toBe("steady");
  world.pilot.plug(false);
  expect(await clock.until(visiting)).toMatchObject({ wasBasic: true });
});
