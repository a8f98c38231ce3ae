/**
 * `npm run bench`: all figures, each beside its yardstick.
 *
 * @module
 */

await import("./exi.ts");

export {};
