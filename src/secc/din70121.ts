/**
 * A charging session by DIN SPEC 70121 from the charger's side: what each state takes (DIN SPEC 70121, 9.4 and table 78).
 * This file has the states before there are parameters, and the whole table.
 *
 * @module
 */

import { fromHex, toHex } from "../base/hex.ts";
import { type Content, din70121, type Request } from "../v2g/dialect.ts";
import { amps, volts } from "../v2g/quantities.ts";
import { authorizing, type ChargerSession, enter, macOf } from "./charger-session.ts";
import { dcStatus } from "./dc-status.ts";
import {
  cableCheck,
  currentDemand,
  parameters,
  powerDelivery,
  preChargeAnswer,
  weldingDetection,
} from "./din70121-dc.ts";
import { END, type Handler, Refuse, type Row, type Service, type Table } from "./serve.ts";

type Din = typeof din70121.schema;
type State =
  | "SessionSetup"
  | "ServiceDiscovery"
  | "ServicePaymentSelection"
  | "ContractAuthentication"
  | "ChargeParameterDiscovery"
  | "CableCheck"
  | "CableChecked"
  | "PreCharge"
  | "Charging"
  | "Stopped";
export type On<R extends Request<Din>> = Handler<Din, R, State, ChargerSession>;

/** The one service: charging. */
const SERVICE_ID = 1;

const sessionSetup: On<"SessionSetupReq"> = ({ EVCCID }, session) => {
  enter(session, "session setup");
  session.vehicleId = macOf(EVCCID);
  // DIN SPEC 70121 knows no pause: every session is a new one.
  session.sessionId = session.newNumber();
  return {
    answer: {
      ResponseCode: "OK_NewSessionEstablished",
      EVSEID: evseId(session.charger.id),
      DateTimeNow: String(session.run.clock.time().seconds),
    },
    next: "ServiceDiscovery",
  };
};

const serviceDiscovery: On<"ServiceDiscoveryReq"> = () => ({
  answer: {
    ResponseCode: "OK",
    PaymentOptions: { PaymentOption: ["ExternalPayment"] },
    ChargeService: {
      ServiceTag: { ServiceID: SERVICE_ID, ServiceCategory: "EVCharging" },
      FreeService: false,
      EnergyTransferType: "DC_extended",
    },
  },
  next: "ServicePaymentSelection",
});

const paymentSelection: On<"ServicePaymentSelectionReq"> = ({ SelectedPaymentOption, SelectedServiceList }) => {
  if (SelectedPaymentOption !== "ExternalPayment") {
    throw new Refuse("FAILED_PaymentSelectionInvalid", `${SelectedPaymentOption} was not offered`);
  }
  const selected = SelectedServiceList.SelectedService.map(({ ServiceID }) => ServiceID);
  if (selected.length !== 1 || selected[0] !== SERVICE_ID) {
    throw new Refuse(
      "FAILED_ServiceSelectionInvalid",
      `services ${selected.join(", ")} were chosen, ${SERVICE_ID} is offered`,
    );
  }
  return { answer: { ResponseCode: "OK" }, next: "ContractAuthentication" };
};

const contractAuthentication: On<"ContractAuthenticationReq"> = async (_, session) => {
  if (!session.authorization) enter(session, "authorization");
  const found = await authorizing(session).look(session.run);
  if (found?.value === "rejected") throw new Refuse("FAILED", "the charger does not let this car charge");
  return {
    answer: { ResponseCode: "OK", EVSEProcessing: found ? "Finished" : "Ongoing" },
    next: found ? "ChargeParameterDiscovery" : "ContractAuthentication",
  };
};

/** Cars say goodbye from any state after a fault, and keep the plug locked for half a minute where they are refused. */
const sessionStop: On<"SessionStopReq"> = () => ({ answer: { ResponseCode: "OK" }, next: END });

/** Taken from any state: a car that gives up ends its power first (Audi Q4 after a cable check without result). */
const powerOff: On<"PowerDeliveryReq"> = (request, session) => {
  if (!request.ReadyToChargeState) return powerDelivery(request, session);
  throw new Refuse("FAILED_SequenceError", "charging cannot begin before pre-charge");
};

const table: Table<Din, State, ChargerSession> = {
  SessionSetup: { SessionSetupReq: sessionSetup },
  ServiceDiscovery: { ServiceDiscoveryReq: serviceDiscovery },
  ServicePaymentSelection: { ServicePaymentSelectionReq: paymentSelection },
  ContractAuthentication: { ContractAuthenticationReq: contractAuthentication },
  ChargeParameterDiscovery: { ChargeParameterDiscoveryReq: parameters },
  CableCheck: { CableCheckReq: cableCheck, PowerDeliveryReq: powerOff },
  // [V2G-DC-453] no power without pre-charge.
  CableChecked: { PreChargeReq: preChargeAnswer, PowerDeliveryReq: powerOff },
  PreCharge: { PreChargeReq: preChargeAnswer, PowerDeliveryReq: powerDelivery },
  Charging: { CurrentDemandReq: currentDemand, PowerDeliveryReq: powerDelivery },
  Stopped: { WeldingDetectionReq: weldingDetection, PowerDeliveryReq: powerOff },
};

