/**
 * The bounds that a schema sets and EXI does not know: it carries a SessionID of nine octets without a word. Whoever reads
 * gets a warning, whoever writes an error.
 *
 * @module
 */

import type { SimpleType } from "./simple-types.ts";

/** Whether a value of the right kind must not be written. */
export const isRefused = (type: SimpleType, value: string | number | boolean): boolean =>
  facetFault("orShorter" in type && type.orShorter ? { ...type, minLength: 0 } : type, value) !== undefined;

/** What is wrong with a value of the right kind, or nothing. */
export function facetFault(type: SimpleType, value: string | number | boolean): string | undefined {
  switch (type.kind) {
    case "integer": {
      const { min, max } = type;
      if ((value as number) >= min && (value as number) <= max) return undefined;
      return `${value} found, ${min} to ${max} expected`;
    }
    case "long": {
      const number = BigInt(value);
      if (type.min !== undefined && number < type.min) return `${value} found, at least ${type.min} expected`;
      if (type.max !== undefined && number > type.max) return `${value} found, at most ${type.max} expected`;
      return undefined;
    }
    case "string":
      return lengthFault(type, countCodePoints(value as string), "characters");
    case "binary":
      return lengthFault(type, (value as string).length / 2, "octets");
    default:
      return undefined;
  }
}

function lengthFault(
  { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: { readonly minLength?: number; readonly maxLength?: number },
  length: number,
  unit: string,
): string | undefined {
  if (length >= minLength && length <= maxLength) return undefined;
  const wanted =
    minLength === maxLength
      ? `${minLength}`
      : maxLength === Number.POSITIVE_INFINITY
        ? `at least ${minLength}`
        : minLength === 0
          ? `at most ${maxLength}`
          : `${minLength} to ${maxLength}`;
  return `${length} ${unit} found, ${wanted} expected`;
}

/** The Unicode code points of a string, which XML Schema counts as its characters. */
export function countCodePoints(text: string): number {
  let count = text.length;
  for (let i = 1; i < text.length; i++) {
    const isPair = (text.charCodeAt(i) & 0xfc00) === 0xdc00 && (text.charCodeAt(i - 1) & 0xfc00) === 0xd800;
    if (isPair) count--;
  }
  return count;
}
