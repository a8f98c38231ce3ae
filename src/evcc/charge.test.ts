import { expect, test } from "vitest";
import { type Scene, session } from "../../test/accented-charger.ts";
import { carProfiles } from "../simulator/car-profiles.ts";
import { chargerProfiles } from "../simulator/charger-profiles.ts";
import type { CarProfile } from "../simulator/simulated-car.ts";
import type { Accent } from "../v2g/accent.ts";
import { type Dialect, din70121, iso2 } from "../v2g/dialect.ts";
import { wishes } from "./wishes.ts";

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
  alternating: [
    "SessionSetupRes",
    "ServiceDiscoveryRes",
    "PaymentServiceSelectionRes",
    "AuthorizationRes",
    "ChargeParameterDiscoveryRes",
    "PowerDeliveryRes",
    "ChargingStatusRes",
  ],
} as const;
const alternating: Scene = { dialect: iso2, charger: chargerProfiles.wallbox };
const each: readonly { readonly scene: Scene; readonly answer: string; readonly title: string }[] = [
  ...[din70121, iso2].flatMap((dialect: Dialect) =>
    answers[dialect.name as keyof typeof answers].map((answer) => ({
      scene: { dialect },
      answer,
      title: `${dialect.title}, ${answer}`,
    })),
  ),
  ...answers.alternating.map((answer) => ({
    scene: alternating,
    answer,
    title: `${iso2.title} with alternating current, ${answer}`,
  })),
];

test.each(each)("$title refused: no goodbye follows, and the car is safe [V2G2-034]", async ({ scene, answer }) => {
  const { outcome, sent } = await session(scene, (message) =>
    message.name === answer ? { ...message, content: { ...message.content, ResponseCode: "FAILED" } } : message,
  );
  expect(outcome.isOrderly).toBe(false);
  expect(outcome.by).toBe("charger");
  expect(outcome.words).toMatch(/refused .*FAILED/);
  expect(sent).not.toContain("SessionStopReq");
});

test.each([din70121, iso2])("$title: what the charger says to people when it refuses is told", async (dialect) => {
  const { outcome } = await session(
    { dialect },
    (message) => message,
    (world) => Object.assign(world.charger, { authorize: async () => "rejected" as const }),
  );
  expect(outcome.words).toMatch(/refused .*FAILED, "the charger does not let this car charge"$/);
});

test.each(each)("$title missing: the car waits no longer than it may, and is safe", async ({ scene, answer }) => {
  const { outcome, sent, events } = await session(scene, (message) => (message.name === answer ? "silence" : message));
  expect(outcome.isOrderly).toBe(false);
  expect(outcome.words).toContain(answer);
  expect(sent).not.toContain("SessionStopReq");
  const asked = events.find((event) => event.type === "sent" && `${event.message.slice(0, -3)}Res` === answer);
  const end = events.at(-1);
  expect((end?.at ?? 0) - (asked?.at ?? 0)).toBeLessThan(answer === "PreChargeRes" ? 12_000 : 10_000);
});

test.each(each.filter(({ answer }) => answer !== "SessionSetupRes"))(
  "$title of another session: the car takes it for no answer",
  async ({ scene, answer }) => {
    const { outcome } = await session(scene, (message) =>
      message.name === answer ? { ...message, sessionId: "0badcafe0badcafe" } : message,
    );
    expect(outcome).toMatchObject({ isOrderly: false, by: "charger" });
    expect(outcome.words).toMatch(/0badcafe0badcafe/i);
  },
);

test.each(each)("$title replaced by another answer: out of sequence", async ({ scene, answer }) => {
  const { outcome } = await session(scene, (message) =>
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
    { dialect },
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
  const { outcome, sent } = await session({ dialect }, notice(status));
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
  const { outcome, sent } = await session({ dialect }, notice({ EVSEStatusCode: code }));
  expect(outcome).toMatchObject({ isOrderly: false, by: "charger" });
  expect(sent.filter((name) => name === "CurrentDemandReq")).toHaveLength(1);
  expect(sent).not.toContain("SessionStopReq");
});

const refusing =
  (nth: number, name: string): Accent =>
  (message) =>
    message.name === name && nth-- === 1
      ? { ...message, content: { ...message.content, ResponseCode: "FAILED" } }
      : message;

test.each([
  { title: "direct", scene: { dialect: iso2 } as Scene, loop: "CurrentDemandReq" },
  { title: "alternating", scene: alternating, loop: "ChargingStatusReq" },
])(
  "a charger that refuses to negotiate anew, with $title current, ends the session safely",
  async ({ scene, loop }) => {
    // The second PowerDeliveryRes is that to Renegotiate, the second parameters are those after it.
    for (const refused of ["PowerDeliveryRes", "ChargeParameterDiscoveryRes"]) {
      const own = wishes();
      let finished = 0;
      const deny = refusing(2, refused);
      const { outcome, sent } = await session(
        { ...scene, options: { wishes: own } },
        (message) => {
          const isOngoing = (message.content as { EVSEProcessing?: string }).EVSEProcessing === "Ongoing";
          if (message.name === refused && !isOngoing) finished++;
          return isOngoing ? message : deny(message);
        },
        (_, after) => after(14_000, () => own.want("renegotiate")),
      );
      expect(finished).toBe(2);
      expect(sent).toContain(loop);
      expect(outcome).toMatchObject({ isOrderly: false, by: "charger" });
      expect(outcome.words).toMatch(/refused .*FAILED/);
      expect(sent).not.toContain("SessionStopReq");
    }
  },
);

const { dc: _, ...onlyAc } = carProfiles.any as CarProfile;
const { ac: __, ...onlyDc } = carProfiles.any as CarProfile;

test.each([
  ["steady", "12 V without oscillation"],
  ["F", "state F"],
  ["unplugged", "nothing is plugged in"],
  [100, "100 %"],
  [26.7, "26.7 %"],
] as const)("with a pilot at %s a car for direct current says nothing but why", async (signal, words) => {
  const { outcome, sent } = await session(
    { dialect: iso2, car: onlyDc },
    (message) => message,
    undefined,
    typeof signal === "number" ? { duty: signal } : signal,
  );
  expect(sent).toEqual([]);
  expect(outcome).toMatchObject({ isOrderly: false, by: "charger" });
  expect(outcome.words).toMatch(/^Cannot charge/);
  expect(outcome.words).toContain(words);
});

test.each([onlyAc, carProfiles.any])(
  "with alternating current, messages go beside a nominal duty, and no more is drawn than that says",
  async (car) => {
    const { outcome, events } = await session({ ...alternating, car }, (message) => message, undefined, { duty: 20 });
    expect(outcome).toMatchObject({ isOrderly: true, by: "car" });
    const drawn = events.flatMap((event) => (event.type === "measured" ? [event.current] : []));
    expect(Math.max(...drawn)).toBe(12);
  },
);
