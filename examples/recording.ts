/**
 * Writes the recording of a DC charging session, from SLAC to the end, in DIN SPEC 70121: every frame made by our own
 * encoders, nothing recorded from anybody, and the same octets every time. `plugtalk read` tells what it says.
 *
 * @module
 */

import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { fromHex } from "../src/base/hex.ts";
import { frameBlock, interfaceBlock, sectionBlock } from "../src/capture/write-pcapng.ts";
import { encode, type Infer } from "../src/exi/index.ts";
import { din70121 } from "../src/messages/din70121/schema.ts";
import { handshake } from "../src/messages/handshake.ts";
import { writeMme } from "../src/messages/homeplug/frame.ts";
import * as slac from "../src/messages/homeplug/slac.ts";

type Body = Infer<typeof din70121>["V2G_Message"]["Body"];

export const CAR = { mac: "02:00:00:00:00:01", ip: "fe800000000000000000000000000001", port: 50_000 };
export const CHARGER = { mac: "02:00:00:00:00:02", ip: "fe800000000000000000000000000002", port: 15_118 };
export const EVERYONE = { mac: "33:33:00:00:00:01", ip: "ff020000000000000000000000000001", port: 15_118 };
export type End = typeof CAR;
const BROADCAST = "ff:ff:ff:ff:ff:ff";

const RunID = "0200000000010000";
const SECURITY = { APPLICATION_TYPE: 0, SECURITY_TYPE: 0 };
const NOBODY = "00".repeat(17);
const SOUNDS = 10;
const GROUPS = 58;

export const octets = (...parts: (Uint8Array | readonly number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => [...part]));
export const u16 = (value: number) => [value >> 8, value & 0xff];
export const u32 = (value: number) => [...u16(Math.floor(value / 65_536)), ...u16(value % 65_536)];

/** The one's complement sum that UDP and TCP carry over addresses, length and content (RFC 8200, 8.1). */
function checksum(from: End, to: End, protocol: number, content: Uint8Array): number {
  const all = octets(
    fromHex(from.ip),
    fromHex(to.ip),
    u32(content.length),
    u32(protocol),
    content,
    content.length % 2 ? [0] : [],
  );
  let sum = 0;
  for (let i = 0; i < all.length; i += 2) sum += ((all[i] as number) << 8) | (all[i + 1] as number);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return sum === 0xffff ? 0xffff : ~sum & 0xffff;
}

/** An Ethernet frame with an IPv6 packet; the checksum is put into the content at `checksumAt`. */
export function ipv6(from: End, to: End, protocol: number, content: Uint8Array, checksumAt: number): Uint8Array {
  const sum = checksum(from, to, protocol, content);
  const sealed = octets(content.subarray(0, checksumAt), u16(sum), content.subarray(checksumAt + 2));
  const header = [0x60, 0, 0, 0, ...u16(sealed.length), protocol, 255];
  const ethernet = octets(fromHex(to.mac), fromHex(from.mac), [0x86, 0xdd]);
  return octets(ethernet, header, fromHex(from.ip), fromHex(to.ip), sealed);
}

