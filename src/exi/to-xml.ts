/**
 * A message as the XML document that EXI stands for.
 *
 * @module
 */

import { ITEMS, VALUE } from "./fields.ts";
import { type ExpandedName, namesOf } from "./names.ts";
import type { Particle, Schema, Type } from "./schema.ts";
import type { SimpleType } from "./simple-types.ts";

type Content = Readonly<Record<string, unknown>>;

/** The longest element name that opens a document, in namespaces: `ns1`, `ns2`, … by their order in the schema. */
const prefixOf = (schema: Schema, namespace: string) => `ns${schema.namespaces.indexOf(namespace) + 1}`;

/**
 * The XML of a value that fits the schema, indented by two spaces.
 *
 * @param root the element that the document or fragment begins with.
 */
export function toXml(schema: Schema, root: string, value: unknown): string {
  const { fragments, typesOf } = namesOf(schema);
  const element = schema.elements.find(({ name }) => name === root) ?? fragments.find(({ name }) => name === root);
  if (!element) throw new TypeError(`Cannot write XML: ${schema.name} has no element ${root}`);
  const isObject = typeof value === "object" && value !== null;
  const type = element.type ?? typesOf(element).find(({ kind }) => (kind === "complex") === isObject);
  const used = new Set<string>();
  const lines: string[] = [];
  write(element, type as Type, value, 0);

  const declarations = [...used]
    .sort()
    .map((namespace) => ` xmlns:${prefixOf(schema, namespace)}="${escaped(namespace)}"`);
  const first = lines[0] as string;
  const end = /^<[^\s/>]+/.exec(first)?.[0].length ?? 0;
  lines[0] = `${first.slice(0, end)}${declarations.join("")}${first.slice(end)}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${lines.join("\n")}\n`;

  function qualified({ name, namespace }: ExpandedName): string {
    if (namespace === "") return name;
    used.add(namespace);
    return `${prefixOf(schema, namespace)}:${name}`;
  }

  function write(name: ExpandedName, type: Type, value: unknown, depth: number) {
    const indent = "  ".repeat(depth);
    const tag = qualified(name);
    if (type.kind !== "complex") {
      lines.push(`${indent}<${tag}>${textOf(type, value)}</${tag}>`);
      return;
    }
    const object = value as Content;
    const attributes = type.attributes
      .filter((attribute) => object[attribute.name] !== undefined)
      .map((attribute) => ` ${qualified(attribute)}="${textOf(attribute.type, object[attribute.name])}"`)
      .join("");
    if (type.simple) {
      lines.push(`${indent}<${tag}${attributes}>${textOf(type.simple, object[VALUE])}</${tag}>`);
      return;
    }
    const opening = lines.push(`${indent}<${tag}${attributes}>`) - 1;
    writeParticles(type.content.particles, object, depth + 1);
    if (lines.length - 1 === opening) lines[opening] = `${indent}<${tag}${attributes}/>`;
    else lines.push(`${indent}</${tag}>`);
  }

  function writeParticles(particles: readonly Particle[], object: Content, depth: number) {
    for (const particle of particles) {
      if (particle.kind === "wildcard") continue;
      if (particle.kind !== "element") {
        const items = particle.max === 1 ? [object] : ((object[ITEMS] ?? []) as Content[]);
        for (const item of items) writeParticles(particle.particles, item, depth);
        continue;
      }
      const value = object[particle.name];
      if (value === undefined) continue;
      for (const item of particle.max === 1 ? [value] : (value as unknown[])) {
        write(particle, particle.type, item, depth);
      }
    }
  }
}

function textOf(type: SimpleType, value: unknown): string {
  if (type.kind === "binary" && type.base === "base64Binary") return base64(String(value));
  if (type.kind === "binary") return String(value).toUpperCase();
  return escaped(String(value));
}

const base64 = (hex: string) =>
  btoa((hex.match(/../g) ?? []).map((octet) => String.fromCharCode(Number.parseInt(octet, 16))).join(""));

/** Characters that XML 1.0 cannot hold at all become the replacement character. */
const escaped = (text: string) =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones meant
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"]/g, (character) => `&${{ "&": "amp", "<": "lt", ">": "gt", '"': "quot" }[character]};`)
    // Parsers would take these for other white space.
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
