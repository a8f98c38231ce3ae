/**
 * The schema of ISO 15118-20 for the messages that all ways of charging share; an EXI grammar of its own.
 *
 * @module
 */

import { schema } from "../../../exi/schema.ts";
import { xmldsigDeclarations } from "../../xmldsig.ts";
import { XMLDSIG } from "../../xmldsig-namespace.ts";
import { commonTypes } from "../common-types/declarations.ts";
import { CommonMessages, CommonTypes } from "../namespaces.ts";
import * as authorizationMessages from "./authorization-messages.ts";
import * as certificateMessages from "./certificate-messages.ts";
import * as certificateTypes from "./certificate-types.ts";
import * as energyOfferTypes from "./energy-offer-types.ts";
import * as meteringMessages from "./metering-messages.ts";
import * as powerDeliveryMessages from "./power-delivery-messages.ts";
import * as priceTypes from "./price-types.ts";
import * as scheduleMessages from "./schedule-messages.ts";
import * as scheduleTypes from "./schedule-types.ts";
import * as serviceMessages from "./service-messages.ts";
import * as serviceTypes from "./service-types.ts";
import * as sessionMessages from "./session-messages.ts";
import * as vehicleCheckMessages from "./vehicle-check-messages.ts";

export const iso20Common = schema("iso20-common", CommonMessages, {
  [XMLDSIG]: xmldsigDeclarations,
  [CommonTypes]: commonTypes,
  [CommonMessages]: {
    ...authorizationMessages,
    ...certificateMessages,
    ...certificateTypes,
    ...energyOfferTypes,
    ...meteringMessages,
    ...powerDeliveryMessages,
    ...priceTypes,
    ...scheduleMessages,
    ...scheduleTypes,
    ...serviceMessages,
    ...serviceTypes,
    ...sessionMessages,
    ...vehicleCheckMessages,
  },
});
