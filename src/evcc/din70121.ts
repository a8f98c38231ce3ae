/**
 * A charging session by DIN SPEC 70121 from the car's side: direct current, paid by other means, no TLS, no pause. The
 * script follows the sequence of DIN SPEC 70121, 9.4.
 *
 * @module
 */

import type { VoltageAndCurrent } from "../base/units.ts";
import type { DC_EVSEStatusType, DC_EVStatusType } from "../messages/din70121/status-types.ts";
import type { Content, din70121 } from "../v2g/dialect.ts";
import { amps, toNumber, toOptionalNumber, volts, wattHours, watts } from "../v2g/quantities.ts";
import type { DcInlet } from "./car.ts";
import { type CarSession, checkWishes, enter, evccId, type SessionEnd, untilFinished } from "./car-session.ts";
import { checkIsolation, errorCode } from "./dc-codes.ts";
import { demandCurrent, type Loop } from "./dc-loop.ts";
import { type ChargerCaps, checkCar, checkFit, closeContactors, detectWelding, preCharge, wishOf } from "./dc-steps.ts";
import { Incompatible, StoppedByCharger } from "./faults.ts";
import { isolate } from "./make-safe.ts";

type Din = typeof din70121.schema;
type Session = CarSession<Din>;
type Mode = Content<Din, "ChargeParameterDiscoveryReq">["EVRequestedEnergyTransferType"];

/** Chargers that take a second for each answer are asked no longer than this. */
const MOST_WELDING_QUESTIONS = 8;

export async function chargeByDin(session: Session, dc: DcInlet): Promise<SessionEnd> {
  const mode = await setUp(session);
  const caps = await agreeOnParameters(session, dc, mode);
  await lockAndCheckCable(session, dc);
  await bringUpVoltage(session, dc);
  const end = await charge(session, dc, caps);
  await stop(session, dc);
  return end;
}

/** From SessionSetup to an authorized session. */
async function setUp(session: Session): Promise<Mode> {
  const { talk, car } = session;
  enter(session, "session setup");
  await talk.ask("SessionSetupReq", { EVCCID: evccId(car) });
  const { ChargeService, PaymentOptions } = await talk.ask("ServiceDiscoveryReq", { ServiceCategory: "EVCharging" });
  if (!PaymentOptions.PaymentOption.includes("ExternalPayment")) {
    throw new Incompatible(
      "Cannot pay here: the charger takes contracts alone, and DIN SPEC 70121 has no safe way for them",
    );
  }
  await talk.ask("ServicePaymentSelectionReq", {
    SelectedPaymentOption: "ExternalPayment",
    SelectedServiceList: { SelectedService: [{ ServiceID: ChargeService.ServiceTag.ServiceID }] },
  });
  enter(session, "authorization");
  await untilFinished(session, session.authorization, "the charger to authorize", async (talk) => {
    const { EVSEProcessing } = await talk.ask("ContractAuthenticationReq", {});
    return EVSEProcessing === "Finished";
  });
  return modeFor(ChargeService.EnergyTransferType);
}

/** What is asked for is what was offered: some chargers refuse the rest (Josev). The CCS inlet is DC_extended. */
function modeFor(offered: string): Mode {
  if (offered === "DC_combo_core") return offered;
  return offered.endsWith("DC_core") ? "DC_core" : "DC_extended";
}

