/**
 * The car's controller: what a car has to be able to do, and a charging session from its side.
 *
 * @module
 */

export type * from "./car.ts";
export * from "./charge.ts";
export * from "./faults.ts";
export * from "./make-safe.ts";
export * from "./wishes.ts";