/** The octets of a pcapng file. */
export function recording(): Uint8Array {
  const blocks = [sectionBlock(), interfaceBlock({ linkType: 1, name: "demo" })];
  let milliseconds = 0;
  const sent = new Map<End, number>([
    [CAR, 1000],
    [CHARGER, 9000],
  ]);

  const put = (frame: Uint8Array, after: number) => {
    milliseconds += after;
    const time = {
      seconds: 1_760_000_000 + Math.floor(milliseconds / 1000),
      nanoseconds: (milliseconds % 1000) * 1_000_000,
    };
    blocks.push(frameBlock({ time, data: frame }));
  };
  const udp = (from: End, to: End, content: Uint8Array) =>
    ipv6(from, to, 17, octets(u16(from.port), u16(to.port), u16(8 + content.length), [0, 0], content), 6);
  const tcp = (from: End, to: End, flags: number, content: Uint8Array, after: number) => {
    const sequence = sent.get(from) as number;
    const header = octets(
      u16(from.port),
      u16(to.port),
      u32(sequence),
      u32(flags & 16 ? (sent.get(to) as number) : 0),
      [0x50, flags],
      u16(65_535),
      [0, 0, 0, 0],
    );
    put(ipv6(from, to, 6, octets(header, content), 16), after);
    sent.set(from, sequence + content.length + (flags & 3 ? 1 : 0));
  };
  const v2gtp = (payloadType: number, payload: Uint8Array) =>
    octets([0x01, 0xfe], u16(payloadType), u32(payload.length), payload);
  const say = (from: End, exi: Uint8Array, after: number) =>
    tcp(from, from === CAR ? CHARGER : CAR, 0x18, v2gtp(0x8001, exi), after);
  const exchange = (request: Body, response: Body, latency = 30) => {
    const message = (Body: Body) =>
      encode(din70121, "V2G_Message", { Header: { SessionID: "0000000000000001" }, Body });
    say(CAR, message(request), 70);
    say(CHARGER, message(response), latency);
  };

  // Matching: the car asks, sounds, hears how loud it was, and gets the key.
  put(writeMme(slac.CM_SLAC_PARM_REQ, { ...SECURITY, RunID }, CAR.mac, BROADCAST), 0);
  put(
    writeMme(
      slac.CM_SLAC_PARM_CNF,
      {
        M_SOUND_TARGET: BROADCAST,
        NUM_SOUNDS: SOUNDS,
        Time_Out: 6,
        RESP_TYPE: 1,
        FORWARDING_STA: CAR.mac,
        ...SECURITY,
        RunID,
      },
      CHARGER.mac,
      CAR.mac,
    ),
    3,
  );
  for (let i = 0; i < 3; i++) {
    put(
      writeMme(
        slac.CM_START_ATTEN_CHAR_IND,
        { ...SECURITY, NUM_SOUNDS: SOUNDS, Time_Out: 6, RESP_TYPE: 1, FORWARDING_STA: CAR.mac, RunID },
        CAR.mac,
        BROADCAST,
      ),
      20,
    );
  }
  for (let i = 0; i < SOUNDS; i++) {
    put(
      writeMme(
        slac.CM_MNBC_SOUND_IND,
        { ...SECURITY, SenderID: NOBODY, Cnt: SOUNDS - 1 - i, RunID, Rnd: "5a".repeat(16) },
        CAR.mac,
        BROADCAST,
      ),
      20,
    );
  }
  const ATTEN_PROFILE = Array.from({ length: GROUPS }, (_, i) => 12 + Math.round(i / 8));
  const report = { ...SECURITY, SOURCE_ADDRESS: CAR.mac, RunID, SOURCE_ID: NOBODY, RESP_ID: NOBODY };
  put(writeMme(slac.CM_ATTEN_CHAR_IND, { ...report, NUM_SOUNDS: SOUNDS, ATTEN_PROFILE }, CHARGER.mac, CAR.mac), 120);
  put(writeMme(slac.CM_ATTEN_CHAR_RSP, { ...report, Result: 0 }, CAR.mac, CHARGER.mac), 5);
  const match = { ...SECURITY, PEV_ID: NOBODY, PEV_MAC: CAR.mac, EVSE_ID: NOBODY, EVSE_MAC: CHARGER.mac, RunID };
  put(writeMme(slac.CM_SLAC_MATCH_REQ, match, CAR.mac, CHARGER.mac), 10);
  put(
    writeMme(
      slac.CM_SLAC_MATCH_CNF,
      { ...match, NID: "d5a84e29a1f703", NMK: "6b2f9c0e5d814a7733c1e8f5904db26a" },
      CHARGER.mac,
      CAR.mac,
    ),
    4,
  );

  // Discovery, connection, handshake.
  put(udp(CAR, EVERYONE, v2gtp(0x9000, Uint8Array.of(0x10, 0))), 3000);
  put(udp(CHARGER, CAR, v2gtp(0x9001, octets(fromHex(CHARGER.ip), u16(CHARGER.port), [0x10, 0]))), 4);
  tcp(CAR, CHARGER, 0x02, Uint8Array.of(), 20);
  tcp(CHARGER, CAR, 0x12, Uint8Array.of(), 1);
  tcp(CAR, CHARGER, 0x10, Uint8Array.of(), 1);
  const offer = {
    ProtocolNamespace: "urn:din:70121:2012:MsgDef",
    VersionNumberMajor: 2,
    VersionNumberMinor: 0,
    SchemaID: 1,
    Priority: 1,
  };
  say(CAR, encode(handshake, "supportedAppProtocolReq", { AppProtocol: [offer] }), 30);
  say(
    CHARGER,
    encode(handshake, "supportedAppProtocolRes", { ResponseCode: "OK_SuccessfulNegotiation", SchemaID: 1 }),
    8,
  );

  // The session: 62 kWh battery at 43 %, a charger of 50 kW and 125 A.
  const volts = (Value: number) => ({ Multiplier: -1, Unit: "V", Value: Math.round(Value * 10) }) as const;
  const amps = (Value: number) => ({ Multiplier: -1, Unit: "A", Value: Math.round(Value * 10) }) as const;
  const kilowatts = (Value: number) => ({ Multiplier: 1, Unit: "W", Value: Math.round(Value * 100) }) as const;
  const car = (EVRESSSOC = 43) => ({ EVReady: true, EVErrorCode: "NO_ERROR", EVRESSSOC }) as const;
  const charger = {
    EVSEIsolationStatus: "Valid",
    EVSEStatusCode: "EVSE_Ready",
    NotificationMaxDelay: 0,
    EVSENotification: "None",
  } as const;
  const OK = { ResponseCode: "OK" } as const;
  const status = { DC_EVSEStatus: charger };
  exchange(
    { SessionSetupReq: { EVCCID: "020000000001" } },
    { SessionSetupRes: { ResponseCode: "OK_NewSessionEstablished", EVSEID: "00" } },
  );
  exchange(
    { ServiceDiscoveryReq: {} },
    {
      ServiceDiscoveryRes: {
        ...OK,
        PaymentOptions: { PaymentOption: ["ExternalPayment"] },
        ChargeService: {
          ServiceTag: { ServiceID: 1, ServiceCategory: "EVCharging" },
          FreeService: true,
          EnergyTransferType: "DC_extended",
        },
      },
    },
  );
  exchange(
    {
      ServicePaymentSelectionReq: {
        SelectedPaymentOption: "ExternalPayment",
        SelectedServiceList: { SelectedService: [{ ServiceID: 1 }] },
      },
    },
    { ServicePaymentSelectionRes: OK },
  );
  exchange({ ContractAuthenticationReq: {} }, { ContractAuthenticationRes: { ...OK, EVSEProcessing: "Finished" } });
  exchange(
    {
      ChargeParameterDiscoveryReq: {
        EVRequestedEnergyTransferType: "DC_extended",
        DC_EVChargeParameter: {
          DC_EVStatus: car(),
          EVMaximumCurrentLimit: amps(200),
          EVMaximumVoltageLimit: volts(415),
          EVMaximumPowerLimit: kilowatts(80),
        },
      },
    },
    {
      ChargeParameterDiscoveryRes: {
        ...OK,
        EVSEProcessing: "Finished",
        SAScheduleList: {
          SAScheduleTuple: [
            {
              SAScheduleTupleID: 1,
              PMaxSchedule: {
                PMaxScheduleID: 1,
                PMaxScheduleEntry: [{ RelativeTimeInterval: { start: 0 }, PMax: 32_767 }],
              },
            },
          ],
        },
        DC_EVSEChargeParameter: {
          ...status,
          EVSEMaximumCurrentLimit: amps(125),
          EVSEMaximumPowerLimit: kilowatts(50),
          EVSEMaximumVoltageLimit: volts(500),
          EVSEMinimumCurrentLimit: amps(1),
          EVSEMinimumVoltageLimit: volts(150),
          EVSEPeakCurrentRipple: amps(1),
        },
      },
    },
  );
  for (let i = 0; i < 20; i++)
    exchange(
      { CableCheckReq: { DC_EVStatus: car() } },
      { CableCheckRes: { ...OK, ...status, EVSEProcessing: i < 19 ? "Ongoing" : "Finished" } },
    );
  for (let i = 1; i <= 12; i++) {
    exchange(
      { PreChargeReq: { DC_EVStatus: car(), EVTargetVoltage: volts(372), EVTargetCurrent: amps(1) } },
      { PreChargeRes: { ...OK, ...status, EVSEPresentVoltage: volts(Math.min(372, 40 * i)) } },
    );
  }
  const delivery = (ReadyToChargeState: boolean): Body => ({
    PowerDeliveryReq: {
      ReadyToChargeState,
      DC_EVPowerDeliveryParameter: { DC_EVStatus: car(), ChargingComplete: !ReadyToChargeState },
    },
  });
  exchange(delivery(true), { PowerDeliveryRes: { ...OK, ...status } }, 300);
  let present = 0;
  for (let i = 0; i < 500; i++) {
    const seconds = i / 10;
    const target = seconds < 12 ? 10 * seconds : seconds < 40 ? 125 : Math.max(60, 125 - 8 * (seconds - 40));
    const EVSEPresentVoltage = 372 + Math.min(24, seconds);
    present += Math.max(-6, Math.min(6, target - present)) * 0.6;
    exchange(
      {
        CurrentDemandReq: {
          DC_EVStatus: car(43 + Math.floor(seconds / 25)),
          EVTargetCurrent: amps(target),
          ChargingComplete: false,
          EVTargetVoltage: volts(415),
        },
      },
      {
        CurrentDemandRes: {
          ...OK,
          ...status,
          EVSEPresentVoltage: volts(EVSEPresentVoltage),
          EVSEPresentCurrent: amps(present),
          EVSECurrentLimitAchieved: target >= 125,
          EVSEVoltageLimitAchieved: false,
          EVSEPowerLimitAchieved: false,
          EVSEMaximumCurrentLimit: amps(125),
        },
      },
    );
  }
  exchange(delivery(false), { PowerDeliveryRes: { ...OK, ...status } }, 400);
  for (let i = 0; i < 3; i++)
    exchange(
      { WeldingDetectionReq: { DC_EVStatus: car(45) } },
      { WeldingDetectionRes: { ...OK, ...status, EVSEPresentVoltage: volts(30 - 10 * i) } },
    );
  exchange({ SessionStopReq: {} }, { SessionStopRes: OK });
  tcp(CAR, CHARGER, 0x11, Uint8Array.of(), 50);
  tcp(CHARGER, CAR, 0x11, Uint8Array.of(), 2);
  return octets(...blocks);
}

// The bench and the tests import this file; only whoever runs it wants a file.
if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  const [, , file = "captures/demo.pcapng"] = process.argv;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, recording());
  process.stdout.write(`A recorded charging session was written to ${file}\n`);
}
