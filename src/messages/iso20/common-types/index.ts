/**
 * The types that all schemas of ISO 15118-20 share.
 *
 * @module
 */

export * from "./control-modes.ts";
export * from "./identifiers.ts";
export * from "./message-types.ts";
export * from "./metering-types.ts";
export * from "./quantities.ts";
export * from "./response-codes.ts";
export * from "./status-types.ts";
