import { expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { CalledOff, startRun } from "../base/run.ts";
import { cable } from "../link/cable.ts";
import { readPacket } from "../messages/packet.ts";
import { cableHost } from "../net/cable-host.ts";
import type { Stream } from "../net/host.ts";
import { answerDiscovery, discoverCharger } from "../net/sdp.ts";
import { station } from "../powerline/station.ts";
import { simulatedClock } from "../simulator/clock.ts";
import { powerlineMedium } from "../simulator/powerline-medium.ts";
import { simulatedModem } from "../simulator/simulated-modem.ts";
import { matchCharger } from "../slac/ev.ts";
import { chargerMatching } from "../slac/evse.ts";
import { standardModem } from "../slac/standard-modem.ts";
import { type BridgeEvent, bridgeOnce } from "./bridge.ts";

/** A car and a charger on power lines of their own, and the bridge with a modem on each. */
function desk() {
  const clock = simulatedClock();
  const random = seededRandom(3);
  const run = startRun(clock);
  const lines = { car: powerlineMedium({ clock, random }), charger: powerlineMedium({ clock, random }) };
  let seed = 0;
  const host = (name: string, mac: string, line: "car" | "charger", role: "pev" | "evse") => {
    const wire = cable({ clock, delay: 0.05 });
    const port = wire.plug(name, mac);
    const plug = wire.plug(`modem of ${name}`, `02:b0:52:00:00:0${++seed}`);
    simulatedModem({ clock, random, port: plug, medium: lines[line], name, role, seed });
    return { port, wire };
  };
  const car = host("car", "02:00:00:00:00:0a", "car", "pev");
  const charger = host("charger", "02:00:00:00:00:0c", "charger", "evse");
  const toCar = host("bridge to car", "02:00:00:00:00:b1", "car", "evse");
  const toCharger = host("bridge to charger", "02:00:00:00:00:b2", "charger", "pev");
  const told: BridgeEvent[] = [];
  const bridging = bridgeOnce(
    { clock, carSide: toCar.port, chargerSide: toCharger.port, tell: (event) => told.push(event) },
    run,
  );
  const side = ({ port }: typeof car) => {
    const own = station(port, { clock });
    return { station: own, modem: standardModem(own, { random }), random };
  };
  return { clock, random, run, car, charger, toCar, told, bridging, carSide: side(car), chargerSide: side(charger) };
}

test("car and charger match each with the bridge, find each other over it, and talk; addresses are put right", async () => {
  const { clock, random, run, car, charger, toCar, told, bridging, carSide, chargerSide } = desk();
  bridging.catch(() => {});
  const matching = chargerMatching(chargerSide);
  const [atCar, atCharger] = await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));
  expect(atCar.charger).toBe("02:00:00:00:00:b1");
  expect(atCharger.car).toBe("02:00:00:00:00:b2");
  expect(atCar.NMK).not.toBe(atCharger.NMK);
  await clock.turn(2000);

  const seen: Uint8Array[] = [];
  car.wire.tap(({ octets }) => seen.push(octets));
  const [carHost, chargerHost] = [cableHost(car.port, { clock, random }), cableHost(charger.port, { clock, random })];
  const address = await chargerHost.address(run);
  const listener = await chargerHost.listen(run);
  await answerDiscovery(chargerHost, { address, port: listener.port }, run);
  const accepted = new Promise<Stream>((resolve) => listener.onStream(resolve));
  const found = await clock.until(discoverCharger(carHost, run));
  expect(found).toMatchObject({ address, port: listener.port });
  const stream = await clock.until(carHost.connect(found, run));
  stream.write(new TextEncoder().encode("is it cheap tonight?"));
  const heard = await clock.until(accepted.then((other) => other.read(run)));
  expect(new TextDecoder().decode(heard)).toBe("is it cheap tonight?");

  const packets = seen.map((octets) => readPacket(octets)).filter((packet) => "kind" in packet);
  expect(packets.every((packet) => packet.kind === "other" || packet.isIntact)).toBe(true);
  const strangers = packets.filter(({ ethernet }) => ![car.port.mac, toCar.port.mac].includes(ethernet.source));
  expect(strangers).toEqual([]);
  expect(told.map(({ type }) => type)).toContain("open");
});

test("when one side is lost the bridge says which, and leaves both networks", async () => {
  const { clock, run, toCar, told, bridging, carSide, chargerSide } = desk();
  const matching = chargerMatching(chargerSide);
  await clock.until(Promise.all([matchCharger(carSide, run), matching.next(run)]));
  await clock.turn(2000);
  toCar.wire.connect(false);
  clock.after(30_000, () => run.stop(new CalledOff("patience")));
  await clock.until(bridging.catch(() => {}));
  expect(told.find(({ type }) => type === "lost")).toMatchObject({
    side: "car",
    words: expect.stringContaining("is down"),
  });
  expect(told.at(-1)).toMatchObject({ type: "closed" });
});
