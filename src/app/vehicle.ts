/**
 * A car at one plug: it waits for a charger, matches, finds it, charges, and takes what comes after: a pause, a failure
 * and another attempt, the end.
 *
 * @module
 */

import { CalledOff, type Run, TimeoutError } from "../base/run.ts";
import type { Milliseconds } from "../base/units.ts";
import type { Car } from "../evcc/car.ts";
import { type CarOptions, type CarOutcome, charge } from "../evcc/charge.ts";
import { makeSafe } from "../evcc/make-safe.ts";
import { wishes as newWishes, type Wishes } from "../evcc/wishes.ts";
import { type Endpoint, type Host, NetError, type Stream } from "../net/host.ts";
import { discoverCharger } from "../net/sdp.ts";
import { asksForDigital, type PilotSignal } from "../pilot/control-pilot.ts";
import { dutyToCurrent } from "../pilot/duty.ts";
import { withinCable } from "../pilot/proximity.ts";
import { type PilotTiming, pilotTiming } from "../pilot/timing.ts";
import { untilSignal } from "../pilot/waiting.ts";
import { type CarSide, leaveCharger, matchCharger } from "../slac/ev.ts";
import { MatchingFailed } from "../slac/failures.ts";
import type { Telling } from "../v2g/talk-events.ts";
import { iso2Timing } from "../v2g/timing.ts";
import type { PlugEvent, PlugTelling } from "./plug-events.ts";

export interface VehicleParts {
  readonly car: Car;
  readonly host: Host;
  /** Left out: the network is there without matching (a wire in a laboratory). */
  readonly slac?: Omit<CarSide, "tell">;
  readonly options?: Omit<CarOptions, "onEvent" | "wishes" | "resumes">;
  readonly pilotTiming?: Partial<PilotTiming>;
  /** How often it tries again after a session that failed. */
  readonly retries?: number;
  readonly tell?: (event: PlugEvent) => void;
}

export interface Vehicle {
  /** Charges once, from a plug going in to an end that needs nothing more; tries again where it fails. */
  readonly charge: (run: Run) => Promise<CarVisit>;
  /** What the driver may ask. */
  readonly want: Wishes["want"];
  /** Takes a paused session up again. */
  readonly resume: () => void;
}

export interface CarVisit {
  readonly sessions: readonly CarOutcome[];
  /** Why there is none, or no more, in words. */
  readonly words: string;
}

/** The charger needs a moment between two attempts to connect. */
const BETWEEN_CONNECTS: Milliseconds = 500;
/** One attempt to connect: a charger that opens its port late answers the next one. */
const CONNECT: Milliseconds = 2000;
const WANTS_TLS =
  "The charger answers discovery with TLS, which this car does not speak: it tries without. Should the charger be yours, allow connections without TLS";
/** From a last session that failed to a duty that allows a current: T_step_X1, T_step_EF, and a while. */
const FALLBACK: Milliseconds = 10_000;
/** Between two attempts to charge; a car that comes back at once finds a charger that has not forgotten it. */
const BETWEEN_ATTEMPTS: Milliseconds = 5000;

