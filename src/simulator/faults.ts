/**
 * What goes wrong at charging points, one fault at a time: each can be given to an otherwise healthy car or charger, and
 * says what the other side has to do about it. They are drawn from what was seen in the field and from what a careless
 * implementation does.
 *
 * @module
 */

import type { Outgoing } from "../v2g/accent.ts";
import { carFieldFaults } from "./car-field-faults.ts";
import { carPowerlineFaults } from "./car-powerline-faults.ts";
import { chargerFieldFaults } from "./charger-field-faults.ts";
import { chargerPowerlineFaults } from "./charger-powerline-faults.ts";
import { type Fault, type Fields, from, garbage, silent, withCode, withStatus } from "./fault.ts";

export { accentOfFault, type Fault, type FaultDesk, type FaultLine } from "./fault.ts";

const refusing = (request: string, code: string): Fault => ({
  name: `${request} refused`,
  side: "charger",
  words: `the charger answers ${request} with ${code}`,
  expected: "safe",
  accent: from(request, 1, withCode(code)),
});
const mute = (answer: string, nth: number): Fault => ({
  name: `${answer} missing`,
  side: "charger",
  words: `the charger falls silent at ${answer}`,
  expected: "safe",
  accent: from(answer, nth, silent),
});
const saying = (
  name: string,
  answer: string,
  nth: number,
  status: Fields,
  expected: Fault["expected"] = "safe",
): Fault => ({
  name,
  side: "charger",
  words: `${answer} says ${JSON.stringify(status)}`,
  expected,
  accent: from(answer, nth, withStatus(status)),
});

