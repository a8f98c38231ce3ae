/**
 * Reads XML Schemas into the same form as our own schema values, to hold the ones against the others. It knows as much of
 * XML Schema as the V2G schemas use.
 *
 * @module
 */

import { existsSync, readFileSync } from "node:fs";
import { SaxesParser } from "saxes";
import {
  type Attribute,
  byName,
  type ComplexType,
  type GlobalElement,
  type NamedType,
  type Occurrence,
  type Particle,
  type Schema,
  type Type,
} from "../src/exi/schema.ts";
import {
  anyInteger,
  boolean,
  byte,
  enumeration,
  int,
  integer,
  long,
  type SimpleType,
  short,
  unsignedByte,
  unsignedInt,
  unsignedLong,
  unsignedShort,
} from "../src/exi/simple-types.ts";

interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly prefixes: Readonly<Record<string, string>>;
  readonly children: Node[];
}

const XSD = "http://www.w3.org/2001/XMLSchema";

function parse(file: URL): Node {
  const parser = new SaxesParser();
  const top: Node = { name: "", attributes: {}, prefixes: {}, children: [] };
  const open = [top];
  parser.on("opentag", ({ name, attributes }) => {
    const around = open.at(-1) as Node;
    const prefixes = { ...around.prefixes };
    const own: Record<string, string> = {};
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "xmlns") prefixes[""] = value;
      else if (key.startsWith("xmlns:")) prefixes[key.slice(6)] = value;
      else own[key] = value;
    }
    const node: Node = { name: name.replace(/^.*:/, ""), attributes: own, prefixes, children: [] };
    around.children.push(node);
    open.push(node);
  });
  parser.on("closetag", () => open.pop());
  parser.write(readFileSync(file, "utf8").replace(/<!DOCTYPE[\s\S]*?\]>/, "")).close();
  return top.children[0] as Node;
}

const builtIn: Readonly<Record<string, SimpleType>> = {
  boolean,
  byte,
  unsignedByte,
  short,
  unsignedShort,
  int,
  unsignedInt,
  long,
  unsignedLong,
  integer: anyInteger,
  hexBinary: { kind: "binary", base: "hexBinary" },
  base64Binary: { kind: "binary", base: "base64Binary" },
  string: { kind: "string", base: "string" },
  anyURI: { kind: "string", base: "anyURI" },
  ID: { kind: "string", base: "ID" },
  IDREF: { kind: "string", base: "IDREF" },
};

