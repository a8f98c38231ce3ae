/**
 * Errors as programs read them.
 *
 * @module
 */

import { DecodeError, EncodeError } from "../exi/errors.ts";

export interface ErrorObject {
  readonly name: string;
  readonly message: string;
  /** Where reading stopped, from the first bit of the EXI header. */
  readonly bit?: number;
  readonly path?: string;
}

export function errorObject(error: unknown): ErrorObject {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (error instanceof DecodeError) return { name, message, bit: error.bit, path: error.path };
  if (error instanceof EncodeError) return { name, message, path: error.path };
  return { name, message };
}
