/**
 * The schema of ISO 15118-20 for wireless power transfer; an EXI grammar of its own.
 *
 * @module
 */

import { schema } from "../../../exi/schema.ts";
import { xmldsigDeclarations } from "../../xmldsig.ts";
import { XMLDSIG } from "../../xmldsig-namespace.ts";
import { commonTypes } from "../common-types/declarations.ts";
import { CommonTypes, WPT } from "../namespaces.ts";
import * as lowFrequencyTypes from "./low-frequency-types.ts";
import * as messages from "./messages.ts";
import * as positioningTypes from "./positioning-types.ts";
import * as powerTypes from "./power-types.ts";

export const iso20Wpt = schema("iso20-wpt", WPT, {
  [XMLDSIG]: xmldsigDeclarations,
  [CommonTypes]: commonTypes,
  [WPT]: {
    ...lowFrequencyTypes,
    ...messages,
    ...positioningTypes,
    ...powerTypes,
  },
});
