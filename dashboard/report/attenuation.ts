/**
 * How loud each charger heard the car, group of carriers by group of carriers.
 *
 * @module
 */

import type { AttenuationRow } from "../../src/sniffer/report/index.ts";
import { keepFitted, markers, type UPlot, uPlot } from "./chart-library.ts";
import { colourOf } from "./colours.ts";
import { h } from "./dom.ts";

const HEIGHT = 170;
/** In dB: so that two charts of ordinary values have the same scale. */
const LEAST_TOP = 50;

export function attenuationCharts(rows: readonly AttenuationRow[], signal: AbortSignal): HTMLElement {
  const element = h("div", { class: "plots" });
  const top = Math.max(LEAST_TOP, ...rows.flatMap(({ groups }) => groups)) * 1.05;
  const all = rows.map((row) => chart(row, top, element));
  keepFitted(all, element, signal);
  return element;
}

function chart({ mac, groups, mean, isChosen, frame }: AttenuationRow, top: number, parent: HTMLElement) {
  const title = `${mac}${isChosen ? ", chosen" : ""}: ${mean.toFixed(1)} dB on average (frame ${frame})`;
  const place = h("figure", { class: "plot" }, h("figcaption", {}, title));
  parent.append(place);
  const side = isChosen ? "charger" : "ending";
  return new uPlot(
    {
      width: 640,
      height: HEIGHT,
      padding: [8, 14, 0, 0],
      legend: { markers },
      scales: { x: { time: false, range: [-1, groups.length] }, y: { range: [0, top] } },
      axes: [
        { ...axis(), size: 30, values: (_, splits) => splits.map(String), incrs: [5, 10, 20, 50] },
        { ...axis(), size: 58, values: (_, splits) => splits.map((value) => `${value} dB`) },
      ],
      series: [
        { label: "group", value: (_, group) => String(group ?? "") },
        {
          label: "attenuation",
          class: side,
          stroke: () => colourOf(side),
          fill: () => `${colourOf(side)}99`,
          paths: bars({ size: [0.75, 40] }),
          points: { show: false },
          value: (_, value) => (value === null ? "" : `${value} dB`),
        },
      ],
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      hooks: {
        draw: [
          ({ ctx, bbox, valToPos }) => {
            const y = valToPos(mean, "y", true);
            ctx.save();
            ctx.strokeStyle = colourOf("text");
            ctx.lineWidth = devicePixelRatio;
            ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
            ctx.beginPath();
            ctx.moveTo(bbox.left, y);
            ctx.lineTo(bbox.left + bbox.width, y);
            ctx.stroke();
            ctx.restore();
          },
        ],
      },
    },
    [groups.map((_, index) => index), [...groups]],
    place,
  );
}

/** uPlot has every kind of path in the build that pages load. */
const bars = uPlot.paths.bars as UPlot.Series.BarsPathBuilderFactory;

const axis = () => ({
  font: "12px system-ui, sans-serif",
  stroke: () => colourOf("muted"),
  grid: { stroke: () => colourOf("line"), width: 1 },
  ticks: { stroke: () => colourOf("line"), width: 1, size: 4 },
});
