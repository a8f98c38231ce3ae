/**
 * Whole V2G messages over a connection: dialects, negotiation, quantities, timers, accents.
 *
 * @module
 */

export * from "./accent.ts";
export * from "./connection.ts";
export * from "./dialect.ts";
export * from "./negotiation.ts";
export * from "./quantities.ts";
export type * from "./talk-events.ts";
export * from "./timing.ts";
