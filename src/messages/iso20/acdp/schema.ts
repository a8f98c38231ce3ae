/**
 * The schema of ISO 15118-20 for charging by an automatic connection device (pantograph); an EXI grammar of its own.
 *
 * @module
 */

import { schema } from "../../../exi/schema.ts";
import { xmldsigDeclarations } from "../../xmldsig.ts";
import { XMLDSIG } from "../../xmldsig-namespace.ts";
import { commonTypes } from "../common-types/declarations.ts";
import { ACDP, CommonTypes } from "../namespaces.ts";
import * as messages from "./messages.ts";
import * as statusTypes from "./status-types.ts";

export const iso20Acdp = schema("iso20-acdp", ACDP, {
  [XMLDSIG]: xmldsigDeclarations,
  [CommonTypes]: commonTypes,
  [ACDP]: {
    ...messages,
    ...statusTypes,
  },
});
