import { expect, test } from "vitest";
import { carProfiles } from "../src/simulator/car-profiles.ts";
import { chargerProfiles } from "../src/simulator/charger-profiles.ts";
import { type Fault, faults } from "../src/simulator/faults.ts";
import { type Dialect, din70121, iso2 } from "../src/v2g/dialect.ts";
import { storm } from "./storm.ts";

/** Each fault of the talk once, with an otherwise healthy pair, in both languages. */
const cases = [din70121, iso2].flatMap((dialect) =>
  faults
    .filter(({ protocol = dialect.name, wire }) => protocol === dialect.name && !wire)
    .map((fault) => ({ dialect, fault, title: `${dialect.title}: ${fault.side}: ${fault.name}` })),
);

const played = (dialect: Dialect, fault?: Fault) =>
  storm({
    seed: 7,
    car: { ...carProfiles.any, speech: { ...carProfiles.any.speech, speaks: [dialect] } },
    charger: chargerProfiles.any,
    ...(fault ? { fault } : {}),
    interruption: "none",
    interruptedAt: 0,
  });
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
  // A fault that changes nothing is none.
  expect(JSON.stringify(events) === (await healthyEvents(dialect))).toBe(false);
  expect(events.some((event) => event.type === "protocol" && event.protocol === dialect.title)).toBe(true);
  const other = fault.side === "car" ? charger : car;
  expect({ isOrderly: other.isOrderly, words: other.words }).toEqual({
    isOrderly: fault.expected === "orderly",
    words: expect.any(String),
  });
});
