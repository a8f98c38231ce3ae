import { expect, test } from "vitest";
import { answerDiscovery } from "../src/net/sdp.ts";
import { DIGITAL_COMMUNICATION } from "../src/pilot/control-pilot.ts";
import { oneVisit, wiredPlug } from "./wired-plug.ts";

test("a car comes, charges and goes, over a wire without modems", async () => {
  const { visit, served } = await oneVisit(wiredPlug());

  expect(visit.words).toBe("the battery has all that it wants");
  expect(served.sessions).toMatchObject([{ isOrderly: true }]);
});

test("a charger with TLS and nothing else is told as that, once, and not asked for ever", async () => {
  const { clock, run, world, told, chargerHost, car } = wiredPlug({ seed: 2, atCar: { retries: 0 } });
  const listener = await chargerHost.listen(run);
  listener.onStream((stream) => stream.end());
  const address = await chargerHost.address(run);
  await answerDiscovery(chargerHost, { address, port: listener.port, isTls: true }, run);
  world.pilot.plug(true);
  world.charger.pilot.put(DIGITAL_COMMUNICATION);

  const visit = await clock.until(car.charge(run));

  expect(visit.sessions).toMatchObject([{ isOrderly: false }]);
  const troubles = told.flatMap(({ from, event }) => (from === "plug" && event.type === "trouble" ? event.words : []));
  expect(troubles.filter((words) => words.includes("TLS"))).toHaveLength(1);
});
