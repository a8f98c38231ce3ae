/**
 * Direct current by ISO 15118-2 from the car's side: parameters, cable check, pre-charge, the loop, and the way out.
 *
 * @module
 */

import type { VoltageAndCurrent } from "../base/units.ts";
import type { DC_EVSEStatusType, DC_EVStatusType } from "../messages/iso2/status-types.ts";
import type { Content } from "../v2g/dialect.ts";
import { amps, toNumber, toOptionalNumber, volts, wattHours, watts } from "../v2g/quantities.ts";
import type { DcInlet } from "./car.ts";
import { checkWishes, enter, type SessionEnd, untilFinished } from "./car-session.ts";
import { checkIsolation, errorCode } from "./dc-codes.ts";
import { demandCurrent, type Loop } from "./dc-loop.ts";
import {
  type ChargerCaps,
  checkCar,
  checkFit,
  closeContactors,
  detectWelding,
  preCharge,
  wishOf,
  wishWithin,
} from "./dc-steps.ts";
import { Incompatible, StoppedByCharger } from "./faults.ts";
import type { Agreement, Iso2, Iso2Session } from "./iso2.ts";
import { answerReceipt } from "./iso2-receipt.ts";
import { isolate } from "./make-safe.ts";
import { allowedNow, chooseSchedule, OFFERED_NOTHING, offersNothing, profileOf, schedulesFrom } from "./schedules.ts";

type Mode = Content<Iso2, "ChargeParameterDiscoveryReq">["RequestedEnergyTransferMode"];
interface Parameters extends Agreement {
  readonly caps: ChargerCaps;
}

/** Chargers that take a second for each answer are asked no longer than this. */
const MOST_WELDING_QUESTIONS = 8;
/** What a car can hold of a schedule. */
const MOST_SCHEDULE_ENTRIES = 1024;

export async function chargeWithDc(session: Iso2Session, mode: Mode): Promise<SessionEnd> {
  const dc = session.car.dc as DcInlet;
  let parameters = await agreeOnParameters(session, dc, mode);
  await lock(session);
  for (;;) {
    await checkCable(session, dc);
    await bringUpVoltage(session, dc);
    const end = await charge(session, dc, parameters);
    if (end !== "renegotiate") {
      await stop(session, dc, parameters);
      return end;
    }
    // [V2G2-812] PowerDelivery(Renegotiate) leads back to the parameters, and these to cable check and pre-charge.
    await powerDelivery(session, dc, "Renegotiate", parameters);
    await isolate(session.car, session.talk.run, session.talk.tell, session.safety);
    parameters = await agreeOnParameters(session, dc, mode);
    if (offersNothing(parameters)) return OFFERED_NOTHING;
  }
}

async function agreeOnParameters(session: Iso2Session, dc: DcInlet, mode: Mode): Promise<Parameters> {
  const { talk, car } = session;
  const { battery } = car;
  enter(session, "parameters");
  let agreed: Parameters | undefined;
  await untilFinished(session, talk.timing.ongoing, "the charger to say what it can", async (talk) => {
    const { capacity, energyWanted } = battery;
    const departure = car.departure?.();
    const answer = await talk.ask("ChargeParameterDiscoveryReq", {
      MaxEntriesSAScheduleTuple: MOST_SCHEDULE_ENTRIES,
      RequestedEnergyTransferMode: mode,
      DC_EVChargeParameter: {
        ...(departure === undefined ? {} : { DepartureTime: Math.round(departure) }),
        DC_EVStatus: status(session, dc, false),
        EVMaximumCurrentLimit: amps(dc.limits.maximumCurrent),
        EVMaximumPowerLimit: watts(dc.limits.maximumPower ?? dc.limits.maximumCurrent * dc.limits.maximumVoltage),
        EVMaximumVoltageLimit: volts(dc.limits.maximumVoltage),
        ...(capacity === undefined ? {} : { EVEnergyCapacity: wattHours(capacity) }),
        ...(energyWanted ? { EVEnergyRequest: wattHours(energyWanted()) } : {}),
        FullSOC: 100,
        BulkSOC: 80,
      },
    });
    if (answer.EVSEProcessing !== "Finished") return false;
    const can = answer.DC_EVSEChargeParameter;
    if (!can) throw new Incompatible("Cannot charge here: the charger's parameters are not those for direct current");
    if (wishOf(can.DC_EVSEStatus) === "stop") throw new StoppedByCharger("The charger shuts down before charging");
    const schedules = schedulesFrom(answer.SAScheduleList);
    agreed = {
      schedules,
      choice: await chooseSchedule(car, schedules, talk.run),
      offeredAt: talk.run.clock.now(),
      caps: {
        maximumVoltage: toNumber(can.EVSEMaximumVoltageLimit),
        minimumVoltage: toNumber(can.EVSEMinimumVoltageLimit),
        maximumCurrent: toNumber(can.EVSEMaximumCurrentLimit),
        maximumPower: toNumber(can.EVSEMaximumPowerLimit),
      },
    };
    return true;
  });
  checkFit(dc, (agreed as Parameters).caps);
  return agreed as Parameters;
}

