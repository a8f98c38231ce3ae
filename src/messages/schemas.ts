/**
 * All schemas, by the names that the command line and the reference vectors give them. Whoever needs one or two imports
 * them from their own files.
 *
 * @module
 */

import { din70121 } from "./din70121/schema.ts";
import { handshake } from "./handshake.ts";
import { iso2 } from "./iso2/schema.ts";
import { iso20Ac } from "./iso20/ac/schema.ts";
import { iso20Acdp } from "./iso20/acdp/schema.ts";
import { iso20Common } from "./iso20/common/schema.ts";
import { iso20Dc } from "./iso20/dc/schema.ts";
import { iso20Wpt } from "./iso20/wpt/schema.ts";
import { xmldsig } from "./xmldsig.ts";

export { din70121, handshake, iso2, iso20Ac, iso20Acdp, iso20Common, iso20Dc, iso20Wpt, xmldsig };

export const schemas = {
  "app-handshake": handshake,
  din: din70121,
  iso2,
  "iso20-common": iso20Common,
  "iso20-dc": iso20Dc,
  "iso20-ac": iso20Ac,
  "iso20-wpt": iso20Wpt,
  "iso20-acdp": iso20Acdp,
  xmldsig,
} as const;

export type SchemaName = keyof typeof schemas;
