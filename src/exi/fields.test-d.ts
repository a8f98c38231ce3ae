import { expectTypeOf } from "vitest";
import {
  attribute,
  choice,
  group,
  list,
  optional,
  optionalList,
  substitution,
  vocabulary,
  wildcard,
} from "./fields.ts";
import { schema } from "./schema.ts";
import { boolean, enumeration, type Infer, integer, short, string, unsignedLong } from "./simple-types.ts";

const { sequence, extension, simpleContent, element } = vocabulary("urn:test");

const PhysicalValueType = sequence({
  Multiplier: integer(-3, 3),
  Unit: optional(enumeration("V", "A")),
  Value: short,
});
expectTypeOf<Infer<typeof PhysicalValueType>>().toEqualTypeOf<{
  Multiplier: number;
  Unit?: "V" | "A";
  Value: number;
}>();

const Lists = sequence({
  One: list(PhysicalValueType, 1, 3),
  None: optionalList(boolean, 5),
  any: optional(wildcard),
  more: optionalList(wildcard),
});
expectTypeOf<Infer<typeof Lists>["One"][number]["Unit"]>().toEqualTypeOf<"V" | "A" | undefined>();
expectTypeOf<Infer<typeof Lists>>().toMatchTypeOf<{ One: object[]; None?: boolean[] }>();
expectTypeOf<keyof Infer<typeof Lists>>().toEqualTypeOf<"One" | "None">();

const A = element("A", sequence({ a: boolean }));
const B = element("B", sequence({ b: string() }));
const Body = sequence({ Id: attribute(string()), BodyElement: optional(substitution({ A, B })) });
type Body = Infer<typeof Body>;
declare const body: Body;
expectTypeOf(body.Id).toEqualTypeOf<string>();
if (body.A !== undefined) {
  expectTypeOf(body.A).toEqualTypeOf<{ a: boolean }>();
  expectTypeOf(body.B).toEqualTypeOf<undefined>();
}
// @ts-expect-error only one of a choice
({ Id: "", A: { a: true }, B: { b: "" } }) satisfies Body;
({ Id: "" }) satisfies Body;

const Must = sequence({ One: choice({ x: boolean, y: group({ p: string(), q: short }) }) });
({ x: true }) satisfies Infer<typeof Must>;
({ p: "", q: 1 }) satisfies Infer<typeof Must>;
// @ts-expect-error a choice must be made
({}) satisfies Infer<typeof Must>;
// @ts-expect-error a group stands together
({ p: "" }) satisfies Infer<typeof Must>;

const Items = sequence({ $items: optionalList(choice({ XPath: string(), any: wildcard })) });
expectTypeOf<Infer<typeof Items>>().toMatchTypeOf<{ $items?: object[] }>();

const Longer = extension(PhysicalValueType, { Time: unsignedLong, C: choice({ u: boolean, v: string() }) });
type Longer = Infer<typeof Longer>;
({ Multiplier: 1, Value: 3, Time: "7", u: true }) satisfies Longer;
// @ts-expect-error not a unit
({ Multiplier: 1, Value: 3, Unit: "W", Time: "7", u: true }) satisfies Longer;

const Signed = simpleContent(string(), { Id: optional(attribute(string())) });
expectTypeOf<Infer<typeof Signed>>().toEqualTypeOf<{ Id?: string; $value: string }>();

const whole = schema("test", "urn:test", { "urn:test": { A, Body }, "urn:other": { B, PhysicalValueType } });
expectTypeOf<Infer<typeof whole>>().toEqualTypeOf<{ A: { a: boolean }; B: { b: string } }>();
