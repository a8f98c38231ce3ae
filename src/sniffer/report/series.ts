/**
 * Values over time, kept in bounded memory: when there are too many, neighbours go together into a bucket of two points
 * that keeps the lowest and the highest value of each column, so that no peak is lost.
 *
 * @module
 */

import { QUANTITIES, type Quantity, type QuantityName } from "./quantities.ts";

export interface Column extends Quantity {
  readonly quantity: QuantityName;
  /** One for each time; null where nothing was said. */
  readonly values: readonly (number | null)[];
  /** Scaled wrongly: not to be believed, and not to be drawn to scale with the others. */
  readonly isImplausible?: true;
}

export interface Series {
  /** Seconds since the beginning of the session. */
  readonly at: readonly number[];
  /** The frame with the charger's answer. */
  readonly frames: readonly number[];
  readonly columns: readonly Column[];
  /** Measurements that were taken. */
  readonly measured: number;
  /** Measurements that share two points, where there were too many to keep each. */
  readonly bucket?: number;
}

export type Values = Partial<Record<QuantityName, number>>;

export interface SeriesStore {
  /** @param time seconds since 1970. */
  readonly add: (time: number, frame: number, values: Values) => void;
  /** Halves what is kept. */
  readonly thin: () => void;
  readonly points: number;
  /** Undefined where nothing was added. */
  readonly series: (origin: number) => Series | undefined;
}

/** Points that are kept where nothing else is said: more than a screen has columns, in some 100 kB. */
export const MOST_POINTS = 8192;

/** Time, frame, then the columns; a value that was not said is NaN or not there. */
type Row = readonly number[];
const TIME = 0;
const FRAME = 1;
const FIRST_COLUMN = 2;

export function seriesStore(mostPoints: number = MOST_POINTS): SeriesStore {
  const columns: QuantityName[] = [];
  let rows: Row[] = [];
  /** Measurements of the bucket that is not full yet, four rows at most. */
  let pending: Row[] = [];
  let pendingCount = 0;
  let perBucket = 1;
  let measured = 0;

  function add(time: number, frame: number, values: Values) {
    const row = [time, frame];
    for (const name of Object.keys(values) as QuantityName[]) {
      const value = values[name];
      if (value === undefined || !Number.isFinite(value)) continue;
      let index = columns.indexOf(name);
      if (index < 0) index = columns.push(name) - 1;
      row[FIRST_COLUMN + index] = value;
    }
    measured++;
    if (perBucket === 1) rows.push(row);
    else collect(row);
    if (rows.length >= mostPoints) thin();
  }

  function collect(row: Row) {
    pending.push(row);
    pendingCount++;
    if (pending.length === 4) pending = extremes(pending);
    if (pendingCount < perBucket) return;
    rows.push(...extremes(pending));
    pending = [];
    pendingCount = 0;
  }

  function thin() {
    if (rows.length < 4) return;
    const kept: Row[] = [];
    // A rest that makes no whole group stays as it is; it joins the next round.
    const whole = rows.length - (rows.length % 4);
    for (let at = 0; at < whole; at += 4) kept.push(...extremes(rows.slice(at, at + 4)));
    rows = [...kept, ...rows.slice(whole)];
    perBucket = perBucket === 1 ? 4 : perBucket * 2;
  }

  /** Two rows in the place of many: of each column the lowest and the highest value, in the order in which they came. */
  function extremes(many: readonly Row[]): Row[] {
    const [first, last] = [many[0] as Row, many.at(-1) as Row];
    if (many.length < 2) return [first];
    const before = [first[TIME] as number, first[FRAME] as number];
    const after = [last[TIME] as number, last[FRAME] as number];
    for (let column = FIRST_COLUMN; column < FIRST_COLUMN + columns.length; column++) {
      let [low, high] = [-1, -1];
      for (const [index, row] of many.entries()) {
        const value = valueAt(row, column);
        if (Number.isNaN(value)) continue;
        if (low < 0 || value < valueAt(many[low] as Row, column)) low = index;
        if (high < 0 || value > valueAt(many[high] as Row, column)) high = index;
      }
      before[column] = low < 0 ? Number.NaN : valueAt(many[Math.min(low, high)] as Row, column);
      after[column] = low < 0 ? Number.NaN : valueAt(many[Math.max(low, high)] as Row, column);
    }
    return [before, after];
  }

  return {
    add,
    thin,
    get points() {
      return rows.length;
    },
    series(origin) {
      if (measured === 0) return undefined;
      // A clock that was set back while recording makes no line run backwards.
      const all = [...rows, ...pending].sort((a, b) => (a[TIME] as number) - (b[TIME] as number));
      return {
        at: all.map((row) => rounded((row[TIME] as number) - origin)),
        frames: all.map((row) => row[FRAME] as number),
        columns: inOrder(columns).map((quantity) => ({
          quantity,
          ...QUANTITIES[quantity],
          values: all.map((row) => {
            const value = valueAt(row, FIRST_COLUMN + columns.indexOf(quantity));
            return Number.isNaN(value) ? null : rounded(value);
          }),
        })),
        measured,
        ...(perBucket > 1 ? { bucket: perBucket } : {}),
      };
    },
  };
}

/** As they are declared, whatever came first. */
const inOrder = (names: readonly QuantityName[]): QuantityName[] =>
  (Object.keys(QUANTITIES) as QuantityName[]).filter((name) => names.includes(name));

const valueAt = (row: Row, column: number): number => row[column] ?? Number.NaN;

/** To a thousandth: milliseconds, millivolts; binary fractions would only show their own dust. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
