/**
 * A charging session by ISO 15118-2 from the charger's side: what each state takes (ISO 15118-2, 8.8.4). This file has the
 * states that are the same for direct and alternating current, and the whole table.
 *
 * @module
 */

import { type Content, iso2, type Request } from "../v2g/dialect.ts";
import { amps, volts, watts } from "../v2g/quantities.ts";
import { isNoSession, isSameSession } from "../v2g/session-id.ts";
import { authorizing, type ChargerSession, enter, macOf } from "./charger-session.ts";
import { dcStatus } from "./dc-status.ts";
import { acParameters, acPowerDelivery, chargingStatus } from "./iso2-ac.ts";
import {
  cableCheck,
  currentDemand,
  dcParameters,
  dcPowerDelivery,
  preChargeAnswer,
  weldingDetection,
} from "./iso2-dc.ts";
import { meteringReceipt, withoutReceipt } from "./iso2-metering.ts";
import { CHARGING, modesOf, paymentSelection, serviceDetail, serviceDiscovery } from "./iso2-services.ts";
import { END, type Handler, Refuse, type Row, type Service, type Table } from "./serve.ts";

export type Iso2 = typeof iso2.schema;
export type Iso2State =
  | "SessionSetup"
  | "ServiceDiscovery"
  | "PaymentServiceSelection"
  | "Authorization"
  | "ChargeParameterDiscovery"
  | "CableCheck"
  | "CableChecked"
  | "PreCharge"
  | "PowerDelivery"
  | "ChargingDc"
  | "ChargingAc"
  | "RenegotiatingAc"
  | "ReceiptDc"
  | "ReceiptAc"
  | "StoppedDc"
  | "StoppedAc";
export type On<R extends Request<Iso2>> = Handler<Iso2, R, Iso2State, ChargerSession>;

const sessionSetup: On<"SessionSetupReq"> = ({ EVCCID }, session) => {
  enter(session, "session setup");
  session.vehicleId = macOf(EVCCID);
  const { memory } = session;
  // [V2G2-463], [V2G2-756]: what the car asks for stands in the header; `serve` has left it in `requestedId`.
  const joins = memory.paused !== undefined && isSameSession(memory.paused.sessionId, session.requestedId);
  session.sessionId = joins ? (memory.paused?.sessionId ?? "") : session.newNumber();
  delete memory.paused;
  return {
    answer: {
      ResponseCode: joins ? "OK_OldSessionJoined" : "OK_NewSessionEstablished",
      EVSEID: session.charger.id,
      EVSETimeStamp: String(session.run.clock.time().seconds),
    },
    next: "ServiceDiscovery",
  };
};

const authorization: On<"AuthorizationReq"> = async (_, session) => {
  if (!session.authorization) enter(session, "authorization");
  const found = await authorizing(session).look(session.run);
  if (found?.value === "rejected") throw new Refuse("FAILED", "the charger does not let this car charge");
  return {
    // [V2G2-854] the driver has something to do.
    answer: { ResponseCode: "OK", EVSEProcessing: found ? "Finished" : "Ongoing_WaitingForCustomerInteraction" },
    next: found ? "ChargeParameterDiscovery" : "Authorization",
  };
};

const parameters: On<"ChargeParameterDiscoveryReq"> = (request, session) => {
  const mode = request.RequestedEnergyTransferMode;
  if (!modesOf(session).includes(mode)) {
    throw new Refuse("FAILED_WrongEnergyTransferMode", `${mode} is not offered, but ${modesOf(session).join(", ")}`);
  }
  return mode.startsWith("DC") ? dcParameters(request, session) : acParameters(request, session);
};

const powerDelivery: On<"PowerDeliveryReq"> = (request, session) =>
  session.isAc ? acPowerDelivery(request, session) : dcPowerDelivery(request, session);

/** Taken from any state: a car that gives up ends its power first. */
const powerOff: On<"PowerDeliveryReq"> = (request, session) => {
  if (request.ChargeProgress === "Stop") return powerDelivery(request, session);
  throw new Refuse("FAILED_SequenceError", `${request.ChargeProgress} came before charging was prepared`);
};

