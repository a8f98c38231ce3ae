/**
 * `--jsonl`: one JSON object a line in, one a line out, in the same order. It streams, and a bad line is answered by an
 * error, not by an end.
 *
 * @module
 */

import { createReadStream } from "node:fs";
import { fromHex, toHex } from "../base/hex.ts";
import { decode, encode } from "../exi/codec.ts";
import type { Schema } from "../exi/schema.ts";
import type { Kind } from "../exi/walk-decode.ts";
import { messageName } from "../v2g/message.ts";
import { errorObject } from "./error-object.ts";
import { UserError } from "./exit.ts";
import { checkReadable } from "./input.ts";
import { schemaByName } from "./schema-by-name.ts";

interface Line {
  readonly schema?: unknown;
  readonly kind?: unknown;
  readonly root?: unknown;
  readonly exi?: unknown;
  readonly value?: unknown;
}

/** Output is handed on in pieces of this many characters: a write for each line would cost more than decoding it. */
const PIECE = 1 << 16;

export interface LineOptions {
  /** The schema of lines that do not say theirs. */
  readonly schema?: string | undefined;
  readonly lenient?: boolean;
}

/** Decodes each line's `exi`. */
export const decodeLines = (file: string, options: LineOptions = {}) =>
  answerLines(file, (line) => {
    const { schema, kind, said } = known(line, options);
    if (typeof line.exi !== "string") throw new UserError('no "exi" found, a string of hex digits expected');
    const bytes = fromHex(line.exi);
    const { root, value, warnings } = decode(schema, bytes, { kind });
    const answer = { schema: schema.name, kind: said, root, message: messageName(root, value), value, exi: line.exi };
    return warnings.length > 0 ? { ...answer, warnings } : answer;
  });

/** Encodes each line's `value`. */
export const encodeLines = (file: string, options: LineOptions = {}) =>
  answerLines(file, (line) => {
    const { schema, kind, said } = known(line, options);
    const { root, value } = line;
    if (typeof root !== "string") throw new UserError('no "root" found, the name of an element expected');
    const exi = toHex(encode(schema, root, value as never, { kind, lenient: options.lenient === true }));
    return { schema: schema.name, kind: said, root, message: messageName(root, value), value, exi };
  });

/**
 * Any kind but `fragment` is a document: the reference vectors name theirs by what is odd about them. The answer bears
 * the kind that the line said.
 */
function known(
  line: Line,
  options: LineOptions,
): { readonly schema: Schema; readonly kind: Kind; readonly said: string } {
  const name = line.schema ?? options.schema;
  if (typeof name !== "string") throw new UserError('no "schema" found, the name of one expected');
  const said = typeof line.kind === "string" ? line.kind : "document";
  return { schema: schemaByName(name), kind: said === "fragment" ? "fragment" : "document", said };
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
  for await (const lines of linesOf(input)) {
    for (const text of lines) {
      if (text.trim() === "") continue;
      piece += `${answerTo(text, answer)}\n`;
      if (piece.length > PIECE) await flush();
    }
    // Whoever waits for the answer before asking the next question gets it.
    await flush();
  }
}

/**
 * The lines that each piece of the input ends. Lines end with a line feed and nothing else: JSON may hold other
 * characters that some call line ends.
 */
async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let begun: string[] = [];
  for await (const chunk of input) {
    const lines = decoder.decode(chunk, { stream: true }).split("\n");
    const last = lines.pop() ?? "";
    if (lines.length > 0) {
      lines[0] = begun.join("") + lines[0];
      begun = [];
      yield lines;
    }
    begun.push(last);
  }
  yield [begun.join("") + decoder.decode()];
}

/** The answer as JSON; one that would be too long is an error, too. */
function answerTo(text: string, answer: (line: Line) => object): string {
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line !== "object" || line === null) throw new UserError("a JSON object expected");
    return JSON.stringify(answer(line));
  } catch (error) {
    return JSON.stringify({ error: errorObject(error) });
  }
}