/** The schema in a file and those it imports, as one grammar. */
export function readXsd(file: URL, folder: URL): Schema {
  const roots = new Map<string, Node>();
  const visit = (url: URL) => {
    const root = parse(url);
    const namespace = root.attributes["targetNamespace"] as string;
    if (roots.has(namespace)) return;
    roots.set(namespace, root);
    for (const { name, attributes } of root.children) {
      if (name !== "import") continue;
      const base = (attributes["schemaLocation"] as string).replace(/^.*\//, "");
      const beside = new URL(base, url);
      visit(existsSync(beside) ? beside : new URL(base, folder));
    }
  };
  visit(file);

  const declared = new Map<string, { readonly node: Node; readonly root: Node }>();
  for (const [namespace, root] of roots) {
    for (const node of root.children) {
      const { name } = node.attributes;
      if (name) declared.set(`${node.name === "element" ? "element" : "type"} {${namespace}}${name}`, { node, root });
    }
  }
  const expand = (node: Node, name: string) => {
    const [prefix, local] = name.includes(":") ? (name.split(":") as [string, string]) : ["", name];
    return `{${node.prefixes[prefix] ?? ""}}${local}`;
  };

  const types = new Map<string, Type>();
  function typeNamed(name: string): Type {
    if (name.startsWith(`{${XSD}}`)) return builtIn[name.slice(XSD.length + 2)] as Type;
    const known = types.get(name);
    if (known) return known;
    const found = declared.get(`type ${name}`);
    if (!found) throw new Error(`no type ${name}`);
    const type = {} as Type;
    types.set(name, type);
    return Object.assign(type, typeIn(found.node, found.root));
  }
  const typeOf = (node: Node, root: Node): Type => {
    const { type } = node.attributes;
    return type
      ? typeNamed(expand(node, type))
      : typeIn(node.children.find(({ name }) => /Type$/.test(name)) as Node, root);
  };

  function typeIn(node: Node, root: Node): Type {
    if (node.name === "simpleType") return simple(node);
    const attributes: Attribute[] = [];
    const particles: Particle[] = [];
    let value: SimpleType | undefined;
    let body = node;
    const derived = node.children.find(({ name }) => /Content$/.test(name));
    if (derived) {
      body = derived.children[0] as Node;
      const base = typeNamed(expand(body, body.attributes["base"] as string));
      if (base.kind !== "complex") value = base;
      else {
        attributes.push(...base.attributes);
        particles.push(...base.content.particles);
        value = base.simple;
      }
    }
    for (const child of body.children) {
      if (child.name === "attribute") {
        attributes.push({
          name: child.attributes["name"] as string,
          namespace:
            root.attributes["attributeFormDefault"] === "qualified"
              ? (root.attributes["targetNamespace"] as string)
              : "",
          type: typeOf(child, root) as SimpleType,
          required: child.attributes["use"] === "required",
        });
      } else if (child.name === "sequence" || child.name === "choice") {
        const own = particle(child, root);
        if (own.kind === "sequence" && own.min === 1 && own.max === 1) particles.push(...own.particles);
        else particles.push(own);
      }
    }
    const type: ComplexType = {
      kind: "complex",
      attributes: attributes.sort(byName),
      content: { kind: "sequence", particles, min: 1, max: 1 },
      mixed: node.attributes["mixed"] === "true",
      abstract: node.attributes["abstract"] === "true",
      ...(value ? { simple: value } : {}),
    };
    return type;
  }

  function simple(node: Node): SimpleType {
    const restriction = node.children[0] as Node;
    const base = typeNamed(expand(restriction, restriction.attributes["base"] as string)) as SimpleType;
    const facet = (name: string) => restriction.children.find((child) => child.name === name)?.attributes["value"];
    const literals = restriction.children.filter(({ name }) => name === "enumeration");
    if (literals.length > 0) return enumeration(...literals.map(({ attributes }) => attributes["value"] as string));
    if (base.kind === "integer") {
      return integer(Number(facet("minInclusive") ?? base.min), Number(facet("maxInclusive") ?? base.max));
    }
    const minLength = facet("minLength") ?? facet("length");
    const maxLength = facet("maxLength") ?? facet("length");
    return {
      ...base,
      ...(minLength ? { minLength: Number(minLength) } : {}),
      ...(maxLength ? { maxLength: Number(maxLength) } : {}),
    };
  }

  const elements = new Map<string, GlobalElement>();
  function elementNamed(name: string): GlobalElement {
    const known = elements.get(name);
    if (known) return known;
    const { node, root } = declared.get(`element ${name}`) as { node: Node; root: Node };
    const element = { kind: "global", name: node.attributes["name"], namespace: root.attributes["targetNamespace"] };
    elements.set(name, element as GlobalElement);
    return Object.assign(element, { type: typeOf(node, root) }) as GlobalElement;
  }
  /** The head of a substitution group and all who may stand for it. */
  const membersOf = (head: string): string[] => [
    head,
    ...[...declared].flatMap(([key, { node, root }]) => {
      const of = node.attributes["substitutionGroup"];
      const isMember = key.startsWith("element ") && of !== undefined && expand(node, of) === head;
      return isMember ? membersOf(`{${root.attributes["targetNamespace"]}}${node.attributes["name"]}`) : [];
    }),
  ];

  function particle(node: Node, root: Node): Particle {
    const { minOccurs = "1", maxOccurs = "1", ref, name } = node.attributes;
    const occurrence: Occurrence = {
      min: Number(minOccurs),
      max: maxOccurs === "unbounded" ? Infinity : Number(maxOccurs),
    };
    if (node.name === "any") return { kind: "wildcard", ...occurrence };
    if (node.name === "sequence" || node.name === "choice") {
      const inner = node.children.filter((child) => ["element", "any", "sequence", "choice"].includes(child.name));
      return { kind: node.name, particles: inner.map((child) => particle(child, root)), ...occurrence };
    }
    if (ref) {
      const members = membersOf(expand(node, ref)).map(elementNamed).sort(byName);
      const referred = ({ name, namespace, type }: GlobalElement): Particle => ({
        kind: "element",
        name,
        namespace,
        type,
        min: 1,
        max: 1,
      });
      const [only] = members;
      if (members.length === 1 && only) return { ...referred(only), ...occurrence };
      return { kind: "choice", particles: members.map(referred), ...occurrence };
    }
    const namespace =
      root.attributes["elementFormDefault"] === "qualified" ? (root.attributes["targetNamespace"] as string) : "";
    return { kind: "element", name: name as string, namespace, type: typeOf(node, root), ...occurrence };
  }

  for (const key of declared.keys()) {
    if (key.startsWith("element ")) elementNamed(key.slice(8));
    else typeNamed(key.slice(5));
  }
  const named = [...types].map(([key, type]): NamedType => {
    const [, namespace, name] = /^\{(.*)\}(.*)$/.exec(key) as unknown as [string, string, string];
    return { name, namespace, type };
  });
  return {
    name: "",
    namespace: "",
    namespaces: [...roots.keys()].sort(),
    elements: [...elements.values()].sort(byName),
    types: named,
  };
}
