/**
 * The messages by which a car of DIN SPEC 70121 learns what is on offer, and chooses.
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
  PaymentOptionsType,
  paymentOptionType,
  SelectedServiceListType,
  ServiceChargeType,
  ServiceParameterListType,
  ServiceTagListType,
  serviceCategoryType,
  serviceScopeType,
} from "./service-types.ts";

const { extension, element } = vocabulary(MsgBody);

export const ServiceDiscoveryReqType = extension(BodyBaseType, {
  ServiceScope: optional(serviceScopeType),
  ServiceCategory: optional(serviceCategoryType),
});
/** The car asks what is on offer. DIN SPEC 70121, 9.4.1.3.2. */
export const ServiceDiscoveryReq = element("ServiceDiscoveryReq", ServiceDiscoveryReqType);
export type ServiceDiscoveryReq = Infer<typeof ServiceDiscoveryReq>;

export const ServiceDiscoveryResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  PaymentOptions: PaymentOptionsType,
  ChargeService: ServiceChargeType,
  ServiceList: optional(ServiceTagListType),
});
/** DIN SPEC 70121 allows only `ExternalPayment` as payment option, and no `ServiceList`. DIN SPEC 70121, 9.4.1.3.3. */
export const ServiceDiscoveryRes = element("ServiceDiscoveryRes", ServiceDiscoveryResType);
export type ServiceDiscoveryRes = Infer<typeof ServiceDiscoveryRes>;

export const ServiceDetailReqType = extension(BodyBaseType, {
  ServiceID: serviceIDType,
});
/** Not used by DIN SPEC 70121. */
export const ServiceDetailReq = element("ServiceDetailReq", ServiceDetailReqType);
export type ServiceDetailReq = Infer<typeof ServiceDetailReq>;

export const ServiceDetailResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  ServiceID: serviceIDType,
  ServiceParameterList: optional(ServiceParameterListType),
});
/** Not used by DIN SPEC 70121. */
export const ServiceDetailRes = element("ServiceDetailRes", ServiceDetailResType);
export type ServiceDetailRes = Infer<typeof ServiceDetailRes>;

export const ServicePaymentSelectionReqType = extension(BodyBaseType, {
  SelectedPaymentOption: paymentOptionType,
  SelectedServiceList: SelectedServiceListType,
});
/** The car chooses a service and a way to pay. DIN SPEC 70121, 9.4.1.4.2. */
export const ServicePaymentSelectionReq = element("ServicePaymentSelectionReq", ServicePaymentSelectionReqType);
export type ServicePaymentSelectionReq = Infer<typeof ServicePaymentSelectionReq>;

export const ServicePaymentSelectionResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
});
/** The choice is accepted, or not. DIN SPEC 70121, 9.4.1.4.3. */
export const ServicePaymentSelectionRes = element("ServicePaymentSelectionRes", ServicePaymentSelectionResType);
export type ServicePaymentSelectionRes = Infer<typeof ServicePaymentSelectionRes>;
