/**
 * A scene between a car and a charger, told observation by observation: every frame comes 10 ms after the one before,
 * unless the scene waits.
 *
 * @module
 */

import type { MessageEvent, Observation, PilotEvent, TcpEvent } from "../src/sniffer/events.ts";
import type { Finding } from "../src/sniffer/findings/finding.ts";
import { findings } from "../src/sniffer/findings/findings.ts";
import type { Session } from "../src/sniffer/sessions/session.ts";
import { sessions } from "../src/sniffer/sessions/sessions.ts";

export const carMac = "02:00:00:00:00:01";
export const chargerMac = "02:00:00:00:00:02";
export const neighbourMac = "02:00:00:00:00:03";
const carIp = "fe80::1:2:3";
const chargerIp = "fe80::4:5:6";
const RunID = "0102030405060709";
export const broadcast = "ff:ff:ff:ff:ff:ff";
export const NMK = "8f1af3ebd67252be4a8195c96e7b5fb0";
export const NID = "65188c71e87d0d";

type Value = Readonly<Record<string, unknown>>;

export interface Scene {
  readonly all: Observation[];
  wait(seconds: number): Scene;
  mme(name: string, source: string, destination: string, value?: Value): Scene;
  /** SLAC from the question to the match; what is given replaces the usual. */
  slac(change?: { readonly groups?: readonly number[]; readonly nid?: string; readonly nmk?: string }): Scene;
  pilot(state: string, duty?: number): Scene;
  sdp(asked?: string, offered?: string): Scene;
  tcp(change: TcpEvent["change"], side: "vehicle" | "charger"): Scene;
  /** A new connection follows. */
  connect(): Scene;
  ask(stem: string, body?: Value, header?: Value): Scene;
  answer(stem: string, body?: Value, header?: Value): Scene;
  /** Request and response, OK where nothing else is said. */
  talk(stem: string, request?: Value, response?: Value): Scene;
  /** From the handshake until the car may ask for current. */
  untilCharging(): Scene;
  loop(request?: Value, response?: Value): Scene;
  add(observation: Observation): Scene;
  /** The next frame and its time. */
  next(): { readonly frame: number; readonly time: number };
  sessions(): Session[];
  findings(): Finding[];
}

export interface SceneOptions {
  readonly dialect?: "din" | "iso2" | "iso20";
  readonly tls?: boolean;
}

const SECURITY: Readonly<Record<string, number>> = { tls: 0x00, none: 0x10 };

const ready = { DC_EVSEStatus: { EVSEStatusCode: "EVSE_Ready", EVSENotification: "None" } };
const battery = (soc: number) => ({ DC_EVStatus: { EVReady: true, EVErrorCode: "NO_ERROR", EVRESSSOC: soc } });
export const volts = (Value: number) => ({ Multiplier: 0, Unit: "V", Value });

