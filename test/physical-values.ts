/**
 * Quantities as messages have them, said and read.
 *
 * @module
 */

import { type PhysicalValue, toNumber } from "../src/v2g/quantities.ts";

export const physical = (Multiplier: number, Unit: string, Value: number) => ({ Multiplier, Unit, Value });
export const number = (value: unknown): number => toNumber(value as PhysicalValue);