async function lock({ talk, car, safety }: Iso2Session): Promise<void> {
  await talk.run.within(safety.lock, "the plug to be locked", (run) => run.until(car.lock.lock(run)));
  talk.tell({ type: "moved", what: "lock", to: "locked" });
}

/** The pilot is in state C before the charger puts a voltage on the cable. */
async function checkCable(session: Iso2Session, dc: DcInlet): Promise<void> {
  const { talk, car } = session;
  enter(session, "cable check");
  car.pilot.load("C");
  await untilFinished(session, talk.timing.cableCheck, "the cable check", async (talk) => {
    checkCar(dc);
    const { EVSEProcessing, DC_EVSEStatus } = await talk.ask("CableCheckReq", {
      DC_EVStatus: status(session, dc, true),
    });
    stopIfAsked(DC_EVSEStatus);
    if (EVSEProcessing !== "Finished") return false;
    checkIsolation(DC_EVSEStatus, session.acceptsNoIsolationMonitor, talk.tell);
    return true;
  });
}

async function bringUpVoltage(session: Iso2Session, dc: DcInlet): Promise<void> {
  const { talk } = session;
  enter(session, "pre-charge");
  await talk.within(talk.timing.preCharge, "the cable to reach the battery's voltage", (talk) =>
    preCharge(talk, dc, session.pace.preCharge, async (wish) => {
      checkWishes(session);
      const { EVSEPresentVoltage, DC_EVSEStatus } = await talk.ask("PreChargeReq", {
        DC_EVStatus: status(session, dc, true),
        EVTargetVoltage: volts(wish.voltage),
        EVTargetCurrent: amps(wish.current),
      });
      return { reported: toNumber(EVSEPresentVoltage), status: DC_EVSEStatus };
    }),
  );
  await closeContactors(talk, dc, session.safety.contactors);
}

async function charge(session: Iso2Session, dc: DcInlet, parameters: Parameters): Promise<SessionEnd | "renegotiate"> {
  const { talk, car, wishes, pace, energy } = session;
  await powerDelivery(session, dc, "Start", parameters);
  enter(session, "charging");
  const loop: Loop = {
    run: talk.run,
    tell: talk.tell,
    dc,
    battery: car.battery,
    wishes,
    pace,
    energy,
    caps: parameters.caps,
  };
  const end = await demandCurrent(loop, (wish, isFull) => ask(session, dc, parameters, wish, isFull));
  if (end.why.startsWith("renegotiate")) {
    // Nothing flows while the parameters are open; and chargers are known that hold the last current against the
    // pre-charge that follows (Josev).
    await ask(session, dc, parameters, { ...wishWithin(dc, loop.caps), current: 0 }, false);
  }
  switch (end.why) {
    case "charger stops":
      return { by: "charger", words: end.words };
    case "renegotiate by car":
      wishes.met();
      return "renegotiate";
    case "renegotiate by charger":
      return "renegotiate";
    case "pause":
      return { by: "car", words: end.words, isPaused: true };
    default:
      return { by: "car", words: end.words };
  }
}

