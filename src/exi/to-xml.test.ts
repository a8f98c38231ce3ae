import { expect, test } from "vitest";
import { attribute, optional, vocabulary } from "./fields.ts";
import { schema } from "./schema.ts";
import { base64Binary, hexBinary, string } from "./simple-types.ts";
import { toXml } from "./to-xml.ts";

const { sequence, element } = vocabulary("urn:b");
const other = vocabulary("urn:a", "qualified");
const Inner = other.sequence({ Id: optional(attribute(string())), Text: string() });
const Root = element(
  "Root",
  sequence({ Session: hexBinary(), Key: optional(base64Binary()), Inner, Empty: optional(sequence({})) }),
);
const both = schema("both", "urn:b", { "urn:a": {}, "urn:b": { Root } });

test("elements and attributes wear their namespaces, octets their XML form", () => {
  expect(
    toXml(both, "Root", { Session: "01fe", Key: "00ff10", Inner: { Id: "id1", Text: 'a<b & "c"' }, Empty: {} }),
  ).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>
<ns2:Root xmlns:ns1="urn:a" xmlns:ns2="urn:b">
  <ns2:Session>01FE</ns2:Session>
  <ns2:Key>AP8Q</ns2:Key>
  <ns2:Inner ns1:Id="id1">
    <ns1:Text>a&lt;b &amp; &quot;c&quot;</ns1:Text>
  </ns2:Inner>
  <ns2:Empty/>
</ns2:Root>
`,
  );
});
