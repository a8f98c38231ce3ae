/**
 * The names that ISO 15118-2 gives to sessions, cars, chargers, contracts and what they offer.
 *
 * @module
 */

import { hexBinary, integer, string, unsignedShort } from "../../exi/simple-types.ts";

/** Chosen by the charger, all zero to ask for a new session; cars also send a single octet `00` for that. */
export const sessionIDType = hexBinary({ maxLength: 8 });

/** The MAC address of the car's modem. */
export const evccIDType = hexBinary({ maxLength: 6 });

/** The charger's name, such as `DE*ABC*E1234`; stars may be left out. */
export const evseIDType = string({ minLength: 7, maxLength: 37, orShorter: true });

/** A contract's name: 14 characters, or 15 with the check digit, without dashes. */
export const eMAIDType = string({ minLength: 14, maxLength: 15, orShorter: true });

export const meterIDType = string({ maxLength: 32 });
/** 1 is charging, 2 certificates, 3 internet access, 4 information about the use case. ISO 15118-2, 8.6.3.6. */
export const serviceIDType = unsignedShort;

/** Counts schedules, tariffs and their tuples from 1. */
export const SAIDType = integer(1, 255);
