/**
 * What every compiled writer has: JavaScript that writes values of variable length. `q` is the octet that is begun, `c` its
 * bits so far at the upper end of a word, `f` their number.
 *
 * @module
 */

/** Runs of octets longer than this are worth a detour: their digits are copied out of the text at once. */
const LONG = 24;

/** Writers of values of variable length. A store beyond the end throws a RangeError, and there will be more room. */
export const WRITERS = `
function count(object) {
  let own = 0;
  for (const _ in object) own++;
  return own;
}
function literal(known, value) {
  const code = known.codes.get(value);
  if (code === undefined) give();
  known.last = value;
  known.code = code;
  return code;
}
function put(value, width) {
  c |= value << (32 - f - width);
  view.setInt32(q, c);
  f += width;
  q += f >>> 3;
  c <<= f & 24;
  f &= 7;
}
function uint(value) {
  if (value < 128) put(value, 8);
  else if (value < 16384) put((value & 127 | 128) << 8 | value >>> 7, 16);
  else if (value < 2097152) put((value & 127 | 128) << 16 | (value >>> 7 & 127 | 128) << 8 | value >>> 14, 24);
  else {
    const high = Math.floor(value / 2097152), low = value - high * 2097152;
    put((low & 127 | 128) << 16 | (low >>> 7 & 127 | 128) << 8 | low >>> 14 | 128, 24);
    uint(high);
  }
}
function room(count) {
  if (q + count + 8 > octets.length) throw new RangeError("more room");
}
function string(value, min, max) {
  if (typeof value !== "string") give();
  const length = value.length;
  if (length < min || length > max) give();
  uint(length + 2);
  room(length);
  const s = f;
  let i = 0, at = q, rest = c, all = 0;
  for (; i + 4 <= length; i += 4, at += 4) {
    const c0 = value.charCodeAt(i), c1 = value.charCodeAt(i + 1);
    const c2 = value.charCodeAt(i + 2), c3 = value.charCodeAt(i + 3);
    all |= c0 | c1 | c2 | c3;
    const word = c0 << 24 | c1 << 16 | c2 << 8 | c3;
    view.setInt32(at, rest | word >>> s);
    rest = word << 1 << 31 - s;
  }
  q = at;
  c = rest;
  let last = 0, bits = 0;
  for (; i < length; i++, bits += 8) {
    const c0 = value.charCodeAt(i);
    all |= c0;
    last = last << 8 | c0;
  }
  if (all > 127) give();
  if (bits > 0) put(last, bits);
}
function binary(value, min, max) {
  if (typeof value !== "string") give();
  const digits = value.length, length = digits >>> 1;
  if (length * 2 !== digits || length < min || length > max) give();
  uint(length);
  room(length);
  if (length > ${LONG}) {
    const rest = putHex(value, view, q, c, f);
    if (rest === undefined) give();
    q += length;
    c = rest;
    return;
  }
  const s = f;
  let i = 0, at = q, rest = c, all = 0, wrong = 0;
  for (; i + 8 <= digits; i += 8, at += 4) {
    const c0 = value.charCodeAt(i), c1 = value.charCodeAt(i + 1);
    const c2 = value.charCodeAt(i + 2), c3 = value.charCodeAt(i + 3);
    const c4 = value.charCodeAt(i + 4), c5 = value.charCodeAt(i + 5);
    const c6 = value.charCodeAt(i + 6), c7 = value.charCodeAt(i + 7);
    all |= c0 | c1 | c2 | c3 | c4 | c5 | c6 | c7;
    if (all > 127) give();
    const d0 = digit[c0], d1 = digit[c1], d2 = digit[c2], d3 = digit[c3];
    const d4 = digit[c4], d5 = digit[c5], d6 = digit[c6], d7 = digit[c7];
    wrong |= d0 | d1 | d2 | d3 | d4 | d5 | d6 | d7;
    const word = d0 << 28 | d1 << 24 | d2 << 20 | d3 << 16 | d4 << 12 | d5 << 8 | d6 << 4 | d7;
    view.setInt32(at, rest | word >>> s);
    rest = word << 1 << 31 - s;
  }
  q = at;
  c = rest;
  let last = 0, bits = 0;
  for (; i < digits; i++, bits += 4) {
    const c0 = value.charCodeAt(i);
    if (c0 > 127) give();
    const d0 = digit[c0];
    wrong |= d0;
    last = last << 4 | d0;
  }
  if (wrong > 15) give();
  if (bits > 0) put(last, bits);
}
function long(value, min, max) {
  if (typeof value !== "string") give();
  const length = value.length;
  if (length === 0 || length > 15) give();
  let number = 0;
  for (let i = 0; i < length; i++) {
    const digit = value.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) give();
    number = number * 10 + digit;
  }
  if (number < min || number > max) give();
  return number;
}`;