async function agreeOnParameters(session: Session, dc: DcInlet, mode: Mode): Promise<ChargerCaps> {
  const { talk, car } = session;
  const { battery } = car;
  enter(session, "parameters");
  let caps: ChargerCaps | undefined;
  await untilFinished(session, talk.timing.ongoing, "the charger to say what it can", async (talk) => {
    const { capacity, energyWanted } = battery;
    const answer = await talk.ask("ChargeParameterDiscoveryReq", {
      EVRequestedEnergyTransferType: mode,
      DC_EVChargeParameter: {
        DC_EVStatus: status(session, dc, false),
        EVMaximumCurrentLimit: amps(dc.limits.maximumCurrent),
        // Some chargers want what the schema leaves optional.
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
    const maximumPower = toOptionalNumber(can.EVSEMaximumPowerLimit);
    caps = {
      maximumVoltage: toNumber(can.EVSEMaximumVoltageLimit),
      minimumVoltage: toNumber(can.EVSEMinimumVoltageLimit),
      maximumCurrent: toNumber(can.EVSEMaximumCurrentLimit),
      ...(maximumPower === undefined ? {} : { maximumPower }),
    };
    return true;
  });
  checkFit(dc, caps as ChargerCaps);
  return caps as ChargerCaps;
}

/** The plug is locked and the pilot in state C before the charger puts a voltage on the cable. */
async function lockAndCheckCable(session: Session, dc: DcInlet): Promise<void> {
  const { talk, car } = session;
  enter(session, "cable check");
  await talk.run.within(session.safety.lock, "the plug to be locked", (run) => run.until(car.lock.lock(run)));
  talk.tell({ type: "moved", what: "lock", to: "locked" });
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

async function bringUpVoltage(session: Session, dc: DcInlet): Promise<void> {
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

async function charge(session: Session, dc: DcInlet, caps: ChargerCaps): Promise<SessionEnd> {
  const { talk, car, wishes, pace, energy } = session;
  await powerDelivery(session, dc, true);
  enter(session, "charging");
  const loop: Loop = { run: talk.run, tell: talk.tell, dc, battery: car.battery, wishes, pace, energy, caps };
  for (;;) {
    const end = await demandCurrent(loop, (wish, isFull) => ask(session, dc, wish, isFull));
    switch (end.why) {
      case "charger stops":
        return { by: "charger", words: end.words };
      case "renegotiate by car":
        wishes.met();
        continue;
      case "renegotiate by charger":
        // DIN SPEC 70121 has no way to negotiate anew: the charger's limits in each answer are obeyed anyhow.
        await talk.pause(pace.charging);
        continue;
      default:
        return { by: "car", words: end.words };
    }
  }
}

async function ask(session: Session, dc: DcInlet, wish: VoltageAndCurrent, isFull: boolean) {
  const { limits } = dc;
  const answer = await session.talk.ask("CurrentDemandReq", {
    DC_EVStatus: status(session, dc, true),
    EVTargetCurrent: amps(wish.current),
    // Some chargers stop where the limits are not said again each time (Plugit).
    EVMaximumVoltageLimit: volts(limits.maximumVoltage),
    EVMaximumCurrentLimit: amps(limits.maximumCurrent),
    ...(limits.maximumPower === undefined ? {} : { EVMaximumPowerLimit: watts(limits.maximumPower) }),
    BulkChargingComplete: session.car.battery.soc() >= 80,
    ChargingComplete: isFull,
    EVTargetVoltage: volts(wish.voltage),
  });
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

/** PowerDelivery off, contactors open, no welded contacts, goodbye. */
async function stop(session: Session, dc: DcInlet): Promise<void> {
  const { talk, car } = session;
  enter(session, "stopping");
  await powerDelivery(session, dc, false);
  await isolate(car, talk.run, talk.tell, session.safety);
  enter(session, "welding detection");
  await detectWelding(talk, session.pace.welding, MOST_WELDING_QUESTIONS, async () => {
    const { EVSEPresentVoltage } = await talk.ask("WeldingDetectionReq", { DC_EVStatus: status(session, dc, false) });
    return toNumber(EVSEPresentVoltage);
  });
}

async function powerDelivery(session: Session, dc: DcInlet, ReadyToChargeState: boolean): Promise<void> {
  const { DC_EVSEStatus } = await session.talk.ask("PowerDeliveryReq", {
    ReadyToChargeState,
    // Chargers are known that pass over a PowerDeliveryReq without it (Compleo).
    DC_EVPowerDeliveryParameter: {
      DC_EVStatus: status(session, dc, ReadyToChargeState),
      ChargingComplete: !ReadyToChargeState,
    },
  });
  if (DC_EVSEStatus && ReadyToChargeState) stopIfAsked(DC_EVSEStatus);
}

function stopIfAsked(status: DC_EVSEStatusType): void {
  if (wishOf(status) === "stop") throw new StoppedByCharger(`The charger stops: it says ${status.EVSEStatusCode}`);
}

const status = ({ car }: Session, dc: DcInlet, EVReady: boolean): DC_EVStatusType => ({
  EVReady,
  EVErrorCode: errorCode(dc.fault?.()),
  EVRESSSOC: Math.round(Math.min(100, Math.max(0, car.battery.soc()))),
});
