/**
 * IPv6 on one interface, by the operating system or in memory, and SECC discovery.
 *
 * @module
 */

export * from "./cable-host.ts";
export * from "./host.ts";
export * from "./sdp.ts";
export * from "./system-host.ts";
