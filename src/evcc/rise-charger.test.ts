/**
 * The charger of RISE-V2G, for our car: what it answers, how fast, and what it refuses, as far as its source and its
 * recordings tell. Written from these facts, not from its code.
 *
 * @module
 */

import { expect, test } from "vitest";
import {
  type Answers,
  alternating,
  answersOf,
  anyCar,
  checkProfile,
  direct,
  onlyAc,
  schedule,
} from "../../test/foreign-chargers.ts";
import { type Asked, type ForeignCharger, loneCarDesk, Refusal } from "../../test/lone-car-desk.ts";
import { number, physical } from "../../test/physical-values.ts";
import { iso2 } from "../v2g/dialect.ts";

const ac = { NotificationMaxDelay: 0, EVSENotification: "None", RCD: false };

/** What it takes for a plausible car (its own ranges), and no more. */
function checkRanges({ DC_EVChargeParameter, AC_EVChargeParameter }: Asked["content"]): void {
  const most: Readonly<Record<string, number>> = {
    EAmount: 200_000,
    EVMaxVoltage: 1000,
    EVMaxCurrent: 400,
    EVMinCurrent: 400,
    EVMaximumCurrentLimit: 400,
    EVMaximumVoltageLimit: 1000,
    EVMaximumPowerLimit: 200_000,
    EVEnergyCapacity: 200_000,
    EVEnergyRequest: 200_000,
    FullSOC: 100,
    BulkSOC: 100,
  };
  for (const [name, value] of Object.entries((DC_EVChargeParameter ?? AC_EVChargeParameter) as object)) {
    const limit = most[name];
    const said = typeof value === "number" ? value : limit === undefined ? 0 : number(value);
    if (limit !== undefined && (said < 0 || said > limit)) throw new Refusal(`FAILED_WrongChargeParameter: ${name}`);
  }
}

function charger(isAskingToRenegotiate: () => boolean = () => false): ForeignCharger {
  let [isolation, target] = ["Invalid", physical(0, "V", 0)];
  const status = (EVSENotification = "None") => ({
    NotificationMaxDelay: 0,
    EVSENotification,
    EVSEIsolationStatus: isolation,
    EVSEStatusCode: "EVSE_Ready",
  });
  const notification = () => (isAskingToRenegotiate() ? "ReNegotiation" : "None");
  const EVSEID = "DE*V2G*E12345";
  const meter = { MeterInfo: { MeterID: "1", MeterReading: "32000", TMeter: "1760000000" }, ReceiptRequired: false };
  const limits = {
    EVSEMaximumCurrentLimit: physical(0, "A", 32),
    EVSEMaximumPowerLimit: physical(3, "W", 63),
    EVSEMaximumVoltageLimit: physical(0, "V", 400),
  };
  const answers: Answers = {
    SessionSetupReq: () => ({ EVSEID, EVSETimeStamp: "1760000000" }),
    ServiceDiscoveryReq: () => ({
      PaymentOptionList: { PaymentOption: ["Contract", "ExternalPayment"] },
      ChargeService: {
        ServiceID: 1,
        ServiceName: "EV charging (AC/DC)",
        ServiceCategory: "EVCharging",
        ServiceScope: "",
        FreeService: true,
        SupportedEnergyTransferMode: {
          EnergyTransferMode: [
            "AC_three_phase_core",
            "AC_single_phase_core",
            "DC_core",
            "DC_extended",
            "DC_combo_core",
          ],
        },
      },
    }),
    AuthorizationReq: () => ({ EVSEProcessing: "Finished" }),
    ChargeParameterDiscoveryReq(content) {
      checkRanges(content);
      return {
        EVSEProcessing: "Finished",
        SAScheduleList: schedule(physical(3, "W", 11), 86_400, [1, 4, 2, 3]),
        ...(content["DC_EVChargeParameter"]
          ? {
              DC_EVSEChargeParameter: {
                DC_EVSEStatus: status(),
                ...limits,
                EVSEMinimumCurrentLimit: physical(0, "A", 16),
                EVSEMinimumVoltageLimit: physical(0, "V", 230),
                EVSEPeakCurrentRipple: physical(0, "A", 0),
              },
            }
          : {
              AC_EVSEChargeParameter: {
                AC_EVSEStatus: ac,
                EVSENominalVoltage: physical(0, "V", 230),
                EVSEMaxCurrent: physical(0, "A", 32),
              },
            }),
      };
    },
    CableCheckReq() {
      isolation = "Valid";
      return { DC_EVSEStatus: status(), EVSEProcessing: "Finished" };
    },
    PreChargeReq({ EVTargetVoltage }) {
      target = EVTargetVoltage as typeof target;
      return { DC_EVSEStatus: status(), EVSEPresentVoltage: target };
    },
    PowerDeliveryReq(content) {
      if (content["SAScheduleTupleID"] !== 1) throw new Refusal("FAILED_TariffSelectionInvalid");
      if (content["ChargeProgress"] === "Start") checkProfile(content, 11_000, true);
      return content["DC_EVPowerDeliveryParameter"] ? { DC_EVSEStatus: status() } : { AC_EVSEStatus: ac };
    },
    CurrentDemandReq({ EVTargetVoltage, EVTargetCurrent }) {
      target = EVTargetVoltage as typeof target;
      return {
        DC_EVSEStatus: status(notification()),
        EVSEPresentVoltage: target,
        EVSEPresentCurrent: EVTargetCurrent,
        EVSECurrentLimitAchieved: false,
        EVSEVoltageLimitAchieved: false,
        EVSEPowerLimitAchieved: false,
        ...limits,
        EVSEID,
        SAScheduleTupleID: 1,
        ...meter,
      };
    },
    ChargingStatusReq: () => ({
      EVSEID,
      SAScheduleTupleID: 1,
      ...meter,
      AC_EVSEStatus: { ...ac, EVSENotification: notification() },
    }),
    WeldingDetectionReq: () => ({ DC_EVSEStatus: status(), EVSEPresentVoltage: target }),
  };
  return {
    dialect: iso2,
    sessionId: "0000000000abcdef",
    answer: answersOf(answers),
  };
}

test.each([
  { kind: "direct", profile: anyCar, wanted: direct },
  { kind: "alternating", profile: onlyAc, wanted: alternating },
])("charges our car with $kind current, within 11 kW of a schedule with prices", async ({ profile, wanted }) => {
  const desk = await loneCarDesk(profile);
  const { outcome, asked, refusals, saidAs } = await desk.visit(charger(), (driver) => {
    desk.clock.after(20_000, () => driver.want("stop"));
  });
  expect(refusals).toEqual([]);
  expect(outcome).toMatchObject({ by: "car", isOrderly: true });
  expect(asked).toEqual(wanted);
  for (const { EVTargetCurrent } of saidAs("CurrentDemandReq")) expect(number(EVTargetCurrent)).toBeLessThan(32.1);
});

test.each([
  { kind: "direct", profile: anyCar, wanted: [...direct.slice(0, 10), ...direct.slice(4)] },
  { kind: "alternating", profile: onlyAc, wanted: [...alternating.slice(0, 8), ...alternating.slice(4)] },
])("has our car negotiate anew, with $kind current", async ({ profile, wanted }) => {
  const desk = await loneCarDesk(profile);
  let turn = 0;
  const { outcome, asked, refusals } = await desk.visit(
    charger(() => ++turn === 20),
    (driver) => {
      desk.clock.after(30_000, () => driver.want("stop"));
    },
  );
  expect(refusals).toEqual([]);
  expect(outcome).toMatchObject({ by: "car", isOrderly: true });
  expect(asked).toEqual(wanted);
});
