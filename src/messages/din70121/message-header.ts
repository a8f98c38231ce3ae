/**
 * The header of every message of DIN SPEC 70121.
 *
 * @module
 */

import { optional, vocabulary } from "../../exi/fields.ts";
import type { Infer } from "../../exi/simple-types.ts";
import { Signature } from "../xmldsig.ts";
import { sessionIDType } from "./identifiers.ts";
import { MsgHeader } from "./namespaces.ts";
import { NotificationType } from "./response-codes.ts";

const { sequence } = vocabulary(MsgHeader);

/** Who talks, and under which signature. DIN SPEC 70121, 9.3.3. */
export const MessageHeaderType = sequence({
  SessionID: sessionIDType,
  Notification: optional(NotificationType),
  Signature: optional(Signature),
});
export type MessageHeaderType = Infer<typeof MessageHeaderType>;
