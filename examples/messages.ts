/**
 * A DC charging session in messages: each is written as EXI, read again, and shown with what it says; the last one is
 * explained bit by bit.
 *
 * @module
 */

import { styleText } from "node:util";
import { decode, encode, explain, explanationLines, type Infer } from "../src/exi/index.ts";
import { handshake } from "../src/messages/handshake.ts";
import { iso2 } from "../src/messages/iso2/schema.ts";
import { highlights } from "../src/sniffer/highlights.ts";
import { messageName } from "../src/v2g/message.ts";

type Handshake = Infer<typeof handshake>;
type Body = Infer<typeof iso2>["V2G_Message"]["Body"];

const car = { EVReady: true, EVErrorCode: "NO_ERROR", EVRESSSOC: 43 } as const;
const charger = {
  NotificationMaxDelay: 0,
  EVSENotification: "None",
  EVSEIsolationStatus: "Valid",
  EVSEStatusCode: "EVSE_Ready",
} as const;
const volts = (Value: number) => ({ Multiplier: -1, Unit: "V", Value: Math.round(Value * 10) }) as const;
const amps = (Value: number) => ({ Multiplier: -1, Unit: "A", Value: Math.round(Value * 10) }) as const;

const offer: Handshake["supportedAppProtocolReq"] = {
  AppProtocol: [
    {
      ProtocolNamespace: "urn:iso:15118:2:2013:MsgDef",
      VersionNumberMajor: 2,
      VersionNumberMinor: 0,
      SchemaID: 0,
      Priority: 1,
    },
    {
      ProtocolNamespace: "urn:din:70121:2012:MsgDef",
      VersionNumberMajor: 2,
      VersionNumberMinor: 0,
      SchemaID: 1,
      Priority: 2,
    },
  ],
};
const choice: Handshake["supportedAppProtocolRes"] = { ResponseCode: "OK_SuccessfulNegotiation", SchemaID: 0 };

const session: readonly Body[] = [
  { SessionSetupReq: { EVCCID: "020000000001" } },
  { SessionSetupRes: { ResponseCode: "OK_NewSessionEstablished", EVSEID: "DE*PLG*E1" } },
  { PreChargeReq: { DC_EVStatus: car, EVTargetVoltage: volts(391.5), EVTargetCurrent: amps(1) } },
  { PreChargeRes: { ResponseCode: "OK", DC_EVSEStatus: charger, EVSEPresentVoltage: volts(391.2) } },
  { PowerDeliveryReq: { ChargeProgress: "Start", SAScheduleTupleID: 1 } },
  { PowerDeliveryRes: { ResponseCode: "OK", DC_EVSEStatus: charger } },
  {
    CurrentDemandReq: {
      DC_EVStatus: car,
      EVTargetCurrent: amps(172),
      ChargingComplete: false,
      EVTargetVoltage: volts(415),
    },
  },
  {
    CurrentDemandRes: {
      ResponseCode: "OK",
      DC_EVSEStatus: charger,
      EVSEPresentVoltage: volts(398.4),
      EVSEPresentCurrent: amps(125),
      EVSECurrentLimitAchieved: true,
      EVSEVoltageLimitAchieved: false,
      EVSEPowerLimitAchieved: false,
      EVSEMaximumCurrentLimit: amps(125),
      EVSEID: "DE*PLG*E1",
      SAScheduleTupleID: 1,
    },
  },
  { SessionStopReq: { ChargingSession: "Terminate" } },
  { SessionStopRes: { ResponseCode: "OK" } },
];

const messages: Uint8Array[] = [
  encode(handshake, "supportedAppProtocolReq", offer),
  encode(handshake, "supportedAppProtocolRes", choice),
  ...session.map((Body) => encode(iso2, "V2G_Message", { Header: { SessionID: "0102030405060708" }, Body })),
];

const colour = (format: "cyan" | "yellow" | "bold", text: string) =>
  process.stdout.isTTY ? styleText(format, text) : text;

process.stdout.write("A DC charging session in ISO 15118-2, as it goes over the cable:\n\n");
for (const [index, bytes] of messages.entries()) {
  const { root, value } = decode(index < 2 ? handshake : iso2, bytes);
  const name = messageName(root, value);
  const side = name.endsWith("Req") ? colour("cyan", "car → charger") : colour("yellow", "charger → car");
  process.stdout.write(
    `${side}  ${name.padEnd(24)}${String(bytes.length).padStart(4)} octets  ${highlights(name, value)}\n`,
  );
}

const last = messages.at(-1) as Uint8Array;
process.stdout.write(
  `\n${colour("bold", "The last one, bit by bit:")}\n${explanationLines(explain(iso2, last), last).join("\n")}\n`,
);
process.stdout.write(`\nThe charger limits: the car asks for 172 A and gets 125 A.
Try it yourself:  npx plugtalk exi decode ${Buffer.from(messages[8] as Uint8Array).toString("hex")}\n`);
