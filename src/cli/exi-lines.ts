/**
 * `--jsonl`: one JSON object a line in, one a line out, in the same order. It streams, and a bad line is answered by an
 * error, not by an end.
 *
 * @module
 */

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { fromHex, toHex } from "../base/hex.ts";
import { decode, encode } from "../exi/codec.ts";
import type { Schema } from "../exi/schema.ts";
import type { Kind } from "../exi/walk-decode.ts";
import { schemas } from "../messages/schemas.ts";
import { messageName } from "../v2g/message.ts";
import { errorObject } from "./error-object.ts";
import { UserError } from "./exit.ts";
import { checkReadable } from "./input.ts";

interface Line {
  readonly schema?: unknown;
  readonly kind?: unknown;
  readonly root?: unknown;
  readonly exi?: unknown;
  readonly value?: unknown;
}

/** Output is handed on in pieces of this many characters: a write for each line would cost more than decoding it. */
const PIECE = 1 << 16;

/** Decodes each line's `exi`. */
export const decodeLines = (file: string) =>
  answerLines(file, (line) => {
    const { schema, kind } = known(line);
    if (typeof line.exi !== "string") throw new UserError('no "exi" found, a string of hex digits expected');
    const bytes = fromHex(line.exi);
    const { root, value, warnings } = decode(schema, bytes, { kind });
    const answer = { schema: schema.name, kind, root, message: messageName(root, value), value, exi: line.exi };
    return warnings.length > 0 ? { ...answer, warnings } : answer;
  });

/** Encodes each line's `value`. */
export const encodeLines = (file: string, { lenient }: { readonly lenient: boolean }) =>
  answerLines(file, (line) => {
    const { schema, kind } = known(line);
    if (typeof line.root !== "string") throw new UserError('no "root" found, the name of an element expected');
    const exi = toHex(encode(schema, line.root, line.value as never, { kind, lenient }));
    return {
      schema: schema.name,
      kind,
      root: line.root,
      message: messageName(line.root, line.value),
      value: line.value,
      exi,
    };
  });

function known(line: Line): { readonly schema: Schema; readonly kind: Kind } {
  const schema = (schemas as Readonly<Record<string, Schema>>)[String(line.schema)];
  if (!schema) {
    throw new UserError(
      `unknown schema ${JSON.stringify(line.schema)}, one of ${Object.keys(schemas).join(", ")} expected`,
    );
  }
  const kind = line.kind === "fragment" ? "fragment" : "document";
  return { schema, kind };
}

async function answerLines(file: string, answer: (line: Line) => object): Promise<void> {
  if (file !== "-") await checkReadable(file);
  const input = file === "-" ? process.stdin : createReadStream(file);
  let piece = "";
  const flush = async () => {
    if (piece !== "" && !process.stdout.write(piece)) {
      await new Promise((resolve) => process.stdout.once("drain", resolve));
    }
    piece = "";
  };
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (text.trim() === "") continue;
    piece += `${JSON.stringify(answerTo(text, answer))}\n`;
    if (piece.length > PIECE) await flush();
  }
  await flush();
}

function answerTo(text: string, answer: (line: Line) => object): object {
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line !== "object" || line === null) throw new UserError("a JSON object expected");
    return answer(line);
  } catch (error) {
    return { error: errorObject(error) };
  }
}
