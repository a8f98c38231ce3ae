/**
 * Hardware to plug in: a blueprint to copy.
 *
 * @module
 */

export * from "./blueprint.ts";
