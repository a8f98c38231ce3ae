import { expect, test } from "vitest";
import {
  amps,
  din,
  dinLines,
  iso,
  isoAcLines,
  isoLines,
  type Line,
  type Stage,
  scriptedCar,
  upTo,
  volts,
  watts,
} from "../../test/scripted-car.ts";
import { chargerProfiles } from "../simulator/charger-profiles.ts";
import { din70121 } from "../v2g/dialect.ts";

type Car = Awaited<ReturnType<typeof scriptedCar>>;

/** One thing wrong in a line: what is said before it, what is changed in it, what the charger has to say. */
interface Case {
  readonly what: string;
  readonly before: readonly Line[];
  readonly line: Line;
  readonly code: string;
  readonly stage?: Stage;
  readonly arrange?: (car: Car) => void | Promise<void>;
}

const changed = ([request, content]: Line, change: object): Line => [request, { ...content, ...change }];
const selecting = (...ids: number[]) => ({
  SelectedServiceList: { SelectedService: ids.map((ServiceID) => ({ ServiceID })) },
});
const status = (EVErrorCode: string) => ({ DC_EVStatus: { EVReady: true, EVErrorCode, EVRESSSOC: 50 } });
const dcLimits = (change: object) => ({
  DC_EVChargeParameter: { ...(iso.parameters[1] as { DC_EVChargeParameter: object }).DC_EVChargeParameter, ...change },
});
const plan = (power: number, SAScheduleTupleID = 1) => ({
  SAScheduleTupleID,
  ChargingProfile: {
    ProfileEntry: [{ ChargingProfileEntryStart: 0, ChargingProfileEntryMaxPower: watts(power) }],
  },
});
const dinPlan = (SAScheduleTupleID: number, ChargingProfileEntryMaxPower: number) => ({
  ChargingProfile: {
    SAScheduleTupleID,
    ProfileEntry: [{ ChargingProfileEntryStart: 0, ChargingProfileEntryMaxPower }],
  },
});
const flat = (power: number) => (id: number) => ({ id, power: [{ start: 0, power }], duration: 86_400 });
const leaveC = async ({ world, clock }: Car) => {
  world.pilot.car.load("B");
  await clock.turn(100);
};

/** True of both standards; `lines` and words of one of them. */
const direct = (standard: string, lines: readonly Line[], words: typeof din | typeof iso, stage: Stage): Case[] => [
  {
    what: `${standard}: payment by contract, which was not offered`,
    before: upTo(lines, words.payment),
    line: changed(words.payment, { SelectedPaymentOption: "Contract" }),
    code: "FAILED_PaymentSelectionInvalid",
    stage,
  },
  {
    what: `${standard}: a service that is not offered beside charging`,
    before: upTo(lines, words.payment),
    line: changed(words.payment, selecting(1, 77)),
    code: "FAILED_ServiceSelectionInvalid",
    stage,
  },
  {
    what: `${standard}: a car that may not charge`,
    before: upTo(lines, words.authorization),
    line: words.authorization,
    code: "FAILED",
    stage: { ...stage, change: () => ({ authorize: async () => "rejected" }) },
  },
  {
    what: `${standard}: a negative limit`,
    before: upTo(lines, words.parameters),
    line: changed(words.parameters, dcLimits({ EVMaximumCurrentLimit: amps(-10) })),
    code: "FAILED_WrongChargeParameter",
    stage,
  },
  {
    what: `${standard}: a car that bears less voltage than the charger gives at least`,
    before: upTo(lines, words.parameters),
    line: changed(words.parameters, dcLimits({ EVMaximumVoltageLimit: volts(100) })),
    code: "FAILED_WrongChargeParameter",
    stage,
  },
  {
    what: `${standard}: a car with a fault in the cable check`,
    before: upTo(lines, words.cableCheck),
    line: changed(words.cableCheck, status("FAILED_ChargerConnectorLockFault")),
    code: "FAILED",
    stage,
  },
  {
    what: `${standard}: 3 A in pre-charge`,
    before: upTo(lines, words.preCharge),
    line: changed(words.preCharge, { EVTargetCurrent: amps(3) }),
    code: "FAILED",
    stage,
  },
  {
    what: `${standard}: pre-charge without state C`,
    before: upTo(lines, words.preCharge),
    line: words.preCharge,
    code: "FAILED",
    stage,
    arrange: leaveC,
  },
  {
    what: `${standard}: power without state C`,
    before: upTo(lines, words.start),
    line: words.start,
    code: "FAILED_PowerDeliveryNotApplied",
    stage,
    arrange: leaveC,
  },
  {
    what: `${standard}: current without state C`,
    before: upTo(lines, words.demand),
    line: words.demand,
    code: "FAILED",
    stage,
    arrange: leaveC,
  },
  {
    what: `${standard}: bad insulation while charging`,
    before: upTo(lines, words.demand),
    line: words.demand,
    code: "FAILED",
    stage,
    arrange: ({ world }) => {
      world.charger.knobs.isolation = "fault";
    },
  },
  {
    what: `${standard}: a car that was asked to stop eleven seconds ago`,
    before: upTo(lines, words.stop),
    line: words.demand,
    code: "FAILED",
    stage,
    arrange: async ({ wishes, clock }) => {
      wishes.want("stop");
      await clock.turn(11_000);
    },
  },
];

