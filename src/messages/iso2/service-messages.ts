/**
 * The messages by which a car of ISO 15118-2 learns what is on offer, and chooses.
 *
 * @module
 */

import { optional, vocabulary } from "../../exi/fields.ts";
import type { Infer } from "../../exi/simple-types.ts";
import { BodyBaseType } from "./body-element.ts";
import { serviceIDType } from "./identifiers.ts";
import { MsgBody } from "./namespaces.ts";
import { responseCodeType } from "./response-codes.ts";
import {
  ChargeServiceType,
  PaymentOptionListType,
  paymentOptionType,
  SelectedServiceListType,
  ServiceListType,
  ServiceParameterListType,
  serviceCategoryType,
  serviceScopeType,
} from "./service-types.ts";

const { extension, element } = vocabulary(MsgBody, "qualified");

export const ServiceDiscoveryReqType = extension(BodyBaseType, {
  ServiceScope: optional(serviceScopeType),
  ServiceCategory: optional(serviceCategoryType),
});
/** The car asks what is on offer; the two fields narrow the answer. ISO 15118-2, 8.4.3.3.2. */
export const ServiceDiscoveryReq = element("ServiceDiscoveryReq", ServiceDiscoveryReqType);
export type ServiceDiscoveryReq = Infer<typeof ServiceDiscoveryReq>;

export const ServiceDiscoveryResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  PaymentOptionList: PaymentOptionListType,
  ChargeService: ChargeServiceType,
  ServiceList: optional(ServiceListType),
});
/** The services of the charger, and the ways to pay for them. ISO 15118-2, 8.4.3.3.3. */
export const ServiceDiscoveryRes = element("ServiceDiscoveryRes", ServiceDiscoveryResType);
export type ServiceDiscoveryRes = Infer<typeof ServiceDiscoveryRes>;

export const ServiceDetailReqType = extension(BodyBaseType, {
  ServiceID: serviceIDType,
});
/** The car asks for the parameters of one service. ISO 15118-2, 8.4.3.4. */
export const ServiceDetailReq = element("ServiceDetailReq", ServiceDetailReqType);
export type ServiceDetailReq = Infer<typeof ServiceDetailReq>;

export const ServiceDetailResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  ServiceID: serviceIDType,
  ServiceParameterList: optional(ServiceParameterListType),
});
/** The parameter sets to choose from. ISO 15118-2, 8.4.3.4. */
export const ServiceDetailRes = element("ServiceDetailRes", ServiceDetailResType);
export type ServiceDetailRes = Infer<typeof ServiceDetailRes>;

export const PaymentServiceSelectionReqType = extension(BodyBaseType, {
  SelectedPaymentOption: paymentOptionType,
  SelectedServiceList: SelectedServiceListType,
});
/** The car chooses its services and a way to pay. ISO 15118-2, 8.4.3.5.2. */
export const PaymentServiceSelectionReq = element("PaymentServiceSelectionReq", PaymentServiceSelectionReqType);
export type PaymentServiceSelectionReq = Infer<typeof PaymentServiceSelectionReq>;

export const PaymentServiceSelectionResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
});
/** The choice is accepted, or not. ISO 15118-2, 8.4.3.5.3. */
export const PaymentServiceSelectionRes = element("PaymentServiceSelectionRes", PaymentServiceSelectionResType);
export type PaymentServiceSelectionRes = Infer<typeof PaymentServiceSelectionRes>;
