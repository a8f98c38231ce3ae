/**
 * All messages and types of DIN SPEC 70121, and its schema.
 *
 * @module
 */

export * from "./ac-messages.ts";
export * from "./authorization-messages.ts";
export * from "./body-element.ts";
export * from "./certificate-messages.ts";
export * from "./certificate-types.ts";
export * from "./charge-parameter-types.ts";
export * from "./charging-messages.ts";
export * from "./dc-messages.ts";
export * from "./identifiers.ts";
export * from "./message-definition.ts";
export * from "./message-header.ts";
export * from "./metering-types.ts";
export * from "./namespaces.ts";
export * from "./quantities.ts";
export * from "./response-codes.ts";
export * from "./schedule-types.ts";
export * from "./schema.ts";
export * from "./service-messages.ts";
export * from "./service-types.ts";
export * from "./session-messages.ts";
export * from "./status-types.ts";
