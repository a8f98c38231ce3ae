/**
 * One plug of a charger over its life: it waits for a car, asks for digital communication, matches, lets the car find it,
 * serves it, and is ready for the next. What each of these does is written in its own room; here they meet.
 *
 * @module
 */

import { CalledOff, type Run, TimeoutError } from "../base/run.ts";
import { type Host, NetError, type Stream } from "../net/host.ts";
import { answerDiscovery } from "../net/sdp.ts";
import { DIGITAL_COMMUNICATION } from "../pilot/control-pilot.ts";
import { type PilotTiming, pilotTiming } from "../pilot/timing.ts";
import { untilState } from "../pilot/waiting.ts";
import type { Charger } from "../secc/charger.ts";
import type { SessionMemory } from "../secc/charger-session.ts";
import { type ChargerWishes, chargerWishes } from "../secc/charger-wishes.ts";
import { type ChargerOptions, type ChargerOutcome, serveCar } from "../secc/serve-car.ts";
import type { ChargerSide } from "../slac/evse.ts";
import { chargerMatching } from "../slac/evse.ts";
import { MatchingFailed } from "../slac/failures.ts";
import { iso2Timing } from "../v2g/timing.ts";
import { chargeByDuty } from "./basic-charging.ts";
import type { PlugEvent, PlugTelling } from "./plug-events.ts";

export interface StationParts {
  readonly charger: Charger;
  readonly host: Host;
  /** Left out: the network is there without matching (a wire in a laboratory). */
  readonly slac?: Omit<ChargerSide, "tell" | "beforeRetry">;
  readonly options?: Omit<ChargerOptions, "onEvent" | "memory" | "wishes">;
  readonly pilotTiming?: Partial<PilotTiming>;
  /** The TCP port; any free one where left out. */
  readonly port?: number;
  readonly tell?: (event: PlugEvent) => void;
}

export interface ChargingStation {
  /** Serves one car after the other until the run ends. */
  readonly serve: (run: Run) => Promise<never>;
  /** Serves one car, from its plug going in to its plug being pulled. */
  readonly serveOne: (run: Run) => Promise<Visit>;
  /** What somebody at the charger may ask of the car that is charging. */
  readonly want: ChargerWishes["want"];
}

/** What came of one car's visit. */
export interface Visit {
  readonly sessions: readonly ChargerOutcome[];
  /** Charged without messages. */
  readonly wasBasic: boolean;
}

const A_DAY = 24 * 3600 * 1000;

/** How many times a car that failed is given another chance before it has to be plugged in anew. */
const MOST_RETRIES = 3;

