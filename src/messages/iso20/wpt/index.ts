/**
 * All messages and types of this part of ISO 15118-20, and its schema.
 *
 * @module
 */

export * from "./low-frequency-types.ts";
export * from "./messages.ts";
export * from "./positioning-types.ts";
export * from "./power-types.ts";
export * from "./schema.ts";
