/**
 * What somebody outside the session may ask of the car while it charges: the driver, a timer, a program.
 *
 * @module
 */

/** `pause` keeps the session for later; DIN SPEC 70121 knows no pause, there it is a stop. */
export type Wish = "stop" | "pause" | "renegotiate";

export interface Wishes {
  /** Asks. A later wish replaces an earlier one that was not met yet, but nothing takes back a stop. */
  readonly want: (wish: Wish) => void;
  readonly current: () => Wish | undefined;
  /** Forgets a wish that has been met. */
  readonly met: () => void;
}

export function wishes(): Wishes {
  let current: Wish | undefined;
  return {
    want(wish) {
      if (current !== "stop") current = wish;
    },
    current: () => current,
    met() {
      current = undefined;
    },
  };
}