/**
 * Where a session can be paused: once its power has ended, or before it began where the offer has none (RISE-V2G). With
 * the output on, or nothing agreed upon, there is nothing to come back to.
 */
const mayPause = ({ sessionId, phase, offered }: ChargerSession): boolean =>
  !isNoSession(sessionId) &&
  (phase === "stopping" || phase === "welding detection" || (phase === "parameters" && offered.length > 0));

/** [V2G2-570] taken in every state: cars say goodbye from anywhere after a fault. A pause that cannot be is an end. */
const sessionStop: On<"SessionStopReq"> = ({ ChargingSession }, session) => {
  if (ChargingSession === "Pause" && !mayPause(session)) {
    session.tell({ type: "odd", words: "the car pauses where it may not: the session ends" });
  } else if (ChargingSession === "Pause") {
    session.isPaused = true;
    session.memory.paused = { sessionId: session.sessionId, vehicleId: session.vehicleId };
  }
  return { answer: { ResponseCode: "OK" }, next: END };
};

const table: Table<Iso2, Iso2State, ChargerSession> = {
  SessionSetup: { SessionSetupReq: sessionSetup },
  ServiceDiscovery: { ServiceDiscoveryReq: serviceDiscovery },
  // [V2G2-545] a category at a time may be asked for.
  PaymentServiceSelection: {
    ServiceDiscoveryReq: serviceDiscovery,
    ServiceDetailReq: serviceDetail,
    PaymentServiceSelectionReq: paymentSelection,
  },
  Authorization: { AuthorizationReq: authorization },
  ChargeParameterDiscovery: { ChargeParameterDiscoveryReq: parameters },
  CableCheck: { CableCheckReq: cableCheck, PowerDeliveryReq: powerOff },
  // [V2G2-584] no power without pre-charge.
  CableChecked: { PreChargeReq: preChargeAnswer, PowerDeliveryReq: powerOff },
  PreCharge: { PreChargeReq: preChargeAnswer, PowerDeliveryReq: powerDelivery },
  PowerDelivery: { PowerDeliveryReq: powerDelivery },
  ChargingDc: { CurrentDemandReq: currentDemand, PowerDeliveryReq: powerDelivery },
  ChargingAc: { ChargingStatusReq: chargingStatus, PowerDeliveryReq: powerDelivery },
  // The contactors are still closed, and some cars go on with what was agreed before (RISE-V2G).
  RenegotiatingAc: {
    ChargeParameterDiscoveryReq: parameters,
    ChargingStatusReq: chargingStatus,
    PowerDeliveryReq: powerOff,
  },
  // [V2G2-795] a receipt that was asked for comes before anything else; a car that ends forgets it (RISE-V2G).
  ReceiptDc: {
    MeteringReceiptReq: meteringReceipt,
    CurrentDemandReq: withoutReceipt(currentDemand),
    PowerDeliveryReq: powerOff,
  },
  ReceiptAc: {
    MeteringReceiptReq: meteringReceipt,
    ChargingStatusReq: withoutReceipt(chargingStatus),
    PowerDeliveryReq: powerOff,
  },
  StoppedDc: {
    WeldingDetectionReq: weldingDetection,
    PowerDeliveryReq: powerOff,
    MeteringReceiptReq: meteringReceipt,
  },
  // [V2G2-568] there is nothing to detect with alternating current.
  StoppedAc: { PowerDeliveryReq: powerOff, MeteringReceiptReq: meteringReceipt },
};

const always: Row<Iso2, Iso2State, ChargerSession> = { SessionStopReq: sessionStop };

export const iso2Service: Service<Iso2, Iso2State, ChargerSession> = {
  dialect: iso2,
  table,
  first: "SessionSetup",
  always,
  refusal,
};

