/**
 * HomePlug management messages: matching, keys and networks, and those of the makers of modems.
 *
 * @module
 */

export * from "./frame.ts";
export { type Mme, mme, vendorMme } from "./message.ts";
export { nameOf } from "./names.ts";
export * from "./network.ts";
export * from "./qualcomm.ts";
export * from "./slac.ts";
