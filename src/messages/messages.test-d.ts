import { expectTypeOf } from "vitest";
import { decode, encode } from "../exi/codec.ts";
import type { Infer } from "../exi/simple-types.ts";
import type { CurrentDemandReq, PhysicalValueType, ServiceDiscoveryReq } from "./iso2/index.ts";
import type { DC_ChargeLoopReq } from "./iso20/dc/index.ts";
import { schemas } from "./schemas.ts";

declare const bytes: Uint8Array;

// Optionals are optional, enumerations are literals.
expectTypeOf<PhysicalValueType>().toEqualTypeOf<{
  Multiplier: number;
  Unit: "h" | "m" | "s" | "A" | "V" | "W" | "Wh";
  Value: number;
}>();
expectTypeOf<CurrentDemandReq>().toEqualTypeOf<{
  DC_EVStatus: Infer<typeof import("./iso2/index.ts").DC_EVStatusType>;
  EVTargetCurrent: PhysicalValueType;
  EVMaximumVoltageLimit?: PhysicalValueType;
  EVMaximumCurrentLimit?: PhysicalValueType;
  EVMaximumPowerLimit?: PhysicalValueType;
  BulkChargingComplete?: boolean;
  ChargingComplete: boolean;
  RemainingTimeToFullSoC?: PhysicalValueType;
  RemainingTimeToBulkSoC?: PhysicalValueType;
  EVTargetVoltage: PhysicalValueType;
}>();
expectTypeOf<ServiceDiscoveryReq>().toEqualTypeOf<{
  ServiceScope?: string;
  ServiceCategory?: "EVCharging" | "Internet" | "ContractCertificate" | "OtherCustom";
}>();

// Documents discriminate by their root, bodies by the message in them.
const document = decode(schemas.iso2, bytes);
if (document.root === "V2G_Message") {
  expectTypeOf(document.value.Header.SessionID).toEqualTypeOf<string>();
  const { Body } = document.value;
  if (Body.CurrentDemandReq !== undefined) {
    expectTypeOf(Body.CurrentDemandReq).toEqualTypeOf<CurrentDemandReq>();
    expectTypeOf(Body.PreChargeReq).toEqualTypeOf<undefined>();
  }
}

// What is written must fit.
encode(schemas.iso2, "V2G_Message", {
  Header: { SessionID: "00" },
  Body: { SessionStopReq: { ChargingSession: "Pause" } },
});
encode(schemas.iso2, "V2G_Message", {
  Header: { SessionID: "00" },
  // @ts-expect-error no such literal
  Body: { SessionStopReq: { ChargingSession: "Never" } },
});
// @ts-expect-error one message at a time
encode(schemas.din, "V2G_Message", { Header: { SessionID: "00" }, Body: { SessionStopReq: {}, CableCheckReq: {} } });
// @ts-expect-error no such root
encode(schemas["iso20-dc"], "V2G_Message", {});

// Exactly one control mode in ISO 15118-20.
declare const loop: DC_ChargeLoopReq;
if (loop.Scheduled_DC_CLReqControlMode !== undefined) {
  expectTypeOf(loop.Scheduled_DC_CLReqControlMode.EVTargetCurrent).toEqualTypeOf<{ Exponent: number; Value: number }>();
  expectTypeOf(loop.Dynamic_DC_CLReqControlMode).toEqualTypeOf<undefined>();
}
expectTypeOf(loop.Header.TimeStamp).toEqualTypeOf<string>();
