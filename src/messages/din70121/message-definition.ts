/**
 * The message of DIN SPEC 70121 as a whole: a header and a body, which holds one of all the messages.
 *
 * @module
 */

import { optional, substitution, vocabulary } from "../../exi/fields.ts";
import type { Infer } from "../../exi/simple-types.ts";
import { ChargingStatusReq, ChargingStatusRes, MeteringReceiptReq, MeteringReceiptRes } from "./ac-messages.ts";
import {
  ContractAuthenticationReq,
  ContractAuthenticationRes,
  PaymentDetailsReq,
  PaymentDetailsRes,
} from "./authorization-messages.ts";
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
import { MsgDef } from "./namespaces.ts";
import {
  ServiceDetailReq,
  ServiceDetailRes,
  ServiceDiscoveryReq,
  ServiceDiscoveryRes,
  ServicePaymentSelectionReq,
  ServicePaymentSelectionRes,
} from "./service-messages.ts";
import { SessionSetupReq, SessionSetupRes, SessionStopReq, SessionStopRes } from "./session-messages.ts";

const { sequence, element } = vocabulary(MsgDef, "unqualified");

/** One message, under its name. An empty body is allowed and never met. */
export const BodyType = sequence({
  BodyElement: optional(
    substitution({
      BodyElement,
      ChargingStatusReq,
      ChargingStatusRes,
      MeteringReceiptReq,
      MeteringReceiptRes,
      PaymentDetailsReq,
      PaymentDetailsRes,
      ContractAuthenticationReq,
      ContractAuthenticationRes,
      CertificateInstallationReq,
      CertificateInstallationRes,
      CertificateUpdateReq,
      CertificateUpdateRes,
      ChargeParameterDiscoveryReq,
      ChargeParameterDiscoveryRes,
      PowerDeliveryReq,
      PowerDeliveryRes,
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
      ServicePaymentSelectionReq,
      ServicePaymentSelectionRes,
      SessionSetupReq,
      SessionSetupRes,
      SessionStopReq,
      SessionStopRes,
    }),
  ),
});
export type BodyType = Infer<typeof BodyType>;

/** What stands in every V2GTP packet after the handshake. */
export const V2G_Message = element("V2G_Message", sequence({ Header: MessageHeaderType, Body: BodyType }));
export type V2G_Message = Infer<typeof V2G_Message>;
