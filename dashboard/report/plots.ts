/**
 * Plots over the same time, one above the other: they share cursor and zoom, fill the width, and follow the colours.
 *
 * @module
 */

import { keepFitted, markers, type UPlot, uPlot } from "./chart-library.ts";
import { colourOf } from "./colours.ts";
import { type Child, h } from "./dom.ts";

/** Places beside the plot that all have in common, so that one moment lies at one place in all of them. In CSS pixels. */
const LEFT = 58;
const RIGHT = 14;
/** Until the page knows better. */
const FIRST_WIDTH = 640;

export interface Plots {
  readonly element: HTMLElement;
  /** Adds a plot below the others. Its axes, cursor and size are those of all. */
  readonly add: (plot: Plot) => void;
}

export interface Plot {
  readonly title: Child;
  readonly options: Pick<UPlot.Options, "series" | "scales" | "hooks"> & {
    readonly legend?: UPlot.Legend;
    /** Strips have no figures at their side. */
    readonly isStrip?: boolean;
    readonly cursorPoints?: boolean;
  };
  readonly data: UPlot.AlignedData;
  readonly height: number;
}

let count = 0;

/**
 * @param until the end of the time axis, in seconds; it begins at 0.
 * @param signal ends listening when the plots are no longer shown.
 */
export function plots(until: number, signal: AbortSignal): Plots {
  const key = `plots-${count++}`;
  const all: UPlot[] = [];
  const reset = h("button", { class: "reset", type: "button", hidden: true, onclick: showAll }, "Whole session");
  const stack = h("div", { class: "plots" });
  const element = h("div", {}, h("div", { class: "plots-head" }, reset), stack);
  let isZooming = false;

  function showAll(): null {
    zoom(0, until);
    return null;
  }

  function zoom(min: number, max: number) {
    if (isZooming) return;
    isZooming = true;
    for (const plot of all) plot.setScale("x", { min, max });
    isZooming = false;
    reset.hidden = min <= 0 && max >= until;
  }

  function add({ title, options, data, height }: Plot) {
    const { isStrip = false, cursorPoints = true, hooks = {}, ...rest } = options;
    const place = h("figure", { class: isStrip ? "plot strip" : "plot" }, h("figcaption", {}, title));
    stack.append(place);
    const plot = new uPlot(
      {
        ...rest,
        width: FIRST_WIDTH,
        height,
        padding: [8, RIGHT, 0, 0],
        legend: { markers, ...options.legend },
        scales: { x: { time: false }, ...options.scales },
        axes: [timeAxis(until, isStrip), valueAxis(isStrip)],
        cursor: {
          sync: { key, setSeries: false },
          drag: { x: true, y: false, uni: 20 },
          y: false,
          points: { show: cursorPoints },
          bind: { dblclick: () => showAll },
        },
        hooks: {
          ...hooks,
          setScale: [
            (self, scale) => {
              const { min, max } = self.scales[scale] ?? {};
              if (scale === "x" && min != null && max != null) zoom(min, max);
            },
          ],
        },
      },
      data,
      place,
    );
    all.push(plot);
  }

  keepFitted(all, stack, signal);
  return { element, add };
}

/** Steps of the time axis, in seconds. */
const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];

const FONT = "12px system-ui, sans-serif";

function timeAxis(until: number, isStrip: boolean): UPlot.Axis {
  return {
    show: !isStrip,
    font: FONT,
    size: 30,
    incrs: STEPS,
    space: 60,
    stroke: () => colourOf("muted"),
    grid: { stroke: () => colourOf("line"), width: 1 },
    ticks: { stroke: () => colourOf("line"), width: 1, size: 4 },
    values: (_, splits) => splits.map((at) => clock(at, until)),
  };
}

function valueAxis(isStrip: boolean): UPlot.Axis {
  return {
    font: FONT,
    size: LEFT,
    space: 28,
    stroke: () => colourOf("muted"),
    grid: { show: !isStrip, stroke: () => colourOf("line"), width: 1 },
    ticks: { show: !isStrip, stroke: () => colourOf("line"), width: 1, size: 4 },
    ...(isStrip ? { values: () => [] } : {}),
  };
}

/** `42 s` where all is short, else `5:14` or `1:05:14`. */
export function clock(at: number, until: number): string {
  const seconds = Number(at.toFixed(3));
  if (until < 120) return `${seconds} s`;
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const rest = Number((seconds % 60).toFixed(2));
  const fine = `${rest < 10 ? "0" : ""}${rest}`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${fine}`;
  return `${Math.floor(seconds / 3600)}:${two((seconds % 3600) / 60)}:${fine}`;
}
