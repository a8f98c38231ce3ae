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

/** What is said of them; the others are left out, or undefined. */
export type Values = { readonly [Q in QuantityName]?: number | undefined };

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

/** Time, frame, then a place for each quantity that was told by then; NaN where nothing was said. */
type Row = readonly number[];
const TIME = 0;
const FRAME = 1;
const FIRST_COLUMN = 2;

const NAMES = Object.keys(QUANTITIES) as QuantityName[];

export function seriesStore(mostPoints: number = MOST_POINTS): SeriesStore {
  let rows: Row[] = [];
  /** A session tells a third of the quantities that there are: the others have no place. */
  const places = new Map<QuantityName, number>();
  /** Measurements of the bucket that is not full yet, four rows at most. */
  let pending: Row[] = [];
  let pendingCount = 0;
  let perBucket = 1;
  let measured = 0;

  function add(time: number, frame: number, values: Values) {
    if (!Number.isFinite(time)) return;
    const row = [time, frame];
    for (let place = 0; place < places.size; place++) row.push(Number.NaN);
    for (const name in values) {
      const value = values[name as QuantityName];
      if (value === undefined || !Number.isFinite(value)) continue;
      const place = places.get(name as QuantityName);
      if (place !== undefined) row[place] = value;
      else places.set(name as QuantityName, row.push(value) - 1);
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
    const [before, after] = [first.slice(0, FIRST_COLUMN), last.slice(0, FIRST_COLUMN)];
    for (let place = FIRST_COLUMN; place < FIRST_COLUMN + places.size; place++) {
      let [low, high] = [-1, -1];
      for (const [index, row] of many.entries()) {
        const value = row[place] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        if (low < 0 || value < (many[low]?.[place] as number)) low = index;
        if (high < 0 || value > (many[high]?.[place] as number)) high = index;
      }
      before[place] = low < 0 ? Number.NaN : (many[Math.min(low, high)]?.[place] as number);
      after[place] = low < 0 ? Number.NaN : (many[Math.max(low, high)]?.[place] as number);
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
        columns: NAMES.flatMap((quantity): Column[] => {
          const place = places.get(quantity);
          if (place === undefined) return [];
          const values = all.map((row) => row[place] ?? Number.NaN);
          const shown = values.map((value) => (Number.isNaN(value) ? null : rounded(value)));
          return [{ quantity, ...QUANTITIES[quantity], values: shown }];
        }),
        measured,
        ...(perBucket > 1 ? { bucket: perBucket } : {}),
      };
    },
  };
}

/** To a thousandth: milliseconds, millivolts; binary fractions would only show their own dust. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
