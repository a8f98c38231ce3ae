/**
 * Reads numbers and vectors of TLS's presentation language (RFC 5246, 4) from octets that may be cut or forged: what is
 * not there reads as 0 or empty and is remembered.
 *
 * @module
 */

export interface OctetCursor {
  u8(): number;
  u16(): number;
  u24(): number;
  /** A view of so many octets, or of as many as there are. */
  take(length: number): Uint8Array;
  /** A vector with its length in 1, 2 or 3 octets before it; a cursor over its content. */
  vector(lengthOctets: 1 | 2 | 3): OctetCursor;
  left(): number;
  rest(): Uint8Array;
  /** Whether something was read that was not there, here or in a vector of it. */
  isShort(): boolean;
}

export function octetCursor(octets: Uint8Array, onShort?: () => void): OctetCursor {
  let at = 0;
  let short = false;
  const miss = () => {
    short = true;
    onShort?.();
  };
  const number = (count: number): number => {
    if (octets.length - at < count) {
      at = octets.length;
      miss();
      return 0;
    }
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 256 + octets[at++]!;
    return value;
  };
  const cursor: OctetCursor = {
    u8: () => number(1),
    u16: () => number(2),
    u24: () => number(3),
    take(length) {
      if (octets.length - at < length) miss();
      const taken = octets.subarray(at, at + length);
      at += taken.length;
      return taken;
    },
    vector: (lengthOctets) => octetCursor(cursor.take(number(lengthOctets)), miss),
    left: () => octets.length - at,
    rest: () => cursor.take(octets.length - at),
    isShort: () => short,
  };
  return cursor;
}

/** All numbers of two octets that are left. */
export function numbersOf(cursor: OctetCursor): number[] {
  const numbers: number[] = [];
  while (cursor.left() >= 2) numbers.push(cursor.u16());
  return numbers;
}

/** Octets as text, control and foreign characters replaced by `?`, at most 256. */
export function printable(octets: Uint8Array): string {
  const text = new TextDecoder("utf-8").decode(octets.subarray(0, 256));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal
  return text.replace(/[\u0000-\u001f\u007f-\u009f\ufffd]/g, "?");
}
