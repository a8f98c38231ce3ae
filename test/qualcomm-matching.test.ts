/**
 * The chip maker's car and charger (`pev` and `evse` of open-plc-utils) against our matching, over our adapters.
 */

import { expect, test } from "vitest";
import { laboratory, type Namespace } from "./namespaces.ts";
import { describeTools, evseOrPev, listeningEvse, plugtalk, stall, told } from "./qualcomm-tools.ts";

const ours = (where: Namespace, side: "charger" | "car") =>
  where.start([...plugtalk, "slac", side, "-i", "plc0", "--json"]);

describeTools("the chip maker's evse and pev, and our matching", () => {
  test("their car matches with our charger, whatever its adapter measures", async () => {
    using lab = laboratory();
    const match = async (chip: string, isMeasured: boolean) => {
      const { charger, car } = await stall(lab, chip);
      const serving = ours(charger, "charger");
      await serving.line(/"type":"keySet"/);
      const asking = evseOrPev(car, "pev");
      await asking.line(/MatchedState: Charging/);
      const { code, out } = await serving.ended;
      expect([chip, code]).toEqual([chip, 0]);
      expect(out).toMatch(/"type":"matched".*"link":"up"/);
      const reported = out.split("\n").find((line) => line.includes('"type":"reported"')) ?? "";
      expect(JSON.parse(reported)).toMatchObject({ sounds: 10 });
      expect([chip, reported.includes('"isAssumed":true')]).toEqual([chip, !isMeasured]);
      await asking.line(/Average attenuation \(\d+\) less than limit/);
    };
    // Green PHY measures each sound, an adapter tells of it without values, and the oldest let only the sounds through.
    await Promise.all([match("QCA7005", true), match("QCA7420", false), match("INT6400", false)]);
  });

  test("our car matches with their charger, and takes the key that it gives", async () => {
    using lab = laboratory();
    const { charger, car } = await stall(lab, "QCA7005");
    const serving = await listeningEvse(charger);
    const { code, out } = await ours(car, "car").ended;
    expect(code).toBe(0);
    expect(out).toMatch(/"type":"matched".*"NMK":"b59319d7e8157ba001b018669ccee30d".*"link":"up"/);
    await serving.line(/MatchedState: Charging/);
  });

  test("our car says why it goes away from their charger behind an adapter that measures nothing", async () => {
    using lab = laboratory();
    const { charger, car } = await stall(lab, "QCA7420");
    await listeningEvse(charger);
    const { code, out, err } = await ours(car, "car").ended;
    expect(code).toBe(1);
    expect(out + err).toMatch(/told cannot be believed: all of its attenuation is zero/);
  });

  test("their car matches with their charger over our adapters", async () => {
    using lab = laboratory();
    const { charger, car } = await stall(lab, "QCA7005");
    const serving = await listeningEvse(charger);
    const asking = evseOrPev(car, "pev");
    await asking.line(/Average attenuation \(1\d\) less than limit/);
    await Promise.all([serving.line(/MatchedState: Charging/), asking.line(/MatchedState: Charging/)]);
    expect((await serving.ended).code).toBe(0);
  });

  test("an adapter that takes a key in the standard's words refuses it in theirs: both end, and ours match", async () => {
    using lab = laboratory();
    const { charger, car } = await stall(lab, "CG5317");
    const ends = (where: Namespace, name: "evse" | "pev") => async () => (await evseOrPev(where, name).ended).err;
    // Each may take its own request for the answer to it.
    await told(ends(charger, "evse"), /<-- CM_SET_KEY\.CNF\n.*Device refused request.*Can't set key/s);
    await told(ends(car, "pev"), /<-- CM_SET_KEY\.CNF\n.*Can't set key/s);
    const serving = ours(charger, "charger");
    await serving.line(/"type":"keySet"/);
    expect((await ours(car, "car").ended).code).toBe(0);
    expect((await serving.ended).code).toBe(0);
  });
});