const alternating: Stage = { profile: chargerProfiles.wallbox };
const metered: Stage = {
  profile: chargerProfiles.wallbox,
  change: ({ meter }) => (meter ? { meter: { ...meter, wantsReceipt: true } } : {}),
};
const receipt = (MeterReading: string): Line => [
  "MeteringReceiptReq",
  { SessionID: "01", MeterInfo: { MeterID: "M", MeterReading } },
];

const cases: Case[] = [
  ...direct("DIN SPEC 70121", dinLines, din, { dialect: din70121 }),
  ...direct("ISO 15118-2", isoLines, iso, {}),
  {
    what: "DIN SPEC 70121: alternating current",
    before: upTo(dinLines, din.parameters),
    line: changed(din.parameters, { EVRequestedEnergyTransferType: "AC_three_phase_core" }),
    code: "FAILED_WrongEnergyTransferType",
    stage: { dialect: din70121 },
  },
  {
    what: "DIN SPEC 70121: a schedule that was not offered",
    before: upTo(dinLines, din.start),
    line: changed(din.start, dinPlan(9, 1000)),
    code: "FAILED_TariffSelectionInvalid",
    stage: { dialect: din70121 },
  },
  {
    what: "DIN SPEC 70121: a fourth schedule, which no offer has room for",
    before: upTo(dinLines, din.start),
    line: changed(din.start, dinPlan(4, 1000)),
    code: "FAILED_TariffSelectionInvalid",
    stage: { dialect: din70121, change: () => ({ schedules: async () => [1, 2, 3, 4].map(flat(20_000)) }) },
  },
  {
    what: "DIN SPEC 70121: a plan for more than the schedule",
    before: upTo(dinLines, din.start),
    line: changed(din.start, dinPlan(2, 20_500)),
    code: "FAILED_ChargingProfileInvalid",
    stage: { dialect: din70121, change: () => ({ schedules: async () => [1, 2].map(flat(20_000)) }) },
  },
  {
    what: "a service without details [V2G2-464]",
    before: upTo(isoLines, iso.payment),
    line: ["ServiceDetailReq", { ServiceID: 77 }],
    code: "FAILED_ServiceIDInvalid",
  },
  {
    what: "another service without charging [V2G2-804]",
    before: upTo(isoLines, iso.payment),
    line: changed(iso.payment, selecting(3)),
    code: "FAILED_NoChargeServiceSelected",
  },
  {
    what: "alternating current of a charger without [V2G2-476]",
    before: upTo(isoLines, iso.parameters),
    line: iso.acParameters,
    code: "FAILED_WrongEnergyTransferMode",
  },
  {
    what: "direct current with the parameters of alternating current [V2G2-477]",
    before: upTo(isoLines, iso.parameters),
    line: changed(iso.acParameters, { RequestedEnergyTransferMode: "DC_extended" }),
    code: "FAILED_WrongChargeParameter",
  },
  {
    what: "a schedule that was not offered [V2G2-479]",
    before: upTo(isoLines, iso.start),
    line: changed(iso.start, { SAScheduleTupleID: 9 }),
    code: "FAILED_TariffSelectionInvalid",
  },
  {
    what: "a plan for more than 60 kW [V2G2-478]",
    before: upTo(isoLines, iso.start),
    line: changed(iso.start, { ...plan(0), ChargingProfile: { ProfileEntry: [entry(0, 30), entry(600, 70)] } }),
    code: "FAILED_ChargingProfileInvalid",
  },
  {
    what: "negotiating anew before charging [V2G2-812]",
    before: upTo(isoLines, iso.start),
    line: iso.renegotiate,
    code: "FAILED",
  },
  {
    what: "alternating current with a residual current [V2G2-480]",
    before: upTo(isoAcLines, iso.start),
    line: iso.start,
    code: "FAILED_PowerDeliveryNotApplied",
    stage: alternating,
    arrange: ({ world }) => {
      world.charger.knobs.hasResidualCurrent = true;
    },
  },
  {
    what: "alternating current that a residual current has ended",
    before: upTo(isoAcLines, iso.stop),
    line: iso.status,
    code: "FAILED",
    stage: alternating,
    arrange: async ({ world, clock }) => {
      world.charger.knobs.hasResidualCurrent = true;
      await clock.turn(200);
      expect(world.charger.switches.acContactors.isOn()).toBe(false);
    },
  },
  {
    what: "alternating current without state C",
    before: upTo(isoAcLines, iso.start),
    line: iso.start,
    code: "FAILED_ContactorError",
    stage: alternating,
  },
  {
    what: "contactors that do not close [V2G2-862]",
    before: upTo(isoAcLines, iso.start),
    line: iso.start,
    code: "FAILED_ContactorError",
    stage: alternating,
    arrange: async ({ world, clock }) => {
      world.charger.switches.acContactors.stuck = "off";
      world.pilot.car.load("C");
      await clock.turn(100);
    },
  },
  {
    what: "a receipt for another reading",
    before: [...upTo(isoAcLines, iso.stop)],
    line: receipt("123456"),
    code: "FAILED_MeteringSignatureNotValid",
    stage: metered,
  },
  {
    what: "power anew where a receipt is due [V2G2-795]",
    before: [...upTo(isoAcLines, iso.stop)],
    line: iso.start,
    code: "FAILED_SequenceError",
    stage: metered,
  },
];

