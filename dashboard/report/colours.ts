/**
 * The colours of the page, which its style declares for light and dark; charts have to be told when they change.
 *
 * @module
 */

import type { LimitSide } from "../../src/sniffer/report/index.ts";

export type Colour = "text" | "muted" | "line" | "card" | "car" | "charger" | "cable" | "ending" | "setup" | "charging";

/** As they are at the moment. */
export const colourOf = (name: Colour): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export const sideColour = (side: LimitSide): Colour => (side === "vehicle" ? "car" : side);

/** Whether the page is being printed: on paper it is light, and as wide as the paper. */
export const isPrinting = (): boolean => document.documentElement.classList.contains("printing");

/** Calls back when the scheme changes between light and dark, and before and after printing. */
export function onColours(changed: () => void, signal: AbortSignal): void {
  const print = (on: boolean) => () => {
    document.documentElement.classList.toggle("printing", on);
    changed();
  };
  addEventListener("beforeprint", print(true), { signal });
  addEventListener("afterprint", print(false), { signal });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed, { signal });
  matchMedia("print").addEventListener("change", ({ matches }) => print(matches)(), { signal });
}
