/**
 * What every compiled reader has: JavaScript that reads values of variable length. `p` is the position in bits.
 *
 * @module
 */

export const READERS = `
function uint() {
  const w = view.getInt32(p >>> 3) << (p & 7);
  const a = w >>> 24;
  if (a < 128) { p += 8; return a; }
  const b = w >>> 16 & 255;
  if (b < 128) { p += 16; return a & 127 | b << 7; }
  const c = w >>> 8 & 255;
  if (c < 128) { p += 24; return a & 127 | (b & 127) << 7 | c << 14; }
  return longUint();
}
function longUint() {
  let value = 0, scale = 1;
  for (let i = 0; i < 7; i++) {
    const octet = view.getInt32(p >>> 3) << (p & 7) >>> 24;
    p += 8;
    value += (octet & 127) * scale;
    if (octet < 128) return value;
    scale *= 128;
  }
  give();
}
function string(min, max) {
  const length = uint() - 2;
  if (length < 0 || length < min || length > max || p + length * 8 > end) give();
  const from = p;
  p += length * 8;
  const result = length <= 64 ? text(view, from, length) : longText(view, from, length);
  return result === undefined ? give() : result;
}
function binary(min, max) {
  const length = uint();
  if (length < min || length > max || p + length * 8 > end) give();
  const from = p;
  p += length * 8;
  return length <= 32 ? hex(view, from, length) : longHex(view, from, length);
}
function long(min, max) {
  const value = uint();
  if (value < min || value > max) give();
  return "" + value;
}
function signedLong() {
  const w = view.getInt32(p >>> 3) << (p & 7);
  p += 1;
  const value = uint();
  return "" + (w < 0 ? -value - 1 : value);
}`;
