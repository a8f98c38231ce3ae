import { expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { startRun } from "../base/run.ts";
import { serveCar } from "../secc/serve-car.ts";
import { carProfiles } from "../simulator/car-profiles.ts";
import { chargerProfiles } from "../simulator/charger-profiles.ts";
import { simulatedClock } from "../simulator/clock.ts";
import { type Plant, plant } from "../simulator/plant.ts";
import { streamPair } from "../simulator/stream-pair.ts";
import type { Accent } from "../v2g/accent.ts";
import { din70121, iso2 } from "../v2g/dialect.ts";
import type { TalkEvent } from "../v2g/talk-events.ts";
import { charge } from "./charge.ts";

const answers = {
  din70121: [
    "SessionSetupRes",
    "ServiceDiscoveryRes",
    "ServicePaymentSelectionRes",
    "ContractAuthenticationRes",
    "ChargeParameterDiscoveryRes",
    "CableCheckRes",
    "PreChargeRes",
    "PowerDeliveryRes",
    "CurrentDemandRes",
    "WeldingDetectionRes",
  ],
  iso2: [
    "SessionSetupRes",
    "ServiceDiscoveryRes",
    "PaymentServiceSelectionRes",
    "AuthorizationRes",
    "ChargeParameterDiscoveryRes",
    "CableCheckRes",
    "PreChargeRes",
    "PowerDeliveryRes",
    "CurrentDemandRes",
    "WeldingDetectionRes",
  ],
} as const;
const each = [din70121, iso2].flatMap((dialect) =>
  answers[dialect.name].map((answer) => ({ dialect, answer, title: `${dialect.title}, ${answer}` })),
);
type Dialects = typeof din70121 | typeof iso2;

/** A healthy car at a charger that says something else than it means, or at which something happens. */
async function session(
  dialect: Dialects,
  accent: Accent,
  happening: (world: Plant, at: (ms: number, action: () => void) => void) => void = () => {},
) {
  const clock = simulatedClock();
  const world = plant({ clock, car: carProfiles.any, charger: chargerProfiles.any, soc: 50, targetSoc: 50.4 });
  world.pilot.plug(true);
  world.pilot.charger.put({ duty: 5 });
  await clock.turn(100);
  const [own, theirs] = streamPair({ clock });
  const run = startRun(clock);
  const events: TalkEvent[] = [];
  happening(world, (ms, action) => clock.after(ms, action));
  const serving = serveCar(theirs, world.charger, run, { random: seededRandom(1), accent });
  const outcome = await clock.until(
    charge(own, world.car, run, { speaks: [dialect], onEvent: (event) => events.push(event) }),
  );
  const took = clock.now();
  await clock.until(serving);
  const sent = events.flatMap((event) => (event.type === "sent" ? [event.message] : []));
  expect(outcome.safe).toEqual({ troubles: [], isFree: true });
  expect(world.car.switches.contactors.isOn()).toBe(false);
  expect(world.car.switches.lock.isOn()).toBe(false);
  expect(world.car.pilot.state).toBe("B");
  expect(world.dcPath.wear().car.openedUnder).toBeLessThan(5);
  return { outcome, sent, events, took };
}

test.each(each)("$title refused: no goodbye follows, and the car is safe [V2G2-034]", async ({ dialect, answer }) => {
  const { outcome, sent } = await session(dialect, (message) =>
    message.name === answer ? { ...message, content: { ...message.content, ResponseCode: "FAILED" } } : message,
  );
  expect(outcome.isOrderly).toBe(false);
  expect(outcome.by).toBe("charger");
  expect(outcome.words).toMatch(/refused .*FAILED/);
  expect(sent).not.toContain("SessionStopReq");
});

test.each([din70121, iso2])("$title: what the charger says to people when it refuses is told", async (dialect) => {
  const { outcome } = await session(
    dialect,
    (message) => message,
    (world) => Object.assign(world.charger, { authorize: async () => "rejected" as const }),
  );
  expect(outcome.words).toMatch(/refused .*FAILED, "the charger does not let this car charge"$/);
});

test.each(each)("$title missing: the car waits no longer than it may, and is safe", async ({ dialect, answer }) => {
  const { outcome, sent, events } = await session(dialect, (message) =>
    message.name === answer ? "silence" : message,
  );
  expect(outcome.isOrderly).toBe(false);
  expect(outcome.words).toContain(answer);
  expect(sent).not.toContain("SessionStopReq");
  const asked = events.find((event) => event.type === "sent" && `${event.message.slice(0, -3)}Res` === answer);
  const end = events.at(-1);
  expect((end?.at ?? 0) - (asked?.at ?? 0)).toBeLessThan(answer === "PreChargeRes" ? 12_000 : 10_000);
});

test.each(each.filter(({ answer }) => answer !== "SessionSetupRes"))(
  "$title of another session: the car takes it for no answer",
  async ({ dialect, answer }) => {
    const { outcome } = await session(dialect, (message) =>
      message.name === answer ? { ...message, sessionId: "0badcafe0badcafe" } : message,
    );
    expect(outcome).toMatchObject({ isOrderly: false, by: "charger" });
    expect(outcome.words).toMatch(/0badcafe0badcafe/i);
  },
);

test.each(each)("$title replaced by another answer: out of sequence", async ({ dialect, answer }) => {
  const { outcome } = await session(dialect, (message) =>
    message.name === answer ? { ...message, name: "SessionStopRes", content: { ResponseCode: "OK" } } : message,
  );
  expect(outcome).toMatchObject({ isOrderly: false, by: "charger" });
  expect(outcome.words).toMatch(/SessionStopRes: expected/);
});

test.each(
  [din70121, iso2].flatMap((dialect) =>
    (["E", "F", "steady", "unplugged"] as const).flatMap((signal) =>
      [500, 5000, 13_000].map((at) => ({ dialect, title: dialect.title, signal, at })),
    ),
  ),
)("$title: a pilot that says $signal after $at ms ends the session at once", async ({ dialect, signal, at }) => {
  const { outcome, sent } = await session(
    dialect,
    (message) => message,
    (world, after) =>
      after(at, () => (signal === "unplugged" ? world.pilot.plug(false) : world.pilot.charger.put(signal))),
  );
  expect(outcome.isOrderly).toBe(false);
  expect(sent).not.toContain("SessionStopReq");
});

const notice =
  (status: object): Accent =>
  (message) =>
    message.name === "CurrentDemandRes"
      ? {
          ...message,
          content: {
            ...message.content,
            DC_EVSEStatus: { ...(message.content as { DC_EVSEStatus: object }).DC_EVSEStatus, ...status },
          },
        }
      : message;

test.each(
  [din70121, iso2].flatMap((dialect) =>
    [{ EVSENotification: "StopCharging" }, { EVSEStatusCode: "EVSE_Shutdown" }].map((status) => ({
      dialect,
      title: dialect.title,
      status,
    })),
  ),
)("$title: $status ends the session in order, by the charger's wish", async ({ dialect, status }) => {
  const { outcome, sent } = await session(dialect, notice(status));
  expect(outcome).toMatchObject({ isOrderly: true, by: "charger" });
  expect(sent.filter((name) => name === "CurrentDemandReq").length).toBeLessThanOrEqual(2);
  expect(sent.at(-1)).toBe("SessionStopReq");
});

test.each(
  [din70121, iso2].flatMap((dialect) =>
    ["EVSE_EmergencyShutdown", "EVSE_Malfunction", "EVSE_UtilityInterruptEvent", "Reserved_8"].map((code) => ({
      dialect,
      title: dialect.title,
      code,
    })),
  ),
)("$title: after $code there is nothing to say: the car is safe at once", async ({ dialect, code }) => {
  const { outcome, sent } = await session(dialect, notice({ EVSEStatusCode: code }));
  expect(outcome).toMatchObject({ isOrderly: false, by: "charger" });
  expect(sent.filter((name) => name === "CurrentDemandReq")).toHaveLength(1);
  expect(sent).not.toContain("SessionStopReq");
});
