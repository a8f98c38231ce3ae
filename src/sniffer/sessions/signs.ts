/**
 * What the two sides said that bears on the end of the session: stop requests, shutdown notices, error codes, refusals.
 *
 * @module
 */

import type { MessageEvent } from "../events.ts";
import {
  bodyOf,
  type Content,
  chargerStatusOf,
  isFailed,
  isRequest,
  numberAt,
  quantityAt,
  stemOf,
  textAt,
  vehicleStatusOf,
} from "./content.ts";
import { progressOf } from "./phases.ts";
import type { CodeChange, PhaseName, StateOfCharge } from "./session.ts";

const MOST_CODES = 128;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** How grave a charger's sign is; what is not listed asks for nothing. */
const GRAVITY: Readonly<Record<string, number>> = {
  StopCharging: 1,
  Pause: 1,
  Terminate: 1,
  EVSE_Shutdown: 2,
  EVSE_UtilityInterruptEvent: 3,
  EVSE_Malfunction: 4,
  EVSE_EmergencyShutdown: 5,
};

/** The gravest that a charger's status says against going on; `undefined` if it says nothing. */
export function stopSignOf(status: Content): string | undefined {
  let gravest: string | undefined;
  for (const what of ["EVSEStatusCode", "EVSENotification"]) {
    const said = textAt(status, what);
    if (said === undefined || GRAVITY[said] === undefined) continue;
    if (gravest === undefined || GRAVITY[said] > (GRAVITY[gravest] ?? 0)) gravest = said;
  }
  return gravest;
}

/** The charger says that it will not go on. */
export interface Notice {
  readonly code: string;
  /** Where it said so first. */
  readonly frame: number;
  /** How many responses said so. */
  readonly responses: number;
}

/** The car's first request that means the end. */
export interface StopRequest {
  readonly message: "PowerDeliveryReq" | "SessionStopReq";
  readonly frame: number;
  readonly phase: PhaseName | undefined;
}

export interface Refusal {
  readonly code: string;
  readonly request: string;
  readonly frame: number;
  readonly phase: PhaseName | undefined;
}

export interface Signs {
  observe(message: MessageEvent, phase: PhaseName | undefined): void;
  readonly notice: Notice | undefined;
  readonly error: { readonly code: string; readonly frame: number } | undefined;
  readonly stop: StopRequest | undefined;
  /** `Terminate`, `Pause`, `ServiceRenegotiation`; empty where the message does not say. */
  readonly sessionStop: { readonly kind: string; readonly frame: number } | undefined;
  readonly refusal: Refusal | undefined;
  /** The car said in its last loop, or with its stop, that it has enough. */
  readonly isComplete: boolean;
  readonly soc: StateOfCharge | undefined;
  readonly codes: readonly CodeChange[];
  /** Of the last PreCharge, in volts. */
  readonly precharge: { readonly wanted?: number; readonly present?: number };
}

/** Reads the state of charge, in percent, from wherever the message has it. */
function socOf(body: Content): number | undefined {
  const status = vehicleStatusOf(body);
  return numberAt(status, "EVRESSSOC") ?? numberAt(body, "DisplayParameters", "PresentSOC");
}

