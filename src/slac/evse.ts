/**
 * The charger's side of the matching, over the life of a charger: a fresh key before each car, answers to all that ask,
 * and the network that one of them joins (ISO 15118-3, A.9).
 *
 * @module
 */

import type { Cancel } from "../base/clock.ts";
import { feed } from "../base/feed.ts";
import { type Random, systemRandom } from "../base/random.ts";
import { CalledOff, type Run, type StoppableRun, startRun } from "../base/run.ts";
import { isNidOf } from "../messages/homeplug/keys.ts";
import type { Station } from "../powerline/station.ts";
import { answerAmplitudeMaps } from "./amplitude-map.ts";
import { type SlacEvent, teller } from "./events.ts";
import { answerCars } from "./evse-answers.ts";
import { type CarAtCharger, carsAtCharger } from "./evse-session.ts";
import { MatchingFailed } from "./failures.ts";
import type { Match } from "./match.ts";
import { freshKey, join, keyKeeper, leave, type NetworkKey, type OwnModem, setKey } from "./own-modem.ts";
import { type SlacTiming, slacTiming } from "./timing.ts";
import { answerValidation, type ObservedPilot } from "./validation.ts";

export interface ChargerSide {
  /** Speaks under the address of the charger's host; the modem has its own. */
  readonly station: Station;
  readonly modem: OwnModem;
  /** What differs from the standard's times. */
  readonly timing?: Partial<SlacTiming>;
  readonly random?: Random;
  readonly tell?: (event: SlacEvent) => void;
  /** The same key for every car, for tests: whoever knows it can join. */
  readonly key?: NetworkKey;
  /** dB that the modem's receiver adds to what the cable loses; it is taken from what is measured. */
  readonly correction?: number;
  /** In dB. A car has to ask again while another one that is louder by this may be about to choose. */
  readonly margin?: number;
  /** Lets cars prove by it that they hang on this cable; without it that is not required. */
  readonly pilot?: ObservedPilot | undefined;
  /** Leaves aside what the field needs and the standard forbids. */
  readonly isStrict?: boolean;
  /**
   * Called after a matching failed, before it begins anew, C_sequ_retry times: time for T_step_EF on the control pilot.
   * Left out: it does not begin anew.
   */
  readonly beforeRetry?: (failure: MatchingFailed, run: Run) => Promise<void>;
}

export interface ChargerMatching {
  /**
   * Answers cars until one has joined the network, which has a fresh key. Called when a car has been plugged in, and again
   * when it begins anew.
   *
   * @throws {MatchingFailed} with what to check: after TT_EVSE_SLAC_init, or when whoever asked by then has come to
   * nothing.
   */
  readonly next: (run: Run) => Promise<Match>;
  /** The matched car begins anew: its session is over, and `next` is to be called. */
  readonly onRestart: (listener: (car: string) => void) => Cancel;
  /**
   * Throws the car out: the modem gets the key for the next one. Goes on after `run` has ended.
   *
   * @throws {TimeoutError} where the modem does not take it within TP_match_leave.
   */
  readonly leave: (run: Run) => Promise<void>;
  /** Stops answering. */
  readonly close: () => void;
}

/** While a car is waited for. */
interface Waiting {
  readonly run: StoppableRun;
  /** No new car is taken any more. */
  isLate: boolean;
  lastFailure: MatchingFailed | undefined;
  readonly resolve: (match: Match) => void;
  readonly reject: (reason: unknown) => void;
}

