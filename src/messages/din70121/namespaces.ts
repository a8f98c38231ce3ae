/**
 * The namespaces of DIN SPEC 70121.
 *
 * @module
 */

export const MsgDef = "urn:din:70121:2012:MsgDef";
export const MsgHeader = "urn:din:70121:2012:MsgHeader";
export const MsgBody = "urn:din:70121:2012:MsgBody";
export const MsgDataTypes = "urn:din:70121:2012:MsgDataTypes";
