/**
 * All messages and types of this part of ISO 15118-20, and its schema.
 *
 * @module
 */

export * from "./charge-parameter-types.ts";
export * from "./control-modes.ts";
export * from "./messages.ts";
export * from "./schema.ts";
