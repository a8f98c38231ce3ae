/**
 * The chargers of other people's stacks for our car: what each answers, how fast, and what it refuses, as far as their
 * sources and recordings tell. Written from these facts, not from their code.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { type Asked, type ForeignCharger, loneCarDesk, Refusal } from "../../test/lone-car-desk.ts";
import { carProfiles } from "../simulator/car-profiles.ts";
import type { CarProfile } from "../simulator/simulated-car.ts";
import { din70121, iso2 } from "../v2g/dialect.ts";
import { type PhysicalValue, toNumber } from "../v2g/quantities.ts";

const physical = (Multiplier: number, Unit: string, Value: number) => ({ Multiplier, Unit, Value });
const number = (value: unknown) => toNumber(value as PhysicalValue);

const { dc: _, ...onlyAc } = carProfiles.any as CarProfile;

const direct = [
  "SessionSetupReq",
  "ServiceDiscoveryReq",
  "PaymentServiceSelectionReq",
  "AuthorizationReq",
  "ChargeParameterDiscoveryReq",
  "CableCheckReq",
  "PreChargeReq",
  "PowerDeliveryReq",
  "CurrentDemandReq",
  "PowerDeliveryReq",
  "WeldingDetectionReq",
  "SessionStopReq",
];
const alternating = [
  ...direct.slice(0, 5),
  "PowerDeliveryReq",
  "ChargingStatusReq",
  "PowerDeliveryReq",
  "SessionStopReq",
];
const byDin = direct.map((name) =>
  name === "PaymentServiceSelectionReq"
    ? "ServicePaymentSelectionReq"
    : name === "AuthorizationReq"
      ? "ContractAuthenticationReq"
      : name,
);

/** One power for a day, and what it costs. */
const schedule = (PMax: object, duration: number, levels: readonly number[]) => ({
  SAScheduleTuple: [
    {
      SAScheduleTupleID: 1,
      PMaxSchedule: { PMaxScheduleEntry: [{ RelativeTimeInterval: { start: 0, duration }, PMax }] },
      SalesTariff: {
        Id: "ID1",
        SalesTariffID: 10,
        NumEPriceLevels: Math.max(...levels),
        SalesTariffEntry: levels.map((EPriceLevel, i) => ({ RelativeTimeInterval: { start: i * 1800 }, EPriceLevel })),
      },
    },
  ],
});

interface ProfileEntry {
  readonly ChargingProfileEntryStart: number;
  readonly ChargingProfileEntryMaxPower: PhysicalValue;
}
/** None, or more than the schedule's power to the last bit, is refused. */
function checkProfile({ ChargingProfile }: Asked["content"], power: number, isNeeded: boolean): void {
  const entries = (ChargingProfile as { readonly ProfileEntry: readonly ProfileEntry[] } | undefined)?.ProfileEntry;
  if (!entries && isNeeded) throw new Refusal("FAILED_ChargingProfileInvalid");
  for (const { ChargingProfileEntryMaxPower } of entries ?? []) {
    const { Value, Multiplier } = ChargingProfileEntryMaxPower;
    if (Value * 10 ** Multiplier > power) throw new Refusal("FAILED_ChargingProfileInvalid");
  }
}

const noDc = { NotificationMaxDelay: 0, EVSENotification: "None" };
const ac = { NotificationMaxDelay: 0, EVSENotification: "None", RCD: false };

