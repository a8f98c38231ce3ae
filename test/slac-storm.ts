/**
 * Matchings on a bad power line: two or more stalls side by side, each with a car and a charger, where frames get lost,
 * come twice, late and out of order, modems restart, and every charger hears every car.
 *
 * @module
 */

import { randomInteger, seededRandom } from "../src/base/random.ts";
import { CalledOff } from "../src/base/run.ts";
import { matchCharger } from "../src/slac/ev.ts";
import type { SlacEvent } from "../src/slac/events.ts";
import { chargerMatching } from "../src/slac/evse.ts";
import { type FailureKind, MatchingFailed } from "../src/slac/failures.ts";
import type { Match } from "../src/slac/match.ts";
import { standardModem } from "../src/slac/standard-modem.ts";
import type { PowerLineOptions, Role } from "./desk-modem.ts";
import { modemDesk } from "./modem-desk.ts";
import { pilotWire, powerlineDesk } from "./powerline-desk.ts";

export interface Weather {
  readonly stalls: number;
  /** Shares, and milliseconds. */
  readonly loss: number;
  readonly duplication: number;
  readonly delay: number;
  /** Modems that restart. */
  readonly resets: number;
  /** Cars are plugged in within so many milliseconds of each other. */
  readonly spread: number;
  /** How much louder a car is at its own charger than at any other, at least. In dB. */
  readonly lead: number;
  /** At its charger no other car is louder, either: as it is with real cables. */
  readonly isMutual?: boolean;
  /** Modems are whole ones of the simulator, with parameter blocks and restarts of 3 s, rather than the desk's. */
  readonly isWhole?: boolean;
  /** Cars and chargers can prove by the control pilot that they hang on the same cable. */
  readonly hasPilots?: boolean;
}

export interface Outcome {
  readonly stall: number;
  /** What came of the car's matching. */
  readonly car: { readonly match?: Match; readonly failure?: FailureKind; readonly error?: unknown };
  /** Simulated milliseconds until it was known. */
  readonly took: number;
  /** The car's charger is another one than its own. */
  readonly isWrong: boolean;
}

export interface Storm {
  readonly weather: Weather;
  readonly outcomes: readonly Outcome[];
  /** Matches at chargers with a car that is not theirs. */
  readonly wrongAtChargers: number;
  readonly events: readonly SlacEvent[];
}

/** Weather by chance, up to what the issue asks for. */
export function weatherOf(seed: number): Weather {
  const random = seededRandom(seed);
  return {
    stalls: 2,
    loss: random() * 0.2,
    duplication: random() * 0.1,
    delay: random() * 100,
    resets: randomInteger(0, 2, random),
    spread: random() < 0.5 ? 0 : 5000,
    lead: 3,
  };
}

export async function storm(seed: number, weather: Weather = weatherOf(seed)): Promise<Storm> {
  const random = seededRandom(seed + 1_000_000);
  const { stalls, loss, duplication, delay, resets, spread, lead, isMutual, hasPilots } = weather;
  // Own cables lose 5 to 35 dB; to any other charger it is more, by the lead at least. How loud two cars are at one
  // charger is not said: one may be louder there than the charger's own.
  const own = Array.from({ length: stalls }, () => 5 + 30 * random());
  const cross = Array.from({ length: stalls }, () => Array.from({ length: stalls }, () => lead + 25 * random()));
  const loudness = (from: string, to: string) => {
    const [a, b] = [Number(from.split(" ")[1]), Number(to.split(" ")[1])];
    if (from.split(" ")[0] === to.split(" ")[0]) return 30;
    if (a === b) return own[a] ?? 0;
    return Math.max(own[a] ?? 0, isMutual ? (own[b] ?? 0) : 0) + (cross[a]?.[b] ?? 0);
  };
  const line = { loss, duplication, delay: [0.1, Math.max(delay, 0.2)], loudness } as const;
  const desk = weather.isWhole ? wholeDesk(seed, line) : powerlineDesk({ seed, ...line });
  const { clock, run } = desk;
  const events: SlacEvent[] = [];
  const tell = (event: SlacEvent) => events.push(event);

  const pairs = Array.from({ length: stalls }, (_, stall) => ({
    pilot: hasPilots ? pilotWire() : undefined,
    car: desk.plug(`car ${stall}`, "car"),
    charger: desk.plug(`charger ${stall}`, "charger"),
  }));
  const charging = run.fork("cars");
  let wrongAtChargers = 0;
  const plugged = pairs.map(() => Math.round(random() * spread));
  const started = pairs.map(async ({ car, charger, pilot }, stall): Promise<Outcome> => {
    await run.pause(plugged[stall] ?? 0);
    // A charger answers from the moment in which its car is plugged in.
    const side = chargerMatching({ ...charger, random: desk.random, tell, ...(pilot && { pilot: pilot.charger }) });
    side.next(charging).then(
      (match) => {
        if (match.car !== car.mac) wrongAtChargers++;
      },
      () => {},
    );
    const begun = clock.now();
    try {
      const match = await matchCharger({ ...car, random: desk.random, tell, ...(pilot && { pilot: pilot.car }) }, run);
      const isWrong = match.charger !== charger.mac || match.NMK !== charger.nmk();
      return { stall, car: { match }, took: clock.now() - begun, isWrong };
    } catch (error) {
      const failed = error instanceof MatchingFailed ? { failure: error.kind } : { error };
      return { stall, car: failed, took: clock.now() - begun, isWrong: false };
    }
  });
  for (let i = 0; i < resets; i++) {
    const pair = pairs[randomInteger(0, stalls - 1, random)];
    const one = random() < 0.5 ? pair?.car : pair?.charger;
    const options = { losesKey: random() < 0.5 };
    const dark = 1000 + 5000 * random();
    clock.after(random() * (spread + 4000), () => one?.goDark(dark, options));
  }
  const outcomes = await clock.until(Promise.all(started));
  // Chargers need a moment longer to see that their car has joined.
  await clock.turn(2000);
  charging.stop(new CalledOff("the storm is over"));
  await clock.turn(1);
  return { weather, outcomes, wrongAtChargers, events };
}

/** The same with modems of the simulator. */
function wholeDesk(
  seed: number,
  {
    loudness,
    ...line
  }: Pick<PowerLineOptions, "loss" | "duplication" | "delay"> & {
    readonly delay: readonly [number, number];
    readonly loudness: (from: string, to: string) => number;
  },
) {
  const random = seededRandom(seed);
  const desk = modemDesk({ ...line, random, attenuation: loudness });
  const plug = (name: string, role: Role) => {
    const { modem, host, wire } = desk.plug({ name, role: role === "car" ? "pev" : "evse" });
    return {
      name,
      mac: host.mac,
      station: host,
      modem: standardModem(host, { random }),
      wire,
      nmk: modem.state.nmk,
      goDark: () => modem.state.reset(),
    };
  };
  return { clock: desk.clock, run: desk.run, random, plug };
}
