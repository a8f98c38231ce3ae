/**
 * The names that DIN SPEC 70121 gives to sessions, cars, chargers and what they offer.
 *
 * @module
 */

import { hexBinary, short, string, unsignedShort } from "../../exi/simple-types.ts";

/** Chosen by the charger, all zero to ask for a new session; 0 to 8 octets are met in the field. */
export const sessionIDType = hexBinary({ maxLength: 8 });

/** The MAC address of the car's modem, 6 octets; some cars pad it to 8. */
export const evccIDType = hexBinary({ maxLength: 8 });

/** The charger's name in DIN SPEC 91286; also met as ASCII text, as one octet `00`, and empty. */
export const evseIDType = hexBinary({ maxLength: 32 });

/** 1 is charging. */
export const serviceIDType = unsignedShort;

/** The contract's name, the forerunner of the eMAID. */
export const contractIDType = string({ maxLength: 24 });

export const meterIDType = string({ maxLength: 32 });
/** Counts schedules, tariffs and their tuples. */
export const SAIDType = short;
