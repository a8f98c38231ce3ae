import { expect, test } from "vitest";
import { type DeskOptions, powerlineDesk } from "../../test/powerline-desk.ts";
import { matchCharger } from "./ev.ts";
import type { SlacEvent } from "./events.ts";
import { chargerMatching } from "./evse.ts";
import { stepWords } from "./words.ts";

function pair(options: DeskOptions = {}) {
  const desk = powerlineDesk(options);
  const [car, charger] = [desk.plug("car", "car"), desk.plug("charger", "charger")];
  const told: SlacEvent[] = [];
  const tell = (event: SlacEvent) => told.push(event);
  const { random } = desk;
  return {
    ...desk,
    car,
    charger,
    told,
    carSide: { ...car, random, tell },
    chargerSide: chargerMatching({ ...charger, random, tell }),
  };
}

test("car and charger that hear only each other are matched within half a second", async () => {
  const { clock, run, carSide, chargerSide, told } = pair();

  const [atCar, atCharger] = await clock.until(Promise.all([matchCharger(carSide, run), chargerSide.next(run)]));
  for (const one of told) console.log(one.at.toFixed(1), one.side, one.checkpoint, stepWords(one));

  expect(atCar.NMK).toBe(atCharger.NMK);
});
