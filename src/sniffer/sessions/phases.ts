/**
 * Which phase of a session a message belongs to, and how long each phase took.
 *
 * @module
 */

import type { MessageEvent } from "../events.ts";
import { bodyOf, isRequest, stemOf, textAt } from "./content.ts";
import { elapsed } from "./elapsed.ts";
import type { Phase, PhaseName } from "./session.ts";

const MOST_PHASES = 64;

/** The phase that a message opens or goes on with. PowerDelivery decides by what it says. */
const PHASE_OF: Readonly<Record<string, PhaseName>> = {
  SDP: "sdp",
  supportedAppProtocol: "handshake",
  SessionSetup: "identification",
  ServiceDiscovery: "identification",
  ServiceDetail: "identification",
  ServiceSelection: "identification",
  ServicePaymentSelection: "authorisation",
  PaymentServiceSelection: "authorisation",
  CertificateInstallation: "authorisation",
  CertificateUpdate: "authorisation",
  PaymentDetails: "authorisation",
  Authorization: "authorisation",
  AuthorizationSetup: "authorisation",
  ContractAuthentication: "authorisation",
  ChargeParameterDiscovery: "parameters",
  AC_ChargeParameterDiscovery: "parameters",
  DC_ChargeParameterDiscovery: "parameters",
  WPT_ChargeParameterDiscovery: "parameters",
  ScheduleExchange: "parameters",
  CableCheck: "cable check",
  DC_CableCheck: "cable check",
  PreCharge: "precharge",
  DC_PreCharge: "precharge",
  CurrentDemand: "charging",
  ChargingStatus: "charging",
  AC_ChargeLoop: "charging",
  DC_ChargeLoop: "charging",
  WPT_ChargeLoop: "charging",
  MeteringReceipt: "charging",
  WeldingDetection: "welding detection",
  DC_WeldingDetection: "welding detection",
  SessionStop: "end",
};

/** What a PowerDeliveryReq wants: DIN has a flag, the others a word. */
export function progressOf(message: MessageEvent): "start" | "stop" | "renegotiate" | undefined {
  const body = bodyOf(message);
  const ready = body["ReadyToChargeState"];
  if (typeof ready === "boolean") return ready ? "start" : "stop";
  switch (textAt(body, "ChargeProgress")) {
    case "Start":
      return "start";
    case "Stop":
    case "Standby":
      return "stop";
    case "Renegotiate":
    case "ScheduleRenegotiation":
      return "renegotiate";
    default:
      return undefined;
  }
}

/** The phase of a message; `undefined` for a message that opens none. */
export function phaseOf(message: MessageEvent): PhaseName | undefined {
  const stem = stemOf(message.message);
  if (stem !== "PowerDelivery") return PHASE_OF[stem];
  if (!isRequest(message.message)) return undefined;
  const progress = progressOf(message);
  if (progress === "start") return "charging";
  return progress === "stop" ? "stopping" : undefined;
}

export interface Phases {
  enter(name: PhaseName, frame: number, time: number | undefined): void;
  /** Something happened that belongs to the phase which runs. */
  goOn(frame: number, time: number | undefined): void;
  readonly current: PhaseName | undefined;
  /** When the phase that runs began. */
  readonly since: number | undefined;
  rows(): readonly Phase[];
  has(name: PhaseName): boolean;
}

interface Running {
  readonly name: PhaseName;
  readonly firstFrame: number;
  readonly start?: number;
  lastFrame: number;
  end?: number;
}

export function phases(): Phases {
  const rows: Running[] = [];
  let running: Running | undefined;

  return {
    get current() {
      return running?.name;
    },
    get since() {
      return running?.start;
    },
    enter(name, frame, time) {
      if (running?.name === name) return this.goOn(frame, time);
      if (running !== undefined && time !== undefined) running.end = time;
      const seen = time === undefined ? {} : { start: time, end: time };
      running = { name, firstFrame: frame, lastFrame: frame, ...seen };
      if (rows.length < MOST_PHASES) rows.push(running);
    },
    goOn(frame, time) {
      if (running === undefined) return;
      running.lastFrame = frame;
      if (time !== undefined) running.end = time;
    },
    has: (name) => rows.some((row) => row.name === name),
    rows: () =>
      rows.map((row) => {
        const { start, end } = row;
        return start === undefined || end === undefined ? { ...row } : { ...row, duration: elapsed(start, end) };
      }),
  };
}
