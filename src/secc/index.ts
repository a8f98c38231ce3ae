/**
 * The charger's controller: what a charger has to be able to do, and a charging session from its side.
 *
 * @module
 */

export type * from "./charger.ts";
export * from "./charger-wishes.ts";
export * from "./serve-car.ts";
