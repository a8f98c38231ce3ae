/**
 * The string tables of one stream (EXI 7.3). The V2G options switch value hits off for whoever writes; whoever reads
 * keeps the tables anyhow and so understands a peer that writes with the default options.
 *
 * @module
 */

import { BitError, type BitReader } from "./bit-reader.ts";
import { widthOf } from "./grammar.ts";
import type { ExpandedName, Names } from "./names.ts";
import type { Note } from "./walk-value.ts";

/**
 * Repeated text makes a message grow when it is shown, but not beyond so many characters for each of its octets: more
 * than twenty long issuer names that are hits of two octets each.
 */
const CHARACTERS_PER_OCTET = 256;

export interface StringTable {
  /** A string value of the element or attribute with this name (EXI 7.1.10, 7.3.3), told with words in front of it. */
  readonly value: (owner: ExpandedName, words?: string) => string;
  /** A qualified name (EXI 7.1.7), told with words in front of it. */
  readonly name: (words?: string) => ExpandedName;
}

export function stringTable(reader: BitReader, names: Names, note: Note): StringTable {
  let uris: string[] | undefined;
  const localNames = new Map<string, string[]>();
  const values: string[] = [];
  const valuesOf = new Map<string, string[]>();
  /** Characters that hits may still give: a hit of one octet can stand for any number of them. */
  let budget = CHARACTERS_PER_OCTET * (reader.left() >>> 3);

  const characters = (count: number): string => {
    if (count * 8 > reader.left()) {
      throw new BitError(`a string of ${count} characters announced, room for ${reader.left() >>> 3} left`);
    }
    let text = "";
    for (let i = 0; i < count; i++) {
      const codePoint = reader.unsigned();
      if (codePoint > 0x10ffff) throw new BitError(`code point ${codePoint} found, 1114111 at most expected`);
      text += String.fromCodePoint(codePoint);
    }
    return text;
  };

  const hit = (table: readonly string[] | undefined, which: string): string => {
    if (!table?.length) throw new BitError(`a string from the ${which} table found, which is empty`);
    const index = reader.bits(widthOf(table.length));
    const text = table[index];
    if (text === undefined) {
      throw new BitError(`string ${index} of the ${which} table found, which has ${table.length}`);
    }
    budget -= text.length;
    if (budget < 0) {
      throw new BitError("more text found by string-table hits than a message of this length can mean");
    }
    return text;
  };

  return {
    value(owner, words = "") {
      const key = `${owner.name} ${owner.namespace}`;
      const from = reader.position;
      const announced = reader.unsigned();
      if (announced < 2) {
        const isLocal = announced === 0;
        const text = isLocal ? hit(valuesOf.get(key), "local") : hit(values, "global");
        note(from, () => `${words}string from the ${isLocal ? "local" : "global"} table = ${JSON.stringify(text)}`);
        return text;
      }
      note(from, () => `string length + 2 = ${announced}`);
      const start = reader.position;
      const text = characters(announced - 2);
      if (text === "") return text;
      note(start, () => words + JSON.stringify(text));
      values.push(text);
      const own = valuesOf.get(key);
      if (own) own.push(text);
      else valuesOf.set(key, [text]);
      return text;
    },

    name(words = "") {
      const from = reader.position;
      uris ??= [...names.uris];
      const uriCode = reader.bits(widthOf(uris.length + 1));
      let namespace = uris[uriCode - 1];
      if (uriCode === 0) {
        namespace = characters(reader.unsigned());
        uris.push(namespace);
      }
      if (namespace === undefined) throw new BitError(`namespace ${uriCode - 1} found, which the table does not hold`);
      const known = localNames.get(namespace) ?? [...(names.localNames.get(namespace) ?? [])];
      localNames.set(namespace, known);
      const announced = reader.unsigned();
      const name = announced === 0 ? hit(known, "local names") : characters(announced - 1);
      if (announced > 0) known.push(name);
      note(from, () => `${words}{${namespace}}${name}`);
      return { namespace, name };
    },
  };
}
