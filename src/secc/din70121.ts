/**
 * A charging session by DIN SPEC 70121 from the charger's side: what each state takes, and what is done with it
 * (DIN SPEC 70121, 9.4 and table 78).
 *
 * @module
 */

import { fromHex, toHex } from "../base/hex.ts";
import type { ChargingProfileType } from "../messages/din70121/schedule-types.ts";
import { type Content, din70121, type Request } from "../v2g/dialect.ts";
import { amps, toNumber, toOptionalNumber, volts, watts } from "../v2g/quantities.ts";
import { authorizing, type ChargerSession, dcOf, enter, macOf, measure, positive } from "./charger-session.ts";
import { offer, type Planned, takeChoice } from "./choice.ts";
import { checkCable, deliver, demand, preCharge, refuseImpossible, statedIn, stopDelivery } from "./dc-answers.ts";
import { dcStatus } from "./dc-status.ts";
import { DAY, powerOf, schedulesFor, statedLimits } from "./offered-power.ts";
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
type On<R extends Request<Din>> = Handler<Din, R, State, ChargerSession>;

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

const parameters: On<"ChargeParameterDiscoveryReq"> = async (request, session) => {
  const car = request.DC_EVChargeParameter;
  if (!request.EVRequestedEnergyTransferType.startsWith("DC")) {
    throw new Refuse("FAILED_WrongEnergyTransferType", `${request.EVRequestedEnergyTransferType} was not offered`);
  }
  if (!car) throw new Refuse("FAILED_WrongChargeParameter", "the parameters are not those for direct current");
  if (!session.schedules) enter(session, "parameters");
  const power = toOptionalNumber(car.EVMaximumPowerLimit);
  // Many cars leave fields out or say zero for them: zero is no limit.
  session.carMaxima = {
    ...positive("voltage", toNumber(car.EVMaximumVoltageLimit)),
    ...positive("current", toNumber(car.EVMaximumCurrentLimit)),
    ...positive("power", power),
  };
  refuseImpossible(session, {
    EVMaximumVoltageLimit: toNumber(car.EVMaximumVoltageLimit),
    EVMaximumCurrentLimit: toNumber(car.EVMaximumCurrentLimit),
    EVMaximumPowerLimit: power,
  });
  const energy = toOptionalNumber(car.EVEnergyRequest);
  const capacity = toOptionalNumber(car.EVEnergyCapacity);
  session.charger.show?.({
    soc: car.DC_EVStatus.EVRESSSOC,
    ...(capacity ? { capacity } : {}),
    ...(energy ? { energyWanted: energy } : {}),
  });
  const limits = statedLimits(session);
  const most = powerOf(dcOf(session).limits);
  const found = await schedulesFor(session, energy ? { energy } : {}, most).look(session.run);
  const everything = { id: 1, power: [{ start: 0, power: limits.maximumPower }], duration: DAY };
  const schedules = offer(session, found?.value ?? [everything]);
  return {
    answer: {
      ResponseCode: "OK",
      EVSEProcessing: found ? "Finished" : "Ongoing",
      SAScheduleList: {
        SAScheduleTuple: schedules.map(({ id, power, duration }) => ({
          SAScheduleTupleID: id,
          PMaxSchedule: {
            PMaxScheduleID: id,
            PMaxScheduleEntry: power.map((entry, i) => ({
              RelativeTimeInterval: {
                start: entry.start,
                ...(i === power.length - 1 ? { duration: Math.max(0, duration - entry.start) } : {}),
              },
              PMax: Math.min(Math.round(entry.power), MOST_IN_SHORT),
            })),
          },
        })),
      },
      DC_EVSEChargeParameter: {
        DC_EVSEStatus: dcStatus(session, "unknown"),
        EVSEMaximumCurrentLimit: amps(limits.maximumCurrent),
        EVSEMaximumPowerLimit: watts(limits.maximumPower),
        EVSEMaximumVoltageLimit: volts(limits.maximumVoltage),
        EVSEMinimumCurrentLimit: amps(limits.minimumCurrent),
        EVSEMinimumVoltageLimit: volts(limits.minimumVoltage),
        EVSECurrentRegulationTolerance: amps(limits.regulationTolerance ?? 1),
        EVSEPeakCurrentRipple: amps(limits.ripple ?? 1),
      },
    },
    next: found ? "CableCheck" : "ChargeParameterDiscovery",
  };
};

