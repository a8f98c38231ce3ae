import { expect, test } from "vitest";
import type { MessageEvent } from "../events.ts";
import { latencyTable } from "./latency-table.ts";

const message = (name: string, time: number, frame = Math.round(time * 1000)): MessageEvent => ({
  type: "message",
  frame,
  time,
  source: "",
  destination: "",
  side: name.endsWith("Req") ? "vehicle" : "charger",
  schema: "iso2",
  message: name,
  value: {},
  payloadType: 0x8001,
});

test("answers are held against the time that the car waits for them", () => {
  const table = latencyTable();
  for (const [turn, latency] of [0.02, 0.04, 0.3].entries()) {
    table.feed(message("CurrentDemandReq", 10 + turn));
    expect(table.feed(message("CurrentDemandRes", 10 + turn + latency))).toBeCloseTo(latency, 6);
  }
  const [row] = table.rows();
  // V2G_EVCC_Msg_Timeout of CurrentDemandReq is 0.25 s.
  expect(row).toMatchObject({ message: "CurrentDemand", requests: 3, responses: 3, limit: 0.25, late: 1 });
  expect(row?.min).toBeCloseTo(0.02, 5);
  expect(row?.mean).toBeCloseTo(0.12, 5);
  expect(row?.max).toBeCloseTo(0.3, 5);
  expect(row?.maxFrame).toBe(12_300);
  expect(row?.period).toBeCloseTo(1, 5);
});

test("an answer to nothing has no latency, and a request without answer counts all the same", () => {
  const table = latencyTable();
  expect(table.feed(message("SessionSetupRes", 1))).toBeUndefined();
  table.feed(message("ServiceDiscoveryReq", 2));
  expect(table.feed(message("SessionSetupRes", 3))).toBeUndefined();
  expect(table.rows()).toMatchObject([
    { message: "SessionSetup", requests: 0, responses: 2, late: 0 },
    { message: "ServiceDiscovery", requests: 1, responses: 0 },
  ]);
  expect(table.rows()[0]).not.toHaveProperty("max");
});

test("the car's longest silence lies between an answer and the request after it", () => {
  const table = latencyTable();
  table.feed(message("SessionSetupReq", 1));
  table.feed(message("SessionSetupRes", 4));
  table.feed(message("ServiceDiscoveryReq", 9.5));
  table.feed(message("ServiceDiscoveryRes", 9.6));
  table.feed(message("AuthorizationReq", 10));
  expect(table.silence()).toEqual({ seconds: 5.5, frame: 9500 });
});

test("messages without times are counted", () => {
  const table = latencyTable();
  const { time, ...request } = message("PreChargeReq", 1);
  table.feed(request);
  expect(table.feed(message("PreChargeRes", 2))).toBeUndefined();
  expect(table.rows()).toMatchObject([{ requests: 1, responses: 1 }]);
});
