/**
 * Octets from wherever a user has them: hex or base64 on the command line, a file, standard input.
 *
 * @module
 */

import { access, constants, readFile, stat } from "node:fs/promises";
import { fromHex, HexError } from "../base/hex.ts";
import { UserError } from "./exit.ts";

/** The whole of standard input. */
export async function standardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A file's content, or standard input for `-`. */
export async function readInput(path: string): Promise<Uint8Array> {
  if (path === "-") return standardInput();
  try {
    return await readFile(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** @throws {UserError} where a file cannot be opened, before a stream of it fails. */
export async function checkReadable(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
    if ((await stat(path)).isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** What keeps a file from being read, in words. */
export function unreadable(path: string, error: unknown): UserError {
  const { code } = error as NodeJS.ErrnoException;
  const words: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EISDIR: "it is a folder, a file expected (plugtalk report reads all recordings of a folder)",
    EACCES: "its permissions forbid it",
  };
  return new UserError(`Cannot read ${path}: ${words[code ?? ""] ?? error}`);
}

/**
 * The octets that the words of a command line stand for: the name of a file, `-` or nothing for standard input, or the
 * digits themselves.
 *
 * @throws {UserError} where they are none of these.
 */
export async function octetsFrom(words: readonly string[]): Promise<Uint8Array> {
  const [first] = words;
  if (first === undefined || (words.length === 1 && first === "-"))
    return octetsIn(await standardInput(), "standard input");
  if (words.length === 1 && (await isThere(first))) return octetsIn(await readInput(first), first);
  return octetsInText(words.join(" "), "the argument");
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

/** What is in a file: the octets themselves, or their digits as text. */
function octetsIn(content: Uint8Array, where: string): Uint8Array {
  if (content.length === 0) throw new UserError(`Cannot read ${where}: it is empty, an EXI message expected`);
  const text = textOf(content);
  return /^[\t\n\r\x20-\x7e]*$/.test(text) ? octetsInText(text, where) : content;
}

/** Text as consoles write it into files: UTF-8 or UTF-16, with or without a byte-order mark. */
export function textOf(content: Uint8Array): string {
  const isUtf16 = content[0] === 0xff && content[1] === 0xfe;
  return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(content);
}

function octetsInText(text: string, where: string): Uint8Array {
  const compact = text.replace(/\s+/g, "");
  if (compact === "") throw new UserError(`Cannot read ${where}: it is empty, an EXI message expected`);
  if (/^[0-9a-fA-F,:-]*$/.test(compact.replace(/0[xX]/g, ""))) {
    try {
      return fromHex(text);
    } catch (error) {
      if (error instanceof HexError) throw new UserError(error.message);
      throw error;
    }
  }
  const isBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(compact) && compact.length % 4 === 0 && !compact.startsWith("/");
  if (isBase64) return Buffer.from(compact, "base64");
  const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 37)}…` : text);
  throw new UserError(`Cannot read ${shown}: it is neither hex, nor base64, nor the name of a file that is there`);
}
