/**
 * The schema of ISO 15118-20 for AC charging; an EXI grammar of its own.
 *
 * @module
 */

import { schema } from "../../../exi/schema.ts";
import { xmldsigDeclarations } from "../../xmldsig.ts";
import { XMLDSIG } from "../../xmldsig-namespace.ts";
import { commonTypes } from "../common-types/declarations.ts";
import { AC, CommonTypes } from "../namespaces.ts";
import * as chargeParameterTypes from "./charge-parameter-types.ts";
import * as messages from "./messages.ts";
import * as requestControlModes from "./request-control-modes.ts";
import * as responseControlModes from "./response-control-modes.ts";

export const iso20Ac = schema("iso20-ac", AC, {
  [XMLDSIG]: xmldsigDeclarations,
  [CommonTypes]: commonTypes,
  [AC]: {
    ...chargeParameterTypes,
    ...messages,
    ...requestControlModes,
    ...responseControlModes,
  },
});
