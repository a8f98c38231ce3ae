/**
 * What somebody at the charger may ask of the car: a button, a backend, a load manager.
 *
 * @module
 */

/** `pause` is a stop in DIN SPEC 70121; in ISO 15118-2 it negotiates anew and offers no power. */
export type ChargerWish = "stop" | "renegotiate" | "pause";

export interface ChargerWishes {
  /** Asks. A later wish replaces an earlier one that was not met yet, but nothing takes back a stop. */
  readonly want: (wish: ChargerWish) => void;
  readonly current: () => ChargerWish | undefined;
  /** The wish as an answer tells it to the car. */
  readonly say: () => ChargerWish | undefined;
  /** Whether the car has been told that it shall stop. */
  readonly isStopSaid: () => boolean;
  /** Since when, by the clock handed to `chargerWishes`. */
  readonly since: () => number;
  /** Forgets a wish that the car has met. */
  readonly met: () => void;
}

export function chargerWishes(now: () => number): ChargerWishes {
  let current: ChargerWish | undefined;
  let since = 0;
  let isStopSaid = false;
  return {
    want(wish) {
      if (current === "stop" || current === wish) return;
      current = wish;
      since = now();
    },
    current: () => current,
    say() {
      isStopSaid ||= current === "stop";
      return current;
    },
    isStopSaid: () => isStopSaid,
    since: () => since,
    met() {
      if (current !== "stop") current = undefined;
    },
  };
}
