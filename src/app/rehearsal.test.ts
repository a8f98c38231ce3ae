import { expect, test } from "vitest";
import { simulatedClock } from "../simulator/clock.ts";
import { din70121, iso2 } from "../v2g/dialect.ts";
import { rehearse } from "./rehearsal.ts";

test("what is called off before it begins leaves nothing to wait for", async () => {
  const clock = simulatedClock();
  rehearse([iso2, din70121], clock)();
  await expect(clock.until(new Promise(() => {}))).rejects.toThrow("Nothing moves any more after 0 ms");
});
