/**
 * How somebody speaks, besides what he says: real cars and chargers leave fields out, write numbers in odd forms, or say
 * what they should not. An accent changes a message on its way out; for profiles of real devices, for faults, and for
 * whoever has to please a peer that wants something special.
 *
 * @module
 */

import type { Dialect } from "./dialect.ts";

/** A message about to be written. */
export interface Outgoing {
  readonly name: string;
  readonly content: object;
  /** Hex, 1 to 8 octets. */
  readonly sessionId: string;
  /** The standard's; absent in the handshake. */
  readonly protocol?: Dialect["name"];
}

/** What is sent in its place: another message, octets that need be none, or nothing at all. */
export type Accent = (message: Outgoing) => Outgoing | Uint8Array | "silence";

/** Says everything as it is. */
export const plainly: Accent = (message) => message;

/** An accent made of changes to the content of messages by their names. */
export const changing =
  (changes: Readonly<Record<string, (content: Readonly<Record<string, unknown>>) => object>>): Accent =>
  (message) => {
    const change = changes[message.name];
    return change ? { ...message, content: change(message.content as Readonly<Record<string, unknown>>) } : message;
  };

/** One accent after the other. */
export const together =
  (...accents: readonly Accent[]): Accent =>
  (message) => {
    let said: Outgoing | Uint8Array | "silence" = message;
    for (const accent of accents) {
      if (said === "silence" || said instanceof Uint8Array) return said;
      said = accent(said);
    }
    return said;
  };
