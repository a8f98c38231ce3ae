/**
 * One plug of a charger over its life: it waits for a car, asks for digital communication, matches, lets the car find it,
 * serves it, and is ready for the next. What each of these does is written in its own room; here they meet.
 *
 * @module
 */

import { feed } from "../base/feed.ts";
import { CalledOff, type Run, TimeoutError } from "../base/run.ts";
import { type Host, NetError, type Stream } from "../net/host.ts";
import { answerDiscovery } from "../net/sdp.ts";
import { DIGITAL_COMMUNICATION } from "../pilot/control-pilot.ts";
import { type PilotTiming, pilotTiming } from "../pilot/timing.ts";
import { untilState } from "../pilot/waiting.ts";
import type { Charger } from "../secc/charger.ts";
import type { SessionMemory } from "../secc/charger-session.ts";
import { type ChargerWish, type ChargerWishes, chargerWishes } from "../secc/charger-wishes.ts";
import { type ChargerOptions, type ChargerOutcome, serveCar } from "../secc/serve-car.ts";
import type { ChargerSide } from "../slac/evse.ts";
import { type ChargerMatching, chargerMatching } from "../slac/evse.ts";
import { MatchingFailed } from "../slac/failures.ts";
import { iso2Timing } from "../v2g/timing.ts";
import { chargeByDuty } from "./basic-charging.ts";
import { beginAnew, stepEF, untilOpen, untilToggled } from "./pilot-steps.ts";
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
  /** Takes a pause back: wakes a car whose session is paused; nothing where none is. */
  readonly resume: () => void;
}

/** What came of one car's visit. */
export interface Visit {
  readonly sessions: readonly ChargerOutcome[];
  /** Charged without messages. */
  readonly wasBasic: boolean;
}

/**
 * How a session ended, as far as it matters for what comes next. `nothing`: no car, or a failure; `basic`: the car does not
 * speak, and current may flow all the same; `restarted`: the car began the matching anew.
 */
type SessionEnd = "orderly" | "paused" | "basic" | "restarted" | "nothing";

const A_DAY = 24 * 3600 * 1000;

/** How many times a car that failed is given another chance before it has to be plugged in anew. */
const MOST_RETRIES = 3;