/** The least that the schema allows of each answer. */
function refusal(request: Request<Iso2>, code: string, session: ChargerSession): object {
  const ResponseCode = code as Content<Iso2, "SessionStopRes">["ResponseCode"];
  const EVSEID = session.charger.id;
  const DC_EVSEStatus = dcStatus(session, "unknown", "EVSE_NotReady");
  const RCD = session.charger.ac?.hasResidualCurrent() ?? false;
  const AC_EVSEStatus = { NotificationMaxDelay: 0, EVSENotification: "None", RCD };
  const status = (session.isAc ?? !session.charger.dc) ? { AC_EVSEStatus } : { DC_EVSEStatus };
  switch (request) {
    case "SessionSetupReq":
      return { ResponseCode, EVSEID };
    case "ServiceDiscoveryReq":
      return {
        ResponseCode,
        PaymentOptionList: { PaymentOption: ["ExternalPayment"] },
        ChargeService: {
          ServiceID: CHARGING,
          ServiceCategory: "EVCharging",
          FreeService: false,
          SupportedEnergyTransferMode: { EnergyTransferMode: modesOf(session) },
        },
      };
    case "ServiceDetailReq":
      return { ResponseCode, ServiceID: CHARGING };
    case "AuthorizationReq":
      return { ResponseCode, EVSEProcessing: "Finished" };
    case "ChargeParameterDiscoveryReq":
      return { ResponseCode, EVSEProcessing: "Finished", ...noParameters(session) };
    case "PowerDeliveryReq":
    case "MeteringReceiptReq":
      return { ResponseCode, ...status };
    case "CableCheckReq":
      return { ResponseCode, DC_EVSEStatus, EVSEProcessing: "Finished" };
    case "PreChargeReq":
    case "WeldingDetectionReq":
      return { ResponseCode, DC_EVSEStatus, EVSEPresentVoltage: volts(0) };
    case "CurrentDemandReq":
      return {
        ResponseCode,
        DC_EVSEStatus: dcStatus(session, "unknown", "EVSE_EmergencyShutdown"),
        EVSEPresentVoltage: volts(0),
        EVSEPresentCurrent: amps(0),
        EVSECurrentLimitAchieved: false,
        EVSEVoltageLimitAchieved: false,
        EVSEPowerLimitAchieved: false,
        EVSEID,
        SAScheduleTupleID: session.tuple,
      };
    case "ChargingStatusReq":
      return { ResponseCode, EVSEID, SAScheduleTupleID: session.tuple, AC_EVSEStatus };
    case "PaymentDetailsReq":
      return { ResponseCode, GenChallenge: "00".repeat(16), EVSETimeStamp: "0" };
    case "CertificateInstallationReq":
    case "CertificateUpdateReq":
      return noCertificate(request, ResponseCode);
    default:
      return { ResponseCode };
  }
}

const noParameters = ({ isAc, charger: { dc } }: ChargerSession): object =>
  isAc || !dc
    ? {
        AC_EVSEChargeParameter: {
          AC_EVSEStatus: { NotificationMaxDelay: 0, EVSENotification: "None", RCD: false },
          EVSENominalVoltage: volts(0),
          EVSEMaxCurrent: amps(0),
        },
      }
    : {
        DC_EVSEChargeParameter: {
          DC_EVSEStatus: {
            NotificationMaxDelay: 0,
            EVSENotification: "None",
            EVSEIsolationStatus: "Invalid",
            EVSEStatusCode: "EVSE_NotReady",
          },
          EVSEMaximumCurrentLimit: amps(0),
          EVSEMaximumPowerLimit: watts(0),
          EVSEMaximumVoltageLimit: volts(0),
          EVSEMinimumCurrentLimit: amps(0),
          EVSEMinimumVoltageLimit: volts(0),
          EVSEPeakCurrentRipple: amps(0),
        },
      };

/** Certificates are not handed out here; the schema wants one octet of each part all the same. */
function noCertificate(request: Request<Iso2>, ResponseCode: string): object {
  const octet = "00";
  return {
    ResponseCode,
    SAProvisioningCertificateChain: { Certificate: octet },
    ContractSignatureCertChain: { Certificate: octet },
    ContractSignatureEncryptedPrivateKey: { Id: "id1", $value: octet },
    DHpublickey: { Id: "id2", $value: octet },
    eMAID: { Id: "id3", $value: "00000000000000" },
    ...(request === "CertificateUpdateReq" ? { RetryCounter: 0 } : {}),
  };
}
