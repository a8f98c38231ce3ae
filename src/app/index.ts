/**
 * One plug over its life: a charger that serves cars, a car that charges, and both with the cable between them in one process.
 *
 * @module
 */

export * from "./charging-station.ts";
export type * from "./plug-events.ts";
export * from "./simulated-charge.ts";
export * from "./vehicle.ts";