export function scene({ dialect = "iso2", tls = false }: SceneOptions = {}): Scene {
  const all: Observation[] = [];
  let [frame, time, connection, port] = [0, 1_700_000_000, 0, 50_000];
  const sessionId = "1a2b3c4d5e6f7788";

  const next = () => {
    frame++;
    time += 0.01;
    return { frame, time };
  };
  const ends = (side: "vehicle" | "charger") => {
    const [car, charger] = [`[${carIp}]:${port}`, `[${chargerIp}]:61341`];
    return side === "vehicle" ? { source: car, destination: charger } : { source: charger, destination: car };
  };
  const message = (side: "vehicle" | "charger", name: string, value: unknown, more: Partial<MessageEvent> = {}) => {
    const schema = name.startsWith("supported") ? "app-handshake" : dialect === "iso20" ? "iso20-dc" : dialect;
    all.push({
      type: "message",
      ...next(),
      ...ends(side),
      side,
      schema,
      message: name,
      value,
      payloadType: 0x8001,
      connection,
      ...(tls ? { tls: true } : {}),
      ...more,
    });
    return self;
  };
  const wrapped = (name: string, body: Value, header: Value) => {
    if (name.startsWith("supported")) return body;
    const Header = { SessionID: name === "SessionSetupReq" ? "00" : sessionId, ...header };
    return dialect === "iso20" ? { Header, ...body } : { Header, Body: { [name]: body } };
  };

  const self: Scene = {
    all,
    next,
    wait(seconds) {
      time += seconds;
      return self;
    },
    add(observation) {
      all.push(observation);
      return self;
    },
    mme(name, source, destination, value = {}) {
      all.push({ type: "mme", ...next(), name, mmtype: 0x6064, source, destination, value: { RunID, ...value } });
      return self;
    },
    slac({ groups = Array<number>(57).fill(12).concat(14), nid = NID, nmk = NMK } = {}) {
      self.mme("CM_SLAC_PARM.REQ", carMac, broadcast).mme("CM_SLAC_PARM.CNF", chargerMac, carMac, { NUM_SOUNDS: 10 });
      for (let copy = 0; copy < 3; copy++) {
        self.mme("CM_START_ATTEN_CHAR.IND", carMac, broadcast, { NUM_SOUNDS: 10, Time_Out: 6 });
      }
      for (let Cnt = 9; Cnt >= 0; Cnt--) self.wait(0.02).mme("CM_MNBC_SOUND.IND", carMac, broadcast, { Cnt });
      return self
        .mme("CM_ATTEN_CHAR.IND", chargerMac, carMac, { SOURCE_ADDRESS: carMac, NUM_SOUNDS: 10, ATTEN_PROFILE: groups })
        .mme("CM_ATTEN_CHAR.RSP", carMac, chargerMac)
        .mme("CM_SLAC_MATCH.REQ", carMac, chargerMac, { EVSE_MAC: chargerMac })
        .mme("CM_SLAC_MATCH.CNF", chargerMac, carMac, { EVSE_MAC: chargerMac, NID: nid, NMK: nmk });
    },
    pilot(state, duty) {
      const event: PilotEvent = { type: "pilot", ...next(), state, ...(duty === undefined ? {} : { duty }) };
      return self.add(event);
    },
    sdp(asked = "none", offered = "none") {
      const sdp = { schema: "sdp", payloadType: 0x9000 } as const;
      message("vehicle", "SDPReq", { Security: SECURITY[asked] ?? 0 }, { ...sdp, destination: "[ff02::1]:15118" });
      all.push(withoutConnection(all.pop() as MessageEvent));
      if (offered === "") return self;
      message(
        "charger",
        "SDPRes",
        { SECC_IP_Address: chargerIp, SECC_Port: 61341, Security: SECURITY[offered] ?? 0 },
        sdp,
      );
      all.push(withoutConnection(all.pop() as MessageEvent));
      return self;
    },
    tcp(change, side) {
      return self.add({ type: "tcp", ...next(), change, connection, ...ends(side), side });
    },
    connect() {
      connection++;
      port++;
      return self.tcp("opened", "vehicle");
    },
    ask: (stem, body = {}, header = {}) => message("vehicle", `${stem}Req`, wrapped(`${stem}Req`, body, header)),
    answer: (stem, body = {}, header = {}) =>
      message("charger", `${stem}Res`, wrapped(`${stem}Res`, { ResponseCode: "OK", ...body }, header)),
    talk: (stem, request, response) => self.ask(stem, request).answer(stem, response),
    untilCharging() {
      self.connect();
      const offer = { ProtocolNamespace: "urn:iso:15118:2:2013:MsgDef", SchemaID: 1, Priority: 1 };
      self.talk(
        "supportedAppProtocol",
        { AppProtocol: [offer] },
        { ResponseCode: "OK_SuccessfulNegotiation", SchemaID: 1 },
      );
      self.talk(
        "SessionSetup",
        { EVCCID: "0a0b0c0d0e0f" },
        { ResponseCode: "OK_NewSessionEstablished", EVSEID: "DE*1" },
      );
      self.talk("ServiceDiscovery").talk("PaymentServiceSelection", { SelectedPaymentOption: "ExternalPayment" });
      self.talk("Authorization", {}, { EVSEProcessing: "Finished" });
      const parameters = { DC_EVChargeParameter: battery(40), RequestedEnergyTransferMode: "DC_extended" };
      self.talk("ChargeParameterDiscovery", parameters, { EVSEProcessing: "Finished" });
      self.talk("CableCheck", battery(40), { EVSEProcessing: "Finished", ...ready });
      self.talk("PreCharge", { EVTargetVoltage: volts(400) }, { EVSEPresentVoltage: volts(398) });
      return self.talk("PowerDelivery", { ChargeProgress: "Start" }, ready);
    },
    loop: (request = {}, response = {}) =>
      self.talk("CurrentDemand", { ...battery(41), ChargingComplete: false, ...request }, { ...ready, ...response }),
    sessions() {
      const stage = sessions();
      return [...all.flatMap((one) => stage.feed(one)), ...stage.end()];
    },
    findings() {
      const [stage, judge] = [sessions(), findings()];
      const found = all.flatMap((one) => [
        ...judge.feed(one),
        ...stage.feed(one).flatMap((session) => judge.feed(session)),
      ]);
      return [...found, ...stage.end().flatMap((session) => judge.feed(session)), ...judge.end()];
    },
  };
  return self;
}

function withoutConnection({ connection, tls, ...message }: MessageEvent): MessageEvent {
  return message;
}
