/**
 * The names and texts of ISO 15118-20, by length.
 *
 * @module
 */

import { list, vocabulary } from "../../../exi/fields.ts";
import { hexBinary, type Infer, integer, string } from "../../../exi/simple-types.ts";
import { X509IssuerSerialType } from "../../xmldsig.ts";
import { CommonTypes } from "../namespaces.ts";

const { sequence } = vocabulary(CommonTypes, "qualified");

/** Counts from 1. */
export const numericIDType = integer(1, 4_294_967_295);

/** Chosen by the charger, all zero to ask for a new session; exactly 8 octets, unlike in ISO 15118-2. */
export const sessionIDType = hexBinary({ minLength: 8, maxLength: 8 });

export const identifierType = string({ maxLength: 255 });
export const nameType = string({ maxLength: 80 });
export const descriptionType = string({ maxLength: 160 });
/** The roots that the car knows, so that it gets a chain that it can verify. ISO 15118-20, 8.3.5.3.27. */
export const ListOfRootCertificateIDsType = sequence({
  RootCertificateID: list(X509IssuerSerialType, 1, 20),
});
export type ListOfRootCertificateIDsType = Infer<typeof ListOfRootCertificateIDsType>;