export function vehicle(parts: VehicleParts): Vehicle {
  const { car, host, retries = 2 } = parts;
  const timing = { ...pilotTiming, ...parts.pilotTiming };
  let wishes = newWishes();
  let resume: () => void = () => {};

  async function chargeOnce(outer: Run): Promise<CarVisit> {
    const tell = (event: PlugTelling) =>
      parts.tell?.({ from: "plug", event: { ...event, at: outer.clock.now(), side: "car" } });
    const sessions: CarOutcome[] = [];
    // What was wanted of the charge before is over with it.
    wishes = newWishes();
    car.pilot.load("B");
    tell({ type: "waiting", words: "Waiting for a charger to be plugged in" });
    await untilSignal(car.pilot, (signal) => signal !== undefined, outer);
    const plugged = outer.fork("the plug");
    const forget = car.pilot.onSignal((signal) => {
      tell({ type: "pilot", signal: signal ?? "unplugged" });
      if (signal === undefined) plugged.stop(new CalledOff("the plug was pulled"));
    });
    const forgetWishes = car.onWish?.((wish) => (wish === "resume" ? resume() : wishes.want(wish)));
    let words = "";
    try {
      for (let failures = 0; ; ) {
        tell({ type: "waiting", words: "Waiting for the charger to offer charging" });
        const signal =
          failures > retries ? await dutyAfterAll(plugged) : await untilSignal(car.pilot, offersCharging, plugged);
        if (!signal) break;
        if (!asksForDigital(signal)) {
          await chargeByDuty(signal, plugged, tell);
          return { sessions, words: "charged without messages" };
        }
        const resumes = sessions.at(-1)?.paused;
        const outcome = await oneSession(plugged, resumes, tell).catch((error: Error) => {
          plugged.throwIfEnded();
          if (!(error instanceof MatchingFailed || error instanceof TimeoutError || error instanceof NetError))
            throw error;
          tell({
            type: "trouble",
            words: error.message,
            ...(error instanceof MatchingFailed ? { checks: error.checks } : {}),
          });
          words = error.message;
          return undefined;
        });
        if (outcome) {
          sessions.push(outcome);
          words = outcome.words;
        }
        if (outcome?.paused !== undefined) await wakeUp(plugged, tell);
        else if (outcome?.isOrderly) break;
        else {
          failures++;
          if (failures <= retries) await plugged.pause(BETWEEN_ATTEMPTS);
          // A charger for direct current has nothing to offer without messages.
          else if (!car.ac) break;
        }
      }
    } catch (error) {
      outer.throwIfEnded();
      if (!plugged.hasEnded) throw error;
      words = "the plug was pulled";
    } finally {
      forget();
      forgetWishes?.();
      plugged.stop(new CalledOff("the visit is over"));
      await untilFree(outer, tell);
    }
    return { sessions, words };
  }

  /** Makes safe, and again while a charger holds its voltage up: the driver wants his plug back. */
  async function untilFree(outer: Run, tell: (event: PlugTelling) => void): Promise<void> {
    const onEvent = (event: Telling) =>
      parts.tell?.({ from: "talk", event: { ...event, at: outer.clock.now(), side: "car" } });
    for (let words = ""; ; ) {
      const { isFree, troubles } = await makeSafe(car, outer, onEvent);
      if (isFree || outer.hasEnded) return;
      const found = troubles.join("; ");
      if (found !== words) tell({ type: "trouble", words: found });
      words = found;
      await outer.pause(BETWEEN_ATTEMPTS).catch(() => {});
    }
  }

  async function oneSession(
    plugged: Run,
    resumes: string | undefined,
    tell: (event: PlugTelling) => void,
  ): Promise<CarOutcome> {
    const { slac } = parts;
    // A paused session goes on in the network that it was in.
    const side =
      slac && resumes === undefined
        ? { pilot: car.pilot, ...slac, tell: (event: never) => parts.tell?.({ from: "slac", event }) }
        : undefined;
    if (side) await matchCharger(side as CarSide, plugged);
    let isPaused = false;
    try {
      const stream = await connected(plugged, tell);
      const outcome = await charge(stream, car, plugged, {
        ...parts.options,
        wishes,
        ...(resumes === undefined ? {} : { resumes }),
        onEvent: (event) => parts.tell?.({ from: "talk", event }),
      });
      isPaused = outcome.paused !== undefined;
      return outcome;
    } finally {
      if (slac && !isPaused) {
        await leaveCharger({ ...slac, tell: (event) => parts.tell?.({ from: "slac", event }) }, plugged).catch(
          (error: Error) => tell({ type: "trouble", words: error.message }),
        );
      }
    }
  }

  /** Finds the charger and connects, again and again within V2G_EVCC_CommunicationSetup_Timeout. */
  function connected(run: Run, tell: (event: PlugTelling) => void): Promise<Stream> {
    return run.within(iso2Timing.communicationSetup, "the charger to be found and to answer", async (run) => {
      await host.address(run, (words) => tell({ type: "waiting", words }));
      for (let isFirst = true; ; isFirst = false) {
        const found = await discoverCharger(host, run);
        tell({ type: "discovery", words: "found a charger", address: found.address, port: found.port });
        if (found.isTls && isFirst) tell({ type: "trouble", words: WANTS_TLS });
        const stream = await connect(found, run, tell);
        if (stream) return stream;
      }
    });
  }

  /** Some chargers open their port late: a few attempts, each from a new port, and then discovery again. */
  async function connect(to: Endpoint, run: Run, tell: (event: PlugTelling) => void): Promise<Stream | undefined> {
    for (let attempt = 0; attempt < 8; attempt++) {
      try {
        const stream = await run.within(CONNECT, "the charger to take the connection", (run) => host.connect(to, run));
        tell({ type: "connection", words: "connected", remote: to.address });
        return stream;
      } catch (error) {
        run.throwIfEnded();
        if (!(error instanceof NetError || error instanceof TimeoutError)) throw error;
        tell({ type: "connection", words: error.message, remote: to.address });
        await run.pause(BETWEEN_CONNECTS);
      }
    }
    return undefined;
  }

  /**
   * Paused until somebody resumes, or the charger asks for digital communication again. Where it does not, the car wakes it
   * by a toggle of its state.
   */
  async function wakeUp(run: Run, tell: (event: PlugTelling) => void): Promise<void> {
    tell({ type: "waiting", words: "Paused: waiting to be woken up" });
    wishes.met();
    const woken = run.fork("the end of the pause");
    const byCharger = async () => {
      // The oscillation goes on a while after a session.
      await untilSignal(car.pilot, (signal) => !asksForDigital(signal), woken);
      await untilSignal(car.pilot, asksForDigital, woken);
      tell({ type: "waiting", words: "Woken up by the charger" });
    };
    const asked = new Promise<void>((resolve) => {
      resume = resolve;
    });
    try {
      await Promise.race([byCharger(), asked]);
    } finally {
      woken.stop(new CalledOff("the pause is over"));
    }
    if (asksForDigital(car.pilot.signal)) return;
    car.pilot.load("C");
    await run.pause(timing.toggle);
    car.pilot.load("B");
  }

  /** Whether a charger that the car does not get on with by messages lets it draw by the pilot's duty. */
  async function dutyAfterAll(run: Run): Promise<PilotSignal | undefined> {
    const offersCurrent = (signal: PilotSignal | undefined) => offersCharging(signal) && !asksForDigital(signal);
    try {
      return await run.within(FALLBACK, "the charger to offer a current by its duty", (run) =>
        untilSignal(car.pilot, offersCurrent, run),
      );
    } catch (error) {
      run.throwIfEnded();
      if (error instanceof TimeoutError) return undefined;
      throw error;
    }
  }

  /** Draws what the duty allows, until the battery is full. */
  async function chargeByDuty(
    signal: PilotSignal | undefined,
    run: Run,
    tell: (event: PlugTelling) => void,
  ): Promise<void> {
    const { ac, battery } = car;
    if (!ac) {
      tell({
        type: "trouble",
        words: "The charger does not ask for digital communication, and the car takes nothing else",
      });
      await untilSignal(car.pilot, asksForDigital, run);
      return;
    }
    await run.within(3000, "the plug to be locked", (run) => run.until(car.lock.lock(run)));
    car.pilot.load("C");
    for (let offered = signal; !battery.isFull() && wishes.current() !== "stop"; offered = car.pilot.signal) {
      const meaning = typeof offered === "object" ? dutyToCurrent(offered.duty) : "none";
      const current =
        typeof meaning === "number" ? Math.min(meaning, withinCable(ac.maximumCurrent, ac.proximity?.())) : 0;
      await ac.draw(current);
      tell({ type: "basic", words: "drawing by the pilot's duty", current });
      await run.pause(1000);
    }
    await ac.draw(0);
    car.pilot.load("B");
  }

  return { charge: chargeOnce, want: (wish) => wishes.want(wish), resume: () => resume() };
}

/** A duty for digital communication, or one that allows a current. */
const offersCharging = (signal: PilotSignal | undefined): boolean =>
  typeof signal === "object" && dutyToCurrent(signal.duty) !== "none";
