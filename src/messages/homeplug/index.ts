/**
 * HomePlug management messages: matching, keys and networks, and those of the makers of modems.
 *
 * @module
 */

export * from "./dspace.ts";
export * from "./frame.ts";
export * from "./keys.ts";
export * from "./lumissil.ts";
export { type Mme, mme, type Version, vendorMme, withVersion } from "./message.ts";
export { managementMessages } from "./messages.ts";
export { nameOf } from "./names.ts";
export * from "./network.ts";
export * from "./oui.ts";
export * from "./qualcomm.ts";
export * from "./slac.ts";
export * from "./st.ts";
export { statusWords } from "./status.ts";
export * from "./vertexcom.ts";