export function chargingStation(parts: StationParts): ChargingStation {
  const { charger, host } = parts;
  const { pilot } = charger;
  const timing = { ...pilotTiming, ...parts.pilotTiming };
  const hasOnlyAc = charger.ac !== undefined && charger.dc === undefined;
  const memory: SessionMemory = {};
  let wishes: ChargerWishes | undefined;
  /** For a car that charges without messages. */
  const stops = feed<void>();
  /** What was asked for since the plug went in, for sessions that come. */
  const asked = { stop: false, isPausing: false, goOn: false };
  let resume: () => void = () => {};
  /** A car that waits in its session is offered power again; one that has paused, or is about to, is woken. */
  const goOn = () => {
    asked.goOn = wishes !== undefined && (wishes.isPausing() || wishes.current() === "pause");
    wishes?.resume();
    asked.isPausing = false;
    resume();
  };
  const want = (wish: ChargerWish) => {
    wishes?.want(wish);
    // By DIN SPEC 70121 a pause is a stop, too.
    asked.stop ||= wish === "stop" || wishes?.current() === "stop";
    if (wish === "pause") asked.goOn = false;
    if (wish !== "renegotiate") stops.tell();
  };
  /** One for all cars: the modem has been given the next one's key as the last one left. */
  let matching: ChargerMatching | undefined;
  const stopMatching = () => {
    matching?.close();
    matching = undefined;
  };

  const teller = (run: Run) => (event: PlugTelling) =>
    parts.tell?.({ from: "plug", event: { ...event, at: run.clock.now(), side: "charger" } });

  async function serveOne(outer: Run): Promise<Visit> {
    const tell = teller(outer);
    const forgetWishes = charger.onWish?.((wish) => (wish === "resume" ? goOn() : want(wish)));
    try {
      return await visit(outer, tell);
    } finally {
      forgetWishes?.();
    }
  }

  async function visit(outer: Run, tell: (event: PlugTelling) => void): Promise<Visit> {
    const sessions: ChargerOutcome[] = [];
    let wasBasic = false;
    pilot.put("steady");
    tell({ type: "waiting", words: "Waiting for a car to be plugged in" });
    await untilState(pilot, ["B", "C", "D"], outer);
    Object.assign(asked, { stop: false, isPausing: false, goOn: false });
    if (charger.ac?.contactors.areClosed()) {
      await untilOpen(pilot, charger.ac, outer, tell);
      if (pilot.state === "A") return { sessions, wasBasic };
    }
    const plugged = outer.fork("the plug");
    const forget = pilot.onState((state) => {
      tell({ type: "pilot", state });
      if (state === "A") plugged.stop(new CalledOff("the plug was pulled"));
    });
    try {
      await plugged.pause(timing.beforeOscillation);
      if (parts.slac) matching ??= matchingOf(parts.slac, tell);
      let end: SessionEnd = "nothing";
      for (let attempt = 0; ; attempt++) {
        end = await oneSession(plugged, end, attempt > 0, tell, sessions);
        // Nothing came of the messages: the duty alone may say what can be drawn.
        if (end === "nothing" && attempt >= MOST_RETRIES && hasOnlyAc) end = "basic";
        // Whoever stopped it at the charger does not want another attempt.
        if (asked.stop && end !== "paused") break;
        if (end === "basic") {
          wasBasic = true;
          const vehicleId = sessions.at(-1)?.vehicleId;
          await chargeByDuty(charger, plugged, timing, tell, {
            ...(vehicleId === undefined ? {} : { vehicleId }),
            onStop: stops.on,
          }).catch((error: Error) => {
            // Contactors that do not do what they are told: said, and nothing more is offered to this car.
            plugged.throwIfEnded();
            tell({ type: "trouble", words: error.message });
          });
        }
        if (end === "paused") await wakeUp(plugged, tell);
        else if (end === "basic" || end === "orderly" || attempt >= MOST_RETRIES) break;
        else if (end !== "restarted") await beginAnew(pilot, timing, plugged, tell);
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
      // What is paused ends with the plug being pulled: the next car comes from another network.
      if (memory.paused) await leaveNetwork(outer, tell);
      delete memory.paused;
      if (outer.hasEnded) stopMatching();
    }
    return { sessions, wasBasic };
  }

  const matchingOf = (slac: NonNullable<StationParts["slac"]>, tell: (event: PlugTelling) => void) =>
    chargerMatching({
      pilot,
      ...slac,
      tell: (event) => parts.tell?.({ from: "slac", event }),
      beforeRetry: (_, run) => stepEF(pilot, timing, run, tell),
    });

  /** The modem gets the key for the next car. */
  async function leaveNetwork(run: Run, tell: (event: PlugTelling) => void): Promise<void> {
    await matching?.leave(run).catch((error: Error) => tell({ type: "trouble", words: error.message }));
  }

  /**
   * Matches, is found, and serves.
   *
   * @param before - how the session before it ended: a paused one goes on in the network that it was in.
   * @param sessions - what came of each connection is added.
   */
  async function oneSession(
    plugged: Run,
    before: SessionEnd,
    isRetry: boolean,
    tell: (event: PlugTelling) => void,
    sessions: ChargerOutcome[],
  ): Promise<SessionEnd> {
    const session = plugged.fork("the session");
    let hasRestarted = false;
    const forgetRestart = matching?.onRestart((car) => {
      hasRestarted = true;
      session.stop(new CalledOff(`${car} began the matching anew`));
    });
    pilot.put(DIGITAL_COMMUNICATION);
    tell({ type: "pilot", signal: DIGITAL_COMMUNICATION });
    try {
      if (memory.paused === undefined || before === "restarted") await matching?.next(session);
      const hasCharged = await found(session, tell, sessions);
      if (hasRestarted && !plugged.hasEnded) return "restarted";
      const outcome = sessions.at(-1);
      if (!outcome?.isOrderly) return "nothing";
      if (outcome.isPaused) return "paused";
      // A car that says goodbye before it has drawn anything wants current without messages (Audi Q4).
      return hasOnlyAc && outcome.by === "car" && !hasCharged ? "basic" : "orderly";
    } catch (error) {
      plugged.throwIfEnded();
      if (session.hasEnded) return hasRestarted ? "restarted" : "nothing";
      if (error instanceof TimeoutError || error instanceof NetError) {
        tell({ type: "trouble", words: error.message });
        return "nothing";
      }
      if (!(error instanceof MatchingFailed)) throw error;
      tell({ type: "trouble", words: error.message, checks: error.checks });
      // A car that does not speak: charged by duty alone where there is alternating current, and never with direct.
      return charger.ac && !isRetry ? "basic" : "nothing";
    } finally {
      forgetRestart?.();
      session.stop(new CalledOff("the session is over"));
      // A car that began the matching anew is asking at this very moment: neither its pilot nor the modem is disturbed.
      if (!hasRestarted || plugged.hasEnded) {
        pilot.put("steady");
        if (memory.paused === undefined) await leaveNetwork(plugged, tell);
      }
    }
  }

  /**
   * Answers discovery, takes a connection, and serves the car on it. A car that has lost its connection looks for the
   * charger again before it comes back: its new one takes the old one's place, and whatever else comes is refused.
   *
   * @returns whether it came to charging.
   */
  async function found(run: Run, tell: (event: PlugTelling) => void, sessions: ChargerOutcome[]): Promise<boolean> {
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
    let hasCharged = false;
    let current: { readonly stream: Stream; readonly since: number } | undefined;
    let next: Stream | undefined;
    let take: (stream: Stream) => void = () => {};
    const accepted = new Promise<Stream>((resolve) => {
      take = resolve;
    });
    const forget = listener.onStream((stream) => {
      const remote = stream.remote.address;
      if (current && discovery.lastAsked() <= current.since) {
        tell({ type: "connection", words: "refused: one is served already", remote });
        stream.abort();
        return;
      }
      tell({ type: "connection", words: current ? "accepted, in the place of a dead one" : "accepted", remote });
      if (current) next = stream;
      else take(stream);
      current?.stream.abort();
      current = { stream, since: run.clock.now() };
    });
    const close = () => {
      forget();
      discovery.close();
      listener.close();
    };
    try {
      // Without matching nobody knows when the link began: a car comes when somebody starts it.
      const limit = parts.slac ? iso2Timing.chargerCommunicationSetup : A_DAY;
      let stream = await run.within(limit, "the car to connect", (run) => run.until(accepted));
      for (;;) {
        wishes = chargerWishes(run.clock.now, asked);
        if (asked.stop) wishes.want("stop");
        sessions.push(
          await serveCar(stream, charger, run, {
            ...parts.options,
            wishes,
            memory,
            onEvent(event) {
              if (event.type === "phase" && event.phase === "charging") {
                hasCharged = true;
                asked.goOn = false;
              }
              parts.tell?.({ from: "talk", event });
            },
          }),
        );
        if (!next || run.hasEnded) break;
        stream = next;
        next = undefined;
      }
      // Whoever looks for a charger from now on is answered in the next session: here nobody takes it any more.
      close();
      // The oscillation goes on a while, for cars that are slow to notice.
      if (!run.hasEnded) await run.pause(iso2Timing.oscillatorRetain);
      return hasCharged;
    } finally {
      asked.isPausing = wishes?.isPausing() ?? false;
      wishes = undefined;
      next?.abort();
      close();
    }
  }

  /** A paused car wakes the charger by a toggle of its state; or somebody at the charger wakes the car. */
  async function wakeUp(run: Run, tell: (event: PlugTelling) => void): Promise<void> {
    pilot.put("steady");
    tell({ type: "waiting", words: "Paused: waiting for the car to wake up" });
    const woken = run.fork("the car to wake up");
    const isAsked = new Promise<void>((resolve) => {
      resume = resolve;
    });
    try {
      // Somebody did not wait for the car to have paused; it sees an oscillation only where there was none.
      if (asked.goOn) {
        await run.pause(timing.stepX1);
        resume();
      }
      await Promise.race([untilToggled(pilot, woken), isAsked]);
    } finally {
      resume = () => {};
      asked.goOn = false;
      woken.stop(new CalledOff("the pause is over"));
    }
  }

  return {
    serveOne,
    async serve(run) {
      try {
        for (;;) await serveOne(run);
      } finally {
        stopMatching();
      }
    },
    want,
    resume: goOn,
  };
}
