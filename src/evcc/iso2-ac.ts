/**
 * Alternating current by ISO 15118-2 from the car's side: the charger says what may be drawn, the car's own charger draws
 * it, and the messages go on beside.
 *
 * @module
 */

import type { Amps } from "../base/units.ts";
import type { AC_EVSEStatusType } from "../messages/iso2/status-types.ts";
import { dutyToCurrent } from "../pilot/duty.ts";
import { withinCable } from "../pilot/proximity.ts";
import type { Content } from "../v2g/dialect.ts";
import { amps, toNumber, toOptionalNumber, volts, wattHours } from "../v2g/quantities.ts";
import type { OnboardCharger } from "./car.ts";
import { enter, type SessionEnd, untilFinished } from "./car-session.ts";
import { ChargerFault, Incompatible } from "./faults.ts";
import type { Agreement, Iso2, Iso2Session } from "./iso2.ts";
import { answerReceipt } from "./iso2-receipt.ts";
import { allowedNow, chooseSchedule, OFFERED_NOTHING, offersNothing, profileOf, schedulesFrom } from "./schedules.ts";

type Mode = Content<Iso2, "ChargeParameterDiscoveryReq">["RequestedEnergyTransferMode"];
interface Parameters extends Agreement {
  readonly nominalVoltage: number;
  readonly maximumCurrent: Amps;
  readonly phases: 1 | 3;
}

export async function chargeWithAc(session: Iso2Session, mode: Mode): Promise<SessionEnd> {
  const { car, talk, safety } = session;
  const ac = car.ac as OnboardCharger;
  const phases = mode === "AC_three_phase_core" ? 3 : 1;
  let parameters = await agreeOnParameters(session, ac, mode, phases);
  await talk.run.within(safety.lock, "the plug to be locked", (run) => run.until(car.lock.lock(run)));
  talk.tell({ type: "moved", what: "lock", to: "locked" });
  for (;;) {
    let end = await charge(session, ac, parameters);
    if (end === "renegotiate") {
      // Nothing is agreed upon until it is: the charger may be about to take its current back.
      await ac.draw(0);
      await powerDelivery(session, "Renegotiate", parameters);
      parameters = await agreeOnParameters(session, ac, mode, phases);
      if (!offersNothing(parameters)) continue;
      end = OFFERED_NOTHING;
    }
    enter(session, "stopping");
    await ac.draw(0);
    await powerDelivery(session, "Stop", parameters);
    // [V2G2-848] state B at most 250 ms after the answer.
    car.pilot.load("B");
    return end;
  }
}

async function agreeOnParameters(
  session: Iso2Session,
  ac: OnboardCharger,
  mode: Mode,
  phases: 1 | 3,
): Promise<Parameters> {
  const { talk, car } = session;
  enter(session, "parameters");
  let agreed: Parameters | undefined;
  await untilFinished(session, talk.timing.ongoing, "the charger to say what it can", async (talk) => {
    const departure = car.departure?.();
    const answer = await talk.ask("ChargeParameterDiscoveryReq", {
      RequestedEnergyTransferMode: mode,
      AC_EVChargeParameter: {
        ...(departure === undefined ? {} : { DepartureTime: Math.round(departure) }),
        EAmount: wattHours(car.battery.energyWanted?.() ?? 0),
        EVMaxVoltage: volts(ac.maximumVoltage),
        EVMaxCurrent: amps(ac.maximumCurrent),
        EVMinCurrent: amps(ac.minimumCurrent),
      },
    });
    if (answer.EVSEProcessing !== "Finished") return false;
    const can = answer.AC_EVSEChargeParameter;
    if (!can)
      throw new Incompatible("Cannot charge here: the charger's parameters are not those for alternating current");
    const schedules = schedulesFrom(answer.SAScheduleList);
    agreed = {
      schedules,
      choice: await chooseSchedule(car, schedules, talk.run),
      offeredAt: talk.run.clock.now(),
      nominalVoltage: toNumber(can.EVSENominalVoltage),
      maximumCurrent: toNumber(can.EVSEMaxCurrent),
      phases,
    };
    return true;
  });
  return agreed as Parameters;
}

