/**
 * Parameters and their differences as lines.
 *
 * @module
 */

import type { PibDifference } from "../../modem/pib/diff.ts";
import type { FieldOfPib } from "../../modem/pib/pib.ts";
import { tableLines } from "./adapter-command.ts";

const HIDDEN = "(a secret: --secrets shows it)";
/** Longer values are cut for people. */
const LONGEST = 48;

const offsetText = (offset: number) => `0x${offset.toString(16).padStart(4, "0")}`;

function valueText(value: number | string | undefined): string {
  if (value === undefined) return "-";
  const text = typeof value === "number" ? String(value) : value === "" ? '""' : value;
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

export function fieldLines(fields: readonly FieldOfPib[], showsSecrets: boolean): string[] {
  return tableLines(
    fields.map(({ name, offset, value, words, meaning, isSecret }) => [
      offsetText(offset),
      name,
      isSecret && !showsSecrets ? HIDDEN : `${valueText(value)}${words ? ` (${words})` : ""}`,
      meaning,
    ]),
  );
}

export function differenceLines(differences: readonly PibDifference[], showsSecrets: boolean): string[] {
  return tableLines(
    differences.map(({ name, offset, before, after, isSecret }) => [
      offsetText(offset),
      name ?? "-",
      isSecret && !showsSecrets ? HIDDEN : `${valueText(before)} -> ${valueText(after)}`,
    ]),
  );
}
