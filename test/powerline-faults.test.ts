/**
 * Faults below the messages, one at a time, at a whole charging point with its modems: the matching, the modem, discovery
 * and TCP.
 *
 * @module
 */

import { expect, test } from "vitest";
import type { PlugEvent } from "../src/app/plug-events.ts";
import { simulation } from "../src/app/simulated-charge.ts";
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
  const point = simulation({
    car: { ...carProfiles.any, speech: { ...carProfiles.any.speech, speaks: [dialect] } },
    charger: chargerProfiles.any,
    soc: 50,
    targetSoc: 50.5,
    ...(fault ? { fault } : {}),
    tell: (event) => events.push(event),
  });
  const watched = watch(point.plant);
  const visit = await point.clock.until(point.play());
  await point.clock.turn(AFTERMATH);
  const isEmergency = events.some(
    ({ from, event }) => from === "talk" && event.type === "moved" && event.to === "open in emergency",
  );
  return { ...visit, events, broken: [...watched, ...brokenAt(point.plant, isEmergency)] };
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
  else expect(ends[0]).toBe(false);

  const hasAgreed = events.some(
    ({ from, event }) => from === "talk" && event.type === "protocol" && event.protocol === dialect.title,
  );
  expect(hasAgreed).toBe(fault.endsBefore === undefined);
});