export const chargerFaults: readonly Fault[] = [
  refusing("SessionSetupRes", "FAILED_SequenceError"),
  refusing("ServiceDiscoveryRes", "FAILED_SequenceError"),
  refusing("ChargeParameterDiscoveryRes", "FAILED_WrongChargeParameter"),
  refusing("CableCheckRes", "FAILED"),
  refusing("PreChargeRes", "FAILED"),
  refusing("PowerDeliveryRes", "FAILED_PowerDeliveryNotApplied"),
  { ...refusing("CurrentDemandRes", "FAILED"), accent: from("CurrentDemandRes", 10, withCode("FAILED")) },
  { ...refusing("WeldingDetectionRes", "FAILED"), words: "the charger refuses the welding detection (Alpitronic)" },
  mute("ServiceDiscoveryRes", 1),
  mute("CableCheckRes", 3),
  mute("PreChargeRes", 2),
  mute("PowerDeliveryRes", 1),
  mute("CurrentDemandRes", 30),
  mute("WeldingDetectionRes", 1),
  mute("SessionStopRes", 1),
  saying("shutdown in pre-charge", "PreChargeRes", 2, { EVSEStatusCode: "EVSE_Shutdown" }, "orderly"),
  saying("shutdown while charging", "CurrentDemandRes", 20, { EVSEStatusCode: "EVSE_Shutdown" }, "orderly"),
  saying("stop notification", "CurrentDemandRes", 20, { EVSENotification: "StopCharging" }, "orderly"),
  saying("emergency", "CurrentDemandRes", 20, { EVSEStatusCode: "EVSE_EmergencyShutdown" }),
  saying("malfunction", "CurrentDemandRes", 5, { EVSEStatusCode: "EVSE_Malfunction" }),
  saying("insulation invalid", "CableCheckRes", 1, { EVSEIsolationStatus: "Invalid" }),
  {
    name: "insulation fault",
    side: "charger",
    words: "the insulation test fails",
    expected: "safe",
    begin: ({ plant }) => {
      plant.charger.knobs.isolation = "fault";
    },
  },
  {
    name: "cable check without end",
    side: "charger",
    words: "the cable check stays Ongoing (Supercharger with a wrong proximity resistor)",
    expected: "safe",
    accent: from("CableCheckRes", 1, (message) => ({
      ...message,
      content: { ...message.content, EVSEProcessing: "Ongoing" },
    })),
  },
  {
    name: "voltage only reported",
    side: "charger",
    words: "the charger reports the voltage that was asked for, and delivers none",
    expected: "safe",
    begin: ({ plant }) => {
      let target = 0;
      const { dcPath, charger } = plant;
      const { dc } = charger;
      if (!dc) return;
      charger.knobs.measure = (actual) => ({ ...actual, voltage: target });
      const { aim } = dcPath;
      Object.assign(dc, {
        aim: ({ voltage }: { readonly voltage: number }) => {
          target = voltage;
          aim(0, 0);
        },
      });
    },
  },
  {
    name: "authorization refused",
    side: "charger",
    words: "the charger does not let this car charge",
    expected: "safe",
    begin: ({ plant }) => {
      plant.charger.knobs.authorization = "rejected";
    },
  },
  {
    name: "authorization never",
    side: "charger",
    words: "nobody holds a card to the charger",
    expected: "safe",
    begin: ({ plant }) => {
      plant.charger.knobs.authorization = "never";
    },
  },
  {
    name: "contactors stuck open",
    side: "charger",
    words: "the charger's contactors do not close",
    expected: "safe",
    begin: ({ plant }) => {
      plant.charger.switches.contactors.stuck = "off";
    },
  },
  {
    name: "contactors welded",
    side: "charger",
    words: "the charger's contactors do not open",
    expected: "orderly",
    begin: ({ plant }) => {
      plant.charger.switches.contactors.stuck = "on";
    },
  },
  {
    name: "cable keeps its voltage",
    side: "charger",
    words: "the voltage falls slowly after the end (Hypercharger)",
    expected: "orderly",
    begin: ({ plant }) => plant.dcPath.setBleed(0.5),
  },
  {
    name: "power shared",
    side: "charger",
    words: "a neighbour takes half of the power while charging",
    expected: "orderly",
    begin: ({ clock, plant }) => {
      clock.after(20_000, () => {
        plant.charger.knobs.sharedPower = 15_000;
      });
    },
  },
  {
    name: "foreign session number",
    side: "charger",
    words: "an answer bears another session's number",
    expected: "safe",
    accent: from("CableCheckRes", 2, (message) => ({ ...message, sessionId: "dead00000000beef" })),
  },
  {
    name: "undecodable answer",
    side: "charger",
    words: "an answer is no EXI",
    expected: "safe",
    accent: from("CurrentDemandRes", 15, garbage),
  },
  {
    name: "connection closed",
    side: "charger",
    words: "the charger closes the connection while charging",
    expected: "safe",
    accent: ({ stream }) =>
      from("CurrentDemandRes", 12, (message) => {
        stream()?.end();
        return message;
      })(),
  },
  {
    name: "connection torn down",
    side: "charger",
    words: "the charger tears the connection down while charging (Compleo)",
    expected: "safe",
    accent: ({ stream }) =>
      from("CurrentDemandRes", 12, () => {
        stream()?.abort();
        return "silence";
      })(),
  },
  {
    name: "oscillation ends",
    side: "charger",
    words: "the charger ends digital communication by the pilot while charging",
    expected: "safe",
    begin: ({ clock, plant }) => {
      clock.after(25_000, () => plant.pilot.charger.put("steady"));
    },
  },
  ...chargerFieldFaults,
  ...chargerPowerlineFaults,
];

const carSaying = (name: string, request: string, nth: number, change: (content: Fields) => object): Fault => ({
  name,
  side: "car",
  words: `${request} is changed on its way`,
  expected: "safe",
  accent: from(request, nth, (message) => ({ ...message, content: change(message.content as Fields) })),
});

