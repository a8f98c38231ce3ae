import { expect, test } from "vitest";
import { carProfiles } from "../src/simulator/car-profiles.ts";
import { chargerProfiles } from "../src/simulator/charger-profiles.ts";
import { faults } from "../src/simulator/faults.ts";
import { din70121, iso2 } from "../src/v2g/dialect.ts";
import { storm } from "./storm.ts";

/** Each fault once, with an otherwise healthy pair, in both languages. */
const cases = [din70121, iso2].flatMap((dialect) =>
  faults.map((fault) => ({ dialect, fault, title: `${dialect.title}: ${fault.side}: ${fault.name}` })),
);

test.each(cases)("$title ends $fault.expected", async ({ dialect, fault }) => {
  const { speech } = carProfiles.any;
  const { broken, car, charger, events } = await storm({
    seed: 7,
    car: { ...carProfiles.any, speech: { ...speech, speaks: [dialect] } },
    charger: chargerProfiles.any,
    fault,
    interruption: "none",
    interruptedAt: 0,
  });
  expect(broken).toEqual([]);
  expect(events.some((event) => event.type === "protocol" && event.protocol === dialect.title)).toBe(true);
  const other = fault.side === "car" ? charger : car;
  expect({ isOrderly: other.isOrderly, words: other.words }).toEqual({
    isOrderly: fault.expected === "orderly",
    words: expect.any(String),
  });
});
