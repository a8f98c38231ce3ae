/**
 * The namespace of XML signatures.
 *
 * @module
 */

export const XMLDSIG = "http://www.w3.org/2000/09/xmldsig#";
