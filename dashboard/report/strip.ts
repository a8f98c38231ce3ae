/**
 * A strip of coloured bands over time: phases, or the side that limited. Words stand where they fit; what the cursor
 * points at stands above.
 *
 * @module
 */

import type { UPlot } from "./chart-library.ts";
import { type Colour, colourOf } from "./colours.ts";
import { h } from "./dom.ts";
import { clock, type Plot } from "./plots.ts";

export interface Band {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly colour: Colour;
  /** Hatched, as what is on its way and not a limit; and paler, to tell neighbours apart. */
  readonly isHatched?: boolean;
  readonly isPale?: boolean;
}

const HEIGHT = 46;
/** In CSS pixels: between words and the ends of their band. */
const MARGIN = 6;
const HATCH = 8;

export function strip(title: string, bands: readonly Band[], until: number): Plot {
  const pointed = h("output", {});
  const tell = (self: UPlot) => {
    const { left = -1 } = self.cursor;
    const at = left < 0 ? undefined : self.posToVal(left, "x");
    const band = at === undefined ? undefined : bands.find(({ start, end }) => at >= start && at < end);
    pointed.textContent = band
      ? `${band.label}, ${clock(band.start, until)} to ${clock(band.end, until)} (${(band.end - band.start).toFixed(1)} s)`
      : "";
  };
  return {
    title: [title, pointed],
    height: HEIGHT,
    data: [
      [0, until],
      [0, 0],
    ],
    options: {
      isStrip: true,
      cursorPoints: false,
      legend: { show: false },
      scales: { y: { range: [0, 1] } },
      series: [{}, { stroke: "transparent", points: { show: false } }],
      hooks: { draw: [(self) => draw(self, bands)], setCursor: [tell] },
    },
  };
}

function draw(self: UPlot, bands: readonly Band[]) {
  const { ctx, bbox } = self;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = `${12 * ratio}px system-ui, sans-serif`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  const right = bbox.left + bbox.width;
  for (const { start, end, label, colour, isHatched, isPale } of bands) {
    const from = Math.max(self.valToPos(start, "x", true), bbox.left);
    const to = Math.min(self.valToPos(end, "x", true), right);
    if (to < from) continue;
    // What is too short for a pixel is there all the same.
    const width = Math.max(to - from, ratio);
    ctx.globalAlpha = isPale ? 0.45 : 0.8;
    ctx.fillStyle = colourOf(colour);
    ctx.fillRect(from, bbox.top, width, bbox.height);
    ctx.globalAlpha = 1;
    if (isHatched) hatch(ctx, from, bbox.top, width, bbox.height, ratio);
    ctx.fillStyle = colourOf("card");
    if (width > 3 * ratio) ctx.fillRect(from + width - ratio, bbox.top, ratio, bbox.height);
    write(ctx, label, from, width, bbox, ratio);
  }
  ctx.restore();
}

function hatch(ctx: CanvasRenderingContext2D, left: number, top: number, width: number, height: number, ratio: number) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.strokeStyle = colourOf("card");
  ctx.globalAlpha = 0.55;
  ctx.lineWidth = 2 * ratio;
  for (let x = left - height; x < left + width; x += HATCH * ratio) {
    ctx.beginPath();
    ctx.moveTo(x, top + height);
    ctx.lineTo(x + height, top);
    ctx.stroke();
  }
  ctx.restore();
}

/** The label, or its last words, or nothing: in that order what fits. */
function write(
  ctx: CanvasRenderingContext2D,
  label: string,
  left: number,
  width: number,
  bbox: UPlot.BBox,
  ratio: number,
) {
  const room = width - 2 * MARGIN * ratio;
  const shown = [label, label.replace(/^.*: /, "")].find((words) => ctx.measureText(words).width <= room);
  if (shown === undefined) return;
  const wide = ctx.measureText(shown).width;
  const [x, y] = [left + (width - wide) / 2, bbox.top + bbox.height / 2];
  // On a plate of the page's own colour, so that words are readable on every band.
  ctx.fillStyle = colourOf("card");
  ctx.globalAlpha = 0.85;
  ctx.fillRect(x - 3 * ratio, y - 8 * ratio, wide + 6 * ratio, 16 * ratio);
  ctx.globalAlpha = 1;
  ctx.fillStyle = colourOf("text");
  ctx.fillText(shown, x, y);
}