export function signs(): Signs {
  const codes: CodeChange[] = [];
  const latest = new Map<string, string>();
  const precharge: { wanted?: number; present?: number } = {};
  let notice: Mutable<Notice> | undefined;
  let error: { code: string; frame: number } | undefined;
  let stop: StopRequest | undefined;
  let sessionStop: { kind: string; frame: number } | undefined;
  let refusal: Refusal | undefined;
  let isComplete = false;
  let soc: Mutable<StateOfCharge> | undefined;

  function noteCode(message: MessageEvent, side: "vehicle" | "charger", what: string, code: string): void {
    if (latest.get(what) === code) return;
    latest.set(what, code);
    if (codes.length >= MOST_CODES) return;
    const { frame, time } = message;
    codes.push({ frame, ...(time === undefined ? {} : { time }), side, what, code });
  }

  function observeRequest(message: MessageEvent, body: Content, phase: PhaseName | undefined): void {
    const { frame } = message;
    const percent = socOf(body);
    if (percent !== undefined) {
      soc ??= { first: percent, firstFrame: frame, last: percent, lastFrame: frame };
      [soc.last, soc.lastFrame] = [percent, frame];
    }
    const fault = textAt(vehicleStatusOf(body), "EVErrorCode");
    if (fault !== undefined) {
      noteCode(message, "vehicle", "EVErrorCode", fault);
      if (fault === "NO_ERROR") error = undefined;
      else error ??= { code: fault, frame };
    }
    const enough = body["ChargingComplete"] ?? contentFlag(body);
    if (typeof enough === "boolean" && stop === undefined) isComplete = enough;
    switch (stemOf(message.message)) {
      case "PreCharge":
      case "DC_PreCharge": {
        stop = undefined;
        const wanted = quantityAt(body, "EVTargetVoltage");
        if (wanted !== undefined) precharge.wanted = wanted;
        break;
      }
      case "PowerDelivery":
        if (progressOf(message) === "stop") stop ??= { message: "PowerDeliveryReq", frame, phase };
        else [stop, isComplete] = [undefined, false];
        break;
      case "CurrentDemand":
      case "ChargingStatus":
      case "AC_ChargeLoop":
      case "DC_ChargeLoop":
        if (stop?.message === "PowerDeliveryReq") stop = undefined;
        break;
      case "SessionStop":
        stop ??= { message: "SessionStopReq", frame, phase };
        sessionStop = { kind: textAt(body, "ChargingSession") ?? "", frame };
        break;
    }
  }

  function observeResponse(message: MessageEvent, body: Content, phase: PhaseName | undefined): void {
    const { frame } = message;
    const stem = stemOf(message.message);
    if (stem === "PreCharge" || stem === "DC_PreCharge") {
      const present = quantityAt(body, "EVSEPresentVoltage");
      if (present !== undefined) precharge.present = present;
    }
    const code = textAt(body, "ResponseCode");
    if (code !== undefined && isFailed(code)) refusal ??= { code, request: `${stem}Req`, frame, phase };
    else if (code !== undefined && stem !== "SessionStop" && stem !== "WeldingDetection") refusal = undefined;
    const status = chargerStatusOf(body);
    if (status === undefined) return;
    for (const what of ["EVSEStatusCode", "EVSENotification"]) {
      const said = textAt(status, what);
      if (said !== undefined) noteCode(message, "charger", what, said);
    }
    if (stop !== undefined) return;
    const gravest = stopSignOf(status);
    if (gravest === undefined) notice = undefined;
    else if (notice === undefined) notice = { code: gravest, frame, responses: 1 };
    else {
      notice.responses++;
      if ((GRAVITY[gravest] ?? 0) > (GRAVITY[notice.code] ?? 0)) notice.code = gravest;
    }
  }

  return {
    get notice() {
      return notice;
    },
    get error() {
      return error;
    },
    get stop() {
      return stop;
    },
    get sessionStop() {
      return sessionStop;
    },
    get refusal() {
      return refusal;
    },
    get isComplete() {
      return isComplete;
    },
    get soc() {
      return soc;
    },
    codes,
    precharge,
    observe(message, phase) {
      const body = bodyOf(message);
      if (isRequest(message.message)) observeRequest(message, body, phase);
      else observeResponse(message, body, phase);
    },
  };
}

/** Where PowerDeliveryReq says that the charge is complete. */
function contentFlag(body: Content): unknown {
  for (const name of ["DC_EVPowerDeliveryParameter", "DisplayParameters"]) {
    const holder = body[name];
    if (typeof holder === "object" && holder !== null) return (holder as Content)["ChargingComplete"];
  }
  return undefined;
}
