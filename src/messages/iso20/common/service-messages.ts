/**
 * The messages by which a car of ISO 15118-20 learns what is on offer, and chooses.
 *
 * @module
 */

import { optional, vocabulary } from "../../../exi/fields.ts";
import { boolean, type Infer } from "../../../exi/simple-types.ts";
import { V2GRequestType, V2GResponseType } from "../common-types/message-types.ts";
import { CommonMessages } from "../namespaces.ts";
import {
  SelectedServiceListType,
  SelectedServiceType,
  ServiceIDListType,
  ServiceListType,
  ServiceParameterListType,
  serviceIDType,
} from "./service-types.ts";

const { extension, element } = vocabulary(CommonMessages, "qualified");

export const ServiceDiscoveryReqType = extension(V2GRequestType, {
  SupportedServiceIDs: optional(ServiceIDListType),
});
/** The car asks what is on offer; its list narrows the answer. ISO 15118-20, 8.3.4.3.4.2. */
export const ServiceDiscoveryReq = element("ServiceDiscoveryReq", ServiceDiscoveryReqType);
export type ServiceDiscoveryReq = Infer<typeof ServiceDiscoveryReq>;

export const ServiceDiscoveryResType = extension(V2GResponseType, {
  ServiceRenegotiationSupported: boolean,
  EnergyTransferServiceList: ServiceListType,
  /** Value-added services: whatever does not move energy. */
  VASList: optional(ServiceListType),
});
/** The services of the charger: those that move energy, and the others. ISO 15118-20, 8.3.4.3.4.3. */
export const ServiceDiscoveryRes = element("ServiceDiscoveryRes", ServiceDiscoveryResType);
export type ServiceDiscoveryRes = Infer<typeof ServiceDiscoveryRes>;

export const ServiceDetailReqType = extension(V2GRequestType, {
  ServiceID: serviceIDType,
});
/** The car asks for the parameter sets of one service. ISO 15118-20, 8.3.4.3.5. */
export const ServiceDetailReq = element("ServiceDetailReq", ServiceDetailReqType);
export type ServiceDetailReq = Infer<typeof ServiceDetailReq>;

export const ServiceDetailResType = extension(V2GResponseType, {
  ServiceID: serviceIDType,
  ServiceParameterList: ServiceParameterListType,
});
/** The parameter sets to choose from. ISO 15118-20, 8.3.4.3.5. */
export const ServiceDetailRes = element("ServiceDetailRes", ServiceDetailResType);
export type ServiceDetailRes = Infer<typeof ServiceDetailRes>;

export const ServiceSelectionReqType = extension(V2GRequestType, {
  SelectedEnergyTransferService: SelectedServiceType,
  SelectedVASList: optional(SelectedServiceListType),
});
/** The car chooses its services. ISO 15118-20, 8.3.4.3.6.2. */
export const ServiceSelectionReq = element("ServiceSelectionReq", ServiceSelectionReqType);
export type ServiceSelectionReq = Infer<typeof ServiceSelectionReq>;

export const ServiceSelectionResType = extension(V2GResponseType, {});
/** The choice is accepted, or not. ISO 15118-20, 8.3.4.3.6.3. */
export const ServiceSelectionRes = element("ServiceSelectionRes", ServiceSelectionResType);
export type ServiceSelectionRes = Infer<typeof ServiceSelectionRes>;
