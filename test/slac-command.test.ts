import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { describeNamespaces, laboratory } from "./namespaces.ts";

/** Before all others, where that can be had: what is measured is the program, not what else the machine has to do. */
const FIRST = ["chrt", "-r", "10"];
const canBeFirst = spawnSync(FIRST[0] as string, [...FIRST.slice(1), "true"]).status === 0;
const plugtalk = [
  ...(canBeFirst ? FIRST : []),
  process.execPath,
  fileURLToPath(new URL("../dist/cli/main.js", import.meta.url)),
];

interface Told {
  readonly type: string;
  readonly at: number;
  readonly checkpoint?: number;
  readonly NMK?: string;
  readonly NID?: string;
  readonly [field: string]: unknown;
}
const events = (out: string): Told[] =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describeNamespaces("plugtalk slac", () => {
  /** A stall: a car, a charger, and between them two adapters on one power line. */
  async function stall(lab: ReturnType<typeof laboratory>, ...options: string[]) {
    const [car, charger, line] = [lab.namespace("car"), lab.namespace("charger"), lab.namespace("line")];
    lab.join({ in: car, name: "plc0" }, { in: line, name: "pev0" });
    lab.join({ in: charger, name: "plc0" }, { in: line, name: "evse0" });
    const adapters = line.start([
      ...plugtalk,
      "simulate",
      "modem",
      ...["--interface", "P=pev0", "--interface", "E=evse0", "--role", "P=pev", "--role", "E=evse"],
      ...options,
    ]);
    await adapters.line(/ready: .*pev0/);
    await adapters.line(/ready: .*evse0/);
    return { car, charger };
  }

  test("car and charger end with the same key, within 0.45 s from the first question", async () => {
    using lab = laboratory();
    const { car, charger } = await stall(lab);
    const took: number[] = [];
    // A machine that has no time for it is no measure, so the best of some counts.
    while (took.length < 5 && !(Math.min(...took) < 450)) {
      const waiting = charger.start([...plugtalk, "slac", "charger", "--interface", "plc0", "--json"]);
      await waiting.line(/"type":"keySet"/);
      const atCar = await car.start([...plugtalk, "slac", "car", "--interface", "plc0", "--json"]).ended;
      const atCharger = await waiting.ended;

      expect([atCar.err, atCharger.err]).toEqual(["", ""]);
      expect([atCar.code, atCharger.code]).toEqual([0, 0]);
      const told = events(atCar.out);
      const { NMK, NID } = told.at(-1) as Told;
      expect(told.at(-1)).toMatchObject({ type: "matched", link: "up", isDerived: true });
      expect(events(atCharger.out).at(-1)).toMatchObject({ NMK, NID, link: "up" });
      const shown = told.map(({ checkpoint }) => checkpoint);
      expect(shown).toEqual(expect.arrayContaining([100, 102, 103, 104, 120, 130, 140, 150, 160, 170, 190]));
      const at = (checkpoint: number) => told.find((event) => event.checkpoint === checkpoint)?.at ?? Number.NaN;
      took.push(at(160) - at(100));
    }

    expect(Math.min(...took)).toBeLessThan(450);
  });

  test.each(["E=CG5317", "P=CG5317", "E=MSE1021", "P=MSE1021"])(
    "one adapter is Lumissil's or Vertexcom's (%s), which takes keys and tells its link its own way",
    async (chip) => {
      using lab = laboratory();
      const { car, charger } = await stall(lab, "--chip", chip);
      const waiting = charger.start([...plugtalk, "slac", "charger", "--interface", "plc0", "--json"]);
      await waiting.line(/"type":"keySet"/);
      const atCar = await car.start([...plugtalk, "slac", "car", "--interface", "plc0", "--json"]).ended;
      const atCharger = await waiting.ended;

      expect([atCar.err, atCharger.err, atCar.code, atCharger.code]).toEqual(["", "", 0, 0]);
      expect(events(atCar.out).at(-1)).toMatchObject({ type: "matched", link: "up", isDerived: true });
      // Measured by the charger's adapter, whosever it is: what the power line loses.
      expect(events(atCharger.out).filter(({ checkpoint }) => checkpoint === 110)).toHaveLength(10);
      expect(events(atCharger.out).at(-1)).toMatchObject({ type: "matched", link: "up" });
    },
  );

  test("a car that finds nobody says what to check, in words and by its exit code", async () => {
    using lab = laboratory();
    const { car } = await stall(lab);

    const { code, out, err } = await car.start([...plugtalk, "slac", "car", "-i", "plc0", "--wait", "1"]).ended;

    expect(code).toBe(1);
    expect(out).toMatch(/^ +0\.\d{3} {2}100 {2}CM_SLAC_PARM\.REQ of /);
    expect(err).toMatch(
      /^Cannot match: no charger answered CM_SLAC_PARM\.REQ, asked 3 times.*\nWhat to check:\n {2}1\. Is the plug in/,
    );
  });

  test("an interface that is not there is said to be so", async () => {
    using lab = laboratory();
    const { code, err } = await lab.namespace("empty").start([...plugtalk, "slac", "charger", "-i", "eth9"]).ended;

    expect(code).toBe(1);
    expect(err).toContain("Cannot open eth9: there is no such interface");
  });

  test("a charger that is interrupted ends at once", async () => {
    using lab = laboratory();
    const { charger } = await stall(lab);
    const waiting = charger.start([
      ...plugtalk,
      "slac",
      "charger",
      "-i",
      "plc0",
      "--nmk",
      "50d3e4933f855b7040784df815aa8db7",
    ]);
    expect(await waiting.line(/fresh key/)).toContain("b0f2e695666b03");

    waiting.signal("SIGINT");

    expect(await waiting.ended).toMatchObject({ code: 1, err: "Called off: interrupted\n" });
  });
});
