/**
 * What the cars of other people's stacks have in common at our charger: the way into a session, and what they need of its
 * answers.
 *
 * @module
 */

import { expect } from "vitest";
import type { Dialect } from "../src/v2g/dialect.ts";
import type { ForeignCar, Told } from "./lone-charger-desk.ts";

/** An offer of one standard in the handshake. */
export const offered = ({ namespace, major, minor }: Dialect, SchemaID: number, Priority = 1) => ({
  ProtocolNamespace: namespace,
  VersionNumberMajor: major,
  VersionNumberMinor: minor,
  SchemaID,
  Priority,
});
const payment = {
  SelectedPaymentOption: "ExternalPayment",
  SelectedServiceList: { SelectedService: [{ ServiceID: 1 }] },
};

/** A schedule as it is offered. */
export interface Tuple {
  readonly SAScheduleTupleID: number;
  readonly PMaxSchedule: {
    readonly PMaxScheduleEntry: readonly {
      readonly RelativeTimeInterval: { readonly start: number; readonly duration?: number };
      readonly PMax: never;
    }[];
  };
}
export const tuplesOf = (answer: Told) =>
  (answer["SAScheduleList"] as { SAScheduleTuple: readonly Tuple[] }).SAScheduleTuple;
export const statusOf = (answer: Told) =>
  (answer["DC_EVSEStatus"] ?? answer["AC_EVSEStatus"]) as Readonly<Record<string, string>>;

/** Asks again while the charger is not done, after `pause` milliseconds: most of these cars do not wait in between. */
export async function untilFinished(car: ForeignCar, request: string, content: object, pause = 0): Promise<Told> {
  for (let turn = 0; turn < MOST_TURNS && turn * pause < PATIENCE; turn++) {
    const answer = await car.ask(request, content);
    if (pause > 0) await car.wait(pause);
    if (answer.EVSEProcessing === "Finished") return answer;
  }
  throw new Error(`${request} is never finished`);
}

/** Everything is finished within so many questions, and within these milliseconds. */
const [MOST_TURNS, PATIENCE] = [100_000, 60_000];

/** From the session's beginning until the car may charge; gives what is offered. */
export const before: Readonly<
  Record<Dialect["name"], (car: ForeignCar, EVCCID: string, pause?: number) => Promise<Told>>
> = {
  async din70121(car, EVCCID, pause) {
    const { EVSEID } = await car.ask("SessionSetupReq", { EVCCID });
    expect(EVSEID).toMatch(/^([0-9a-f]{2}){1,32}$/i);
    const services = await car.ask("ServiceDiscoveryReq", {});
    await car.ask("ServicePaymentSelectionReq", payment);
    await untilFinished(car, "ContractAuthenticationReq", {}, pause);
    return services;
  },
  async iso2(car, EVCCID, pause) {
    const { EVSEID } = await car.ask("SessionSetupReq", { EVCCID });
    expect(EVSEID).toMatch(/^.{7,37}$/);
    const services = await car.ask("ServiceDiscoveryReq", {});
    await car.ask("PaymentServiceSelectionReq", payment);
    await untilFinished(car, "AuthorizationReq", {}, pause);
    return services;
  },
};

/** Every schedule begins at once and says how long its last entry holds; RISE-V2G and Josev read past it otherwise. */
export function expectWholeSchedules(tuples: readonly Tuple[]): void {
  expect(tuples.length).toBeGreaterThan(0);
  for (const { PMaxSchedule } of tuples) {
    const intervals = PMaxSchedule.PMaxScheduleEntry.map(({ RelativeTimeInterval }) => RelativeTimeInterval);
    expect(intervals[0]?.start).toBe(0);
    const last = intervals.at(-1);
    expect((last?.start ?? 0) + (last?.duration ?? 0)).toBeGreaterThanOrEqual(86_400);
  }
}
