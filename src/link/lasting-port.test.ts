import { expect, test } from "vitest";
import { simulatedClock } from "../simulator/clock.ts";
import type { Backend, ChannelEvents, InterfaceLook } from "./channel.ts";
import { lastingPort } from "./lasting-port.ts";
import { LinkError } from "./port.ts";

const healthy: InterfaceLook = {
  index: 1,
  mac: "02:00:00:00:00:0a",
  isEthernet: true,
  isUp: true,
  hasCarrier: true,
  mtu: 1500,
};

/** An interface to do with as one likes. */
function bench() {
  const clock = simulatedClock();
  const changes = new Set<() => void>();
  const opened: ChannelEvents[] = [];
  const made = {
    look: healthy as InterfaceLook | undefined,
    refusal: undefined as LinkError | undefined,
    closed: 0,
    sent: 0,
  };
  const backend: Backend = {
    look: () => made.look,
    watch(changed) {
      changes.add(changed);
      return () => changes.delete(changed);
    },
    open(_name, _options, events) {
      if (made.refusal) throw made.refusal;
      opened.push(events);
      return {
        send: () => made.sent++,
        lost: () => 10,
        close: () => made.closed++,
      };
    },
  };
  const port = lastingPort("plc0", backend, clock, {});
  const told: string[] = [];
  port.onState((state) => told.push(`${state} at ${clock.now()}`));
  return {
    clock,
    port,
    told,
    opened,
    made,
    changes,
    /** Something happens to it, and the system says so, or does not. */
    become(now: InterfaceLook | undefined, { isTold = true } = {}) {
      made.look = now;
      if (isTold) for (const changed of changes) changed();
    },
    /** The newest channel breaks. */
    fail: () => opened.at(-1)?.failed(new LinkError("Cannot hear plc0 any more: it is down", "interface down")),
  };
}

const frame = new Uint8Array(60);

test("a change that the system tells of is told at once", () => {
  const { port, told, become } = bench();
  become({ ...healthy, isUp: false, hasCarrier: false });
  become(healthy);
  become(undefined);
  expect(told).toEqual(["down at 0", "up at 0", "gone at 0"]);
  expect(port.mac).toBe("02:00:00:00:00:0a");
});

test("a change that the system does not tell of is seen within a second, and a return within 250 ms", async () => {
  const { clock, told, become } = bench();
  await clock.turn(500);
  become(undefined, { isTold: false });
  await clock.turn(900);
  become(healthy, { isTold: false });
  await clock.turn(500);
  expect(told).toEqual(["gone at 1000", "up at 1500"]);
});

test("a pulled cable keeps the channel, a switched-off interface does not", () => {
  const { opened, made, become } = bench();
  become({ ...healthy, hasCarrier: false });
  become(healthy);
  expect([opened.length, made.closed]).toEqual([1, 0]);
  become({ ...healthy, isUp: false, hasCarrier: false });
  become(healthy);
  expect([opened.length, made.closed]).toEqual([2, 1]);
});

test("another interface of the same name is opened anew", () => {
  const { opened, port, told, become } = bench();
  become({ ...healthy, index: 2, mac: "02:00:00:00:00:0b" });
  expect(opened).toHaveLength(2);
  expect(port.mac).toBe("02:00:00:00:00:0b");
  expect(told).toEqual(["down at 0", "up at 0"]);
});

test("a channel that breaks is opened again at once, but one that breaks at once every 250 ms", async () => {
  const { clock, opened, told, fail } = bench();
  await clock.turn(600);
  fail();
  expect(opened).toHaveLength(2);
  fail();
  expect(opened).toHaveLength(2);
  await clock.turn(300);
  expect(opened).toHaveLength(3);
  expect(told).toEqual(["down at 600", "up at 600", "down at 600", "up at 850"]);
});

test("a port that cannot be opened again says why, and goes on trying", async () => {
  const { clock, port, made, become } = bench();
  made.refusal = new LinkError("Cannot open plc0: too many open files", "other");
  become(undefined);
  become(healthy);
  expect(() => port.send(frame)).toThrow("it is being opened again (Cannot open plc0: too many open files)");
  made.refusal = undefined;
  await clock.turn(300);
  port.send(frame);
  expect(made.sent).toBe(1);
});

test("what is wrong with the interface is said to who wants to send", () => {
  const { port, become } = bench();
  become({ ...healthy, hasCarrier: false });
  expect(() => port.send(frame)).toThrow("Is the cable plugged in, and the adapter powered?");
  become({ ...healthy, isUp: false });
  expect(() => port.send(frame)).toThrow("the interface is down");
  become(undefined);
  expect(() => port.send(frame)).toThrow("there is no such interface at present");
  port.close();
  expect(() => port.send(frame)).toThrow("the port is closed");
});

test("frames of a channel that is over are not told, and what it lost is not forgotten", () => {
  const { port, opened, become } = bench();
  let heard = 0;
  port.onFrame(() => heard++);
  const received = { octets: frame, time: { seconds: 1, nanoseconds: 0 } };
  opened[0]?.frame(received);
  become(undefined);
  become(healthy);
  opened[0]?.frame(received);
  opened[0]?.failed(new LinkError("late"));
  opened[1]?.frame(received);
  expect(heard).toBe(2);
  expect(port.state).toBe("up");
  expect(port.lost).toBe(20);
});

test("a closed port asks for nothing any more", async () => {
  const { clock, port, made, changes, told, become } = bench();
  port.close();
  port.close();
  become(undefined);
  await clock.turn(5000);
  expect(made.closed).toBe(1);
  expect(changes.size).toBe(0);
  expect(told).toEqual([]);
});

test("who is told that it is gone may close it, and it stays closed", async () => {
  const { clock, port, opened, told, become } = bench();
  port.onState(() => port.close());
  become({ ...healthy, index: 2 });
  await clock.turn(5000);
  expect(opened).toHaveLength(1);
  expect(told).toEqual(["down at 0"]);
});

test("an interface that cannot be opened at all is an error, and nothing is left of the port", () => {
  const changes = new Set<() => void>();
  const backend: Backend = {
    look: () => healthy,
    watch(changed) {
      changes.add(changed);
      return () => changes.delete(changed);
    },
    open() {
      throw new LinkError("Cannot open plc0", "no permission");
    },
  };
  expect(() => lastingPort("plc0", backend, simulatedClock(), {})).toThrow(LinkError);
  expect(changes.size).toBe(0);
});
