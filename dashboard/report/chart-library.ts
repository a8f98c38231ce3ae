/**
 * uPlot, which the page loads as a script of its own before this one.
 *
 * @module
 */

import type UPlot from "uplot";

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
