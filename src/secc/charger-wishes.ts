/**
 * What somebody at the charger may ask of the car: a button, a backend, a load manager.
 *
 * @module
 */

/**
 * ISO 15118-2 has no word for a pause by the charger: it negotiates anew and offers no power, and the car pauses or waits.
 * DIN SPEC 70121 has neither: there it is a stop.
 */
export type ChargerWish = "stop" | "renegotiate" | "pause";

export interface ChargerWishes {
  /** Asks. A later wish replaces an earlier one that was not met yet, but nothing takes back a stop. */
  readonly want: (wish: ChargerWish) => void;
  /** Takes a pause back: power is offered again, by negotiating anew where none had been offered. */
  readonly resume: () => void;
  readonly current: () => ChargerWish | undefined;
  /** The wish as an answer tells it to the car. */
  readonly say: () => ChargerWish | undefined;
  /** Whether the car has been told that it shall stop. */
  readonly isStopSaid: () => boolean;
  /** A pause has been met and not been taken back: no power is offered. */
  readonly isPausing: () => boolean;
  /** Since when, by the clock handed to `chargerWishes`. */
  readonly since: () => number;
  /** The car has met the wish by negotiating anew. */
  readonly met: () => void;
  /** From now on a pause is a stop. */
  readonly cannotPause: () => void;
}

/** @param before - of the same visit: a pause that nobody has taken back goes on in the next session. */
export function chargerWishes(now: () => number, before?: { readonly isPausing: boolean }): ChargerWishes {
  let current: ChargerWish | undefined;
  let since = 0;
  let isStopSaid = false;
  let isPausing = before?.isPausing ?? false;
  let canPause = true;
  const want = (asked: ChargerWish): void => {
    const wish = asked === "pause" && !canPause ? "stop" : asked;
    if (current === "stop" || current === wish) return;
    current = wish;
    since = now();
  };
  return {
    want,
    resume() {
      if (current === "pause") current = undefined;
      else if (isPausing) want("renegotiate");
      isPausing = false;
    },
    current: () => current,
    say() {
      isStopSaid ||= current === "stop";
      return current;
    },
    isStopSaid: () => isStopSaid,
    isPausing: () => isPausing,
    since: () => since,
    met() {
      if (current === "pause") isPausing = true;
      if (current !== "stop") current = undefined;
    },
    cannotPause() {
      canPause = false;
      if (current === "pause") current = "stop";
    },
  };
}
