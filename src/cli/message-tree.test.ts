import { expect, test } from "vitest";
import { messageTree } from "./message-tree.ts";

test("names are indented, values stand in a column, physical values are numbers with units", () => {
  const value = {
    Header: { SessionID: "01" },
    Voltage: { Multiplier: -1, Unit: "V", Value: 4005 },
    List: [{ Exponent: 2, Value: 3 }, true],
  };
  expect(messageTree("Root", value)).toBe(
    [
      "Root",
      "  Header",
      "    SessionID  01",
      "  Voltage      400.5 V  (4005 × 10^-1)",
      "  List 1       300  (3 × 10^2)",
      "  List 2       true",
    ].join("\n"),
  );
});

test("octets that are text are shown as text, too", () => {
  const value = {
    NMK: "4856465a4c3650335041394d39504438",
    RunID: "5445534c41204556",
    NID: "d0f4eac1467204",
    EVSEID: "00",
    Name: "deadbeef",
  };
  expect(messageTree("Root", value).split("\n").slice(1)).toEqual([
    '  NMK     4856465a4c3650335041394d39504438  "HVFZL6P3PA9M9PD8"',
    '  RunID   5445534c41204556  "TESLA EV"',
    "  NID     d0f4eac1467204",
    "  EVSEID  00",
    "  Name    deadbeef",
  ]);
});