function entry(ChargingProfileEntryStart: number, kilowatts: number) {
  return {
    ChargingProfileEntryStart,
    ChargingProfileEntryMaxPower: { Multiplier: 3, Unit: "W", Value: kilowatts },
  };
}

test.each(cases)("$what is answered $code, and the charger closes with its output off", async (one) => {
  const car = await scriptedCar(one.stage);
  await car.agree();
  await car.play(one.before);
  await one.arrange?.(car);
  expect(await car.ask(one.line)).toMatchObject({
    name: one.line[0].replace(/Req$/, "Res"),
    ResponseCode: one.code,
  });
  expect(await car.hear()).toBeUndefined();
  expect(await car.ended()).toMatchObject({ isOrderly: false, by: "charger" });
  await car.clock.turn(5000);
  expect(car.world.dcPath.cable().current).toBeLessThan(1);
  expect(car.world.charger.switches.contactors.isOn() || car.world.charger.switches.acContactors.isOn()).toBe(false);
});

test("a cable check waits for state C, and is refused where that does not come", async () => {
  const car = await scriptedCar();
  await car.agree();
  await car.play(upTo(isoLines, iso.cableCheck));
  expect(await car.ask(iso.cableCheck)).toMatchObject({ ResponseCode: "OK", EVSEProcessing: "Ongoing" });
  await car.clock.turn(1600);
  expect(await car.ask(iso.cableCheck)).toMatchObject({ ResponseCode: "FAILED" });
});
