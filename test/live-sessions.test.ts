import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { plugtalk as readWithCli } from "./cli.ts";
import { describeNamespaces, type Laboratory, laboratory, type Namespace } from "./namespaces.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const plugtalk = (where: Namespace, ...args: string[]) => where.start([process.execPath, main, ...args]);

const CHARGER = [
  "charger",
  "-i",
  "plc0",
  "--no-matching",
  "--simulated",
  "any",
  "--id",
  "DE*PLT*E0001",
  "--authorize",
  "everyone",
];
const CAR = [
  "car",
  "-i",
  "plc0",
  "--no-matching",
  "--simulated",
  "any",
  "--soc",
  "40",
  "--target",
  "40.02",
  "--retries",
  "0",
];

/** Car and charger in namespaces of their own, on one cable. */
function pair(lab: Laboratory) {
  const [car, charger] = [lab.namespace("car"), lab.namespace("charger")];
  lab.join({ in: car, name: "plc0", hasIpv6: true }, { in: charger, name: "plc0", hasIpv6: true });
  return { car, charger };
}

describeNamespaces("programs over real sockets", () => {
  test.each(["din70121", "iso2"])(
    "a car charges by %s, both end in order, and both keep the session in one folder",
    async (speaks) => {
      using lab = laboratory();
      const { car, charger } = pair(lab);
      const kept = temporaryFolder();
      const serving = plugtalk(charger, ...CHARGER, "--once", "--json", "--recordings", kept);
      await serving.line(/"type":"pilot"/);

      const keeping = ["--json", "--recordings", kept];
      const charging = await plugtalk(car, ...CAR, "--speaks", speaks, ...keeping).ended;
      const served = await serving.ended;

      expect(charging.out).toContain('"words":"the battery has all that it wants"');
      expect(charging.code).toBe(0);
      expect(served.code).toBe(0);
      const names = readdirSync(kept).flatMap((file) => (file.endsWith(".pcapng") ? [file.slice(0, -7)] : []));
      expect(names).toHaveLength(2);
      for (const name of names) {
        const events = await readFile(join(kept, `${name}.jsonl`), "utf8");
        expect(events).toContain('"type":"discovery"');
        expect(events).toContain('"type":"ended","by":"car","isOrderly":true');
        // Both sides of all of it, from the discovery to the farewell.
        const read = readWithCli(["read", join(kept, `${name}.pcapng`)]).out;
        for (const name of ["SDPReq", "SDPRes", "supportedAppProtocolReq", "CurrentDemandReq", "SessionStopRes"])
          expect(read).toContain(name);
        expect(read).toContain("The car stopped: ChargingComplete");
        expect(read).not.toMatch(/joined midway|Only the \w+'s side/);
      }
    },
  );

  test("a car finds its charger through two adapters, joins its network, charges, and both end in order", async () => {
    using lab = laboratory();
    const [car, charger, line] = [lab.namespace("car"), lab.namespace("charger"), lab.namespace("line")];
    lab.join({ in: car, name: "plc0", hasIpv6: true }, { in: line, name: "pev0" });
    lab.join({ in: charger, name: "plc0", hasIpv6: true }, { in: line, name: "evse0" });
    const ends = ["P=pev", "E=evse"];
    const adapters = plugtalk(
      line,
      ...["simulate", "modem"],
      ...ends.flatMap((end) => ["--interface", `${end}0`, "--role", end]),
    );
    await adapters.line(/ready: .*pev0/);
    await adapters.line(/ready: .*evse0/);
    const isMatched = (word: string) => word !== "--no-matching";
    const serving = plugtalk(charger, ...CHARGER.filter(isMatched), "--once", "--json");
    await serving.line(/"signal":\{"duty":5\}/);

    const charging = await plugtalk(car, ...CAR.filter(isMatched), "--json").ended;
    const served = await serving.ended;

    for (const { out, code } of [charging, served]) {
      expect(out).toMatch(/"from":"slac".*"type":"joined","link":"up"/);
      expect(out).toMatch(/"type":"ended","by":"car","isOrderly":true/);
      expect(code).toBe(0);
    }
  });

  test("a charger that is told to end while a car charges brings it to a safe end first", async () => {
    using lab = laboratory();
    const { car, charger } = pair(lab);
    const serving = plugtalk(charger, ...CHARGER, "--json");
    await serving.line(/"type":"pilot"/);
    const charging = plugtalk(car, ...CAR.map((word) => (word === "40.02" ? "80" : word)), "--json");
    await serving.line(/"message":"CurrentDemandReq"/);

    serving.signal("SIGTERM");

    expect(await charging.ended).toMatchObject({
      code: 0,
      out: expect.stringContaining('"by":"charger","isOrderly":true'),
    });
    expect(await serving.ended).toMatchObject({
      code: 0,
      out: expect.stringContaining('"by":"charger","isOrderly":true'),
    });
  });

  test("a program at standard input lets the car pause and go on, and the charger stop", async () => {
    using lab = laboratory();
    const { car, charger } = pair(lab);
    const serving = plugtalk(charger, ...CHARGER, "--json", "--once");
    serving.write("stop\n");
    await serving.line(/^Nobody charges: nothing to stop$/);
    await serving.line(/"signal":\{"duty":5\}/);
    const charging = plugtalk(car, ...CAR.map((word) => (word === "40.02" ? "80" : word)), "--json");
    await charging.line(/"message":"CurrentDemandReq"/);
    charging.write("sing\n");
    await charging.line(/^Cannot do "sing": stop, pause, resume, renegotiate expected$/);
    charging.write("pause\n");
    await charging.line(/Paused: waiting to be woken up/);
    await serving.line(/Paused: waiting for the car to wake up/);
    charging.write("resume\n");
    await charging.line(/"ResponseCode":"OK_OldSessionJoined"/);
    await serving.line(/"phase":"charging"/);
    serving.write("stop\n");
    const ended = /"type":"ended","by":"charger","isOrderly":true/;
    expect(await charging.ended).toMatchObject({ code: 0, out: expect.stringMatching(ended) });
    serving.signal("SIGTERM");
    expect(await serving.ended).toMatchObject({ code: 0, out: expect.stringMatching(ended) });
  });

  test("a bridge between two cables passes a whole session, and hears all of it", async () => {
    using lab = laboratory();
    const [car, charger, between] = [lab.namespace("car"), lab.namespace("charger"), lab.namespace("between")];
    lab.join({ in: car, name: "plc0", hasIpv6: true }, { in: between, name: "tocar" });
    lab.join({ in: charger, name: "plc0", hasIpv6: true }, { in: between, name: "tocharger" });
    const kept = temporaryFolder();
    const bridging = plugtalk(
      between,
      "bridge",
      "--car-side",
      "tocar",
      "--charger-side",
      "tocharger",
      "--no-matching",
      "--json",
      "-r",
      kept,
    );
    await bridging.line(/"type":"start"/);
    const serving = plugtalk(charger, ...CHARGER, "--once", "--json");
    await serving.line(/"type":"pilot"/);

    const charging = await plugtalk(car, ...CAR, "--json").ended;
    await serving.ended;
    bridging.signal("SIGINT");
    const bridged = await bridging.ended;

    expect(charging.code).toBe(0);
    const said = (out: string, type: string) =>
      out.split("\n").filter((line) => line.includes(`"type":"${type}"`) && /"(message)":"\w+Re[qs]"/.test(line))
        .length;
    const asked = said(charging.out, "sent") + said(charging.out, "received");
    expect(asked).toBeGreaterThan(40);
    const heard = bridged.out
      .split("\n")
      .filter((line) => line.startsWith('{"type":"message"') && !line.includes('"schema":"sdp"'));
    expect(heard).toHaveLength(asked);
    expect(bridged.out).toContain('"type":"session"');
    expect(bridged.code).toBe(0);
  });

  test("a listener at the charger hears the session as it happens", async () => {
    using lab = laboratory();
    const { car, charger } = pair(lab);
    const sniffing = plugtalk(charger, "sniff", "-i", "plc0", "--json", "--no-record");
    await sniffing.line(/"type":"start"/);
    const serving = plugtalk(charger, ...CHARGER, "--once", "--json");
    await serving.line(/"type":"pilot"/);

    await plugtalk(car, ...CAR, "--json").ended;
    await serving.ended;
    sniffing.signal("SIGINT");
    const { out, code } = await sniffing.ended;

    expect(code).toBe(0);
    for (const name of ["SDPReq", "SessionSetupReq", "CurrentDemandRes", "SessionStopRes"])
      expect(out).toContain(`"message":"${name}"`);
    expect(out).toMatch(/"type":"session".*"by":"vehicle"/);
  });

  test("a charger on a port that is taken says so, and what to do", async () => {
    using lab = laboratory();
    const { charger } = pair(lab);
    const first = plugtalk(charger, ...CHARGER, "--json", "--port", "50100");
    await first.line(/"signal":\{"duty":5\}/);
    const second = plugtalk(charger, ...CHARGER, "--json", "--port", "50100");
    await second.line(/the port is taken.*Choose another port/);
    for (const one of [first, second]) one.signal("SIGTERM");
    expect((await first.ended).code).toBe(0);
  });
});

test("settings that cannot be used are told with line and key", async () => {
  const { plugtalk } = await import("./cli.ts");
  const { writeFile } = await import("node:fs/promises");
  const file = join(temporaryFolder(), "charger.yaml");
  await writeFile(
    file,
    "interface: eth1\nid: DE*PLT*E0001\nhardware:\n  simulated: nothing\nspeaks: [iso2]\nvoltage: 3\n",
  );
  const { code, err } = plugtalk(["charger", "--config", file]);
  expect(code).toBe(2);
  expect(err).toContain(`${file}:4: hardware`);
  expect(err).toContain("authorize is missing: who may charge has to be written");
  expect(err).toContain(`${file}:6: voltage is no setting`);
});
