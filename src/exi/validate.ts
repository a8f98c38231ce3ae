/**
 * Checks a decoded value against the bounds that the schema sets and EXI does not know.
 *
 * @module
 */

import type { Warning } from "./errors.ts";
import { facetFault } from "./facets.ts";
import { ITEMS, VALUE } from "./fields.ts";
import type { Particle, Type } from "./schema.ts";

/** What the schema forbids in a value that has its form. */
export function warningsOf(type: Type, value: unknown, path: string): Warning[] {
  if (type.kind !== "complex") {
    const message = facetFault(type, value as never);
    return message ? [{ path, message }] : [];
  }
  const object = value as Readonly<Record<string, unknown>>;
  const warnings: Warning[] = [];
  const check = (name: string, type: Type, value: unknown) =>
    warnings.push(...warningsOf(type, value, `${path}/${name}`));

  for (const { name, type: own } of type.attributes) if (name in object) check(name, own, object[name]);
  if (type.simple) check(VALUE, type.simple, object[VALUE]);
  const look = (particles: readonly Particle[], object: Readonly<Record<string, unknown>>) => {
    for (const particle of particles) {
      if (particle.kind === "wildcard") continue;
      if (particle.kind === "element") {
        const value = object[particle.name];
        if (value === undefined) continue;
        if (particle.max === 1) check(particle.name, particle.type, value);
        else
          for (const [i, item] of (value as unknown[]).entries()) check(`${particle.name}/${i}`, particle.type, item);
      } else if (particle.max === 1) look(particle.particles, object);
      else for (const item of (object[ITEMS] ?? []) as (typeof object)[]) look(particle.particles, item);
    }
  };
  look(type.content.particles, object);
  return warnings;
}