export const carFaults: readonly Fault[] = [
  carSaying("too much pre-charge current", "PreChargeReq", 1, (content) => ({
    ...content,
    EVTargetCurrent: { Multiplier: 0, Unit: "A", Value: 10 },
  })),
  carSaying("car error", "CableCheckReq", 2, (content) => ({
    ...content,
    DC_EVStatus: { ...(content["DC_EVStatus"] as Fields), EVErrorCode: "FAILED_RESSTemperatureInhibit" },
  })),
  {
    ...carSaying("asks for too much", "CurrentDemandReq", 5, (content) => ({
      ...content,
      EVMaximumCurrentLimit: { Multiplier: 0, Unit: "A", Value: 900 },
      EVMaximumPowerLimit: { Multiplier: 3, Unit: "W", Value: 900 },
      EVTargetCurrent: { Multiplier: 0, Unit: "A", Value: 900 },
    })),
    words: "the car asks for more than the charger has said that it can (Seres, Compleo)",
    expected: "orderly",
  },
  {
    ...carSaying("asks for more than it bears", "CurrentDemandReq", 5, (content) => ({
      ...content,
      EVTargetCurrent: { Multiplier: 0, Unit: "A", Value: 900 },
    })),
    words: "the car asks for more than it has said that it bears (IEC 61851-23: emergency shutdown)",
    expected: "safe",
  },
  {
    name: "foreign session number",
    side: "car",
    words: "a request bears another session's number",
    expected: "safe",
    accent: from("CurrentDemandReq", 5, (message) => ({ ...message, sessionId: "00000000deadbeef" })),
  },
  {
    name: "undecodable request",
    side: "car",
    words: "a request is no EXI",
    expected: "safe",
    accent: from("CurrentDemandReq", 8, garbage),
  },
  {
    name: "out of order",
    side: "car",
    words: "the car asks for current before pre-charge",
    expected: "safe",
    accent: from("PreChargeReq", 1, (message) => ({
      ...message,
      name: "WeldingDetectionReq",
      content: statusOf(message),
    })),
  },
  {
    name: "falls silent",
    side: "car",
    words: "the car says nothing any more while charging",
    expected: "safe",
    accent: from("CurrentDemandReq", 10, silent),
  },
  {
    name: "stops in the middle of a message",
    side: "car",
    words: "half a message comes, and then nothing",
    expected: "safe",
    accent: ({ stream }) =>
      from("CurrentDemandReq", 10, () => {
        stream()?.write(Uint8Array.of(0x01, 0xfe, 0x80, 0x01, 0, 0, 0, 40, 0x80, 0x9a));
        return "silence";
      })(),
  },
  {
    name: "closes the connection",
    side: "car",
    words: "the car closes the connection while charging",
    expected: "safe",
    accent: ({ stream }) =>
      from("CurrentDemandReq", 10, () => {
        stream()?.abort();
        return "silence";
      })(),
  },
  {
    name: "never state C",
    side: "car",
    words: "the pilot stays in state B",
    expected: "safe",
    begin: ({ plant }) => {
      const { load } = plant.car.pilot;
      Object.assign(plant.car.pilot, { load: () => load("B") });
    },
  },
  {
    name: "leaves state C",
    side: "car",
    words: "the pilot falls back to state B while charging",
    expected: "safe",
    begin: ({ clock, plant }) => {
      clock.after(25_000, () => plant.pilot.car.load("B"));
    },
  },
  {
    name: "contactors welded",
    side: "car",
    words: "the car's contactors do not open",
    expected: "orderly",
    begin: ({ plant }) => {
      plant.car.switches.contactors.stuck = "on";
    },
  },
  {
    name: "contactors stuck open",
    side: "car",
    words: "the car's contactors do not close",
    expected: "safe",
    begin: ({ plant }) => {
      plant.car.switches.contactors.stuck = "off";
    },
  },
  {
    name: "lock stuck open",
    side: "car",
    words: "the plug cannot be locked",
    expected: "safe",
    begin: ({ plant }) => {
      plant.car.switches.lock.stuck = "off";
    },
  },
  {
    name: "battery too hot",
    side: "car",
    words: "the car tells of a fault while charging: it ends its power and says goodbye",
    expected: "orderly",
    begin: ({ clock, plant }) => {
      clock.after(25_000, () => plant.car.setFault({ kind: "temperature", words: "the battery is too hot" }));
    },
  },
  ...carFieldFaults,
  ...carPowerlineFaults,
];

const statusOf = ({ content }: Outgoing) => ({ DC_EVStatus: (content as Fields)["DC_EVStatus"] });

export const faults: readonly Fault[] = [...chargerFaults, ...carFaults];
