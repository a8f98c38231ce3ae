/**
 * ISO 15118-20, part by part; each but the common types is a schema of its own.
 *
 * @module
 */

export * as ac from "./ac/index.ts";
export * as acdp from "./acdp/index.ts";
export * as common from "./common/index.ts";
export * as commonTypes from "./common-types/index.ts";
export * as dc from "./dc/index.ts";
export * from "./namespaces.ts";
export * as wpt from "./wpt/index.ts";
