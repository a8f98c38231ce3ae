/**
 * uPlot, which the page loads as a script of its own before this one.
 *
 * @module
 */

import type UPlot from "uplot";
import { isPrinting, onColours } from "./colours.ts";

export const { uPlot } = globalThis as typeof globalThis & { readonly uPlot: typeof UPlot };
export type { UPlot };

/**
 * The signs in a legend: lines of the colour and the kind that the chart draws. The class of a series begins with its
 * side.
 */
export const markers: UPlot.Legend.Markers = {
  width: 1,
  stroke: ({ series }, index) => {
    const side = series[index]?.class?.split("-")[0];
    return `var(--${side === "vehicle" ? "car" : side})`;
  },
  fill: "transparent",
  dash: ({ series }, index) => (series[index]?.dash ? "dashed" : "solid"),
};

/** What fits between the margins of A4 at 96 dots an inch. */
const PAPER_WIDTH = 690;

/**
 * Keeps plots as wide as `element` is, or as paper, and of the page's colours. They may come later.
 *
 * @param signal ends it, and the plots with it, when they are no longer shown.
 */
export function keepFitted(plots: readonly UPlot[], element: HTMLElement, signal: AbortSignal): void {
  const fill = () => {
    const width = isPrinting() ? PAPER_WIDTH : Math.floor(element.clientWidth);
    if (width < 1) return;
    for (const plot of plots) if (plot.width !== width) plot.setSize({ width, height: plot.height });
  };
  const observer = new ResizeObserver(fill);
  observer.observe(element);
  onColours(() => {
    fill();
    for (const plot of plots) plot.redraw(false, true);
  }, signal);
  signal.addEventListener("abort", () => {
    observer.disconnect();
    for (const plot of plots) plot.destroy();
  });
}
