/**
 * Charging sessions by chance: any car at any charger, one of them faulty or not, somebody who interrupts or not; and what
 * must hold in every one of them, whatever happens. The same seed gives the same session.
 *
 * @module
 */

import { type Random, randomInteger, seededRandom } from "../src/base/random.ts";
import { CalledOff, startRun } from "../src/base/run.ts";
import { type CarOutcome, charge } from "../src/evcc/charge.ts";
import { wishes } from "../src/evcc/wishes.ts";
import type { Stream } from "../src/net/host.ts";
import { chargerWishes } from "../src/secc/charger-wishes.ts";
import { type ChargerOutcome, serveCar } from "../src/secc/serve-car.ts";
import { carProfiles, type SpeakingCar } from "../src/simulator/car-profiles.ts";
import { accentOf, chargerProfiles, type SpeakingCharger } from "../src/simulator/charger-profiles.ts";
import { simulatedClock } from "../src/simulator/clock.ts";
import { accentOfFault, type Fault, type FaultDesk, faults } from "../src/simulator/faults.ts";
import { type Plant, plant } from "../src/simulator/plant.ts";
import { streamPair } from "../src/simulator/stream-pair.ts";
import { plainly, together } from "../src/v2g/accent.ts";
import type { TalkEvent } from "../src/v2g/talk-events.ts";

/** What somebody outside does to a session. */
export type Interruption =
  | "none"
  | "unplug"
  | "car stops"
  | "charger stops"
  | "car is switched off"
  | "charger is switched off"
  | "car pauses"
  | "charger renegotiates"
  | "charger pauses"
  | "car renegotiates";
const INTERRUPTIONS: readonly Interruption[] = [
  "none",
  "unplug",
  "car stops",
  "charger stops",
  "car is switched off",
  "charger is switched off",
  "car pauses",
  "charger renegotiates",
  "car renegotiates",
  "charger pauses",
];

/** These end a session in no order. */
const RUDE: ReadonlySet<Interruption> = new Set(["unplug", "car is switched off", "charger is switched off"]);

export interface Weather {
  readonly seed: number;
  readonly car: SpeakingCar;
  readonly charger: SpeakingCharger;
  readonly fault?: Fault;
  readonly interruption: Interruption;
  /** Simulated milliseconds after the connection. */
  readonly interruptedAt: number;
}

export interface Storm {
  readonly weather: Weather;
  readonly car: CarOutcome;
  readonly charger: ChargerOutcome;
  readonly events: readonly TalkEvent[];
  readonly plant: Plant;
  /** What should have held and did not. */
  readonly broken: readonly string[];
}

const pick = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)] as T;

/** A session drawn by chance. */
export function weatherOf(seed: number): Weather {
  const random = seededRandom(seed);
  const dcChargers = Object.values(chargerProfiles).filter(({ dc }) => dc);
  const [ofChargers, ofCars] = (["charger", "car"] as const).map((side) =>
    faults.filter((fault) => fault.side === side && !fault.wire),
  ) as [Fault[], Fault[]];
  const kind = random();
  const fault = kind < 0.3 ? pick(ofChargers, random) : kind < 0.5 ? pick(ofCars, random) : undefined;
  return {
    seed,
    car: pick(Object.values(carProfiles), random),
    charger: pick(dcChargers, random),
    ...(fault ? { fault } : {}),
    interruption: random() < 0.5 ? "none" : pick(INTERRUPTIONS, random),
    interruptedAt: randomInteger(0, 45_000, random),
  };
}

/** No session goes on for longer: the slowest is a battery that fills at a charger whose voltage ends where its own is. */
const LONGEST = 60 * 60_000;
/** When everything has to be over at a point, after the last side has ended. */
const AFTERMATH = 60_000;

