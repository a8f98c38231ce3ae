/**
 * Checks a decoded value against the bounds that the schema sets and EXI does not know.
 *
 * @module
 */

import type { Warning } from "./errors.ts";
import { facetFault } from "./facets.ts";
import { ITEMS, VALUE } from "./fields.ts";
import type { Particle, Type } from "./schema.ts";

/** After so many warnings the rest is not looked for: whoever breaks every bound is told so often enough. */
const MOST_WARNINGS = 100;

/** What the schema forbids in a value that has its form; at most the first hundred. */
export function warningsOf(type: Type, value: unknown, path: string): Warning[] {
  const warnings: Warning[] = [];
  check(type, value, path);
  return warnings;

  function check(type: Type, value: unknown, path: string) {
    if (warnings.length >= MOST_WARNINGS) return;
    if (type.kind !== "complex") {
      const message = facetFault(type, value as never);
      if (message) warnings.push({ path, message });
      return;
    }
    const object = value as Readonly<Record<string, unknown>>;
    for (const { name, type: own } of type.attributes) if (name in object) check(own, object[name], `${path}/${name}`);
    if (type.simple) check(type.simple, object[VALUE], `${path}/${VALUE}`);
    look(type.content.particles, object, path);
  }

  function look(particles: readonly Particle[], object: Readonly<Record<string, unknown>>, path: string) {
    for (const particle of particles) {
      if (particle.kind === "wildcard") continue;
      if (particle.kind === "element") {
        const value = object[particle.name];
        if (value === undefined) continue;
        if (particle.max === 1) check(particle.type, value, `${path}/${particle.name}`);
        else {
          for (const [i, item] of (value as unknown[]).entries())
            check(particle.type, item, `${path}/${particle.name}/${i}`);
        }
      } else if (particle.max === 1) look(particle.particles, object, path);
      else for (const item of (object[ITEMS] ?? []) as (typeof object)[]) look(particle.particles, item, path);
    }
  }
}
