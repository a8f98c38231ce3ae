/**
 * EXI for the V2G standards: a schema language, and what can be read from a schema: `decode`, `encode`, `explain`,
 * `sample`, `toXml`.
 *
 * @module
 */

export { type Random, seededRandom } from "../base/random.ts";
export { type DecodeOptions, type Document, decode, encode, prepare, type Root } from "./codec.ts";
export { DecodeError, EncodeError, type Warning } from "./errors.ts";
export { type Explanation, explain, explanationLines } from "./explain.ts";
export * from "./fields.ts";
export { type SampleOptions, sample } from "./sample.ts";
export * from "./schema.ts";
export * from "./simple-types.ts";
export { toXml } from "./to-xml.ts";
export { type Kind, type Step, walkDecode } from "./walk-decode.ts";
export { type EncodeOptions, walkEncode } from "./walk-encode.ts";
