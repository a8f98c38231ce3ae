/**
 * Where two parameter blocks differ.
 *
 * @module
 */

import { toHex } from "../../base/hex.ts";
import { lengthOfType, PIB_FIELDS, type PibField, type PibFieldName } from "./fields.ts";
import { fieldsOf, hasField, readPib } from "./pib.ts";

export interface PibDifference {
  /** The field, where it has a name. */
  readonly name?: PibFieldName;
  /** From the start of the parameters. */
  readonly offset: number;
  readonly length: number;
  /** As the field's value, or in hex; `undefined` where the block ends before. */
  readonly before: number | string | undefined;
  readonly after: number | string | undefined;
  readonly meaning?: string;
  readonly isSecret?: true;
}

/** Octets that are not of any known field are told together where no more than this many equal ones stand between. */
const GAP = 3;

/** The differences in the parameters, in their order; those in headers and manifest are not told. */
export function diffPibs(before: Uint8Array, after: Uint8Array): PibDifference[] {
  const [a, b] = [readPib(before), readPib(after)];
  const longest = Math.max(a.image.length, b.image.length);
  const differs = Array.from({ length: longest }, (_, at) => a.image[at] !== b.image[at]);
  const found: PibDifference[] = [];

  const [fieldsBefore, fieldsAfter] = [fieldsOf(before), fieldsOf(after)];
  for (const name of Object.keys(PIB_FIELDS) as PibFieldName[]) {
    const field: PibField = PIB_FIELDS[name];
    const { offset, type, meaning, isSecret } = field;
    const length = lengthOfType(type);
    const isKnown = hasField(a, name) || hasField(b, name);
    if (!isKnown || !differs.slice(offset, offset + length).includes(true)) continue;
    const valueIn = (fields: typeof fieldsBefore) => fields.find((one) => one.name === name)?.value;
    const [old, young] = [valueIn(fieldsBefore), valueIn(fieldsAfter)];
    differs.fill(false, offset, offset + length);
    found.push({ name, offset, length, before: old, after: young, meaning, ...(isSecret ? { isSecret } : {}) });
  }

  for (let at = 0; at < longest; at++) {
    if (!differs[at]) continue;
    let end = at + 1;
    for (let next = end; next <= end + GAP && next < longest; next++) if (differs[next]) end = next + 1;
    const hexIn = (image: Uint8Array) =>
      at < image.length ? toHex(image, at, Math.min(end, image.length)) : undefined;
    found.push({ offset: at, length: end - at, before: hexIn(a.image), after: hexIn(b.image) });
    at = end;
  }
  return found.sort((one, other) => one.offset - other.offset);
}