async function ask(
  session: Iso2Session,
  dc: DcInlet,
  parameters: Parameters,
  wish: VoltageAndCurrent,
  isFull: boolean,
) {
  const { talk, car } = session;
  const { limits } = dc;
  const scheduled = scheduledCurrent(session, dc, parameters);
  const answer = await talk.ask("CurrentDemandReq", {
    DC_EVStatus: status(session, dc, true),
    EVTargetCurrent: amps(Math.min(wish.current, scheduled)),
    // Some chargers stop where the limits are not said again each time (Plugit).
    EVMaximumVoltageLimit: volts(limits.maximumVoltage),
    EVMaximumCurrentLimit: amps(limits.maximumCurrent),
    ...(limits.maximumPower === undefined ? {} : { EVMaximumPowerLimit: watts(limits.maximumPower) }),
    BulkChargingComplete: car.battery.soc() >= 80,
    ChargingComplete: isFull,
    EVTargetVoltage: volts(wish.voltage),
  });
  await answerReceipt(talk, answer);
  const [maximumVoltage, maximumCurrent, maximumPower] = [
    toOptionalNumber(answer.EVSEMaximumVoltageLimit),
    toOptionalNumber(answer.EVSEMaximumCurrentLimit),
    toOptionalNumber(answer.EVSEMaximumPowerLimit),
  ];
  return {
    voltage: toNumber(answer.EVSEPresentVoltage),
    current: toNumber(answer.EVSEPresentCurrent),
    status: answer.DC_EVSEStatus,
    caps: {
      ...(maximumVoltage === undefined ? {} : { maximumVoltage }),
      ...(maximumCurrent === undefined ? {} : { maximumCurrent }),
      ...(maximumPower === undefined ? {} : { maximumPower }),
    },
  };
}

/** What the car's own plan and the chosen schedule allow at this moment. */
function scheduledCurrent({ talk }: Iso2Session, dc: DcInlet, { schedules, choice, offeredAt }: Parameters): number {
  const since = (talk.run.clock.now() - offeredAt) / 1000;
  const schedule = schedules.find(({ id }) => id === choice.schedule);
  const plan = choice.profile ? { power: choice.profile, id: choice.schedule } : undefined;
  const powers = [schedule, plan].flatMap((one) => (one ? (allowedNow(one, since) ?? []) : []));
  // Real chargers write nonsense there: 32767 W where all is allowed, kilowatts for watts.
  const credible = powers.filter((power) => power >= LEAST_CREDIBLE_POWER && power < MOST_IN_SHORT);
  return Math.min(Number.POSITIVE_INFINITY, ...credible.map((power) => power / Math.max(dc.batteryVoltage(), 1)));
}

/** Below it a schedule's power is no power: 50, 120 and 160 are kilowatts or placeholders (Numbat, Phihong). */
const LEAST_CREDIBLE_POWER = 500;
/** A saturated sixteen-bit number: "all that there is" (Alpitronic, ABB, Compleo). */
const MOST_IN_SHORT = 32_767;

/** PowerDelivery off, contactors open, no welded contacts. */
async function stop(session: Iso2Session, dc: DcInlet, parameters: Parameters): Promise<void> {
  const { talk, car } = session;
  enter(session, "stopping");
  await powerDelivery(session, dc, "Stop", parameters);
  await isolate(car, talk.run, talk.tell, session.safety);
  enter(session, "welding detection");
  await detectWelding(talk, session.pace.welding, MOST_WELDING_QUESTIONS, async () => {
    const { EVSEPresentVoltage } = await talk.ask("WeldingDetectionReq", { DC_EVStatus: status(session, dc, false) });
    return toNumber(EVSEPresentVoltage);
  });
}

async function powerDelivery(
  session: Iso2Session,
  dc: DcInlet,
  ChargeProgress: "Start" | "Stop" | "Renegotiate",
  { choice, schedules }: Agreement,
): Promise<void> {
  const isReady = ChargeProgress === "Start";
  const most = dc.limits.maximumPower ?? dc.limits.maximumCurrent * dc.limits.maximumVoltage;
  const ChargingProfile = isReady ? profileOf(choice, schedules, most) : undefined;
  const { DC_EVSEStatus } = await session.talk.ask("PowerDeliveryReq", {
    ChargeProgress,
    SAScheduleTupleID: choice.schedule,
    ...(ChargingProfile ? { ChargingProfile } : {}),
    DC_EVPowerDeliveryParameter: {
      DC_EVStatus: status(session, dc, isReady),
      ChargingComplete: ChargeProgress === "Stop",
    },
  });
  if (DC_EVSEStatus && isReady) stopIfAsked(DC_EVSEStatus);
}

function stopIfAsked(status: DC_EVSEStatusType): void {
  if (wishOf(status) === "stop") throw new StoppedByCharger(`The charger stops: it says ${status.EVSEStatusCode}`);
}

const status = ({ car }: Iso2Session, dc: DcInlet, EVReady: boolean): DC_EVStatusType => ({
  EVReady,
  EVErrorCode: errorCode(dc.fault?.()),
  EVRESSSOC: Math.round(Math.min(100, Math.max(0, car.battery.soc()))),
});
