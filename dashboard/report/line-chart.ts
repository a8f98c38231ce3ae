/**
 * What was asked for, what was given and what would have been allowed, over time, in one unit.
 *
 * @module
 */

import type { Column, IntervalRow, Series } from "../../src/sniffer/report/index.ts";
import type { UPlot } from "./chart-library.ts";
import { colourOf, sideColour } from "./colours.ts";
import { h } from "./dom.ts";
import type { Plot } from "./plots.ts";

export type Unit = Column["unit"];

const TITLES: Readonly<Record<Unit, string>> = {
  V: "Voltage",
  A: "Current",
  kW: "Power",
  "%": "State of charge",
  Wh: "Energy by the charger's meter",
};

/** The thin line of a wish on top of the thick one of what was given, so that both are seen where they are alike. */
const DRAWN: Readonly<Record<Column["role"], number>> = { limit: 0, present: 1, target: 2 };

/** So few values are seen only as points. */
const FEW = 12;

const HEIGHT = 220;
const LOW_HEIGHT = 130;
/** A limit so far above all else is not drawn to scale, or what matters would be flat. */
const FAR_ABOVE = 1.35;

export function lineChart(unit: Unit, series: Series, intervals: readonly IntervalRow[], until: number): Plot {
  const columns = series.columns.filter((column) => column.unit === unit).sort((a, b) => DRAWN[a.role] - DRAWN[b.role]);
  const inScale = columnsInScale(columns);
  const shaded = unit === "A" || unit === "kW";
  const implausible = columns.filter(({ isImplausible }) => isImplausible);
  return {
    title: [
      `${TITLES[unit]} in ${unit}`,
      implausible.length > 0 &&
        h(
          "span",
          { class: "note" },
          `not drawn, because it is scaled wrongly: ${implausible.map(({ label }) => label).join(", ")}`,
        ),
    ],
    height: unit === "%" || unit === "Wh" ? LOW_HEIGHT : HEIGHT,
    // Both ends of the session, where nothing was measured: so all plots have the same time axis.
    data: [[0, ...series.at, until], ...columns.map(({ values }) => [null, ...values, null])] as UPlot.AlignedData,
    options: {
      scales: { y: { range: (_, min, max) => range(unit, inScale, min, max) } },
      series: [
        {
          label: "at",
          value: (_, at, __, index) => (at === null ? "" : momentText(at, series.frames[(index ?? 0) - 1])),
        },
        ...columns.map((column) => line(column, inScale.includes(column), isHidden(column, columns))),
      ],
      hooks: shaded ? { drawClear: [(self) => shade(self, intervals)] } : {},
    },
  };
}

const momentText = (at: number, frame: number | undefined): string =>
  frame === undefined ? `${at.toFixed(2)} s` : `${at.toFixed(2)} s, frame ${frame}`;

/** What is asked for and given, and the limits that lie near to it. */
function columnsInScale(columns: readonly Column[]): readonly Column[] {
  const led = columns.filter(({ role, isImplausible }) => role !== "limit" && !isImplausible);
  const most = Math.max(...led.flatMap(({ values }) => values.map((value) => value ?? Number.NEGATIVE_INFINITY)));
  if (!Number.isFinite(most)) return columns.filter(({ isImplausible }) => !isImplausible);
  const isNear = ({ values }: Column) => values.some((value) => value !== null && value <= most * FAR_ABOVE);
  return columns.filter((column) => led.includes(column) || (column.role === "limit" && isNear(column)));
}

function range(unit: Unit, columns: readonly Column[], shownMin: number, shownMax: number): [number, number] {
  const values = columns.flatMap(({ values }) => values).filter((value) => value !== null);
  if (values.length === 0) return [shownMin ?? 0, shownMax ?? 1];
  const top = capped(columns);
  const [low, high] = [values.reduce((a, b) => Math.min(a, b)), top];
  if (unit === "%") return [Math.max(0, Math.floor(low - 2)), Math.min(100, Math.ceil(high + 2))];
  const space = Math.max((high - low) * 0.08, high * 0.02, 0.5);
  const floor = unit === "A" || unit === "kW" ? Math.min(0, low - space) : Math.max(0, low - space);
  return [floor, high + space];
}

/** The highest value that has to be seen: a limit only as far as it is near. */
function capped(columns: readonly Column[]): number {
  const highest = (some: readonly Column[]) =>
    some.flatMap(({ values }) => values).reduce<number>((a, b) => Math.max(a, b ?? a), Number.NEGATIVE_INFINITY);
  const led = highest(columns.filter(({ role }) => role !== "limit"));
  const all = highest(columns);
  return Number.isFinite(led) ? Math.min(all, led * FAR_ABOVE) : all;
}

/** What the charger's cap already says is there for whoever asks. */
const isHidden = ({ quantity, isImplausible }: Column, columns: readonly Column[]): boolean =>
  isImplausible === true ||
  (quantity === "chargerMaximumCurrent" && columns.some((column) => column.quantity === "chargerCap"));

function line(column: Column, isInScale: boolean, isHidden: boolean): UPlot.Series {
  const { label, unit, side, role, values, quantity, isImplausible } = column;
  const constant = isInScale || isImplausible ? undefined : onlyValue(values);
  const colour = () => colourOf(sideColour(side));
  return {
    label: constant === undefined ? label : `${label} ${constant} ${unit} (above)`,
    show: !isHidden,
    class: `${side}-${role}`,
    stroke: colour,
    width: role === "limit" ? 1.5 : role === "present" ? 2.5 : 1.5,
    ...(role === "limit" ? { dash: quantity === "schedule" ? [2, 3] : [7, 4] } : {}),
    // A meter is read now and then; between two readings it went on.
    spanGaps: quantity === "meter",
    points: { show: values.filter((value) => value !== null).length < FEW, size: 5 },
    value: (_, value) => (value === null ? "" : `${value} ${unit}`),
  };
}

function onlyValue(values: readonly (number | null)[]): number | undefined {
  const different = new Set(values.filter((value) => value !== null));
  const [first] = different;
  return different.size === 1 ? first : undefined;
}

/** The side that limited, as a shade behind the lines. */
function shade(self: UPlot, intervals: readonly IntervalRow[]) {
  const { ctx, bbox } = self;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.globalAlpha = 0.07;
  for (const { start, end, side } of intervals) {
    const [from, to] = [self.valToPos(start, "x", true), self.valToPos(end, "x", true)];
    ctx.fillStyle = colourOf(sideColour(side));
    ctx.fillRect(from, bbox.top, Math.max(to - from, 1), bbox.height);
  }
  ctx.restore();
}