describe("Josev", () => {
  const DC_EVSEStatus = { ...noDc, EVSEIsolationStatus: "Valid", EVSEStatusCode: "EVSE_Ready" };
  /** 40 V and 2.3 kW stand in its simulator; in the loop it says 600 V and 10 kW. */
  const placeholders = {
    DC_EVSEStatus: { ...DC_EVSEStatus, NotificationMaxDelay: 100 },
    EVSEMaximumPowerLimit: physical(1, "W", 230),
    EVSEMaximumCurrentLimit: physical(1, "A", 4),
    EVSEMaximumVoltageLimit: physical(1, "V", 4),
    EVSEMinimumCurrentLimit: physical(1, "A", 2),
    EVSEMinimumVoltageLimit: physical(1, "V", 4),
    EVSEPeakCurrentRipple: physical(1, "A", 4),
  };
  const limits = {
    EVSEMaximumVoltageLimit: physical(0, "V", 600),
    EVSEMaximumCurrentLimit: physical(0, "A", 300),
    EVSEMaximumPowerLimit: physical(1, "W", 1000),
  };

  /** Whatever it was told last is what it says that it measures. */
  function supply() {
    let [voltage, current] = [0, 0];
    const set = ({ EVTargetVoltage, EVTargetCurrent }: Asked["content"]) => {
      [voltage, current] = [number(EVTargetVoltage), number(EVTargetCurrent)];
    };
    return {
      set,
      /** More than 2 A in pre-charge is refused, also where that is the current from before. */
      preCharge(content: Asked["content"]) {
        if (current > 2 || number(content["EVTargetCurrent"]) > 2) throw new Refusal("FAILED");
        set(content);
      },
      voltage: () => physical(-1, "V", Math.round(voltage * 10)),
      current: () => physical(-1, "A", Math.round(current * 10)),
    };
  }

  function charger(): ForeignCharger {
    const { set, preCharge, voltage, current } = supply();
    const answers: Readonly<Record<string, (content: Asked["content"]) => object>> = {
      SessionSetupReq: ({ EVCCID }) => {
        expect(EVCCID).toMatch(/^[0-9a-f]{12}$/i);
        return { EVSEID: "UK123E1234", EVSETimeStamp: "1760000000" };
      },
      ServiceDiscoveryReq: () => ({
        PaymentOptionList: { PaymentOption: ["ExternalPayment"] },
        ChargeService: {
          ServiceID: 1,
          ServiceName: "AC_DC_Charging",
          ServiceCategory: "EVCharging",
          FreeService: false,
          SupportedEnergyTransferMode: { EnergyTransferMode: ["DC_extended", "AC_three_phase_core"] },
        },
      }),
      PaymentServiceSelectionReq: () => ({}),
      AuthorizationReq: () => ({ EVSEProcessing: "Finished" }),
      ChargeParameterDiscoveryReq: ({ DC_EVChargeParameter }) => ({
        EVSEProcessing: "Finished",
        SAScheduleList: schedule(physical(0, "W", 11_000), 86_400, [1]),
        ...(DC_EVChargeParameter
          ? { DC_EVSEChargeParameter: placeholders }
          : {
              AC_EVSEChargeParameter: {
                AC_EVSEStatus: ac,
                EVSENominalVoltage: physical(0, "V", 400),
                EVSEMaxCurrent: physical(0, "A", 32),
              },
            }),
      }),
      CableCheckReq: () => ({ DC_EVSEStatus, EVSEProcessing: "Finished" }),
      PreChargeReq(content) {
        preCharge(content);
        return { DC_EVSEStatus, EVSEPresentVoltage: voltage() };
      },
      PowerDeliveryReq(content) {
        checkProfile(content, 11_000, false);
        return content["DC_EVPowerDeliveryParameter"] ? { DC_EVSEStatus } : { AC_EVSEStatus: ac };
      },
      CurrentDemandReq(content) {
        set(content);
        return {
          DC_EVSEStatus,
          EVSEPresentVoltage: voltage(),
          EVSEPresentCurrent: current(),
          EVSECurrentLimitAchieved: true,
          EVSEVoltageLimitAchieved: true,
          EVSEPowerLimitAchieved: true,
          ...limits,
          EVSEID: "UK123E1234",
          SAScheduleTupleID: 1,
          ReceiptRequired: false,
        };
      },
      ChargingStatusReq: () => ({
        EVSEID: "UK123E1234",
        SAScheduleTupleID: 1,
        EVSEMaxCurrent: physical(0, "A", 32),
        ReceiptRequired: false,
        AC_EVSEStatus: ac,
      }),
      WeldingDetectionReq: () => ({ DC_EVSEStatus, EVSEPresentVoltage: voltage() }),
      SessionStopReq: () => ({}),
    };
    return {
      dialect: iso2,
      sessionId: "1122334455667788",
      answer: ({ name, content }) => answers[name]?.(content) ?? {},
    };
  }

  test("charges our car by ISO 15118-2 with direct current, although it says 40 V", async () => {
    const desk = await loneCarDesk(carProfiles.any);
    const { outcome, asked, refusals, saidAs } = await desk.visit(charger(), (driver) => {
      desk.clock.after(20_000, () => driver.want("stop"));
    });
    expect(refusals).toEqual([]);
    expect(outcome).toMatchObject({ by: "car", isOrderly: true, safe: { isFree: true } });
    expect(asked).toEqual(direct);
    const last = saidAs("CurrentDemandReq").at(-1) as Asked["content"];
    expect(number(last["EVTargetVoltage"])).toBeGreaterThan(400);
    expect(number(last["EVTargetCurrent"])).toBeGreaterThan(20);
    // 10 kW at the battery's voltage.
    expect(number(last["EVTargetCurrent"])).toBeLessThan(30);
  });

  test("negotiates anew with our car: the pre-charge that follows finds no current from before", async () => {
    const desk = await loneCarDesk(carProfiles.any);
    const { outcome, asked, refusals } = await desk.visit(charger(), (driver) => {
      desk.clock.after(10_000, () => driver.want("renegotiate"));
      desk.clock.after(25_000, () => driver.want("stop"));
    });
    expect(refusals).toEqual([]);
    expect(outcome).toMatchObject({ by: "car", isOrderly: true });
    expect(asked).toEqual([...direct.slice(0, 10), ...direct.slice(4)]);
  });

  test("charges our car with alternating current, 400 V between its phases", async () => {
    const desk = await loneCarDesk(onlyAc);
    const { outcome, asked, refusals, events } = await desk.visit(charger(), (driver) => {
      desk.clock.after(20_000, () => driver.want("stop"));
    });
    expect(refusals).toEqual([]);
    expect(outcome).toMatchObject({ by: "car", isOrderly: true });
    expect(asked).toEqual(alternating);
    expect(events).toContainEqual(expect.objectContaining({ type: "measured", current: 11_000 / 400 / 3 }));
  });

  test("charges our car by DIN SPEC 70121, although its schedule is for 200 W", async () => {
    const { set, preCharge, voltage, current } = supply();
    const answers: Readonly<Record<string, (content: Asked["content"]) => object>> = {
      SessionSetupReq: () => ({ EVSEID: "49A89A6360" }),
      ServiceDiscoveryReq: () => ({
        PaymentOptions: { PaymentOption: ["ExternalPayment"] },
        ChargeService: {
          ServiceTag: { ServiceID: 1, ServiceCategory: "EVCharging" },
          FreeService: false,
          EnergyTransferType: "DC_extended",
        },
      }),
      ContractAuthenticationReq: () => ({ EVSEProcessing: "Finished" }),
      ChargeParameterDiscoveryReq: () => ({
        EVSEProcessing: "Finished",
        SAScheduleList: {
          SAScheduleTuple: [
            {
              SAScheduleTupleID: 1,
              PMaxSchedule: {
                PMaxScheduleID: 0,
                PMaxScheduleEntry: [{ RelativeTimeInterval: { start: 0, duration: 3600 }, PMax: 200 }],
              },
            },
          ],
        },
        DC_EVSEChargeParameter: placeholders,
      }),
      CableCheckReq: () => ({ DC_EVSEStatus, EVSEProcessing: "Finished" }),
      PreChargeReq(content) {
        preCharge(content);
        return { DC_EVSEStatus, EVSEPresentVoltage: voltage() };
      },
      PowerDeliveryReq: () => ({ DC_EVSEStatus }),
      CurrentDemandReq(content) {
        set(content);
        return {
          DC_EVSEStatus,
          EVSEPresentVoltage: voltage(),
          EVSEPresentCurrent: current(),
          EVSECurrentLimitAchieved: false,
          EVSEVoltageLimitAchieved: true,
          EVSEPowerLimitAchieved: true,
          ...limits,
        };
      },
      WeldingDetectionReq: () => ({ DC_EVSEStatus, EVSEPresentVoltage: voltage() }),
    };
    const desk = await loneCarDesk(carProfiles.any);
    const { outcome, asked, refusals, saidAs } = await desk.visit(
      {
        dialect: din70121,
        sessionId: "1122334455667788",
        answer: ({ name, content }) => answers[name]?.(content) ?? {},
      },
      (driver) => {
        desk.clock.after(20_000, () => driver.want("stop"));
      },
    );
    expect(refusals).toEqual([]);
    expect(outcome).toMatchObject({ by: "car", isOrderly: true });
    expect(asked).toEqual(byDin);
    expect(number(saidAs("CurrentDemandReq").at(-1)?.["EVTargetCurrent"])).toBeGreaterThan(20);
  });
});

describe("RISE-V2G", () => {
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
    const answers: Readonly<Record<string, (content: Asked["content"]) => object>> = {
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
      answer: ({ name, content }) => answers[name]?.(content) ?? {},
    };
  }

  test.each([
    { kind: "direct", profile: carProfiles.any as CarProfile, wanted: direct },
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
    { kind: "direct", profile: carProfiles.any as CarProfile, wanted: [...direct.slice(0, 10), ...direct.slice(4)] },
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
});
