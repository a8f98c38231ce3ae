/**
 * The message of ISO 15118-2 as a whole: a header and a body, which holds one of all the messages.
 *
 * @module
 */

import { optional, substitution, vocabulary } from "../../exi/fields.ts";
import type { Infer } from "../../exi/simple-types.ts";
import { ChargingStatusReq, ChargingStatusRes } from "./ac-messages.ts";
import { AuthorizationReq, AuthorizationRes, PaymentDetailsReq, PaymentDetailsRes } from "./authorization-messages.ts";
import { BodyElement } from "./body-element.ts";
import {
  CertificateInstallationReq,
  CertificateInstallationRes,
  CertificateUpdateReq,
  CertificateUpdateRes,
} from "./certificate-messages.ts";
import {
  ChargeParameterDiscoveryReq,
  ChargeParameterDiscoveryRes,
  MeteringReceiptReq,
  MeteringReceiptRes,
  PowerDeliveryReq,
  PowerDeliveryRes,
} from "./charging-messages.ts";
import {
  CableCheckReq,
  CableCheckRes,
  CurrentDemandReq,
  CurrentDemandRes,
  PreChargeReq,
  PreChargeRes,
  WeldingDetectionReq,
  WeldingDetectionRes,
} from "./dc-messages.ts";
import { MessageHeaderType } from "./message-header.ts";
import { MsgBody, MsgDef } from "./namespaces.ts";
import {
  PaymentServiceSelectionReq,
  PaymentServiceSelectionRes,
  ServiceDetailReq,
  ServiceDetailRes,
  ServiceDiscoveryReq,
  ServiceDiscoveryRes,
} from "./service-messages.ts";
import { SessionSetupReq, SessionSetupRes, SessionStopReq, SessionStopRes } from "./session-messages.ts";

const { sequence, element } = vocabulary(MsgDef, "qualified");
const inBody = vocabulary(MsgBody, "qualified");

/** One message, under its name. An empty body is allowed and never met. */
export const BodyType = inBody.sequence({
  BodyElement: optional(
    substitution({
      BodyElement,
      ChargingStatusReq,
      ChargingStatusRes,
      PaymentDetailsReq,
      PaymentDetailsRes,
      AuthorizationReq,
      AuthorizationRes,
      CertificateInstallationReq,
      CertificateInstallationRes,
      CertificateUpdateReq,
      CertificateUpdateRes,
      ChargeParameterDiscoveryReq,
      ChargeParameterDiscoveryRes,
      PowerDeliveryReq,
      PowerDeliveryRes,
      MeteringReceiptReq,
      MeteringReceiptRes,
      CableCheckReq,
      CableCheckRes,
      PreChargeReq,
      PreChargeRes,
      CurrentDemandReq,
      CurrentDemandRes,
      WeldingDetectionReq,
      WeldingDetectionRes,
      ServiceDiscoveryReq,
      ServiceDiscoveryRes,
      ServiceDetailReq,
      ServiceDetailRes,
      PaymentServiceSelectionReq,
      PaymentServiceSelectionRes,
      SessionSetupReq,
      SessionSetupRes,
      SessionStopReq,
      SessionStopRes,
    }),
  ),
});
export type BodyType = Infer<typeof BodyType>;

/** ISO 15118-2, 8.3.2. */
export const V2G_Message = element("V2G_Message", sequence({ Header: MessageHeaderType, Body: BodyType }));
export type V2G_Message = Infer<typeof V2G_Message>;
