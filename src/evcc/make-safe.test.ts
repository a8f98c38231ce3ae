import { expect, test } from "vitest";
import { CalledOff, startRun } from "../base/run.ts";
import { simulatedClock } from "../simulator/clock.ts";
import type { Telling } from "../v2g/talk-events.ts";
import type { Car } from "./car.ts";
import { makeSafe, safetyTiming } from "./make-safe.ts";

/** What does not work. */
interface Broken {
  readonly welded?: boolean;
  readonly contactorsHang?: boolean;
  readonly currentStays?: boolean;
  readonly voltageStays?: boolean;
  readonly lockStuck?: boolean;
  readonly lockHangs?: boolean;
}

/** A car that charges at 100 A, 400 V; the charger lets both fall once the car is in state B. */
function chargingCar(broken: Broken) {
  const clock = simulatedClock();
  const steps: string[] = [];
  let [voltage, current, isClosed, isLocked] = [400, 100, true, true];
  const never = () => new Promise<void>(() => {});
  const car = {
    pilot: {
      load(state: string) {
        steps.push(`state ${state}`);
        if (broken.currentStays) return;
        clock.after(300, () => {
          current = 0;
        });
      },
    },
    dc: {
      inlet: () => ({ voltage, current }),
      contactors: {
        areClosed: () => isClosed,
        async open() {
          steps.push(`open at ${current} A`);
          if (broken.contactorsHang) return never();
          if (broken.welded) throw new Error("The contactors are welded");
          isClosed = false;
          current = 0;
          if (!broken.voltageStays) {
            clock.after(800, () => {
              voltage = 10;
            });
          }
        },
      },
    },
    lock: {
      isLocked: () => isLocked,
      async unlock() {
        steps.push(`unlock at ${voltage} V`);
        if (broken.lockHangs) return never();
        if (broken.lockStuck) throw new Error("The lock is stuck");
        isLocked = false;
      },
    },
  } as unknown as Car;
  return { clock, car, steps, isLocked: () => isLocked };
}

/** In whatever state the session's run is. */
async function safely(broken: Broken, isCalledOff = false) {
  const { clock, car, steps, isLocked } = chargingCar(broken);
  const run = startRun(clock);
  if (isCalledOff) run.stop(new CalledOff("the plug was pulled"));
  const told: Telling[] = [];
  const safe = await clock.until(makeSafe(car, run, (event) => told.push(event), safetyTiming));
  return { safe, steps, told, isLocked: isLocked(), took: clock.now() };
}

test.each([false, true])(
  "contactors open without current, the plug is freed without voltage (called off: %s)",
  async (isCalledOff) => {
    const { safe, steps, isLocked } = await safely({}, isCalledOff);
    expect(safe).toEqual({ troubles: [], isFree: true });
    expect(steps).toEqual(["state B", "open at 0 A", "unlock at 10 V"]);
    expect(isLocked).toBe(false);
  },
);

test("contactors open under a current that does not fall, as an emergency, after two seconds", async () => {
  const { safe, steps, told, took } = await safely({ currentStays: true });
  expect(steps).toEqual(["state B", "open at 100 A", "unlock at 10 V"]);
  expect(told).toContainEqual({ type: "moved", what: "contactors", to: "open in emergency" });
  expect(safe.troubles).toHaveLength(1);
  expect(safe.isFree).toBe(true);
  expect(took).toBeGreaterThanOrEqual(safetyTiming.currentToFall);
});

test.each([{ welded: true }, { contactorsHang: true }, { voltageStays: true }, { welded: true, currentStays: true }])(
  "the plug stays locked where the inlet stays dangerous: %o",
  async (broken) => {
    const { safe, steps, isLocked } = await safely(broken);
    expect(safe.isFree).toBe(false);
    expect(safe.troubles.at(-1)).toMatch(/^The plug stays locked: 400 V/);
    expect(steps.some((step) => step.startsWith("unlock"))).toBe(false);
    expect(isLocked).toBe(true);
  },
);

test.each([{ lockStuck: true }, { lockHangs: true }])("a lock that does not open is told of: %o", async (broken) => {
  const { safe, steps } = await safely(broken);
  expect(steps.at(-1)).toBe("unlock at 10 V");
  expect(safe.isFree).toBe(false);
  expect(safe.troubles).toHaveLength(1);
});

test("whatever fails together, it ends, begins with state B, and frees no dangerous plug", async () => {
  const kinds = ["welded", "contactorsHang", "currentStays", "voltageStays", "lockStuck", "lockHangs"] as const;
  const limit = Object.values(safetyTiming).reduce((sum, ms) => sum + ms, 0);
  for (let bits = 0; bits < 1 << kinds.length; bits++) {
    const broken = Object.fromEntries(kinds.map((kind, i) => [kind, ((bits >> i) & 1) === 1]));
    for (const isCalledOff of [false, true]) {
      const { steps, isLocked, took, safe } = await safely(broken, isCalledOff);
      expect(took).toBeLessThanOrEqual(limit);
      expect(steps[0]).toBe("state B");
      expect(safe.isFree).toBe(!isLocked);
      const isDangerous = broken["welded"] || broken["contactorsHang"] || broken["voltageStays"];
      expect(isLocked).toBe(Boolean(isDangerous || broken["lockStuck"] || broken["lockHangs"]));
    }
  }
});
