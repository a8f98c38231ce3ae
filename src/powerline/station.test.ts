import { expect, test } from "vitest";
import { BROADCAST } from "../base/mac-address.ts";
import { startRun } from "../base/run.ts";
import { cable } from "../link/cable.ts";
import { CM_SLAC_PARM_CNF, CM_SLAC_PARM_REQ } from "../messages/homeplug/slac.ts";
import { simulatedClock } from "../simulator/clock.ts";
import { station } from "./station.ts";

const RunID = "0102030405060708";
const question = { APPLICATION_TYPE: 0, SECURITY_TYPE: 0, RunID };
const answer = (FORWARDING_STA: string) => ({
  ...question,
  M_SOUND_TARGET: BROADCAST,
  NUM_SOUNDS: 10,
  Time_Out: 6,
  RESP_TYPE: 1,
  FORWARDING_STA,
});

function desk(...names: string[]) {
  const clock = simulatedClock();
  const wire = cable({ clock, delay: 1 });
  const stations = names.map((name, i) => station(wire.plug(name, `02:00:00:00:00:0${i}`), { clock }));
  return { clock, run: startRun(clock), stations };
}

test("an answer is given to who asked, with the address it came from", async () => {
  const { clock, run, stations } = desk("car", "charger");
  const [car, charger] = stations as [(typeof stations)[0], (typeof stations)[0]];
  charger.on(CM_SLAC_PARM_REQ, ({ source }) => charger.send(CM_SLAC_PARM_CNF, answer(source), source));

  const cnf = await clock.until(car.ask(CM_SLAC_PARM_REQ, question, BROADCAST, CM_SLAC_PARM_CNF, 200, run));

  expect(cnf).toMatchObject({ source: charger.mac, destination: car.mac, value: { RunID, FORWARDING_STA: car.mac } });
  expect(clock.now()).toBe(2);
});

test("no answer is said with the name of what was missing and from whom", async () => {
  const { clock, run, stations } = desk("car");

  const asking = clock.until(stations[0]!.ask(CM_SLAC_PARM_REQ, question, BROADCAST, CM_SLAC_PARM_CNF, 200, run));

  await expect(asking).rejects.toThrow(`Gave up waiting for CM_SLAC_PARM.CNF from ${BROADCAST} after 200 ms`);
});

test("an inbox keeps what comes while nobody looks", async () => {
  const { clock, run, stations } = desk("car", "near", "far");
  const [car, near, far] = stations as [(typeof stations)[0], (typeof stations)[0], (typeof stations)[0]];
  const box = car.inbox(CM_SLAC_PARM_CNF, ({ value }) => value.RunID === RunID);

  near.send(CM_SLAC_PARM_CNF, answer(car.mac), car.mac);
  far.send(CM_SLAC_PARM_CNF, answer(car.mac), car.mac);
  far.send(CM_SLAC_PARM_CNF, { ...answer(car.mac), RunID: "ffffffffffffffff" }, car.mac);
  await clock.turn(50);

  expect((await clock.until(box.next(run))).source).toBe(near.mac);
  expect((await clock.until(box.next(run))).source).toBe(far.mac);
  await expect(clock.until(run.within(10, "a third", (run) => box.next(run)))).rejects.toThrow("a third");
});

test("all answers within a while are gathered", async () => {
  const { clock, run, stations } = desk("car", "near", "far");
  const [car, ...chargers] = stations as [(typeof stations)[0], ...typeof stations];
  for (const one of chargers)
    one.on(CM_SLAC_PARM_REQ, ({ source }) => one.send(CM_SLAC_PARM_CNF, answer(source), source));

  const all = await clock.until(car.gather(CM_SLAC_PARM_REQ, question, BROADCAST, CM_SLAC_PARM_CNF, 100, run));

  expect(all.map(({ source }) => source)).toEqual(chargers.map(({ mac }) => mac));
});

test("what can't be sent is an error of who sends, and leaves nothing waiting", async () => {
  const { clock, run, stations } = desk("car");
  stations[0]!.port.close();

  const asking = clock.until(stations[0]!.ask(CM_SLAC_PARM_REQ, question, BROADCAST, CM_SLAC_PARM_CNF, 200, run));

  await expect(asking).rejects.toThrow("Cannot send over car: it is gone");
});
