import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { cable } from "../src/link/cable.ts";
import type { OpenPortOptions } from "../src/link/open-port.ts";
import { simulatedClock } from "../src/simulator/clock.ts";
import { type JoinedPorts, portFacts } from "../src/simulator/port-suite.ts";
import { describeNamespaces, laboratory } from "./namespaces.ts";

describe("a port on the cable in memory", () => {
  test.each(portFacts)("$fact", async ({ holds }) => {
    const clock = simulatedClock();
    const wire = cable({ clock, delay: 1 });
    const [a, b] = [wire.plug("a", "02:00:00:00:00:0a"), wire.plug("b", "02:00:00:00:00:0b")];
    const settle = () => clock.turn(10);
    await holds({ a, b, longest: 1514, until: clock.until, settle, connect: wire.connect });
  });
});

describeNamespaces("a port on a packet socket of Linux", () => {
  test.each(portFacts)("$fact", ({ holds }) => between({}, holds));
});

describeNamespaces("a port by the capture library, waiting by a descriptor", () => {
  test.each(portFacts)("$fact", ({ holds }) => between({ through: "capture library", waiting: "descriptor" }, holds));
});

describeNamespaces("a port by the capture library, waiting in a thread", () => {
  test.each(portFacts)("$fact", ({ holds }) => between({ through: "capture library", waiting: "thread" }, holds));
});

/** Milliseconds after which something on a real cable is taken not to come at all. */
const PATIENCE = 20_000;

/** Two real ports at the ends of a cable of the kernel's. */
async function between(
  options: Partial<OpenPortOptions>,
  holds: (joined: JoinedPorts) => Promise<void>,
): Promise<void> {
  using lab = laboratory();
  const names = [lab.freeName(), lab.freeName()] as const;
  lab.join({ name: names[0] }, { name: names[1] });
  const open = (name: string) => lab.open(name, { isPromiscuous: true, ...options });
  const [a, b] = [await open(names[0]), await open(names[1])];
  await holds({
    a,
    b,
    longest: 1514,
    until: withPatience,
    settle,
    connect: (isConnected) => execFileSync("ip", ["link", "set", b.name, isConnected ? "up" : "down"]),
  });
  expect(a.lost + b.lost).toBe(0);
}

/** A cable of the kernel's has delivered when `send` returns; what is left is to be read, and told one turn later. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve));
}

function withPatience<T>(goal: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Nothing came within ${PATIENCE} ms`)), PATIENCE);
    goal.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
