/**
 * A station that speaks HomePlug management messages over a port.
 *
 * @module
 */

export * from "./station.ts";
