/**
 * A charging session by ISO 15118-2 from the car's side, paid by other means than a contract: the part that is the same
 * for direct and alternating current (ISO 15118-2, 8.8).
 *
 * @module
 */

import { asksForDigital } from "../pilot/control-pilot.ts";
import type { Content, iso2 } from "../v2g/dialect.ts";
import type { Choice, OfferedSchedule } from "./car.ts";
import { type CarSession, enter, evccId, type SessionEnd, untilFinished } from "./car-session.ts";
import { Incompatible } from "./faults.ts";
import { chargeWithAc } from "./iso2-ac.ts";
import { chargeWithDc } from "./iso2-dc.ts";

export type Iso2 = typeof iso2.schema;
export type Iso2Session = CarSession<Iso2>;
type EnergyTransferMode = Content<Iso2, "ChargeParameterDiscoveryReq">["RequestedEnergyTransferMode"];

/** What was agreed upon about schedules. */
export interface Agreement {
  readonly schedules: readonly OfferedSchedule[];
  readonly choice: Choice;
  /** By the clock, when the charger offered it. */
  readonly offeredAt: number;
}

/** DC first, as a car that has both comes to a DC charger for it. */
const DC_MODES: readonly EnergyTransferMode[] = ["DC_extended", "DC_combo_core", "DC_core", "DC_unique"];
const AC_MODES = { 1: ["AC_single_phase_core"], 3: ["AC_three_phase_core", "AC_single_phase_core"] } as const;

export async function chargeByIso2(session: Iso2Session): Promise<SessionEnd> {
  const mode = await setUp(session);
  return mode.startsWith("DC") ? chargeWithDc(session, mode) : chargeWithAc(session, mode);
}

/** From SessionSetup to an authorized session. */
async function setUp(session: Iso2Session): Promise<EnergyTransferMode> {
  const { talk, car } = session;
  enter(session, "session setup");
  const { ResponseCode } = await talk.ask("SessionSetupReq", { EVCCID: evccId(car) });
  if (ResponseCode === "OK_OldSessionJoined")
    talk.tell({ type: "odd", words: "the charger goes on with the paused session" });
  const { ChargeService, PaymentOptionList } = await talk.ask("ServiceDiscoveryReq", {});
  if (!PaymentOptionList.PaymentOption.includes("ExternalPayment")) {
    throw new Incompatible("Cannot pay here: the charger takes contracts alone, and the car has none");
  }
  const mode = modeFor(session, ChargeService.SupportedEnergyTransferMode.EnergyTransferMode);
  await talk.ask("PaymentServiceSelectionReq", {
    SelectedPaymentOption: "ExternalPayment",
    SelectedServiceList: { SelectedService: [{ ServiceID: ChargeService.ServiceID }] },
  });
  enter(session, "authorization");
  await untilFinished(session, session.authorization, "the charger to authorize", async (talk) => {
    const { EVSEProcessing } = await talk.ask("AuthorizationReq", {});
    return EVSEProcessing === "Finished";
  });
  return mode;
}

/** @throws {Incompatible} where the charger offers nothing that the car can take. */
function modeFor({ car }: Iso2Session, offered: readonly EnergyTransferMode[]): EnergyTransferMode {
  // Direct current needs an oscillation of 5 %.
  const takesDc = car.dc && asksForDigital(car.pilot.signal);
  const can: readonly EnergyTransferMode[] = [...(takesDc ? DC_MODES : []), ...(car.ac ? AC_MODES[car.ac.phases] : [])];
  const mode = can.find((one) => offered.includes(one));
  if (mode) return mode;
  throw new Incompatible(
    `Cannot charge here: the charger offers ${offered.join(", ")}, the car takes ${can.join(", ")}`,
  );
}

/** Whether and how to say goodbye: a pause keeps the session's number. */
export const chargingSession = ({ isPaused }: SessionEnd): "Pause" | "Terminate" => (isPaused ? "Pause" : "Terminate");
