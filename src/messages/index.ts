/**
 * The messages of the V2G standards, each standard in a namespace of its own because they share names:
 * `iso2.CurrentDemandReq`, `din70121.CurrentDemandReq`. The schemas, which `plugtalk/exi` encodes and decodes by, stand
 * beside them: `schemas.iso2`. What is laid out octet by octet, matching and discovery, needs no schema: `homeplug`, `sdp`.
 *
 * @module
 */

export * as din70121 from "./din70121/index.ts";
export * as handshake from "./handshake.ts";
export * as homeplug from "./homeplug/index.ts";
export * as iso2 from "./iso2/index.ts";
export * as iso20 from "./iso20/index.ts";
export { type SchemaName, schemas } from "./schemas.ts";
export * as sdp from "./sdp.ts";
export * as v2gtp from "./v2gtp.ts";
export * as xmldsig from "./xmldsig.ts";
