/**
 * Random values of a type, for tests and for trying things out: every shape that the schema allows, in lengths and numbers
 * that favour the bounds, where codecs go wrong.
 *
 * @module
 */

import type { Random } from "../base/random.ts";
import { ITEMS, VALUE } from "./fields.ts";
import type { Particle, Type } from "./schema.ts";
import type { SimpleType } from "./simple-types.ts";

export interface SampleOptions {
  /** How often an optional part is there: 0 never, 1 always. */
  readonly fullness?: number;
  /** The most items of a list; more than the schema's own bound are never made. */
  readonly mostItems?: number;
}

/** A random value of a type. */
export function sample(type: Type, random: Random, { fullness = 0.5, mostItems = 4 }: SampleOptions = {}): unknown {
  return valueFor(type);

  function valueFor(type: Type): unknown {
    if (type.kind !== "complex") return simple(type, random);
    const object: Record<string, unknown> = {};
    for (const { name, type: own, required } of type.attributes) {
      if (required || random() < fullness) object[name] = simple(own, random);
    }
    if (type.simple) object[VALUE] = simple(type.simple, random);
    else add(type.content.particles, object);
    return object;
  }

  function add(particles: readonly Particle[], object: Record<string, unknown>) {
    for (const particle of particles) {
      if (particle.kind === "wildcard") continue;
      const count = times(particle);
      if (count === 0) continue;
      if (particle.kind === "element") {
        object[particle.name] =
          particle.max === 1 ? valueFor(particle.type) : Array.from({ length: count }, () => valueFor(particle.type));
      } else if (particle.max === 1) addGroup(particle, object);
      else {
        const items = Array.from({ length: count }, () => {
          const item = {};
          addGroup(particle, item);
          return item;
        });
        // An item of nothing stands for a wildcard, which is never written.
        const written = items.filter((item) => Object.keys(item).length > 0);
        if (written.length > 0) object[ITEMS] = written;
      }
    }
  }

  function addGroup(group: Exclude<Particle, { kind: "element" | "wildcard" }>, object: Record<string, unknown>) {
    if (group.kind === "sequence") add(group.particles, object);
    else
      add(
        [
          pick(
            group.particles.filter(({ kind }) => kind !== "wildcard"),
            random,
          ),
        ].filter(Boolean) as Particle[],
        object,
      );
  }

  function times({ min, max }: Particle): number {
    if (min === 0 && random() >= fullness) return 0;
    if (max === 1) return 1;
    const low = Math.max(min, 1);
    const high = Math.min(max, Math.max(low, mostItems));
    return low + Math.floor(random() * (high - low + 1));
  }
}

const pick = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)] as T;

/** Code points of one to four octets, ASCII most of the time, for every character costs an Unsigned Integer of its own. */
const CHARACTERS = [..."abcXYZ019 -_:/.<&>\"'", "ß", "é", "€", "漢", "😀", "\u007f", "\u0080"];

function simple(type: SimpleType, random: Random): unknown {
  switch (type.kind) {
    case "boolean":
      return random() < 0.5;
    case "enumeration":
      return pick(type.values, random);
    case "integer": {
      const { min, max } = type;
      const near = pick([0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152], random);
      const any = min + Math.floor(random() * (max - min + 1));
      return pick([min, max, Math.min(min + near, max), any, any], random);
    }
    case "long": {
      const { min = -(2n ** 80n), max = 2n ** 80n } = type;
      const any = min + (BigInt(Math.floor(random() * 2 ** 53)) * (max - min)) / 2n ** 53n;
      const small = min > 0n ? min : BigInt(Math.floor(random() * 100_000));
      return String(pick([min, max, any, small], random));
    }
    case "string": {
      const isName = type.base === "ID" || type.base === "IDREF";
      const characters = isName || random() < 0.7 ? CHARACTERS.slice(0, 6) : CHARACTERS;
      return Array.from({ length: lengthOf(type, isName ? 1 : 0, random) }, () => pick(characters, random)).join("");
    }
    case "binary": {
      const octet = () =>
        Math.floor(random() * 256)
          .toString(16)
          .padStart(2, "0");
      return Array.from({ length: lengthOf(type, 0, random) }, octet).join("");
    }
    default:
      throw new TypeError(`unknown type ${(type satisfies never as SimpleType).kind}`);
  }
}

function lengthOf(
  { minLength, maxLength = 200 }: { readonly minLength?: number; readonly maxLength?: number },
  least: number,
  random: Random,
): number {
  const low = Math.max(minLength ?? 0, least);
  return pick([low, maxLength, low + Math.floor(random() * (Math.min(maxLength, low + 20) - low + 1))], random);
}
