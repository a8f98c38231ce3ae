/**
 * The reference vectors, on which two independent codecs agree (`../shared/vectors/exi/README.md`).
 *
 * @module
 */

import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { fromHex, toHex } from "../src/base/hex.ts";
import { decode, encode } from "../src/exi/codec.ts";
import { DecodeError } from "../src/exi/errors.ts";
import type { Schema } from "../src/exi/schema.ts";
import { type Kind, walkDecode } from "../src/exi/walk-decode.ts";
import { walkEncode } from "../src/exi/walk-encode.ts";
import { schemas } from "../src/messages/schemas.ts";
import { describeShared, jsonLines, sharedUrl } from "./shared.ts";

interface Vector {
  readonly id?: string;
  readonly schema: string;
  readonly kind: string;
  readonly root: string;
  readonly message: string;
  readonly exi: string;
  readonly value?: unknown;
  readonly canonical?: string;
  readonly reencode?: string;
  readonly expect?: string;
}

const FOLDER = "vectors/exi/";

describeShared(FOLDER, "reference vectors", () => {
  const files = readdirSync(sharedUrl(FOLDER)).filter((file) => file.endsWith(".jsonl"));
  const schemaOf = ({ schema }: Vector) => (schemas as Readonly<Record<string, Schema>>)[schema] as Schema;
  const kindOf = ({ kind }: Vector): Kind => (kind === "fragment" ? "fragment" : "document");

  test.each(files)("%s: decoding gives the value, encoding gives the octets", (file) => {
    const valid = jsonLines<Vector>(FOLDER + file).filter(({ value }) => value !== undefined);
    for (const vector of valid) {
      const [schema, kind, bytes] = [schemaOf(vector), kindOf(vector), fromHex(vector.exi)];
      const canonical = vector.canonical ?? (vector.reencode?.match(/^[0-9a-f]+$/) ? vector.reencode : vector.exi);

      const { root, value } = decode(schema, bytes, { kind });
      expect({ id: vector.id, root, value }).toEqual({ id: vector.id, root: vector.root, value: vector.value });
      expect(walkDecode(schema, bytes, { kind })).toEqual({ root: vector.root, value: vector.value });

      expect([vector.id, toHex(encode(schema, vector.root, vector.value, { kind }))]).toEqual([vector.id, canonical]);
      expect([vector.id, toHex(walkEncode(schema, vector.root, vector.value, { kind }))]).toEqual([
        vector.id,
        canonical,
      ]);
    }
  });

  test.each(files)("%s: what must be refused is refused, what must be accepted is accepted", (file) => {
    for (const vector of jsonLines<Vector>(FOLDER + file).filter(({ value }) => value === undefined)) {
      const attempt = () => decode(schemaOf(vector), fromHex(vector.exi), { kind: kindOf(vector) });
      if (vector.expect === "reject") expect(attempt, vector.id).toThrow(DecodeError);
      else if (vector.expect?.startsWith("accept")) expect(attempt, vector.id).not.toThrow();
      else {
        // Either way will do, as long as a refusal is a typed one.
        try {
          attempt();
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }
    }
  });

  test("what is accepted although the schema does not foresee it reads the same as without it", () => {
    const extras = jsonLines<Vector>(`${FOLDER}extras.jsonl`);
    const plain = extras.find(({ message }) => message === "plain SessionStopReq") as Vector;
    const plainValue = decode(schemaOf(plain), fromHex(plain.exi)).value;
    for (const message of ["xsi:noNamespaceSchemaLocation", "unknown element (simple) appended to Header"]) {
      const odd = extras.find((vector) => vector.message === message) as Vector;
      expect(decode(schemaOf(odd), fromHex(odd.exi)).value).toEqual(plainValue);
    }
  });
});
