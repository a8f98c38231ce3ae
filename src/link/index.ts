/**
 * Ports that carry Ethernet frames: network interfaces of this machine, and cables in memory.
 *
 * @module
 */

export * from "./cable.ts";
export { isEthernet, listInterfaces } from "./interfaces.ts";
export * from "./open-port.ts";
export * from "./port.ts";
