/**
 * A plug serves one connection at a time, whoever else comes: cars that open many, strangers on the same network.
 *
 * @module
 */

import { expect, test } from "vitest";
import type { Stream } from "../src/net/host.ts";
import { discoverCharger } from "../src/net/sdp.ts";
import { HALF_A_MESSAGE, roughPeer } from "./rough-peer.ts";
import { wiredPlug } from "./wired-plug.ts";

const MANY = 10;
const PORT = 15118;

function desk() {
  const scene = wiredPlug({ seed: 4, targetSoc: 50.5, atCharger: { port: PORT } });
  const { clock, run, told, chargerHost } = scene;
  const stranger = scene.host("stranger", "02:00:00:00:00:0d");
  const is = (wanted: string) => (): boolean =>
    told.some(({ from, event }) => from === "talk" && event.type === "phase" && event.phase === wanted);

  return {
    ...scene,
    /** Waits for a phase of the session. */
    async until(phase: string) {
      const reached = is(phase);
      while (!reached()) await clock.turn(100);
    },
    /** A stranger's connection. */
    async connect(): Promise<Stream> {
      const address = await clock.until(chargerHost.address(run));
      return clock.until(stranger.connect({ address, port: PORT }, run));
    },
    /** A stranger looks for the charger, as a car does before it comes back. */
    look: () => clock.until(discoverCharger(stranger, run)),
    async crowd(): Promise<Stream[]> {
      const address = await clock.until(chargerHost.address(run));
      const opened = Array.from({ length: MANY }, () => stranger.connect({ address, port: PORT }, run));
      return clock.until(Promise.all(opened));
    },
    /** How many of them nobody has ended. */
    async open(streams: readonly Stream[]): Promise<number> {
      let ended = 0;
      for (const stream of streams) stream.onEnd(() => ended++);
      await clock.turn(100);
      return streams.length - ended;
    },
  };
}

test("strangers who open ten connections while a car charges are refused, and the car charges on", async () => {
  const { clock, world, station, car, run, told, until, crowd, open } = desk();
  const visiting = station.serveOne(run);
  const charging = car.charge(run);
  world.pilot.plug(true);
  await until("charging");

  expect(await open(await crowd())).toBe(0);

  const visit = await clock.until(charging);
  world.pilot.plug(false);
  const served = await clock.until(visiting);
  expect(visit.words).toBe("the battery has all that it wants");
  expect(served.sessions).toMatchObject([{ isOrderly: true }]);
  const refused = told.filter(
    ({ from, event }) => from === "plug" && event.type === "connection" && /^refused/.test(event.words),
  );
  expect(refused).toHaveLength(MANY);
});

test("of ten connections at once one is served, and a car that comes after them is served, too", async () => {
  const { clock, world, station, car, run, crowd, open } = desk();
  const visiting = station.serveOne(run);
  world.pilot.plug(true);
  await clock.turn(2000);

  expect(await open(await crowd())).toBe(1);

  // The one says nothing. The car looks for a charger, and takes its place.
  const charging = car.charge(run);
  const visit = await clock.until(charging);
  world.pilot.plug(false);
  const served = await clock.until(visiting);
  expect(visit.words).toBe("the battery has all that it wants");
  expect(served.sessions.at(-1)).toMatchObject({ isOrderly: true });
});

type Desk = ReturnType<typeof desk>;

/** A car that comes after it has happened is served to the end. */
async function expectService({ clock, world, car, run }: Desk, visiting: ReturnType<Desk["station"]["serveOne"]>) {
  const visit = await clock.until(car.charge(run));
  world.pilot.plug(false);
  const served = await clock.until(visiting);
  expect(visit.words).toBe("the battery has all that it wants");
  expect(served.sessions.at(-1)).toMatchObject({ isOrderly: true });
  expect(served.sessions.length).toBeGreaterThan(1);
}

test.each<[string, (stream: Stream) => void]>([
  ["closes at once", (stream) => stream.end()],
  ["tears the connection down at once", (stream) => stream.abort()],
  ["says nothing", () => {}],
  ["stops in the middle of a header", (stream) => stream.write(HALF_A_MESSAGE.subarray(0, 5))],
  ["stops in the middle of a message", (stream) => stream.write(HALF_A_MESSAGE)],
  ["announces four gigabytes", (stream) => stream.write(Uint8Array.of(1, 0xfe, 0x80, 1, 255, 255, 255, 255))],
  ["speaks something else", (stream) => stream.write(new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n"))],
])("a stranger who %s does not keep a car from being served", async (_, misbehave) => {
  const scene = desk();
  const { clock, world, station, run, connect } = scene;
  const visiting = station.serveOne(run);
  world.pilot.plug(true);
  await clock.turn(2000);
  misbehave(await connect());
  await clock.turn(100);
  await expectService(scene, visiting);
});

test("a thousand requests within a second are all answered, and a car is served after them", async () => {
  const scene = desk();
  const { clock, world, station, run, connect } = scene;
  const visiting = station.serveOne(run);
  world.pilot.plug(true);
  await clock.turn(2000);
  const peer = roughPeer(await connect(), run);
  expect(await clock.until(peer.begin())).toBe("SessionSetupRes OK_NewSessionEstablished");
  const since = clock.now();
  expect(await clock.until(peer.flood(1000, () => run.pause(1)))).toBe(1000);
  expect(clock.now() - since).toBeLessThan(1100);
  peer.stream.abort();
  await expectService(scene, visiting);
});

test("a car that has lost its connection is served on a new one, once it has looked for the charger again", async () => {
  const { clock, world, station, run, connect, look, open } = desk();
  station.serveOne(run).catch(() => {});
  world.pilot.plug(true);
  await clock.turn(2000);
  const first = await connect();
  expect(await clock.until(roughPeer(first, run).begin())).toMatch(/OK_New/);

  const unasked = await connect();
  expect(await open([unasked])).toBe(0);
  expect(await open([first])).toBe(1);

  await look();
  const second = await connect();
  expect(await clock.until(roughPeer(second, run).begin())).toMatch(/OK_New/);
  expect(await open([first])).toBe(0);
});
