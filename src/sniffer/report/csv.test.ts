import { expect, test } from "vitest";
import { scene, volts } from "../../../test/made-observations.ts";
import { madeReport } from "../../../test/made-report.ts";
import { CSV_COLUMNS, csvHeader, csvLines } from "./csv.ts";

const charging = () => {
  const turn = { EVTargetVoltage: volts(400), EVTargetCurrent: { Multiplier: 0, Unit: "A", Value: 50 } };
  const given = { EVSEPresentVoltage: volts(390), EVSEPresentCurrent: { Multiplier: 0, Unit: "A", Value: 49 } };
  return scene().untilCharging().loop(turn, given).loop(turn, given).all;
};
const cells = (line: string) => line.trimEnd().split(",");

test("a line for each measurement, with the names of the columns first", () => {
  const lines = [...csvLines(madeReport(charging(), "a.pcap"))];
  expect(cells(csvHeader())).toEqual(CSV_COLUMNS);
  // Precharge, and two turns of the loop.
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(cells(line)).toHaveLength(CSV_COLUMNS.length);
  const row = Object.fromEntries(cells(lines[1] as string).map((cell, index) => [CSV_COLUMNS[index], cell]));
  expect(row).toMatchObject({
    recording: "a.pcap",
    session: "1",
    limitingSide: "vehicle",
    targetCurrent_A: "50",
    presentVoltage_V: "390",
    presentPower_kW: "19.11",
    chargerMaximumPower_kW: "",
    soc_percent: "41",
  });
  expect(Number(row["time"])).toBeGreaterThan(1_700_000_000);
});

test("names with commas, quotes and line ends are quoted; what a spreadsheet would run is text", () => {
  const [line] = [...csvLines(madeReport(charging(), 'a,"b"\n.pcap'))];
  expect(line?.startsWith('"a,""b""\n.pcap",1,')).toBe(true);
  const [other] = [...csvLines(madeReport(charging(), '=cmd|"calc"!A1'))];
  expect(other?.startsWith(`"'=cmd|""calc""!A1",1,`)).toBe(true);
});
