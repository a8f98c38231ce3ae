/**
 * All messages and types of this part of ISO 15118-20, and its schema.
 *
 * @module
 */

export * from "./authorization-messages.ts";
export * from "./certificate-messages.ts";
export * from "./certificate-types.ts";
export * from "./energy-offer-types.ts";
export * from "./metering-messages.ts";
export * from "./power-delivery-messages.ts";
export * from "./price-types.ts";
export * from "./schedule-messages.ts";
export * from "./schedule-types.ts";
export * from "./schema.ts";
export * from "./service-messages.ts";
export * from "./service-types.ts";
export * from "./session-messages.ts";
export * from "./vehicle-check-messages.ts";
