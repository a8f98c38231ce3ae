/**
 * The header of every message of ISO 15118-2.
 *
 * @module
 */

import { optional, vocabulary } from "../../exi/fields.ts";
import type { Infer } from "../../exi/simple-types.ts";
import { Signature } from "../xmldsig.ts";
import { sessionIDType } from "./identifiers.ts";
import { MsgHeader } from "./namespaces.ts";
import { NotificationType } from "./response-codes.ts";

const { sequence } = vocabulary(MsgHeader, "qualified");

/** Who talks, and under which signature. ISO 15118-2, 8.3.3. */
export const MessageHeaderType = sequence({
  SessionID: sessionIDType,
  Notification: optional(NotificationType),
  Signature: optional(Signature),
});
export type MessageHeaderType = Infer<typeof MessageHeaderType>;
