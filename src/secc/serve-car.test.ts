import { expect, test } from "vitest";
import { din, dinLines, iso, isoAcLines, isoLines, type Line, scriptedCar } from "../../test/scripted-car.ts";
import { seededRandom } from "../base/random.ts";
import { sample } from "../exi/sample.ts";
import { chargerProfiles } from "../simulator/charger-profiles.ts";
import { din70121, iso2 } from "../v2g/dialect.ts";
import { NO_SESSION } from "../v2g/session-id.ts";

const scripts = {
  din: { dialect: din70121, lines: dinLines, profile: chargerProfiles.any, words: din },
  dc: { dialect: iso2, lines: isoLines, profile: chargerProfiles.any, words: iso },
  ac: { dialect: iso2, lines: isoAcLines, profile: chargerProfiles.wallbox, words: iso },
} as const;
type Script = keyof typeof scripts;
const names = Object.keys(scripts) as Script[];

async function at(script: Script, said: readonly Line[]) {
  const { dialect, profile } = scripts[script];
  const car = await scriptedCar({ dialect, profile });
  await car.agree();
  await car.play(said);
  return car;
}
const answerTo = (request: string) => request.replace(/Req$/, "Res");

/** Every request that the schema knows, with content by chance. */
const requests = names.flatMap((script) =>
  scripts[script].dialect.schema.elements
    .filter(({ name }) => name.endsWith("Req"))
    .map(({ name, type }, i): { script: Script; name: string; line: Line } => ({
      script,
      name,
      line: [name, sample(type, seededRandom(i)) as object],
    })),
);

test.each(requests.filter(({ name }) => name !== "SessionSetupReq" && name !== "SessionStopReq"))(
  "$script: $name before any session is refused with its own answer, which the schema allows, and the charger closes",
  async ({ script, name, line }) => {
    const car = await at(script, []);
    // `readMessage` of the script takes only what is valid.
    expect(await car.ask(line, NO_SESSION)).toMatchObject({
      name: answerTo(name),
      ResponseCode: "FAILED_SequenceError",
    });
    expect(await car.hear()).toBeUndefined();
    expect(await car.ended()).toMatchObject({ isOrderly: false, troubles: [] });
  },
);

/** Each request that is part of a session, where it belongs. */
const own = names.flatMap((script) => {
  const { lines, words } = scripts[script];
  const all: readonly Line[] = [...lines, words.goodbye];
  return all.flatMap((line, count) => {
    const isFirst = all.findIndex(([request]) => request === line[0]) === count;
    return isFirst && line[0] !== "SessionSetupReq"
      ? [{ script, name: line[0], line, before: all.slice(0, count) }]
      : [];
  });
});

test.each(own)(
  "$script: $name under another session's number is refused before its content is looked at",
  async ({ script, name, line, before }) => {
    const car = await at(script, before);
    expect(await car.ask(line, "0123456789abcdef")).toMatchObject({
      name: answerTo(name),
      ResponseCode: "FAILED_UnknownSession",
    });
    expect(await car.hear()).toBeUndefined();
    expect(await car.ended()).toMatchObject({ isOrderly: false, by: "charger", troubles: [] });
  },
);

/** After so many lines of the script these requests are taken, beside SessionStopReq: the tables of the standards. */
const taken: Readonly<Record<Script, readonly (readonly string[])[]>> = {
  din: [
    ["SessionSetupReq"],
    ["ServiceDiscoveryReq"],
    ["ServicePaymentSelectionReq"],
    ["ContractAuthenticationReq"],
    ["ChargeParameterDiscoveryReq"],
    ["CableCheckReq"],
    ["PreChargeReq"],
    ["PreChargeReq", "PowerDeliveryReq"],
    ["CurrentDemandReq", "PowerDeliveryReq"],
    ["CurrentDemandReq", "PowerDeliveryReq"],
    ["WeldingDetectionReq"],
    ["WeldingDetectionReq"],
  ],
  dc: [
    ["SessionSetupReq"],
    ["ServiceDiscoveryReq"],
    ["ServiceDiscoveryReq", "ServiceDetailReq", "PaymentServiceSelectionReq"],
    ["AuthorizationReq"],
    ["ChargeParameterDiscoveryReq"],
    ["CableCheckReq"],
    ["PreChargeReq"],
    ["PreChargeReq", "PowerDeliveryReq"],
    ["CurrentDemandReq", "PowerDeliveryReq"],
    ["CurrentDemandReq", "PowerDeliveryReq"],
    ["WeldingDetectionReq"],
    ["WeldingDetectionReq"],
  ],
  ac: [
    ["SessionSetupReq"],
    ["ServiceDiscoveryReq"],
    ["ServiceDiscoveryReq", "ServiceDetailReq", "PaymentServiceSelectionReq"],
    ["AuthorizationReq"],
    ["ChargeParameterDiscoveryReq"],
    ["PowerDeliveryReq"],
    ["ChargingStatusReq", "PowerDeliveryReq"],
    ["ChargingStatusReq", "PowerDeliveryReq"],
    [],
  ],
};

const positions = names.flatMap((script) =>
  taken[script].map((row, count) => ({
    script,
    count,
    row,
    after: scripts[script].lines[count - 1]?.[0] ?? "nothing",
  })),
);

test.each(positions)("$script: after $after ($count) only $row is taken", async ({ script, count, row }) => {
  const { lines, words } = scripts[script];
  // A car that gives up may end its power from anywhere: what is wrong is to begin it.
  const all = [...lines, din.welding, words.start].filter((line) => line !== words.stop);
  const wrong = new Map<string, Line>(all.map((line) => [line[0], line]));
  for (const name of row) wrong.delete(name);
  if (script === "ac" || script === "dc") {
    for (const other of [iso.status, iso.demand]) if (!row.includes(other[0])) wrong.set(other[0], other);
  } else wrong.delete("ChargingStatusReq");
  // Each refusal ends a session: three of them, spread over the script, for each row.
  const left = [...wrong.values()];
  const some = [left[0], left[count % left.length], left.at(-1)] as readonly Line[];
  for (const line of new Set(some)) {
    const car = await at(script, lines.slice(0, count));
    expect(await car.ask(line)).toMatchObject({ name: answerTo(line[0]), ResponseCode: "FAILED_SequenceError" });
    expect(await car.hear()).toBeUndefined();
    expect((await car.ended()).troubles).toEqual([]);
  }
});

test.each(positions)("$script: after $after ($count) a goodbye is answered OK, and the output is off", async (row) => {
  const { lines, words } = scripts[row.script];
  const car = await at(row.script, lines.slice(0, row.count));
  expect(await car.ask(words.goodbye)).toMatchObject({ name: "SessionStopRes", ResponseCode: "OK" });
  expect(await car.ended()).toMatchObject({ isOrderly: true, troubles: [] });
  expect(car.world.charger.switches.contactors.isOn() || car.world.charger.switches.acContactors.isOn()).toBe(false);
});

test.each(names)("%s: power ended before it began is taken from a car that gives up", async (script) => {
  const { words } = scripts[script];
  const { lines } = scripts[script];
  const isLastBeforePower = lines.findIndex(
    ([request]) => request === "CableCheckReq" || request === "PowerDeliveryReq",
  );
  const car = await at(script, lines.slice(0, isLastBeforePower));
  expect((await car.ask(words.stop)).ResponseCode).toBe("OK");
  expect((await car.ask(words.goodbye)).ResponseCode).toBe("OK");
});
