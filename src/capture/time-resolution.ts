/**
 * Turns the ticks of a capture's clock into moments.
 *
 * @module
 */

import type { Timestamp } from "../base/timestamp.ts";

/** A count of ticks, as two words of 32 bits, becomes a moment. */
export type TickClock = (high: number, low: number) => Timestamp;

/** The most ticks a second for which the arithmetic of `number` is exact: 10^9, and 2^23 for binary fractions. */
const MOST_DECIMAL_DIGITS = 9;
const MOST_BINARY_DIGITS = 23;

/**
 * The clock of an interface: if_tsresol (the negative power of 10, or of 2 where the top bit is set) and if_tsoffset.
 *
 * @param offset seconds that are added to every time.
 */
export function tickClock(resolution: number, offset = 0): TickClock {
  const digits = resolution & 0x7f;
  const isBinary = (resolution & 0x80) !== 0;
  if (isBinary ? digits > MOST_BINARY_DIGITS : digits > MOST_DECIMAL_DIGITS) return wideClock(digits, isBinary, offset);
  const unit = isBinary ? 2 ** digits : 10 ** digits;
  const perTick = 1e9 / unit; // fractional for powers of 2

  return (high, low) => {
    // Long division by `unit` in steps of 16 bits, so that no step needs more than 53.
    const top = Math.floor(high / unit);
    const middle = (high - top * unit) * 0x10000 + (low >>> 16);
    const upper = Math.floor(middle / unit);
    const bottom = (middle - upper * unit) * 0x10000 + (low & 0xffff);
    const lower = Math.floor(bottom / unit);
    return {
      seconds: top * 0x100000000 + upper * 0x10000 + lower + offset,
      nanoseconds: Math.floor((bottom - lower * unit) * perTick),
    };
  };
}

/** Any resolution down to 10^-127 seconds, at the price of a few `bigint`. */
function wideClock(digits: number, isBinary: boolean, offset: number): TickClock {
  const unit = isBinary ? 2n ** BigInt(digits) : 10n ** BigInt(digits);
  return (high, low) => {
    const ticks = (BigInt(high) << 32n) | BigInt(low);
    return { seconds: Number(ticks / unit) + offset, nanoseconds: Number(((ticks % unit) * 1_000_000_000n) / unit) };
  };
}

/** The highest second whose nanoseconds since 1970 fit into 64 bits: in the year 2554. */
export const LAST_SECOND = 18_446_744_072;

/** Writes a moment as nanoseconds since 1970, the upper 32 bits first, as pcapng has them for if_tsresol 9. */
export function writeNanoseconds(view: DataView, at: number, time: Timestamp, littleEndian: boolean): void {
  const upper = Math.floor(time.seconds / 0x10000) * 1e9;
  const lower = (time.seconds % 0x10000) * 1e9 + time.nanoseconds;
  const low = (upper % 0x10000) * 0x10000 + lower;
  view.setUint32(at, Math.floor(upper / 0x10000) + Math.floor(low / 0x100000000), littleEndian);
  view.setUint32(at + 4, low % 0x100000000, littleEndian);
}
