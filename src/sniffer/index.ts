/**
 * The listener: from the records of a capture to what happened, who limited the power, and what was wrong.
 *
 * @module
 */

export * from "./events.ts";
export type { Finding, Severity } from "./findings/index.ts";
export * from "./pipeline.ts";
export { type KeyStore, keyStore } from "./tls/key-log.ts";
