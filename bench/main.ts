/**
 * `npm run bench`: all figures, each beside its yardstick.
 *
 * @module
 */

await import("./exi.ts");
process.stdout.write("\n");
await import("./reader.ts");
process.stdout.write("\n");
await import("./link.ts");
await import("./live.ts");
process.stdout.write("\n");
await import("./sessions.ts");

export {};
