/**
 * Reads the messages of one connection: keeps the protocol that the handshake chose, and where no handshake was heard,
 * finds it out.
 *
 * @module
 */

import type { Warning } from "../exi/errors.ts";
import type { Schema } from "../exi/schema.ts";
import { type SchemaName, schemas } from "../messages/schemas.ts";
import { identify } from "../v2g/identify.ts";
import { decodeUnknown, messageName } from "../v2g/message.ts";
import { SCHEMAS_BY_PAYLOAD_TYPE } from "../v2g/v2gtp-split.ts";

export interface ReadMessage {
  readonly schema: string;
  readonly message: string;
  readonly value: unknown;
  readonly warnings: readonly Warning[];
  /** The schema was found out from the message, since no handshake told it. */
  readonly guessed?: true;
}

export interface Dialogue {
  /** The message in a V2GTP payload, or why it cannot be read. */
  readonly read: (payloadType: number, payload: Uint8Array) => ReadMessage | { readonly because: string };
}

/** The schemas that share payload type 0x8001, by the namespace under which the car offers them. */
const BY_NAMESPACE: Readonly<Record<string, SchemaName>> = {
  "urn:din:70121:2012:MsgDef": "din",
  "urn:iso:15118:2:2013:MsgDef": "iso2",
  "urn:iso:15118:2:2010:MsgDef": "iso2",
};

/** The handshake's payload type, and that of all messages of DIN SPEC 70121 and ISO 15118-2. */
const SHARED_PAYLOAD_TYPE = 0x8001;

interface Offer {
  readonly SchemaID: number;
  readonly ProtocolNamespace: string;
}

export function dialogue(): Dialogue {
  let offers: readonly Offer[] = [];
  /** The schema of payload type 0x8001 after the handshake. */
  let chosen: SchemaName | undefined;
  let wasHeard = false;

  function read(payloadType: number, payload: Uint8Array): ReturnType<Dialogue["read"]> {
    const possible = SCHEMAS_BY_PAYLOAD_TYPE[payloadType];
    if (!possible) return { because: `payload type 0x${payloadType.toString(16)} holds no EXI` };
    if (payloadType !== SHARED_PAYLOAD_TYPE) return readAs(possible[0] as SchemaName, payload);
    // The handshake comes first, and may come again where a connection was joined midway.
    if (!chosen || isHandshake(payload)) {
      const handshake = readAs("app-handshake", payload);
      if (!("because" in handshake) && isPlausible(handshake)) return heard(handshake);
    }
    if (chosen) {
      const message = readAs(chosen, payload);
      if (!("because" in message)) return wasHeard ? message : { ...message, guessed: true };
    }
    return guess(payload) ?? readAs(chosen ?? "iso2", payload);
  }

  function heard(message: ReadMessage): ReadMessage {
    const content = message.value as { readonly AppProtocol?: readonly Offer[]; readonly SchemaID?: number };
    if (content.AppProtocol) offers = content.AppProtocol;
    else {
      const offer =
        offers.find(({ SchemaID }) => SchemaID === content.SchemaID) ?? (offers.length === 1 ? offers[0] : undefined);
      chosen = offer && BY_NAMESPACE[offer.ProtocolNamespace];
      wasHeard = chosen !== undefined;
    }
    return message;
  }

  /** Tries all that the payload type allows; what made sense once is taken for the protocol of the connection. */
  function guess(payload: Uint8Array): ReadMessage | undefined {
    const among = ["din", "iso2", "app-handshake"].map((name) => schemas[name as SchemaName] as unknown as Schema);
    const [best] = identify(payload, among);
    if (!best) return undefined;
    if (best.schema.name !== "app-handshake") {
      chosen = best.schema.name as SchemaName;
      wasHeard = false;
    }
    const { root, value, warnings } = best;
    return { schema: best.schema.name, message: messageName(root, value), value, warnings, guessed: true };
  }

  return { read };
}

/** The first event code of the handshake is two bits, 00 or 01; no message of DIN or ISO 15118-2 begins so. */
const isHandshake = (payload: Uint8Array): boolean => payload[0] === 0x80 && ((payload[1] ?? 0xff) & 0x80) === 0;

/** Any few octets may pass for a handshake; a real request names protocols, a real answer is one or two octets long. */
function isPlausible({ message, value }: ReadMessage): boolean {
  if (message !== "supportedAppProtocolReq") return true;
  return (value as { AppProtocol: readonly Offer[] }).AppProtocol.every(
    ({ ProtocolNamespace }) => ProtocolNamespace.length > 3,
  );
}

function readAs(name: SchemaName, payload: Uint8Array): ReadMessage | { readonly because: string } {
  const document = decodeUnknown(schemas[name] as unknown as Schema, payload);
  if (document instanceof Error) return { because: document.message };
  const { root, value, warnings } = document;
  return { schema: name, message: messageName(root, value), value, warnings };
}
