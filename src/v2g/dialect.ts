/**
 * A dialect is one of the standards as a language of whole messages: which namespace it is offered under, which schema its
 * messages are written in, and what the type of each message is.
 *
 * @module
 */

import { encode } from "../exi/codec.ts";
import type { Schema } from "../exi/schema.ts";
import type { Infer } from "../exi/simple-types.ts";
import { din70121 as dinSchema } from "../messages/din70121/schema.ts";
import { iso2 as iso2Schema } from "../messages/iso2/schema.ts";
import { decodeUnknown, messageName } from "./message.ts";

/** The part of a schema that a dialect needs: one root with a header and a body. */
type Document<S extends Schema> = Infer<S> extends { V2G_Message: infer D } ? D : never;
/** A body: one message under its name. */
export type Body<S extends Schema> = Document<S> extends { Body: infer B } ? B : never;
type KeysOf<B> = B extends unknown ? keyof B : never;
/** The names of all messages. */
export type Name<S extends Schema> = KeysOf<Body<S>> & string;
/** The content of the message of a name. */
export type Content<S extends Schema, N extends Name<S>> = Extract<Body<S>, { readonly [K in N]: object }>[N];
export type Request<S extends Schema> = Extract<Name<S>, `${string}Req`>;
/** Every request has one answer, and it bears the request's name. */
export type Answer<S extends Schema, R extends Request<S>> = R extends `${infer Stem}Req`
  ? Extract<Name<S>, `${Stem}Res`>
  : never;

export interface Dialect<S extends Schema = Schema> {
  /** As events and settings call it. */
  readonly name: "din70121" | "iso2";
  /** As people call it. */
  readonly title: string;
  readonly schema: S;
  readonly namespace: string;
  readonly major: number;
  readonly minor: number;
}

export const din70121 = {
  name: "din70121",
  title: "DIN SPEC 70121",
  schema: dinSchema,
  namespace: "urn:din:70121:2012:MsgDef",
  major: 2,
  minor: 0,
} satisfies Dialect;

export const iso2 = {
  name: "iso2",
  title: "ISO 15118-2",
  schema: iso2Schema,
  namespace: "urn:iso:15118:2:2013:MsgDef",
  major: 2,
  minor: 0,
} satisfies Dialect;

/** V2GTP payload type of both, and of the protocol handshake. ISO 15118-2, table 9. */
export const EXI_PAYLOAD = 0x8001;

/** A message as it came. */
export interface Spoken {
  readonly name: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** Hex, 1 to 8 octets. */
  readonly sessionId: string;
  /** What the header says to people (FaultMsg). */
  readonly notification?: string;
  readonly exi: Uint8Array;
}

/** Octets that are no message of the dialect. */
export class Undecodable extends Error {
  override readonly name = "Undecodable";
}

/** @throws {Undecodable} with the place and the reason. */
export function readMessage(dialect: Dialect, exi: Uint8Array): Spoken {
  const document = decodeUnknown(dialect.schema, exi);
  if (document instanceof Error) throw new Undecodable(document.message, { cause: document });
  const value = document.value as { readonly Header?: Header; readonly Body?: object };
  const name = messageName(document.root, value);
  const content = (value.Body as Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined)?.[name];
  if (document.root !== "V2G_Message" || !content) {
    throw new Undecodable(`Cannot take ${document.root} for a message of ${dialect.title}: no V2G_Message with a body`);
  }
  const notification = value.Header?.Notification?.FaultMsg;
  return {
    name,
    content,
    sessionId: value.Header?.SessionID ?? "",
    ...(notification === undefined ? {} : { notification }),
    exi,
  };
}

interface Header extends HeaderExtras {
  readonly SessionID: string;
}

/** What a header may carry beside the session's number. */
export interface HeaderExtras {
  readonly Notification?: { readonly FaultCode: "ParsingError" | "UnknownError"; readonly FaultMsg?: string };
}

/** @throws {EncodeError} where the content does not fit the schema. */
export function writeMessage<S extends Schema, N extends Name<S>>(
  dialect: Dialect<S>,
  sessionId: string,
  name: N,
  content: Content<S, N>,
  extras: HeaderExtras = {},
): Uint8Array {
  const message = { Header: { SessionID: sessionId, ...extras }, Body: { [name]: content } };
  return encode(dialect.schema as Schema, "V2G_Message", message);
}
