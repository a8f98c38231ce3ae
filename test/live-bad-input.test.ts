/**
 * What the programs of charger and car do about bad input, on real sockets: peers that do not behave, an interface without
 * an address, and the signals that end a program.
 *
 * @module
 */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { systemClock } from "../src/base/clock.ts";
import { startRun } from "../src/base/run.ts";
import type { Stream } from "../src/net/host.ts";
import { discoverCharger } from "../src/net/sdp.ts";
import { systemHost } from "../src/net/system-host.ts";
import { plugtalk as read } from "./cli.ts";
import { describeNamespaces, type Laboratory, laboratory, type Namespace } from "./namespaces.ts";
import { HALF_A_MESSAGE, roughPeer } from "./rough-peer.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const plugtalk = (where: Namespace, ...args: string[]) => where.start([process.execPath, main, ...args]);
const COMMON = ["-i", "plc0", "--no-matching", "--simulated", "any", "--json"];
const CHARGER = ["charger", ...COMMON, "--id", "DE*PLT*E0001", "--authorize", "everyone"];
const CAR = ["car", ...COMMON, "--soc", "40", "--retries", "0"];
const READY = /"signal":\{"duty":5\}/;

function pair(lab: Laboratory) {
  const [car, charger] = [lab.namespace("car"), lab.namespace("charger")];
  lab.join({ in: car, name: "plc0", hasIpv6: true }, { in: charger, name: "plc0", hasIpv6: true });
  return { car, charger };
}

