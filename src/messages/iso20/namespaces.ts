/**
 * The namespaces of ISO 15118-20. Each but the first is a schema with an EXI grammar of its own.
 *
 * @module
 */

export const CommonTypes = "urn:iso:std:iso:15118:-20:CommonTypes";
export const CommonMessages = "urn:iso:std:iso:15118:-20:CommonMessages";
export const AC = "urn:iso:std:iso:15118:-20:AC";
export const DC = "urn:iso:std:iso:15118:-20:DC";
export const WPT = "urn:iso:std:iso:15118:-20:WPT";
export const ACDP = "urn:iso:std:iso:15118:-20:ACDP";
