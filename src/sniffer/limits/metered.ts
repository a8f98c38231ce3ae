/**
 * Power from a meter that counts whole watt-hours: over a minute, since one watt-hour in a second would be 3.6 kW.
 *
 * @module
 */

const SECONDS = 60;
/** Readings of that minute that are kept. */
const MOST_READINGS = 128;
/** Between readings that are kept, in seconds. */
const STEP = 0.5;

export interface Metered {
  /** The mean power of the last minute in W; undefined before there is a minute of readings. */
  readonly power: (time: number, wattHours: number | undefined) => number | undefined;
}

export function metered(): Metered {
  const readings: { readonly time: number; readonly wattHours: number }[] = [];

  return {
    power(time, wattHours) {
      const before = readings.at(-1);
      if (wattHours !== undefined && (before === undefined || time - before.time >= STEP)) {
        readings.push({ time, wattHours });
        if (readings.length > MOST_READINGS) readings.shift();
      }
      while (readings.length > 2 && time - (readings[1] as { time: number }).time >= SECONDS) readings.shift();
      const [first, last] = [readings[0], readings.at(-1)];
      if (first === undefined || last === undefined || last.time - first.time < SECONDS) return undefined;
      return ((last.wattHours - first.wattHours) * 3600) / (last.time - first.time);
    },
  };
}