export async function storm(weather: Weather): Promise<Storm> {
  const { seed, fault, interruption } = weather;
  const random = seededRandom(seed + 1_000_000);
  const clock = simulatedClock();
  const soc = randomInteger(10, 70, random);
  const world = plant({ clock, car: weather.car, charger: weather.charger, soc, targetSoc: soc + 0.5 + random() });
  const watched = watch(world);
  world.pilot.plug(true);
  world.pilot.charger.put({ duty: 5 });
  await clock.turn(100);

  const [carEnd, chargerEnd] = streamPair({ clock, delay: 0.5 + random() * 5 });
  const events: TalkEvent[] = [];
  const onEvent = (event: TalkEvent) => events.push(event);
  const [carRun, chargerRun] = [startRun(clock), startRun(clock)];
  const carWishes = wishes();
  const theirWishes = chargerWishes(clock.now);
  let faultyEnd: Stream | undefined;
  const desk: FaultDesk = {
    clock,
    plant: world,
    stream: () => faultyEnd,
    want: (wish) => (fault?.side === "car" ? carWishes : theirWishes).want(wish),
  };
  faultyEnd = fault?.side === "car" ? carEnd : chargerEnd;
  fault?.begin?.(desk);
  const faulty = accentOfFault(fault, desk);
  const isCarFaulty = fault?.side === "car";

  const { speech } = weather.car;
  const serving = serveCar(chargerEnd, world.charger, chargerRun, {
    random,
    wishes: theirWishes,
    ...(weather.charger.speech?.sessionId ? { newNumber: weather.charger.speech.sessionId } : {}),
    accent: together(accentOf(weather.charger), isCarFaulty ? plainly : faulty),
    onEvent,
  });
  const charging = charge(carEnd, world.car, carRun, {
    speaks: speech.speaks,
    ...(speech.offer ? { offer: speech.offer } : {}),
    ...(speech.noSession ? { noSession: speech.noSession } : {}),
    pace: { charging: speech.charging ?? 100 },
    wishes: carWishes,
    accent: together(speech.accent ?? plainly, isCarFaulty ? faulty : plainly),
    onEvent,
  });
  clock.after(weather.interruptedAt, () => interrupt());
  charging.then(() => {
    // A driver pulls the plug when he may, or when nothing goes on any more.
    clock.after(3000, () => world.car.lock.isLocked() || world.pilot.plug(false));
  });

  const limit = new Promise<never>((_, reject) => {
    clock.after(LONGEST, () =>
      reject(new Error(`seed ${seed}: somebody still waits after ${LONGEST / 60_000} minutes`)),
    );
  });
  const car = await clock.until(Promise.race([charging, limit]));
  const charger = await clock.until(Promise.race([serving, limit]));
  await clock.turn(AFTERMATH);
  limit.catch(() => {});
  return { weather, car, charger, events, plant: world, broken: brokenIn() };

  function interrupt(): void {
    switch (interruption) {
      case "unplug":
        // A locked plug cannot be pulled.
        if (!world.car.lock.isLocked()) world.pilot.plug(false);
        return;
      case "car stops":
        carWishes.want("stop");
        return;
      case "car pauses":
        carWishes.want("pause");
        return;
      case "car renegotiates":
        carWishes.want("renegotiate");
        return;
      case "charger stops":
        theirWishes.want("stop");
        return;
      case "charger renegotiates":
        theirWishes.want("renegotiate");
        return;
      case "charger pauses":
        theirWishes.want("pause");
        return;
      case "car is switched off":
        carRun.stop(new CalledOff("the car is switched off"));
        return;
      case "charger is switched off":
        chargerRun.stop(new CalledOff("the charger is switched off"));
        return;
      default:
        return;
    }
  }

  function brokenIn(): string[] {
    const isEmergency = events.some((event) => event.type === "moved" && event.to === "open in emergency");
    const broken = [...watched, ...brokenAt(world, isEmergency, fault?.name === "cable keeps its voltage")];
    broken.push(...unanswered(events, fault, charger));
    broken.push(...disagreement(weather, car, charger));
    return broken;
  }
}