/** DIN SPEC 70121 writes PMax as a 16 bit number without multiplier: 32,767 W stands for all that there is. */
const MOST_IN_SHORT = 32_767;

const cableCheck: On<"CableCheckReq"> = async ({ DC_EVStatus }, session) => {
  const found = await checkCable(session, DC_EVStatus);
  return {
    answer: {
      ResponseCode: "OK",
      DC_EVSEStatus: found ? dcStatus(session, found) : dcStatus(session, "unknown", "EVSE_IsolationMonitoringActive"),
      EVSEProcessing: found ? "Finished" : "Ongoing",
    },
    next: found ? "CableChecked" : "CableCheck",
  };
};

const preChargeAnswer: On<"PreChargeReq"> = async (request, session) => {
  const wish = { voltage: toNumber(request.EVTargetVoltage), current: toNumber(request.EVTargetCurrent) };
  enter(session, "pre-charge");
  const voltage = await preCharge(session, request.DC_EVStatus, wish);
  return {
    answer: { ResponseCode: "OK", DC_EVSEStatus: dcStatus(session, "valid"), EVSEPresentVoltage: volts(voltage) },
    next: "PreCharge",
  };
};

const powerDelivery: On<"PowerDeliveryReq"> = async ({ ReadyToChargeState, ChargingProfile }, session) => {
  if (ReadyToChargeState) {
    if (ChargingProfile) takeChoice(session, ChargingProfile.SAScheduleTupleID, planOf(ChargingProfile));
    await deliver(session);
  } else await stopDelivery(session);
  return {
    answer: {
      ResponseCode: "OK",
      DC_EVSEStatus: dcStatus(session, "valid", ReadyToChargeState ? "EVSE_Ready" : "EVSE_NotReady"),
    },
    next: ReadyToChargeState ? "Charging" : "Stopped",
  };
};

const planOf = ({ ProfileEntry }: ChargingProfileType): Planned[] =>
  ProfileEntry.map(({ ChargingProfileEntryStart, ChargingProfileEntryMaxPower }) => ({
    start: ChargingProfileEntryStart,
    power: ChargingProfileEntryMaxPower,
  }));

const currentDemand: On<"CurrentDemandReq"> = async (request, session) => {
  const wish = { voltage: toNumber(request.EVTargetVoltage), current: toNumber(request.EVTargetCurrent) };
  const { measured, cap, ...flags } = await demand(session, request.DC_EVStatus, wish, statedIn(request));
  return {
    answer: {
      ResponseCode: "OK",
      DC_EVSEStatus: dcStatus(session, "valid"),
      EVSEPresentVoltage: volts(measured.voltage),
      EVSEPresentCurrent: amps(measured.current),
      EVSECurrentLimitAchieved: flags.isAtCurrent,
      EVSEVoltageLimitAchieved: flags.isAtVoltage,
      EVSEPowerLimitAchieved: flags.isAtPower,
      EVSEMaximumVoltageLimit: volts(cap.voltage),
      EVSEMaximumCurrentLimit: amps(cap.current),
      EVSEMaximumPowerLimit: watts(cap.power),
    },
    next: "Charging",
  };
};

const weldingDetection: On<"WeldingDetectionReq"> = async (_, session) => {
  enter(session, "welding detection");
  const { voltage } = await measure(session);
  return {
    answer: {
      ResponseCode: "OK",
      DC_EVSEStatus: dcStatus(session, "valid", "EVSE_NotReady"),
      EVSEPresentVoltage: volts(voltage),
    },
    next: "Stopped",
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
export function evseId(id: string): string {
  if (!/^\+?[\d*]+$/.test(id)) return toHex(Uint8Array.from(id.slice(0, 32), (letter) => letter.charCodeAt(0) & 0x7f));
  const digits = id.replace("+", "").replaceAll("*", "A");
  return toHex(fromHex(digits.length % 2 ? `${digits}0` : digits).subarray(0, 32));
}
