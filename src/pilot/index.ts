/**
 * The control pilot: its two ends, and what its duty says (IEC 61851-1).
 *
 * @module
 */

export * from "./control-pilot.ts";
export * from "./duty.ts";
export * from "./proximity.ts";
export * from "./timing.ts";
export * from "./waiting.ts";
