import { describe, expect, test } from "vitest";
import { blueprintCar, blueprintCharger, NotBuilt } from "../drivers/blueprint.ts";
import { carProfiles } from "./car-profiles.ts";
import { chargerProfiles } from "./charger-profiles.ts";
import { simulatedClock } from "./clock.ts";
import { plant } from "./plant.ts";
import { carSuite, chargerSuite } from "./plug-suites.ts";

describe.each(Object.values(chargerProfiles))("$name", (charger) => {
  const clock = simulatedClock();
  const make = () => plant({ clock, car: carProfiles.any, charger }).charger;
  for (const { name, check } of chargerSuite({ clock, make, until: clock.until })) test(name, check);
});

describe.each(Object.values(carProfiles))("$name", (car) => {
  const clock = simulatedClock();
  const make = () => plant({ clock, car, charger: chargerProfiles.any }).car;
  for (const { name, check } of carSuite({ clock, make, until: clock.until })) test(name, check);
});

test("the suites find out what a blueprint has not built", async () => {
  const clock = simulatedClock();
  const failed = async (facts: ReturnType<typeof chargerSuite>) => {
    const names: string[] = [];
    for (const { name, check } of facts) await check().catch((error) => names.push(`${name}: ${error.name}`));
    return names;
  };
  const charger = await failed(chargerSuite({ clock, make: blueprintCharger, until: clock.until }));
  const car = await failed(carSuite({ clock, make: blueprintCar, until: clock.until }));
  expect(charger).toContain("output is at nothing before anybody asks: NotBuilt");
  expect(car).toContain("lock is seen to lock and to unlock: NotBuilt");
});

test("a blueprint's part says what it leaves to its builder", () => {
  expect(() => blueprintCharger().dc?.measure()).toThrow(NotBuilt);
  expect(() => blueprintCharger().dc?.measure()).toThrow("Cannot measure the output");
});