describeNamespaces("bad input on real sockets", () => {
  test("of ten connections at once one is served; a flood is answered; who stops in mid-message gives way", async () => {
    using lab = laboratory();
    const charger = lab.namespace("charger");
    const own = lab.freeName();
    lab.join({ name: own, hasIpv6: true }, { in: charger, name: "plc0", hasIpv6: true });
    const serving = plugtalk(charger, ...CHARGER);
    await serving.line(READY);
    const host = systemHost(own, systemClock);
    const run = startRun(systemClock);
    const found = await discoverCharger(host, run);
    const ends = (stream: Stream) => new Promise<void>((resolve) => void stream.onEnd(resolve));

    // Who is turned away sees it as the end of its connection, or, where the reset is faster, as a connection never made.
    const crowd = await Promise.allSettled(Array.from({ length: 10 }, () => host.connect(found, run)));
    const alive = new Set(crowd.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
    await new Promise<void>((resolve) => {
      const look = () => alive.size <= 1 && resolve();
      for (const stream of alive) {
        stream.onEnd(() => {
          alive.delete(stream);
          look();
        });
      }
      look();
    });
    const [served] = [...alive];
    const peer = roughPeer(served as Stream, run);
    expect(await peer.begin()).toBe("SessionSetupRes OK_NewSessionEstablished");

    expect(await peer.flood(1000)).toBe(1000);

    peer.stream.write(HALF_A_MESSAGE);
    const gone = ends(peer.stream);
    // Comes back in the middle, as a car that has lost its connection does.
    await discoverCharger(host, run);
    const again = roughPeer(await host.connect(found, run), run);
    await gone;
    expect(await again.begin()).toBe("SessionSetupRes OK_NewSessionEstablished");
    again.say("SessionStopReq", { ChargingSession: "Terminate" });
    expect(await again.hear()).toBe("SessionStopRes OK");
    host.close();
    serving.signal("SIGTERM");
    expect((await serving.ended).code).toBe(0);
  });

  test("car and charger on interfaces without an address wait for one, say so, and go on once it is there", async () => {
    using lab = laboratory();
    const [car, charger] = [lab.namespace("car"), lab.namespace("charger")];
    lab.join({ in: car, name: "plc0" }, { in: charger, name: "plc0" });
    const [serving, looking] = [plugtalk(charger, ...CHARGER), plugtalk(car, ...CAR)];
    for (const one of [serving, looking]) await one.line(/Waiting for a link-local IPv6 address on plc0/);
    charger.ip("addr", "add", "fe80::c/64", "dev", "plc0", "nodad");
    car.ip("addr", "add", "fe80::a/64", "dev", "plc0", "nodad");
    expect(await looking.line(/found a charger/)).toContain('"address":"fe80::c"');
    await serving.line(/"words":"accepted","remote":"fe80::a"/);
    for (const one of [looking, serving]) one.signal("SIGTERM");
    expect((await serving.ended).code).toBe(0);
    await looking.ended;
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s ends a charger that waits, at once", async (signal) => {
    using lab = laboratory();
    const { charger } = pair(lab);
    const serving = plugtalk(charger, ...CHARGER);
    await serving.line(READY);
    serving.signal(signal);
    expect(await serving.ended).toMatchObject({ code: 0, err: expect.stringContaining("Stopping") });
  });

  test("a car that is told to end while it looks for a charger ends at once", async () => {
    using lab = laboratory();
    const { car } = pair(lab);
    const looking = plugtalk(car, ...CAR);
    await looking.line(/offer charging/);
    looking.signal("SIGINT");
    expect((await looking.ended).err).toContain("Stopping");
  });

  test.each([
    ["in the cable check", /"message":"CableCheckReq"/],
    ["while it charges", /"message":"CurrentDemandReq"/],
  ])("a car that is told to end %s says goodbye, and both are safe", async (_, moment) => {
    using lab = laboratory();
    const { car, charger } = pair(lab);
    const serving = plugtalk(charger, ...CHARGER, "--once");
    await serving.line(READY);
    const charging = plugtalk(car, ...CAR, "--target", "80");
    await charging.line(moment);
    charging.signal("SIGTERM");
    const [atCar, atCharger] = [await charging.ended, await serving.ended];
    expect(atCar.out).toMatch(/"type":"ended","by":"car","isOrderly":true/);
    expect(atCar.out).toMatch(/"what":"lock","to":"unlocked"/);
    expect(atCharger.out).toMatch(/"type":"ended","by":"car","isOrderly":true/);
  });

  test("a charger that is told to end in the cable check tells the car, and both are safe", async () => {
    using lab = laboratory();
    const { car, charger } = pair(lab);
    const serving = plugtalk(charger, ...CHARGER);
    await serving.line(READY);
    const charging = plugtalk(car, ...CAR, "--target", "80");
    await serving.line(/"message":"CableCheckReq"/);
    serving.signal("SIGTERM");
    const [atCharger, atCar] = [await serving.ended, await charging.ended];
    expect(atCharger).toMatchObject({
      code: 0,
      out: expect.stringMatching(/"type":"ended","by":"charger","isOrderly":true/),
    });
    expect(atCar.out).toMatch(/"type":"ended","by":"charger","isOrderly":true/);
    expect(atCar.out).toMatch(/"what":"lock","to":"unlocked"/);
  });

  test("a charger whose output nobody reads any more stops the car in order", async () => {
    using lab = laboratory();
    const { car, charger } = pair(lab);
    // So many lines are read that the car charges; then the reader leaves.
    const read = `"$0" "$@" | sed -u '/"message":"CurrentDemandRes"/q'`;
    const serving = charger.start(["sh", "-c", read, process.execPath, main, ...CHARGER]);
    await serving.line(READY);
    const charging = plugtalk(car, ...CAR, "--target", "80");
    expect((await charging.ended).out).toMatch(/"type":"ended","by":"charger","isOrderly":true/);
    expect((await serving.ended).err).toContain("Stopping: what charges is brought to a safe end first");
  });

  test("a signal while the recording is still written does not cut it", async () => {
    using lab = laboratory();
    const { car, charger } = pair(lab);
    const kept = temporaryFolder();
    const serving = plugtalk(charger, ...CHARGER, "--recordings", kept);
    await serving.line(READY);
    const charging = plugtalk(car, ...CAR, "--target", "80");
    await serving.line(/"message":"CurrentDemandReq"/);
    serving.signal("SIGINT");
    // The last frames are waited for.
    await serving.line(/"type":"ended"/);
    serving.signal("SIGINT");
    const { code, err } = await serving.ended;
    expect([code, err]).toEqual([0, expect.stringMatching(/Recorded .*\.pcapng/)]);
    const recording = readdirSync(kept).find((file) => file.endsWith(".pcapng")) as string;
    expect(read(["read", join(kept, recording)]).out).toContain("SessionStopRes");
    await charging.ended;
  });

  test.each(["charger", "car"] as const)(
    "a second signal ends a %s that charges at once, and says what it would leave unsafe",
    async (side) => {
      using lab = laboratory();
      const { car, charger } = pair(lab);
      const serving = plugtalk(charger, ...CHARGER);
      await serving.line(READY);
      const charging = plugtalk(car, ...CAR, "--target", "80");
      const [told, words] =
        side === "charger"
          ? ([serving, /Stopping at once\. The output may be on: switch it off by hand/] as const)
          : ([charging, /Stopping at once\. The contactors may be closed and the plug under voltage/] as const);
      await told.line(/"message":"CurrentDemandReq"/);
      told.signal("SIGINT");
      await told.line(/Stopping: what charges is brought to a safe end first/);
      told.signal("SIGINT");
      expect((await told.ended).err).toMatch(words);
      // It is made safe all the same: what runs on after the end of everything else.
      expect((await told.ended).out).toMatch(
        side === "charger" ? /"what":"output","to":"off"/ : /"what":"contactors","to":"open/,
      );
      for (const one of [serving, charging]) one.signal("SIGTERM");
      await Promise.all([serving.ended, charging.ended]);
    },
  );
});

test.each([
  ["charger", [...CHARGER, "--port", "70000"], /port is 70000/],
  ["charger", [...CHARGER.map((word) => (word === "DE*PLT*E0001" ? "DE" : word))], /id is "DE": .*7 to 37 characters/],
  ["car", [...CAR, "--target", "140"], /target is 140/],
  ["car", [...CAR, "--speaks", "iso20"], /speaks/],
] as const)("a %s with an impossible value is told which, and what is expected", async (_, words, expected) => {
  const { plugtalk } = await import("./cli.ts");
  const { code, err } = plugtalk([...words]);
  expect(code).toBe(2);
  expect(err).toMatch(expected);
});
