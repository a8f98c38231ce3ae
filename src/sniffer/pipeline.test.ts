import { expect, test } from "vitest";
import { fromHex } from "../base/hex.ts";
import type { CaptureRecord, TextMessage } from "../capture/records.ts";
import { pipeline, type SnifferEvent } from "./pipeline.ts";

/** SessionStopReq and SessionStopRes of ISO 15118-2, as a text log holds them. */
const STOP = ["809802004080c1014181c211f000", "809802004080c1014181c2120000"];

const logged = (exi: string, number: number): TextMessage => ({
  kind: "message",
  number,
  line: number,
  time: { seconds: 1000 + number, nanoseconds: 0 },
  clock: "relative",
  form: "exi",
  data: fromHex(exi),
  direction: undefined,
  schema: undefined,
  label: "",
});
const over: CaptureRecord = {
  kind: "end",
  outcome: "complete",
  format: "text log",
  count: 2,
  offset: 0,
  reason: undefined,
  cause: undefined,
};
const types = (events: readonly SnifferEvent[]) => events.map(({ type }) => type);

test("what follows from the messages comes after them, when the recording is over", () => {
  const stages = pipeline();
  const seen = STOP.flatMap((exi, index) => stages.feed(logged(exi, index + 1)));
  expect(types(seen)).toEqual(["message", "message"]);
  expect(types(stages.feed(over))).toEqual(["recording"]);
  const rest = types(stages.end());
  expect(rest[0]).toBe("session");
  expect(new Set(rest.slice(1))).toEqual(new Set(["finding"]));
});

test("a live port that is called off has no last record, and its session is told all the same", () => {
  const stages = pipeline();
  for (const [index, exi] of STOP.entries()) stages.feed(logged(exi, index + 1));
  expect(types(stages.end())).toContain("session");
});

test("records that say nothing make no events", () => {
  expect(
    pipeline().feed({
      kind: "section",
      hardware: undefined,
      system: undefined,
      application: undefined,
      comment: undefined,
      raw: undefined,
    }),
  ).toHaveLength(0);
});
