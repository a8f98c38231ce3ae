/**
 * Time, runs and their ends, feeds, chance: what everything live is built on.
 *
 * @module
 */

export * from "./clock.ts";
export * from "./feed.ts";
export * from "./random.ts";
export * from "./run.ts";
export * from "./timestamp.ts";
export * from "./units.ts";
