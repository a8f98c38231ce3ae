/**
 * What has to hold for any charger's and any car's hardware: handed to whatever runs tests, with something to make the
 * hardware and something to let its time pass. Simulated hardware passes it; so must a driver.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { startRun } from "../base/run.ts";
import type { Car } from "../evcc/car.ts";
import type { Charger } from "../secc/charger.ts";

/** One thing that has to hold. Rejects with what did not. */
export interface PlugFact {
  readonly name: string;
  readonly check: () => Promise<void>;
}

export interface Bench<T> {
  readonly clock: Clock;
  /** The hardware, as it is when it has been switched on and a plug is in. */
  readonly make: () => T | Promise<T>;
  /** Waits for something while the hardware's time passes. */
  readonly until: <V>(promise: Promise<V>) => Promise<V>;
}

class NotSo extends Error {
  override readonly name = "NotSo";
}
function hold(isSo: boolean, words: string): asserts isSo {
  if (!isSo) throw new NotSo(words);
}

/** How long anything of hardware may take here. */
const LONG = 60_000;

export function chargerSuite(bench: Bench<Charger>): readonly PlugFact[] {
  const run = () => startRun(bench.clock);
  const withDc = async (check: (dc: NonNullable<Charger["dc"]>, charger: Charger) => Promise<void>) => {
    const charger = await bench.make();
    if (charger.dc) await check(charger.dc, charger);
  };
  return [
    {
      name: "offers something, under a number that fits",
      async check() {
        const { id, dc, ac } = await bench.make();
        hold(id.length >= 7 && id.length <= 37, `id ${id} has ${id.length} characters, 7 to 37 expected`);
        hold(dc !== undefined || ac !== undefined, "neither dc nor ac is there");
      },
    },
    {
      name: "limits make sense",
      check: () =>
        withDc(async ({ limits }) => {
          hold(
            limits.minimumVoltage >= 0 && limits.minimumVoltage < limits.maximumVoltage,
            "voltages are not in order",
          );
          hold(
            limits.minimumCurrent >= 0 && limits.minimumCurrent < limits.maximumCurrent,
            "currents are not in order",
          );
          hold(limits.maximumPower > 0, "there is no power");
        }),
    },
    {
      name: "output is at nothing before anybody asks",
      check: () =>
        withDc(async (dc) => {
          const { voltage, current } = await dc.measure();
          hold(Math.abs(voltage) < 60 && Math.abs(current) < 1, `${voltage} V and ${current} A`);
        }),
    },
    {
      name: "contactors are seen to close and to open",
      check: () =>
        withDc(async ({ contactors }) => {
          if (!contactors) return;
          await bench.until(contactors.close(run()));
          hold(contactors.areClosed(), "they are not seen closed");
          await bench.until(contactors.open(run()));
          hold(!contactors.areClosed(), "they are not seen open");
        }),
    },
    {
      name: "insulation test ends below 60 V",
      check: () =>
        withDc(async (dc) => {
          if (!dc.isolation) return;
          if (dc.contactors) await bench.until(dc.contactors.close(run()));
          const { isolation } = dc;
          await bench.until(run().within(LONG, "the insulation test", (run) => isolation.test(400, run)));
          const { voltage } = await dc.measure();
          hold(voltage < 60, `${voltage} V are left`);
        }),
    },
    {
      name: "off settles without current, also where nothing was on",
      check: () =>
        withDc(async (dc) => {
          await bench.until(run().within(LONG, "the output to be off", (run) => dc.off(run)));
          hold(Math.abs((await dc.measure()).current) < 1, "current flows");
        }),
    },
    {
      name: "a wait ends when its run does",
      async check() {
        const charger = await bench.make();
        const own = run();
        const asking = charger.authorize({ id: "02:00:00:00:00:01", protocol: "ISO 15118-2" }, own).then(
          () => "settled",
          () => "settled",
        );
        bench.clock.after(5, () => own.stop(new Error("enough")));
        const patience = new Promise<string>((resolve) => bench.clock.after(LONG, () => resolve("waits")));
        hold(
          (await bench.until(Promise.race([asking, patience]))) === "settled",
          "authorize goes on after its run has ended",
        );
      },
    },
  ];
}

export function carSuite(bench: Bench<Car>): readonly PlugFact[] {
  const run = () => startRun(bench.clock);
  return [
    {
      name: "takes something, under the address of its modem",
      async check() {
        const { id, dc, ac } = await bench.make();
        hold(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(id), `id ${id} is no hardware address`);
        hold(dc !== undefined || ac !== undefined, "neither dc nor ac is there");
      },
    },
    {
      name: "battery says where it stands",
      async check() {
        const { battery } = await bench.make();
        hold(battery.soc() >= 0 && battery.soc() <= 100, `state of charge ${battery.soc()}`);
        hold((battery.energyWanted?.() ?? 0) >= 0, "less than nothing is wanted");
      },
    },
    {
      name: "contactors are open before anybody asks, and the inlet is at nothing",
      async check() {
        const { dc } = await bench.make();
        if (!dc) return;
        hold(!dc.contactors.areClosed(), "they are closed");
        hold(Math.abs(dc.inlet().voltage) < 60, `${dc.inlet().voltage} V at the inlet`);
        hold(
          dc.batteryVoltage() > 0 && dc.batteryVoltage() <= dc.limits.maximumVoltage,
          `battery at ${dc.batteryVoltage()} V`,
        );
      },
    },
    {
      name: "wants nothing above its own limits",
      async check() {
        const { dc } = await bench.make();
        if (!dc) return;
        const { voltage, current } = dc.target();
        hold(voltage <= dc.limits.maximumVoltage && voltage > 0, `wants ${voltage} V`);
        hold(current >= 0, `wants ${current} A`);
      },
    },
    {
      name: "lock is seen to lock and to unlock",
      async check() {
        const { lock } = await bench.make();
        await bench.until(lock.lock(run()));
        hold(lock.isLocked(), "it is not seen locked");
        await bench.until(lock.unlock(run()));
        hold(!lock.isLocked(), "it is not seen unlocked");
      },
    },
    {
      name: "pilot loads as it is told",
      async check() {
        const { pilot } = await bench.make();
        for (const state of ["C", "B"] as const) {
          pilot.load(state);
          hold(pilot.state === state, `loads ${pilot.state} instead of ${state}`);
        }
      },
    },
  ];
}