export function chargingStation(parts: StationParts): ChargingStation {
  const { charger, host } = parts;
  const { pilot } = charger;
  const timing = { ...pilotTiming, ...parts.pilotTiming };
  const memory: SessionMemory = {};
  let wishes: ChargerWishes | undefined;

  const teller = (run: Run) => (event: PlugTelling) =>
    parts.tell?.({ from: "plug", event: { ...event, at: run.clock.now(), side: "charger" } });

  async function serveOne(outer: Run): Promise<Visit> {
    const tell = teller(outer);
    const sessions: ChargerOutcome[] = [];
    let wasBasic = false;
    // What is paused ends with the plug being pulled: the next car comes from another network.
    delete memory.paused;
    pilot.put("steady");
    tell({ type: "waiting", words: "Waiting for a car to be plugged in" });
    await untilState(pilot, ["B", "C", "D"], outer);
    const plugged = outer.fork("the plug");
    const forget = pilot.onState((state) => {
      tell({ type: "pilot", state });
      if (state === "A") plugged.stop(new CalledOff("the plug was pulled"));
    });
    try {
      await plugged.pause(timing.beforeOscillation);
      for (let attempt = 0; ; attempt++) {
        const outcome = await oneSession(plugged, attempt > 0, tell);
        if (outcome === "basic") {
          wasBasic = true;
          await chargeByDuty(charger, plugged, timing, tell);
        } else if (outcome) sessions.push(outcome);
        const isOver = outcome === "basic" || outcome?.isOrderly || attempt >= MOST_RETRIES;
        if (outcome !== "basic" && outcome?.isPaused) await wakeUp(plugged, tell);
        else if (isOver) break;
        else await beginAnew(plugged, tell);
      }
      tell({ type: "waiting", words: "Waiting for the plug to be pulled" });
      await untilState(pilot, ["A"], plugged);
    } catch (error) {
      outer.throwIfEnded();
      if (!plugged.hasEnded) throw error;
    } finally {
      forget();
      plugged.stop(new CalledOff("the visit is over"));
      pilot.put("steady");
    }
    return { sessions, wasBasic };
  }

  /**
   * Matches, is found, and serves.
   *
   * @returns `basic` where the car does not speak and current may flow all the same; nothing where the matching failed.
   */
  async function oneSession(
    plugged: Run,
    isRetry: boolean,
    tell: (event: PlugTelling) => void,
  ): Promise<ChargerOutcome | "basic" | undefined> {
    const isResumed = memory.paused !== undefined;
    const { slac } = parts;
    const matching =
      slac && !isResumed
        ? chargerMatching({
            pilot,
            ...slac,
            tell: (event) => parts.tell?.({ from: "slac", event }),
            beforeRetry: (_, run) => stepEF(run, tell),
          })
        : undefined;
    const session = plugged.fork("the session");
    const forgetRestart = matching?.onRestart((car) => session.stop(new CalledOff(`${car} began the matching anew`)));
    pilot.put(DIGITAL_COMMUNICATION);
    tell({ type: "pilot", signal: DIGITAL_COMMUNICATION });
    try {
      await matching?.next(session);
      return await found(session, tell);
    } catch (error) {
      plugged.throwIfEnded();
      if (session.hasEnded) return undefined;
      if (error instanceof TimeoutError || error instanceof NetError) {
        tell({ type: "trouble", words: error.message });
        return undefined;
      }
      if (!(error instanceof MatchingFailed)) throw error;
      tell({ type: "trouble", words: error.message, checks: error.checks });
      // A car that does not speak: charged by duty alone where there is alternating current, and never with direct.
      return charger.ac && !isRetry ? "basic" : undefined;
    } finally {
      forgetRestart?.();
      session.stop(new CalledOff("the session is over"));
      if (memory.paused === undefined) {
        await matching?.leave(plugged).catch((error: Error) => tell({ type: "trouble", words: error.message }));
      }
      matching?.close();
    }
  }

  /** Answers discovery, takes a connection, serves the car on it; a newer connection replaces one that is dead. */
  async function found(run: Run, tell: (event: PlugTelling) => void): Promise<ChargerOutcome> {
    const address = await host.address(run, (words) => tell({ type: "waiting", words }));
    const listener = await host.listen(run, parts.port);
    const discovery = await answerDiscovery(host, { address, port: listener.port }, run, ({ address, wantsTls }) =>
      tell({
        type: "discovery",
        words: `${address} looks for a charger${wantsTls ? " with TLS, and is told that this one has none" : ""}`,
        address,
        port: listener.port,
      }),
    );
    let current: { readonly stream: Stream; readonly since: number; hasSpoken: boolean } | undefined;
    let take: (stream: Stream) => void = () => {};
    const accepted = new Promise<Stream>((resolve) => {
      take = resolve;
    });
    const forget = listener.onStream((stream) => {
      if (!current) {
        current = { stream, since: run.clock.now(), hasSpoken: false };
        take(stream);
        return;
      }
      // One session at a time. A car that has lost its connection looks for the charger again before it comes back.
      const isNewer = discovery.lastAsked() > current.since;
      tell({
        type: "connection",
        words: isNewer ? "takes the place of a dead one" : "refused: one is served already",
        remote: stream.remote.address,
      });
      if (isNewer) current.stream.abort();
      stream.abort();
    });
    const close = () => {
      forget();
      discovery.close();
      listener.close();
    };
    try {
      // Without matching nobody knows when the link began: a car comes when somebody starts it.
      const limit = parts.slac ? iso2Timing.chargerCommunicationSetup : A_DAY;
      const stream = await run.within(limit, "the car to connect", (run) => run.until(accepted));
      tell({ type: "connection", words: "accepted", remote: stream.remote.address });
      wishes = chargerWishes(run.clock.now);
      const outcome = await serveCar(stream, charger, run, {
        ...parts.options,
        wishes,
        memory,
        onEvent: (event) => parts.tell?.({ from: "talk", event }),
      });
      // Whoever looks for a charger from now on is answered in the next session: here nobody takes it any more.
      close();
      // The oscillation goes on a while, for cars that are slow to notice.
      if (!run.hasEnded) await run.pause(iso2Timing.oscillatorRetain);
      return outcome;
    } finally {
      wishes = undefined;
      close();
      pilot.put("steady");
    }
  }

  /** Wakes a car that has to begin anew. */
  async function stepEF(run: Run, tell: (event: PlugTelling) => void): Promise<void> {
    pilot.put("F");
    tell({ type: "pilot", signal: "F" });
    await run.pause(timing.stepEF);
    pilot.put("steady");
    tell({ type: "pilot", signal: "steady" });
    await run.pause(timing.afterStepEF);
    // Never a nominal duty in between: the car would take it for leave to draw.
    pilot.put(DIGITAL_COMMUNICATION);
  }

  async function beginAnew(run: Run, tell: (event: PlugTelling) => void): Promise<void> {
    pilot.put("steady");
    tell({ type: "pilot", signal: "steady" });
    await run.pause(timing.stepX1);
    await stepEF(run, tell);
  }

  /** A paused car wakes the charger by a toggle of its state: B to C and back. */
  async function wakeUp(run: Run, tell: (event: PlugTelling) => void): Promise<void> {
    pilot.put("steady");
    tell({ type: "waiting", words: "Paused: waiting for the car to wake up" });
    await untilState(pilot, ["B"], run);
    await untilState(pilot, ["C", "D"], run);
    await untilState(pilot, ["B"], run);
  }

  return {
    serveOne,
    async serve(run) {
      for (;;) await serveOne(run);
    },
    want: (wish) => wishes?.want(wish),
  };
}
