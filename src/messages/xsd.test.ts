import { expect, test } from "vitest";
import { describeShared, sharedUrl } from "../../test/shared.ts";
import { readXsd } from "../../test/xsd.ts";
import { namesOf } from "../exi/names.ts";
import { byName, type Particle, type Schema, type Type } from "../exi/schema.ts";
import { type SchemaName, schemas } from "./schemas.ts";

const files: Readonly<Record<SchemaName, string>> = {
  "app-handshake": "V2G_CI_AppProtocol.xsd",
  din: "din_spec/V2G_CI_MsgDef.xsd",
  iso2: "iso15118_2/V2G_CI_MsgDef.xsd",
  "iso20-common": "iso15118_20/V2G_CI_CommonMessages.xsd",
  "iso20-dc": "iso15118_20/V2G_CI_DC.xsd",
  "iso20-ac": "iso15118_20/V2G_CI_AC.xsd",
  "iso20-wpt": "iso15118_20/V2G_CI_WPT.xsd",
  "iso20-acdp": "iso15118_20/V2G_CI_ACDP.xsd",
  xmldsig: "xmldsig-core-schema.xsd",
};
const names = Object.keys(files) as SchemaName[];
const all = schemas as unknown as Readonly<Record<SchemaName, Schema>>;

/** A schema with its complex types by name, so that two of them compare; types without a name are written out. */
function outline(schema: Schema) {
  const nameOf = new Map(schema.types.map(({ name, namespace, type }) => [type, `{${namespace}}${name}`]));
  const reference = (type: Type): unknown =>
    type.kind === "complex" ? (nameOf.get(type) ?? content(type)) : facets(type);
  const facets = (type: Type) =>
    // That shorter values are borne is our own mark.
    JSON.stringify({ ...type, orShorter: undefined }, (_, value) => (typeof value === "bigint" ? `${value}` : value))
      .split(/[{},]/)
      .sort();
  const particle = (one: Particle): unknown => {
    const { kind, min, max } = one;
    if (kind === "wildcard") return { kind, min, max };
    if (kind === "element") return { name: one.name, namespace: one.namespace, min, max, type: reference(one.type) };
    return { kind, min, max, particles: one.particles.map(particle) };
  };
  const content = (type: Type): unknown =>
    type.kind !== "complex"
      ? facets(type)
      : {
          attributes: type.attributes.map((attribute) => ({ ...attribute, type: facets(attribute.type) })),
          content: type.content.particles.map(particle),
          simple: type.simple && facets(type.simple),
          mixed: type.mixed,
          abstract: type.abstract,
        };
  return {
    namespaces: schema.namespaces,
    elements: schema.elements.map(({ name, namespace, type }) => ({ name, namespace, type: reference(type) })),
    types: [...schema.types]
      .sort(byName)
      .map(({ name, namespace, type }) => ({ name, namespace, type: content(type) })),
  };
}

describeShared("schemas/", "the schemas as the standards publish them", () => {
  const published = (name: SchemaName) => outline(readXsd(sharedUrl(`schemas/${files[name]}`), sharedUrl("schemas/")));

  test.each(names)("%s has the same elements, of the same types", (name) => {
    expect(outline(all[name]).elements).toEqual(published(name).elements);
    expect(outline(all[name]).namespaces).toEqual(published(name).namespaces);
  });

  test.each(names)("%s has the same types: names, order, occurrence, bounds, literals", (name) => {
    const [ours, theirs] = [outline(all[name]).types, published(name).types];
    const named = (types: typeof ours) => types.map((type) => `{${type.namespace}}${type.name}`);
    expect(named(ours)).toEqual(named(theirs));
    for (const [i, type] of ours.entries()) expect(type).toEqual(theirs[i]);
  });
});

/** Global elements, and element names that a fragment can begin with: they make the width of the first event code. */
test.each<[SchemaName, number, number]>([
  ["app-handshake", 2, 9],
  ["din", 81, 245],
  ["iso2", 80, 243],
  ["iso20-common", 54, 281],
  ["iso20-dc", 48, 149],
  ["iso20-ac", 42, 154],
  ["iso20-wpt", 38, 193],
  ["iso20-acdp", 34, 129],
  ["xmldsig", 24, 45],
])("%s declares %i global elements and %i names", (name, elements, fragments) => {
  expect(all[name].elements).toHaveLength(elements);
  expect(namesOf(all[name]).fragments).toHaveLength(fragments);
});

test("only eMAID of ISO 15118-2 has more than one type", () => {
  const ambiguous = names.flatMap((name) =>
    namesOf(all[name])
      .fragments.filter(({ type }) => !type)
      .map((it) => [name, it.name]),
  );
  expect(ambiguous).toEqual([["iso2", "eMAID"]]);
});
