/**
 * The schema of ISO 15118-20 for DC charging; an EXI grammar of its own.
 *
 * @module
 */

import { schema } from "../../../exi/schema.ts";
import { xmldsigDeclarations } from "../../xmldsig.ts";
import { XMLDSIG } from "../../xmldsig-namespace.ts";
import { commonTypes } from "../common-types/declarations.ts";
import { CommonTypes, DC } from "../namespaces.ts";
import * as chargeParameterTypes from "./charge-parameter-types.ts";
import * as controlModes from "./control-modes.ts";
import * as messages from "./messages.ts";

export const iso20Dc = schema("iso20-dc", DC, {
  [XMLDSIG]: xmldsigDeclarations,
  [CommonTypes]: commonTypes,
  [DC]: {
    ...chargeParameterTypes,
    ...controlModes,
    ...messages,
  },
});