export function chargerMatching(side: ChargerSide): ChargerMatching {
  const { station, modem, random = systemRandom, correction = 0, margin = 3, isStrict = false } = side;
  const timing = { ...slacTiming, ...side.timing };
  const tell = teller("charger", station.clock, side.tell);
  const life = startRun(station.clock);
  const cars = carsAtCharger();
  const restarts = feed<string>();
  let waiting: Waiting | undefined;
  let matched: { readonly one: CarAtCharger; hasJoined: boolean; readonly run: StoppableRun } | undefined;
  /** The key of the own network; `settled` when the modem has it. */
  let own: { readonly key: NetworkKey; isSpent: boolean; readonly settled: Promise<void> } | undefined;

  const make = (): NetworkKey => {
    const key = side.key ?? freshKey(random);
    tell({ type: "keyMade", NID: key.NID });
    return key;
  };
  const set = async (key: NetworkKey, run: Run): Promise<void> => {
    await setKey(modem, key, timing, run);
    tell({ type: "keySet", NID: key.NID });
  };
  /** A fresh key, and the modem is given it while cars are answered already. */
  const prepare = (waiting: Waiting): void => {
    const key = make();
    own = { key, isSpent: false, settled: set(key, waiting.run) };
    own.settled.catch(waiting.reject);
  };
  const release = (reason: string): void => {
    if (!matched) return;
    cars.remove(matched.one);
    matched.run.stop(new CalledOff(reason));
    matched = undefined;
  };

  /** Whoever asked has come to nothing, and nobody new is taken. */
  const giveUpWhenAllAre = (): void => {
    if (!waiting?.isLate || cars.size > 0) return;
    const seconds = timing.TT_EVSE_SLAC_init / 1000;
    waiting.reject(
      waiting.lastFailure ?? new MatchingFailed("no-car", `no CM_SLAC_PARM.REQ came from any car within ${seconds} s`),
    );
  };

  const onMatched = (one: CarAtCharger): void => {
    const run = (waiting?.run ?? life).fork("the car to join the network");
    matched = { one, hasJoined: false, run };
    joinCar(one, run).then(
      (match) => {
        if (matched?.one !== one) return;
        matched.hasJoined = true;
        waiting?.resolve(match);
      },
      (error) => {
        if (run.hasEnded || !waiting) return;
        if (!(error instanceof MatchingFailed)) {
          waiting.reject(error);
          return;
        }
        release(error.message);
        const { kind: failure, message: words, checks } = error;
        tell({ type: "triedInVain", car: one.car, failure, words, checks });
        waiting.lastFailure = error;
        prepare(waiting);
        giveUpWhenAllAre();
      },
    );
  };
  const joinCar = async (one: CarAtCharger, run: StoppableRun): Promise<Match> => {
    const { car, RunID, result } = one;
    const key = one.key as NetworkKey;
    const isPrepared = own?.key === key;
    if (isPrepared && own) await run.until(own.settled);
    // As long as the car may still repeat its question, the modem must not fall silent.
    else await run.pause(timing.TT_match_response * timing.C_EV_match_retry);
    const onSet = () => tell({ type: "keySet", NID: key.NID });
    const link = await join(modem, key, timing, run, { hasIt: isPrepared, onSet });
    tell({ type: "joined", link });
    const attenuation = result && !result.isAssumed ? { attenuation: result.attenuation } : {};
    return { car, charger: station.mac, RunID, ...key, ...attenuation, isDerived: isNidOf(key.NID, key.NMK), link };
  };

  const validation = answerValidation({
    station,
    timing,
    tell,
    pilot: side.pilot,
    mayAsk: (mac) =>
      [...cars.all()].some(
        ({ addresses, state }) => addresses.has(mac) && (state === "reported" || state === "acknowledged"),
      ),
  });
  const forgetCars = answerCars({
    station,
    timing,
    tell,
    cars,
    correction,
    margin,
    isTolerant: !isStrict,
    modemMac: () => modem.mac,
    isOpen: () => waiting !== undefined && !waiting.isLate,
    matched: () => matched,
    proving: validation.proving,
    giveKey() {
      if (own && !own.isSpent) {
        own.isSpent = true;
        return own.key;
      }
      return make();
    },
    onMatched,
    onRestart({ car }) {
      release(`${car} begins anew`);
      restarts.tell(car);
    },
    onFailed(_, failure) {
      if (waiting) waiting.lastFailure = failure;
      giveUpWhenAllAre();
    },
  });
  answerAmplitudeMaps(
    { station, modem, timing, tell, isPartner: (mac) => matched?.one.addresses.has(mac) === true },
    life,
  );

  /** Sees the modem restart while nobody is matched, and gives it the key again where it has lost it. */
  const watchModem = async (run: Run): Promise<void> => {
    let watched: NetworkKey | undefined;
    let look: ReturnType<typeof keyKeeper> = async () => undefined;
    let couldTell = false;
    let isSilent = false;
    for (;;) {
      await run.pause(timing.modemWatch);
      // Whoever waits for a car to join keeps the key himself.
      const key = matched || own?.isSpent ? undefined : own?.key;
      if (!key) continue;
      if (key !== watched) look = keyKeeper(modem, key, () => set(key, run));
      watched = key;
      const tells = (await look(run)) !== undefined;
      if (couldTell && !tells && !isSilent) tell({ type: "modem", isSilent: true });
      if (isSilent && tells) tell({ type: "modem", isSilent: false });
      isSilent = couldTell && !tells;
      couldTell ||= tells;
    }
  };

  const once = async (outer: Run): Promise<Match> => {
    if (waiting) throw new Error("Cannot wait for the next car: one is waited for already");
    release("the next car is waited for");
    const run = outer.fork("a car to match with");
    try {
      return await new Promise<Match>((resolve, reject) => {
        const mine: Waiting = { run, isLate: false, lastFailure: undefined, resolve, reject };
        waiting = mine;
        run.onEnd(reject);
        // A key that was given away is left as it is: a car that begins anew is asking at this very moment, and the modem
        // would be deaf for it.
        if (!own) prepare(mine);
        watchModem(run).catch(reject);
        const cancel = run.clock.after(timing.TT_EVSE_SLAC_init, () => {
          mine.isLate = true;
          giveUpWhenAllAre();
        });
        run.onEnd(cancel);
      });
    } finally {
      waiting = undefined;
      for (const one of [...cars.all()]) if (one !== matched?.one) cars.remove(one);
      if (!matched?.hasJoined) release("no car is waited for any more");
      run.stop(new CalledOff("no car is waited for any more"));
    }
  };

  return {
    async next(run) {
      for (let retry = 0; ; retry++) {
        try {
          return await once(run);
        } catch (error) {
          run.throwIfEnded();
          if (!(error instanceof MatchingFailed)) throw error;
          const { kind: failure, message: words, checks } = error;
          if (!side.beforeRetry || retry >= timing.C_sequ_retry) {
            tell({ type: "failed", failure, words, checks });
            throw error;
          }
          tell({ type: "triedInVain", failure, words, checks });
          await side.beforeRetry(error, run);
        }
      }
    },
    onRestart: restarts.on,
    async leave(run) {
      release("the charger leaves the network");
      own = undefined;
      const key = await run.atLast(timing.TP_match_leave, "the own modem to leave the network", (run) =>
        leave(modem, timing, run, random),
      );
      if (!side.key) own = { key, isSpent: false, settled: Promise.resolve() };
      tell({ type: "left" });
    },
    close() {
      forgetCars();
      validation.close();
      release("the charger is switched off");
      life.stop(new CalledOff("the charger is switched off"));
    },
  };
}
