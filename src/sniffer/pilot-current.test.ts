import { expect, test } from "vitest";
import { pilotCurrent } from "./pilot-current.ts";

test.each([
  // IEC 61851-1, table A.8: below 8 % nothing, 6 A at first, then 0.6 A for each per cent, and 2.5 A beyond 85 %.
  [5, undefined],
  [8, 6],
  [10, 6],
  [16, 9.6],
  [25, 15],
  [50, 30],
  [85, 51],
  [90, 65],
  [96, 80],
  [97, 80],
  [100, undefined],
])("a duty of %s %% allows %s A", (duty, current) => {
  const allowed = pilotCurrent(duty);
  if (current === undefined) expect(allowed).toBeUndefined();
  else expect(allowed).toBeCloseTo(current, 6);
});
