/**
 * The namespaces of ISO 15118-2.
 *
 * @module
 */

export const MsgDef = "urn:iso:15118:2:2013:MsgDef";
export const MsgHeader = "urn:iso:15118:2:2013:MsgHeader";
export const MsgBody = "urn:iso:15118:2:2013:MsgBody";
export const MsgDataTypes = "urn:iso:15118:2:2013:MsgDataTypes";
