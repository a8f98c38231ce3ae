import { expect, test } from "vitest";
import { highlights } from "./highlights.ts";

const inBody = (message: string, content: object) => ({ Header: { SessionID: "01" }, Body: { [message]: content } });
const volts = (Value: number) => ({ Multiplier: -1, Unit: "V", Value: 10 * Value });
const amps = (Value: number) => ({ Multiplier: 0, Unit: "A", Value });

test.each<[string, unknown, string]>([
  [
    "CurrentDemandReq",
    inBody("CurrentDemandReq", {
      DC_EVStatus: { EVReady: true, EVErrorCode: "NO_ERROR", EVRESSSOC: 43 },
      EVTargetVoltage: volts(415),
      EVTargetCurrent: amps(125),
      ChargingComplete: false,
    }),
    "asks 415 V 125 A, SoC 43 %",
  ],
  [
    "CurrentDemandRes",
    inBody("CurrentDemandRes", {
      ResponseCode: "OK",
      DC_EVSEStatus: { EVSEStatusCode: "EVSE_Shutdown", EVSENotification: "StopCharging" },
      EVSEPresentVoltage: volts(390.5),
      EVSEPresentCurrent: amps(80),
      EVSECurrentLimitAchieved: true,
      EVSEPowerLimitAchieved: false,
      EVSEMaximumPowerLimit: { Multiplier: 1, Unit: "W", Value: 5000 },
    }),
    "gives 390.5 V 80 A, at most 50 kW, current limit reached, EVSE_Shutdown, StopCharging",
  ],
  ["PowerDeliveryReq", inBody("PowerDeliveryReq", { ReadyToChargeState: false }), "stop"],
  ["PowerDeliveryReq", inBody("PowerDeliveryReq", { ChargeProgress: "Renegotiate" }), "Renegotiate"],
  // pyPLC leaves the units out, and cars send nothing for a name.
  [
    "ChargeParameterDiscoveryReq",
    inBody("ChargeParameterDiscoveryReq", {
      DC_EVChargeParameter: { EVMaximumVoltageLimit: { Multiplier: 0, Value: 398 } },
    }),
    "at most 398 V",
  ],
  ["SessionSetupReq", inBody("SessionSetupReq", { EVCCID: "" }), "EVCCID (empty)"],
  ["SessionSetupRes", inBody("SessionSetupRes", { EVSEID: "44452a504e58" }), "EVSEID DE*PNX"],
  ["SDPRes", { SECC_IP_Address: "fe80::2", SECC_Port: 61341, Security: 0x10 }, "fe80::2, port 61341, no TLS"],
  [
    "DC_ChargeLoopReq",
    {
      EVPresentVoltage: { Exponent: 0, Value: 460 },
      BPT_Dynamic_DC_CLReqControlMode: { EVMaximumChargePower: { Exponent: 3, Value: 4 } },
      DisplayParameters: { PresentSOC: 10 },
    },
    "has 460 V, at most 4 kW, SoC 10 %",
  ],
  [
    "AC_ChargeLoopRes",
    { Scheduled_AC_CLResControlMode: { EVSETargetActivePower: { Exponent: 3, Value: 11 } } },
    "offers 11 kW",
  ],
  [
    "CableCheckRes",
    inBody("CableCheckRes", { ResponseCode: "FAILED", EVSEProcessing: "Finished" }),
    "Finished, FAILED",
  ],
])("%s is told in a line", (message, value, words) => {
  expect(highlights(message, value)).toBe(words);
});

test("what is not there, or is nonsense, is left out", () => {
  for (const value of [undefined, null, 7, "text", [], {}, { Body: 1 }, { Body: { CurrentDemandReq: null } }])
    expect(highlights("CurrentDemandReq", value)).toBe("");
  expect(highlights("SomethingNewReq", { a: 1 })).toBe("");
});