const always: Row<Din, State, ChargerSession> = { SessionStopReq: sessionStop };

export const din70121Service: Service<Din, State, ChargerSession> = {
  dialect: din70121,
  table,
  first: "SessionSetup",
  always,
  refusal,
};

/** The least that the schema allows of each answer. */
function refusal(request: Request<Din>, code: string, session: ChargerSession): object {
  const ResponseCode = code as Content<Din, "SessionStopRes">["ResponseCode"];
  const DC_EVSEStatus = dcStatus(session, "unknown", "EVSE_NotReady");
  const none = volts(0);
  switch (request) {
    case "SessionSetupReq":
      return { ResponseCode, EVSEID: "00" };
    case "ServiceDiscoveryReq":
      return { ...(serviceDiscovery({}, session) as { answer: object }).answer, ResponseCode };
    case "ContractAuthenticationReq":
      return { ResponseCode, EVSEProcessing: "Finished" };
    case "ChargeParameterDiscoveryReq":
      return {
        ResponseCode,
        EVSEProcessing: "Finished",
        SAScheduleList: {
          SAScheduleTuple: [
            {
              SAScheduleTupleID: 1,
              PMaxSchedule: { PMaxScheduleID: 1, PMaxScheduleEntry: [{ RelativeTimeInterval: { start: 0 }, PMax: 0 }] },
            },
          ],
        },
        DC_EVSEChargeParameter: {
          DC_EVSEStatus,
          EVSEMaximumCurrentLimit: amps(0),
          EVSEMaximumVoltageLimit: none,
          EVSEMinimumCurrentLimit: amps(0),
          EVSEMinimumVoltageLimit: none,
          EVSEPeakCurrentRipple: amps(0),
        },
      };
    case "CableCheckReq":
      return { ResponseCode, DC_EVSEStatus, EVSEProcessing: "Finished" };
    case "PreChargeReq":
    case "WeldingDetectionReq":
      return { ResponseCode, DC_EVSEStatus, EVSEPresentVoltage: none };
    case "PowerDeliveryReq":
      return { ResponseCode, DC_EVSEStatus };
    case "CurrentDemandReq":
      return {
        ResponseCode,
        DC_EVSEStatus: dcStatus(session, "unknown", "EVSE_EmergencyShutdown"),
        EVSEPresentVoltage: none,
        EVSEPresentCurrent: amps(0),
        EVSECurrentLimitAchieved: false,
        EVSEVoltageLimitAchieved: false,
        EVSEPowerLimitAchieved: false,
      };
    default:
      return refusalOfUnused(request, ResponseCode);
  }
}

/** Requests of services that are never offered. */
function refusalOfUnused(request: Request<Din>, ResponseCode: string): object {
  const AC_EVSEStatus = { PowerSwitchClosed: false, RCD: false, NotificationMaxDelay: 0, EVSENotification: "None" };
  switch (request) {
    case "ServiceDetailReq":
      return { ResponseCode, ServiceID: SERVICE_ID };
    case "PaymentDetailsReq":
      return { ResponseCode, GenChallenge: "", DateTimeNow: "0" };
    case "ChargingStatusReq":
      return {
        ResponseCode,
        EVSEID: "00",
        SAScheduleTupleID: 1,
        ReceiptRequired: false,
        AC_EVSEStatus,
      };
    case "MeteringReceiptReq":
      return { ResponseCode, AC_EVSEStatus };
    case "CertificateInstallationReq":
    case "CertificateUpdateReq":
      return {
        Id: "id1",
        ResponseCode,
        ContractSignatureCertChain: { Certificate: "00" },
        ContractSignatureEncryptedPrivateKey: "00",
        DHParams: "00",
        ContractID: "0",
        ...(request === "CertificateUpdateReq" ? { RetryCounter: 0 } : {}),
      };
    default:
      return { ResponseCode };
  }
}

/** Digits and stars are written four bits each (DIN SPEC 91286: `49*89*6360` is 49A89A6360); other text as ASCII. */
function evseId(id: string): string {
  if (!/^\+?[\d*]+$/.test(id)) return toHex(Uint8Array.from(id.slice(0, 32), (letter) => letter.charCodeAt(0) & 0x7f));
  const digits = id.replace("+", "").replaceAll("*", "A");
  return toHex(fromHex(digits.length % 2 ? `${digits}0` : digits).subarray(0, 32));
}
