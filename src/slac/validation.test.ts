import { expect, test } from "vitest";
import { pilotWire, powerlineDesk } from "../../test/powerline-desk.ts";
import { slacPair } from "../../test/slac-pair.ts";
import { CM_VALIDATE_CNF, CM_VALIDATE_REQ } from "../messages/homeplug/slac.ts";
import { matchCharger } from "./ev.ts";
import type { SlacEvent } from "./events.ts";
import { chargerMatching } from "./evse.ts";

test("a car whose attenuation leaves doubt proves by the pilot that it hangs on the charger", async () => {
  const wire = pilotWire();
  const toggled: string[] = [];
  wire.charger.onState((state) => toggled.push(state));
  const { clock, run, carSide, matching, sent } = slacPair({
    loudness: () => 27,
    car: { pilot: wire.car },
    charger: { pilot: wire.charger },
  });

  await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));

  const answers = sent(CM_VALIDATE_CNF);
  expect(answers.map(({ Result }) => Result)).toEqual([1, 2]);
  expect(answers[1]!.ToggleNum).toBe(toggled.length / 2);
  expect(toggled.slice(0, 2)).toEqual(["C", "B"]);
  // The time to watch is that of the toggles: two halves of 300 ms each.
  expect((sent(CM_VALIDATE_REQ)[1]!.Timer + 1) * 100).toBe(600 * answers[1]!.ToggleNum);
});

test("a car that is loud enough asks for no proof", async () => {
  const wire = pilotWire();
  const { clock, run, carSide, matching, sent } = slacPair({
    car: { pilot: wire.car },
    charger: { pilot: wire.charger },
  });

  await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));

  expect(sent(CM_VALIDATE_REQ)).toEqual([]);
});

test("a charger that sees no pilot says that no proof is required, and is believed by its attenuation", async () => {
  const { clock, run, carSide, matching, sent } = slacPair({ loudness: () => 27, car: { pilot: pilotWire().car } });

  await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));

  expect(sent(CM_VALIDATE_CNF)).toMatchObject([{ Result: 4, ToggleNum: 0 }]);
});

test("a neighbour's charger is found out while the own one is deaf, which is taken when it is back", async () => {
  const desk = powerlineDesk({ loudness: (_, to) => (to === "own" ? 26 : 40) });
  const { clock, run } = desk;
  const [own, neighbour] = [desk.plug("own", "charger"), desk.plug("neighbour", "charger")];
  const wire = pilotWire();
  const told: SlacEvent[] = [];
  const car = { ...desk.plug("car", "car"), pilot: wire.car, tell: (event: SlacEvent) => told.push(event) };
  const waiting = run.fork();
  void chargerMatching({ ...own, pilot: wire.charger }).next(waiting);
  chargerMatching({ ...neighbour, pilot: pilotWire().charger })
    .next(waiting)
    .catch(() => {});
  await clock.turn(100);
  own.goDark(3000);

  const match = await clock.until(matchCharger(car, run));

  expect(match.charger).toBe(own.mac);
  expect(told.flatMap((event) => (event.type === "triedInVain" ? [event.words] : []))[0]).toContain(
    `${neighbour.mac} did not see the control pilot change`,
  );
});

test("whoever has not been told its attenuation is not answered", async () => {
  const { clock, run, car, charger, matching, sent } = slacPair();
  void matching.next(run).catch(() => {});

  car.station.send(CM_VALIDATE_REQ, { SignalType: 0, Timer: 0, Result: 1 }, charger.mac);
  await clock.turn(5);

  expect(sent(CM_VALIDATE_CNF)).toEqual([]);
});