/** What must not be left at a point, a minute after everybody has ended. */
export function brokenAt(world: Plant, isEmergency: boolean, isHeldUpByCable = false): string[] {
  const broken: string[] = [];
  const { car: carWear, charger: chargerWear } = world.dcPath.wear();
  if (chargerWear.closedOn >= 60)
    broken.push(`the charger's contactors closed on ${chargerWear.closedOn.toFixed(0)} V`);
  if (carWear.openedUnder > 5 && !isEmergency) {
    broken.push(`the car's contactors opened under ${carWear.openedUnder.toFixed(0)} A`);
  }
  if (chargerWear.openedUnder > 5)
    broken.push(`the charger's contactors opened under ${chargerWear.openedUnder.toFixed(0)} A`);
  const { current, voltage } = world.dcPath.cable();
  if (Math.abs(current) > 0.5) broken.push(`${current.toFixed(1)} A still flow a minute after the end`);
  const { contactors } = world.charger.switches;
  if (contactors.isOn() && contactors.stuck !== "on") broken.push("the charger's contactors are still closed");
  if (world.car.switches.contactors.isOn() && world.car.switches.contactors.stuck !== "on") {
    broken.push("the car's contactors are still closed");
  }
  const isHeldUp = world.car.switches.contactors.isOn() || isHeldUpByCable;
  if (voltage > 60 && !isHeldUp) broken.push(`${voltage.toFixed(0)} V are still on the cable a minute after the end`);
  if (!isHeldUp && world.car.lock.isLocked()) broken.push("the plug is still locked although nothing is dangerous");
  return broken;
}

/** Watches what may happen at certain moments only. */
export function watch({ car, dcPath }: Plant): string[] {
  const broken: string[] = [];
  const contactors = car.dc?.contactors;
  if (contactors) {
    const { close } = contactors;
    Object.assign(contactors, {
      close: async (run: Parameters<typeof close>[0]) => {
        const difference = Math.abs(dcPath.cable().voltage - dcPath.batteryVoltage());
        if (difference >= 20) broken.push(`the car's contactors were told to close on ${difference.toFixed(0)} V`);
        await close(run);
      },
    });
  }
  const { unlock } = car.lock;
  Object.assign(car.lock, {
    unlock: async (run: Parameters<typeof unlock>[0]) => {
      const { voltage, current } = dcPath.cable();
      if (voltage >= 60 || Math.abs(current) >= 1) {
        broken.push(`the plug was unlocked at ${voltage.toFixed(0)} V and ${current.toFixed(0)} A`);
      }
      await unlock(run);
    },
  });
  return broken;
}

/** Every request that the charger has read has an answer, unless its fault is that it gives none. */
function unanswered(events: readonly TalkEvent[], fault: Fault | undefined, { words }: ChargerOutcome): string[] {
  if (fault?.side === "charger" && fault.accent) return [];
  const [asked, answered] = (["received", "sent"] as const).map(
    (type) => events.filter((event) => event.side === "charger" && event.type === type).length,
  ) as [number, number];
  // The last request may be one that the charger was switched off over, or no request at all.
  return asked === answered ? [] : [`${asked} requests were read, ${answered} answers sent (${words})`];
}

/** Where nothing was wrong, both say that it ended well, and who ended it. */
function disagreement({ fault, interruption }: Weather, car: CarOutcome, charger: ChargerOutcome): string[] {
  if (fault || RUDE.has(interruption)) return [];
  const broken: string[] = [];
  // A car that does not fit this charger says so, and leaves in order.
  const fits = !/^Cannot charge here/.test(car.words);
  if (fits && !car.isOrderly) broken.push(`the car ended badly without a fault: ${car.words}`);
  if (!charger.isOrderly) broken.push(`the charger ended badly without a fault: ${charger.words}`);
  if (car.isOrderly && charger.isOrderly && car.by !== charger.by) {
    broken.push(
      `the car says that ${car.by} ended it (${car.words}), the charger that ${charger.by} did (${charger.words})`,
    );
  }
  return broken;
}