async function charge(
  session: Iso2Session,
  ac: OnboardCharger,
  parameters: Parameters,
): Promise<SessionEnd | "renegotiate"> {
  const { talk, car, wishes, pace, energy } = session;
  let maximumCurrent = parameters.maximumCurrent;
  let before = talk.run.clock.now();
  // [V2G2-847] state C at most 250 ms after PowerDeliveryReq(Start): the charger waits for it before it answers.
  car.pilot.load("C");
  await powerDelivery(session, "Start", parameters);
  enter(session, "charging");
  for (;;) {
    const isFull = car.battery.isFull();
    const current = isFull ? 0 : currentWithin(session, ac, parameters, maximumCurrent);
    await ac.draw(current);
    const answer = await talk.ask("ChargingStatusReq", {});
    maximumCurrent = toOptionalNumber(answer.EVSEMaxCurrent) ?? maximumCurrent;
    await answerReceipt(talk, answer);
    const now = talk.run.clock.now();
    energy.total += (parameters.nominalVoltage * current * parameters.phases * (now - before)) / 3_600_000;
    before = now;
    talk.tell({
      type: "measured",
      voltage: parameters.nominalVoltage,
      current,
      maximumCurrent,
      soc: car.battery.soc(),
    });
    const asked = wishOf(answer.AC_EVSEStatus);
    if (asked === "stop") return { by: "charger", words: "the charger asked to stop" };
    if (isFull) return { by: "car", words: "the battery has all that it wants" };
    const wish = wishes.current();
    if (wish === "stop") return { by: "car", words: "the car was asked to stop" };
    if (wish === "pause") return { by: "car", words: "the car was asked to pause", isPaused: true };
    if (asked === "renegotiate") return "renegotiate";
    if (wish === "renegotiate") {
      wishes.met();
      return "renegotiate";
    }
    await talk.pause(pace.chargingStatus);
  }
}

function wishOf({ RCD, EVSENotification }: AC_EVSEStatusType): "stop" | "renegotiate" | undefined {
  if (RCD) throw new ChargerFault("The charger stops at once: its residual current device has tripped");
  if (EVSENotification === "StopCharging") return "stop";
  return EVSENotification === "ReNegotiation" ? "renegotiate" : undefined;
}

/** The least of what the charger, the pilot, the schedule and the car allow; 0 where that is below what the car can use. */
function currentWithin(
  { talk, car }: Iso2Session,
  ac: OnboardCharger,
  { schedules, choice, offeredAt, nominalVoltage, phases }: Parameters,
  maximumCurrent: Amps,
): Amps {
  const { signal } = car.pilot;
  const byPilot = typeof signal === "object" ? dutyToCurrent(signal.duty) : undefined;
  const schedule = schedules.find(({ id }) => id === choice.schedule);
  const power = schedule && allowedNow(schedule, (talk.run.clock.now() - offeredAt) / 1000);
  const current = Math.min(
    withinCable(ac.maximumCurrent, ac.proximity?.()),
    maximumCurrent,
    typeof byPilot === "number" ? byPilot : Number.POSITIVE_INFINITY,
    power === undefined ? Number.POSITIVE_INFINITY : power / (nominalVoltage * phases),
  );
  return current < ac.minimumCurrent ? 0 : current;
}

async function powerDelivery(
  session: Iso2Session,
  ChargeProgress: "Start" | "Stop" | "Renegotiate",
  { choice, schedules, nominalVoltage, maximumCurrent, phases }: Parameters,
): Promise<void> {
  const ChargingProfile =
    ChargeProgress === "Start" ? profileOf(choice, schedules, nominalVoltage * maximumCurrent * phases) : undefined;
  const { AC_EVSEStatus } = await session.talk.ask("PowerDeliveryReq", {
    ChargeProgress,
    SAScheduleTupleID: choice.schedule,
    ...(ChargingProfile ? { ChargingProfile } : {}),
  });
  if (AC_EVSEStatus && ChargeProgress === "Start") wishOf(AC_EVSEStatus);
}
