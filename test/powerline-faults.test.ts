/**
 * Faults below the messages, one at a time, at a whole charging point with its modems: the matching, the modem, discovery
 * and TCP.
 *
 * @module
 */

import { expect, test } from "vitest";
import type { PlugEvent } from "../src/app/plug-events.ts";
import { simulation } from "../src/app/simulated-charge.ts";
import { readPacket } from "../src/messages/packet.ts";
import { V2GTP_HEADER_LENGTH } from "../src/messages/v2gtp.ts";
import { carProfiles } from "../src/simulator/car-profiles.ts";
import { chargerProfiles } from "../src/simulator/charger-profiles.ts";
import { type Fault, faults } from "../src/simulator/faults.ts";
import { type Dialect, din70121, iso2 } from "../src/v2g/dialect.ts";
import { brokenAt, watch } from "./storm.ts";

const cases = [din70121, iso2].flatMap((dialect) =>
  faults
    .filter(({ wire }) => wire)
    .map((fault) => ({ dialect, fault, title: `${dialect.title}: ${fault.side}: ${fault.name}` })),
);

/** When everything has to be over, after the plug was pulled. */
const AFTERMATH = 60_000;

async function played(dialect: Dialect, fault?: Fault) {
  const events: PlugEvent[] = [];
  const frames: Uint8Array[] = [];
  const point = simulation({
    car: { ...carProfiles.any, speech: { ...carProfiles.any.speech, speaks: [dialect] } },
    charger: chargerProfiles.any,
    soc: 50,
    targetSoc: 50.5,
    ...(fault ? { fault } : {}),
    tell: (event) => events.push(event),
    onFrame: ({ octets }) => frames.push(octets),
  });
  const watched = watch(point.plant);
  const visit = await point.clock.until(point.play());
  await point.clock.turn(AFTERMATH);
  const isEmergency = events.some(
    ({ from, event }) => from === "talk" && event.type === "moved" && event.to === "open in emergency",
  );
  return { ...visit, events, frames, broken: [...watched, ...brokenAt(point.plant, isEmergency)] };
}

/** All that happens without a fault. */
const healthy = new Map<string, Promise<string>>();
const healthyEvents = (dialect: Dialect) => {
  const known = healthy.get(dialect.name) ?? played(dialect).then(({ events }) => JSON.stringify(events));
  healthy.set(dialect.name, known);
  return known;
};

test.each(cases)("$title ends $fault.expected", async ({ dialect, fault }) => {
  const { broken, car, charger, events } = await played(dialect, fault);
  expect(broken).toEqual([]);
  // A fault that changes nothing is none; a peculiarity that a healthy side never feels changes nothing at all.
  expect(JSON.stringify(events) === (await healthyEvents(dialect))).toBe(fault.isUnnoticed === true);

  const other = fault.side === "car" ? charger : car;
  const ends = other.sessions.map(({ isOrderly }) => isOrderly);
  if (fault.endsBefore === "talk") expect(ends).toEqual([]);
  else if (fault.expected === "orderly") expect(ends).toEqual([true]);
  // What was lost for a moment is taken up again.
  else expect([ends[0], ends.at(-1)]).toEqual([false, true]);

  const hasAgreed = events.some(
    ({ from, event }) => from === "talk" && event.type === "protocol" && event.protocol === dialect.title,
  );
  expect(hasAgreed).toBe(fault.endsBefore === undefined);
});

test.each<[string, "car" | "charger", RegExp]>([
  ["answers another RunID", "car", /^Cannot match: the answer of .* cannot be believed: its RunID is/],
  ["modem in the wrong role", "car", /^Cannot match: no charger answered CM_SLAC_PARM\.REQ/],
  ["never joins", "car", /^Cannot match: the own modem has met no other in its network for 12 s/],
  ["discovery unanswered", "car", /^Cannot find a charger .* Is the powerline network up/],
  ["silent after the matching", "charger", /^Gave up waiting for the car to connect/],
])("%s: the %s says what it has found", async (name, side, words) => {
  const { events } = await played(iso2, faults.find((fault) => fault.wire && fault.name === name) as Fault);
  const troubles = events.flatMap(({ event }) =>
    event.type === "trouble" && event.side === side ? [event.words] : [],
  );
  expect(troubles.at(-1)).toMatch(words);
});

test.each([
  ["two messages in a segment", (lengths: readonly number[]) => Math.min(...lengths) > 26 + 2 * V2GTP_HEADER_LENGTH],
  ["answers in pieces", (lengths: readonly number[]) => Math.max(...lengths) === 1],
] as const)("%s: that is how they lie on the cable", async (name, isSo) => {
  const { frames, charger } = await played(iso2, faults.find((fault) => fault.name === name) as Fault);
  const payloads = frames.flatMap((octets) => {
    const packet = readPacket(octets);
    if ("because" in packet || packet.kind !== "tcp" || packet.ethernet.source !== chargerProfiles.any.mac) return [];
    return packet.tcp.payload.length > 0 ? [packet.tcp.payload] : [];
  });
  const wanted = name === "answers in pieces" ? payloads : payloads.filter((payload) => payload[2] === 0x4c);
  expect(charger.sessions).toMatchObject([{ isOrderly: true }]);
  expect(wanted.length).toBeGreaterThan(10);
  expect(isSo(wanted.map(({ length }) => length))).toBe(true);
});
