/**
 * The messages of Qualcomm's modems (formerly Intellon, Atheros), under the names that Wireshark gives them; in Qualcomm's
 * own tools they begin with `VS_`.
 *
 * @module
 */

export { QUALCOMM } from "./oui.ts";
export * from "./qualcomm-device.ts";
export * from "./qualcomm-links.ts";
export * from "./qualcomm-memory.ts";
export * from "./qualcomm-modules.ts";
export * from "./qualcomm-rules.ts";
