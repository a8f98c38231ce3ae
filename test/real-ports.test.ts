import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { secondsBetween } from "../src/base/timestamp.ts";
import { captureRecords } from "../src/capture/read.ts";
import type { OpenPortOptions } from "../src/link/open-port.ts";
import type { Port, PortState, ReceivedFrame } from "../src/link/port.ts";
import { describeNamespaces, laboratory, nobodyCanRead } from "./namespaces.ts";
import { numberedFrame, numberOf, TEST_TYPE, testFrame } from "./test-frames.ts";

type Through = NonNullable<OpenPortOptions["through"]>;
const etherType = TEST_TYPE;
const ways: readonly Through[] = ["packet socket", "capture library"];

function collect(port: Port) {
  const frames: ReceivedFrame[] = [];
  const waiting = new Set<() => void>();
  port.onFrame((frame) => {
    frames.push(frame);
    for (const look of waiting) look();
  });
  const until = (isEnough: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isEnough()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return {
    frames,
    /** Waits for so many frames. */
    count: (least: number) => until(() => frames.length >= least),
    /** Waits for one that marks the end of what was sent. */
    last: (number: number) => until(() => frames.some(({ octets }) => numberOf(octets) === number)),
    numbers: () => frames.map(({ octets }) => numberOf(octets)),
  };
}

const state = (port: Port, wanted: PortState) =>
  new Promise<void>((resolve) => {
    if (port.state === wanted) return resolve();
    const stop = port.onState((now) => {
      if (now !== wanted) return;
      stop();
      resolve();
    });
  });

const ip = (...args: string[]) => execFileSync("ip", args);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describeNamespaces("real ports", () => {
  /** A cable with both ends here. */
  const cableHere = (lab: ReturnType<typeof laboratory>) => {
    const [a, b] = [lab.freeName(), lab.freeName()];
    lab.join({ name: a, mac: "02:00:00:00:00:0a" }, { name: b, mac: "02:00:00:00:00:0b" });
    return [a, b] as const;
  };

  test.each(ways)("by %s none of 20,000 frames a second is lost", async (through) => {
    using lab = laboratory();
    const [here, other] = [lab.freeName(), lab.namespace("other")];
    lab.join({ name: here }, { in: other, name: "plc0" });
    const sender = other.node("test/port-peer.ts", "plc0", "flood", "40000", "20");
    await sender.line(/ready/);
    // All of it fits in the buffer, so that a machine that is busy with other tests has no say in this.
    const port = await lab.open(here, { etherType, through, bufferSize: 96 << 20 });
    const heard = collect(port);

    port.send(numberedFrame(0));

    await heard.count(40_000);
    expect(heard.numbers()).toEqual(upTo(40_000));
    expect(port.lost).toBe(0);
    expect((await sender.ended).out).toContain("sent 40000");
  });

  test.each(ways)("by %s what is lost is counted", async (through) => {
    using lab = laboratory();
    const [a, b] = cableHere(lab);
    const [sender, listener] = [
      await lab.open(a, { etherType }),
      await lab.open(b, { etherType, through, bufferSize: 16 << 10 }),
    ];
    const heard = collect(listener);

    // Nobody is told anything before this is over.
    for (const number of upTo(5000)) sender.send(numberedFrame(number));
    const whenFull = listener.lost;
    await heard.count(5000 - whenFull);
    sender.send(numberedFrame(9999));
    await heard.last(9999);

    expect(whenFull).toBeGreaterThan(0);
    expect(heard.frames.length - 1 + listener.lost).toBe(5000);
    expect(listener.lost).toBe(whenFull);
  });

  test.each(ways)("by %s down, up, gone and back are told, and frames come again each time", async (through) => {
    using lab = laboratory();
    const [a, b] = cableHere(lab);
    const [sender, listener] = [await lab.open(a, { etherType, through }), await lab.open(b, { etherType, through })];
    const heard = collect(listener);
    const told: PortState[] = [];
    listener.onState((now) => told.push(now));
    const bothUp = () => Promise.all([state(sender, "up"), state(listener, "up")]);

    ip("link", "set", b, "down");
    await state(listener, "down");
    expect(() => listener.send(testFrame())).toThrow(`\`sudo ip link set ${b} up\``);
    ip("link", "set", b, "up");
    await bothUp();
    sender.send(numberedFrame(1));
    await heard.count(1);

    ip("link", "del", a);
    await Promise.all([state(sender, "gone"), state(listener, "gone")]);
    expect(() => listener.send(testFrame())).toThrow("there is no such interface at present");
    lab.join({ name: a }, { name: b, mac: "02:00:00:00:00:0c" });
    await bothUp();
    sender.send(numberedFrame(2));
    await heard.count(2);

    expect(heard.numbers()).toEqual([1, 2]);
    // On its way to being gone, or back, it may be seen down.
    const turns = told.join(" ").replaceAll("down gone", "gone").replaceAll("gone down", "gone");
    expect(turns).toBe("down up gone up");
    expect(listener.mac).toBe("02:00:00:00:00:0c");
  });

  test("an interface that is switched off is not opened, and the error says how to switch it on", async () => {
    using lab = laboratory();
    const [a] = cableHere(lab);
    ip("link", "set", a, "down");
    await expect(lab.open(a)).rejects.toMatchObject({ fault: "interface down" });
    await expect(lab.open(a)).rejects.toThrow(`\`sudo ip link set ${a} up\``);
  });

  test("a port may be opened before its interface is there", async () => {
    using lab = laboratory();
    const [a, b] = [lab.freeName(), lab.freeName()];
    const early = await lab.open(b, { etherType, mayBeAway: true });
    expect(early.state).toBe("gone");

    lab.join({ name: a }, { name: b });
    await state(early, "up");
    const heard = collect(early);
    (await lab.open(a, { etherType })).send(numberedFrame(7));
    await heard.count(1);

    expect(heard.numbers()).toEqual([7]);
  });

  test.each(ways)(
    "by %s two ports of one interface hear the same, and each other only as outgoing",
    async (through) => {
      using lab = laboratory();
      const [a, b] = cableHere(lab);
      const far = await lab.open(a, { etherType });
      const [role, sniffer] = [
        await lab.open(b, { etherType, through }),
        await lab.open(b, { etherType, through, hearsOutgoing: true }),
      ];
      const [atRole, atSniffer] = [collect(role), collect(sniffer)];
      const from = { from: "02:00:00:00:00:0b" };

      sniffer.send(testFrame(from));
      role.send(testFrame({ ...from, to: "02:00:00:00:00:0a" }));
      far.send(numberedFrame(1));
      await Promise.all([atRole.count(1), atSniffer.count(2)]);

      expect(atRole.frames.map(({ isOutgoing }) => isOutgoing)).toEqual([undefined]);
      expect(atSniffer.frames.map(({ isOutgoing }) => isOutgoing)).toEqual([true, undefined]);
      expect(atSniffer.frames[0]?.octets).toEqual(testFrame({ ...from, to: "02:00:00:00:00:0a" }));
    },
  );

  test.each(ways)("by %s a port that is not promiscuous hears only what is meant for it", async (through) => {
    using lab = laboratory();
    const [a, b] = cableHere(lab);
    const sender = await lab.open(a, { etherType });
    const listener = await lab.open(b, { etherType, through });
    const everything = await lab.open(b, { etherType, through, isPromiscuous: true });
    const [heard, all] = [collect(listener), collect(everything)];
    const destinations = ["02:00:00:00:00:99", "02:00:00:00:00:0b", "01:80:c2:00:00:0e", "ff:ff:ff:ff:ff:ff"];

    for (const to of destinations) sender.send(testFrame({ to }));
    await Promise.all([heard.count(3), all.count(4)]);

    const lastOctets = (frames: readonly ReceivedFrame[]) => frames.map(({ octets }) => octets[5]);
    expect(lastOctets(heard.frames)).toEqual([0x0b, 0x0e, 0xff]);
    expect(lastOctets(all.frames)).toEqual([0x99, 0x0b, 0x0e, 0xff]);
  });

  test.each(ways)("by %s only frames of the wanted type are told", async (through) => {
    using lab = laboratory();
    const [a, b] = cableHere(lab);
    const heard = collect(await lab.open(b, { etherType, through }));
    const sender = await lab.open(a, { etherType });
    const other = numberedFrame(1);
    other[13] = 0xb6;

    sender.send(other);
    sender.send(numberedFrame(2));
    await heard.count(1);

    expect(heard.numbers()).toEqual([2]);
  });

  test("a frame is stamped when it comes, not when the program has time for it", async () => {
    using lab = laboratory();
    const [a, b] = cableHere(lab);
    const [sender, listener] = [await lab.open(a, { etherType }), await lab.open(b, { etherType })];
    const heard = collect(listener);
    const apart = async () => {
      const before = heard.frames.length;
      sender.send(numberedFrame(1));
      const until = performance.now() + 200;
      while (performance.now() < until);
      sender.send(numberedFrame(2));
      await heard.count(before + 2);
      return secondsBetween(heard.frames.at(-2)!.time, heard.frames.at(-1)!.time);
    };

    // The kernel begins to stamp in its own time after it has been asked to.
    let seconds = 0;
    for (let i = 0; i < 10 && seconds < 0.2; i++) seconds = await apart();
    expect(seconds).toBeGreaterThanOrEqual(0.2);
  });

  test("tcpdump sees what is sent, octet for octet", async () => {
    using lab = laboratory();
    using folder = temporaryFolder();
    const [here, other] = [lab.freeName(), lab.namespace("other")];
    lab.join({ name: here }, { in: other, name: "plc0" });
    const file = join(folder.path, "heard.pcap");
    const judge = other.start(["tcpdump", "-Z", "root", "-U", "-i", "plc0", "-c", "3", "-w", file]);
    await judge.line(/listening/);
    const port = await lab.open(here, { etherType });
    const [short, usual, long] = [3, 46, 1500].map((length) => testFrame({ content: new Uint8Array(length).fill(7) }));

    for (const frame of [short!, usual!, long!]) port.send(frame);
    expect((await judge.ended).code).toBe(0);

    const heard: number[][] = [];
    for await (const records of captureRecords(createReadStream(file)))
      for (const record of records) if (record.kind === "frame") heard.push([...record.data]);
    expect(heard).toEqual([[...short!, ...new Array<number>(60 - short!.length).fill(0)], [...usual!], [...long!]]);
  });

  const testForNobody = nobodyCanRead()
    ? test
    : (name: string) => test.skip(`needs a checkout that every user may read: ${name}`, () => {});

  testForNobody("who may not do this is told each command that grants it", async () => {
    using lab = laboratory();
    const place = lab.namespace("place");
    lab.join({ in: place, name: "plc0" }, { in: place, name: "plc1" });
    const [node, script] = [process.execPath, "test/port-peer.ts"];

    for (const way of ways) {
      const program = place.start([node, "--import", "tsx", script, "plc0", "echo", way], { isNobody: true });
      const { code, err } = await program.ended;

      expect(code).toBe(1);
      expect(err).toContain("Cannot open plc0: it needs the capability CAP_NET_RAW, which nobody has not got");
      expect(err).toContain(`sudo ${node}`);
      expect(err).toContain(`cp ${node} ~/plugtalk-node && sudo setcap cap_net_raw+ep ~/plugtalk-node`);
      expect(err).toContain("AmbientCapabilities=CAP_NET_RAW");
    }
    const early = place.start([node, "--import", "tsx", script, "plc9", "away"], { isNobody: true });
    expect((await early.ended).err).toContain("Cannot open plc9: it needs the capability CAP_NET_RAW");
  });

  testForNobody("a copy of node with the capability is enough, by setcap or from systemd", async () => {
    using lab = laboratory();
    using folder = temporaryFolder();
    const [here, other] = [lab.freeName(), lab.namespace("other")];
    lab.join({ name: here }, { in: other, name: "plc0" });
    const copy = join(folder.path, "plugtalk-node");
    copyFileSync(process.execPath, copy);
    execFileSync("setcap", ["cap_net_raw+ep", copy]);
    const task = ["--import", "tsx", "test/port-peer.ts", "plc0", "echo"];
    const port = await lab.open(here, { etherType });
    const heard = collect(port);
    const asSystemd = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=+net_raw"];

    for (const way of ways) {
      for (const program of [
        other.start([copy, ...task, way], { isNobody: true }),
        other.start([...asSystemd, "--ambient-caps=+net_raw", process.execPath, ...task, way]),
      ]) {
        const before = heard.frames.length;
        await program.line(/ready/);
        port.send(testFrame({ from: port.mac }));
        await heard.count(before + 1);
        program.signal("SIGKILL");
        await program.ended;
      }
    }
  });
});

function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), "plugtalk-"));
  chmodSync(path, 0o755);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}
