/**
 * Numbers with units as DIN SPEC 70121 and ISO 15118-2 write them, and plain numbers in everyday units: the one place
 * where the one becomes the other.
 *
 * @module
 */

import type { Amps, Seconds, Volts, WattHours, Watts } from "../base/units.ts";

/** A `PhysicalValue` of either standard; DIN SPEC 70121 allows to leave the unit out. */
export interface PhysicalValue {
  readonly Multiplier: number;
  readonly Unit?: string;
  readonly Value: number;
}

interface Written<U extends string> {
  Multiplier: number;
  Unit: U;
  Value: number;
}

/** The number meant, in the unit's base: watts where kilowatts were written. */
export const toNumber = ({ Multiplier, Value }: PhysicalValue): number =>
  // Division keeps 4005e-1 at 400.5; multiplication by 0.1 does not.
  Multiplier < 0 ? Value / 10 ** -Multiplier : Value * 10 ** Multiplier;

/** The same of what may be absent. */
export const toOptionalNumber = (value: PhysicalValue | undefined): number | undefined => value && toNumber(value);

/** The range of an XML Schema `short`, which `Value` is. */
const LARGEST = 32_767;
/** ISO 15118-2, table 68. */
const LARGEST_MULTIPLIER = 3;

/** As exact as sixteen bits allow, from the finest multiplier given on. What is beyond all of them is cut off there. */
function write<U extends string>(number: number, Unit: U, finest: number): Written<U> {
  const given = Number.isFinite(number) ? number : 0;
  for (let Multiplier = finest; ; Multiplier++) {
    const Value = Math.round(Multiplier < 0 ? given * 10 ** -Multiplier : given / 10 ** Multiplier);
    if (Math.abs(Value) <= LARGEST) return { Multiplier, Unit, Value: Value + 0 };
    if (Multiplier === LARGEST_MULTIPLIER) return { Multiplier, Unit, Value: Math.sign(Value) * LARGEST };
  }
}

export const volts = (number: Volts): Written<"V"> => write(number, "V", -1);
export const amps = (number: Amps): Written<"A"> => write(number, "A", -1);
export const watts = (number: Watts): Written<"W"> => write(number, "W", 0);
export const wattHours = (number: WattHours): Written<"Wh"> => write(number, "Wh", 0);
export const seconds = (number: Seconds): Written<"s"> => write(number, "s", 0);
