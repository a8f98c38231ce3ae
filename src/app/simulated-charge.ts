/**
 * A whole charging point in one process: car, charger, cable, and a powerline modem on each side, by simulated time. What
 * runs in it are the same controllers that run at real ones.
 *
 * @module
 */

import { type Random, seededRandom } from "../base/random.ts";
import { CalledOff, type StoppableRun, startRun } from "../base/run.ts";
import type { Percent } from "../base/units.ts";
import { type CarriedFrame, cable } from "../link/cable.ts";
import { cableHost } from "../net/cable-host.ts";
import type { Host, Stream } from "../net/host.ts";
import { station } from "../powerline/station.ts";
import type { SpeakingCar } from "../simulator/car-profiles.ts";
import { accentOf, type SpeakingCharger } from "../simulator/charger-profiles.ts";
import { type SimulatedClock, simulatedClock } from "../simulator/clock.ts";
import { accentOfFault, type Fault, type FaultDesk, type FaultLine } from "../simulator/faults.ts";
import { type FaultyWire, faultyPort } from "../simulator/faulty-wire.ts";
import { type Plant, plant } from "../simulator/plant.ts";
import { powerlineMedium } from "../simulator/powerline-medium.ts";
import { simulatedModem } from "../simulator/simulated-modem.ts";
import { standardModem } from "../slac/standard-modem.ts";
import { plainly, together } from "../v2g/accent.ts";
import { type ChargingStation, chargingStation, type Visit } from "./charging-station.ts";
import type { PlugEvent } from "./plug-events.ts";
import { type CarVisit, type Vehicle, vehicle } from "./vehicle.ts";

export interface SimulationOptions {
  readonly car: SpeakingCar;
  readonly charger: SpeakingCharger;
  readonly seed?: number;
  /** When the plug goes in. */
  readonly soc?: Percent;
  readonly targetSoc?: Percent;
  readonly fault?: Fault;
  /** The share of frames that the power line loses. */
  readonly loss?: number;
  readonly tell?: (event: PlugEvent) => void;
  /** Every frame between the charger and its modem: what a recorder at the charger would see. */
  readonly onFrame?: (frame: CarriedFrame) => void;
}

export interface Simulation {
  readonly clock: SimulatedClock;
  readonly plant: Plant;
  readonly run: StoppableRun;
  readonly car: Vehicle;
  readonly station: ChargingStation;
  /** Plugs in, lets both do what they do, and pulls the plug when the car lets go of it. */
  readonly play: () => Promise<{ readonly car: CarVisit; readonly charger: Visit }>;
}

/** The driver is at the plug a while after the car has unlocked it. */
const DRIVER = 2000;
/** From the start to the plug going in. */
const BEFORE_PLUG = 1000;
/**
 * A driver whose car has nothing to say for so long pulls the plug: nobody charges here. Where the car still works on its
 * safe end as long again, it will not come to one.
 */
const DRIVER_GIVES_UP = 600_000;

export function simulation(options: SimulationOptions): Simulation {
  const { seed = 1, soc = 40, targetSoc = 80, fault, loss = 0 } = options;
  const random: Random = seededRandom(seed);
  const clock = simulatedClock();
  const run = startRun(clock);
  const world = plant({ clock, car: options.car, charger: options.charger, soc, targetSoc });
  const medium = powerlineMedium({ clock, random, loss });

  let faultyWire: FaultyWire = {};
  const side = (name: "car" | "charger", mac: string, role: "pev" | "evse", modemSeed: number) => {
    const wire = cable({ clock, delay: 0.05 });
    const end = wire.plug(name, mac);
    const port = fault?.side === name && fault.wire ? faultyPort(end, () => faultyWire) : end;
    const modem = simulatedModem({
      clock,
      random,
      port: wire.plug(`modem of the ${name}`, `02:b0:52:00:00:0${modemSeed}`),
      medium,
      name,
      chip: "QCA7005",
      role,
      seed: modemSeed,
    });
    const own = station(port, { clock });
    return {
      wire,
      end,
      modem,
      ...watchedHost(cableHost(port, { clock, random })),
      slac: { station: own, modem: standardModem(own, { random }), random },
    };
  };
  const atCar = side("car", options.car.mac, "pev", 1);
  const atCharger = side("charger", options.charger.mac, "evse", 2);
  if (options.onFrame) atCharger.wire.tap(options.onFrame);

  const [mine, other] = fault?.side === "car" ? [atCar, atCharger] : [atCharger, atCar];
  const line: FaultLine = { port: mine.end, modem: mine.modem, otherModem: other.modem };
  const desk: FaultDesk = {
    clock,
    plant: world,
    stream: mine.stream,
    want: (wish) => (fault?.side === "car" ? own.car : own.station).want(wish),
    line,
  };
  const faulty = accentOfFault(fault, desk);
  let keepWaiting: () => void = () => undefined;
  const driver = run.fork("the driver");
  const giveUp = () => {
    if (world.pilot.car.signal === undefined) driver.stop(new CalledOff("the car goes to a workshop"));
    world.pilot.plug(false);
  };
  const tell = (event: PlugEvent): void => {
    if (event.event.side === "car") {
      keepWaiting();
      keepWaiting = clock.after(DRIVER_GIVES_UP, giveUp);
    }
    options.tell?.(event);
  };
  const { speech } = options.car;
  const own = {
    station: chargingStation({
      charger: world.charger,
      host: atCharger.host,
      slac: atCharger.slac,
      options: {
        random,
        ...(options.charger.speech?.sessionId ? { newNumber: options.charger.speech.sessionId } : {}),
        accent: together(accentOf(options.charger), fault?.side === "charger" ? faulty : plainly),
      },
      tell,
    }),
    car: vehicle({
      car: world.car,
      host: atCar.host,
      slac: atCar.slac,
      options: {
        speaks: speech.speaks,
        ...(speech.offer ? { offer: speech.offer } : {}),
        ...(speech.noSession ? { noSession: speech.noSession } : {}),
        pace: { charging: speech.charging ?? 100 },
        accent: together(speech.accent ?? plainly, fault?.side === "car" ? faulty : plainly),
      },
      tell,
    }),
  };

  return {
    clock,
    plant: world,
    run,
    car: own.car,
    station: own.station,
    async play() {
      faultyWire = fault?.wire?.(line, desk) ?? {};
      fault?.begin?.(desk);
      const charging = own.car.charge(driver);
      const serving = own.station.serveOne(run);
      // Where the car fails, nobody asks for this one any more.
      serving.catch(() => {});
      clock.after(BEFORE_PLUG, () => world.pilot.plug(true));
      const car = await charging;
      await run.pause(DRIVER);
      world.pilot.plug(false);
      return { car, charger: await serving };
    },
  };
}

/** A host, and the last connection that was made or taken on it. */
function watchedHost(host: Host): { readonly host: Host; readonly stream: () => Stream | undefined } {
  let last: Stream | undefined;
  const noted = (stream: Stream): Stream => {
    last = stream;
    return stream;
  };
  return {
    host: {
      ...host,
      connect: async (to, run) => noted(await host.connect(to, run)),
      listen: async (run, port) => {
        const listener = await host.listen(run, port);
        return { ...listener, onStream: (hear) => listener.onStream((stream) => hear(noted(stream))) };
      },
    },
    stream: () => last,
  };
}
