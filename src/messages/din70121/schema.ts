/**
 * The schema of DIN SPEC 70121: one EXI grammar of all its namespaces and that of the signatures.
 *
 * @module
 */

import { schema } from "../../exi/schema.ts";
import { xmldsigDeclarations } from "../xmldsig.ts";
import { XMLDSIG } from "../xmldsig-namespace.ts";
import * as acMessages from "./ac-messages.ts";
import * as authorizationMessages from "./authorization-messages.ts";
import * as bodyElement from "./body-element.ts";
import * as certificateMessages from "./certificate-messages.ts";
import * as certificateTypes from "./certificate-types.ts";
import * as chargeParameterTypes from "./charge-parameter-types.ts";
import * as chargingMessages from "./charging-messages.ts";
import * as dcMessages from "./dc-messages.ts";
import * as identifiers from "./identifiers.ts";
import * as messageDefinition from "./message-definition.ts";
import * as messageHeader from "./message-header.ts";
import * as meteringTypes from "./metering-types.ts";
import { MsgBody, MsgDataTypes, MsgDef, MsgHeader } from "./namespaces.ts";
import * as quantities from "./quantities.ts";
import * as responseCodes from "./response-codes.ts";
import * as scheduleTypes from "./schedule-types.ts";
import * as serviceMessages from "./service-messages.ts";
import * as serviceTypes from "./service-types.ts";
import * as sessionMessages from "./session-messages.ts";
import * as statusTypes from "./status-types.ts";

export const din70121 = schema("din", MsgDef, {
  [XMLDSIG]: xmldsigDeclarations,
  [MsgBody]: {
    ...acMessages,
    ...authorizationMessages,
    ...certificateMessages,
    ...chargingMessages,
    ...dcMessages,
    ...serviceMessages,
    ...sessionMessages,
  },
  [MsgDataTypes]: {
    ...certificateTypes,
    ...chargeParameterTypes,
    ...identifiers,
    ...meteringTypes,
    ...quantities,
    ...responseCodes,
    ...scheduleTypes,
    ...serviceTypes,
    ...statusTypes,
  },
  [MsgDef]: {
    ...bodyElement,
    ...messageDefinition,
  },
  [MsgHeader]: {
    ...messageHeader,
  },
});
