import { expectTypeOf } from "vitest";
import type { din70121, handshake, iso2, iso20, xmldsig } from "./index.ts";
import type { KeyInfoType, TransformType, X509DataType } from "./xmldsig-key-info.ts";

// The handshake.
expectTypeOf<handshake.supportedAppProtocolReq["AppProtocol"][number]["Priority"]>().toEqualTypeOf<number>();
expectTypeOf<handshake.supportedAppProtocolRes>().toEqualTypeOf<{
  ResponseCode: "OK_SuccessfulNegotiation" | "OK_SuccessfulNegotiationWithMinorDeviation" | "Failed_NoNegotiation";
  SchemaID?: number;
}>();

// DIN SPEC 70121, where it differs from ISO 15118-2.
expectTypeOf<din70121.PhysicalValueType["Unit"]>().toEqualTypeOf<
  "h" | "m" | "s" | "A" | "Ah" | "V" | "VA" | "W" | "W/s" | "Wh" | undefined
>();
expectTypeOf<din70121.ContractAuthenticationReq>().toEqualTypeOf<{ Id?: string; GenChallenge?: string }>();
expectTypeOf<keyof din70121.SessionStopReq>().toEqualTypeOf<never>();
expectTypeOf<din70121.CurrentDemandReq["DC_EVStatus"]["EVCabinConditioning"]>().toEqualTypeOf<boolean | undefined>();
expectTypeOf<din70121.CurrentDemandRes>().not.toHaveProperty("EVSEID");
expectTypeOf<iso2.CurrentDemandRes["EVSEID"]>().toEqualTypeOf<string>();

// The head of a substitution group is one of its members: the field knows it with no content.
({ ResponseCode: "OK", EVSEStatus: {} }) satisfies din70121.PowerDeliveryRes;
// @ts-expect-error one member at a time
({ ResponseCode: "OK", EVSEStatus: {}, DC_EVSEStatus: {} }) satisfies din70121.PowerDeliveryRes;

// A choice wants exactly one of its options.
({ Name: "Protocol", stringValue: "http" }) satisfies iso2.ParameterType;
// @ts-expect-error no value
({ Name: "Protocol" }) satisfies iso2.ParameterType;
// @ts-expect-error two values
({ Name: "Protocol", stringValue: "http", intValue: 1 }) satisfies iso2.ParameterType;

// Lists are arrays, and simple content stands under `$value` beside its attributes.
expectTypeOf<iso2.SalesTariffType["SalesTariffEntry"]>().toEqualTypeOf<iso2.SalesTariffEntryType[]>();
expectTypeOf<iso2.SalesTariffEntryType["ConsumptionCost"]>().toEqualTypeOf<iso2.ConsumptionCostType[] | undefined>();
expectTypeOf<iso2.CertificateInstallationRes["eMAID"]>().toEqualTypeOf<{ Id: string; $value: string }>();
expectTypeOf<xmldsig.SignatureType["SignatureValue"]>().toEqualTypeOf<{ Id?: string; $value: string }>();

// What repeats as a group stands under `$items`, one object for each iteration.
({ $items: [{ KeyName: "" }, { X509Data: { $items: [{ X509SKI: "" }, { X509CRL: "" }] } }] }) satisfies KeyInfoType;
({ Algorithm: "", $items: [{ XPath: "" }, {}] }) satisfies TransformType;
({ Algorithm: "" }) satisfies TransformType;
// @ts-expect-error one datum in each iteration
({ $items: [{ X509SKI: "", X509CRL: "" }] }) satisfies X509DataType;

// ISO 15118-20: literals, 64-bit integers as strings, choices that may be left out altogether.
expectTypeOf<iso20.common.SessionStopReq["ChargingSession"]>().toEqualTypeOf<
  "Pause" | "Terminate" | "ServiceRenegotiation"
>();
expectTypeOf<iso20.common.VehicleCheckOutReq["CheckOutTime"]>().toEqualTypeOf<string>();
expectTypeOf<iso20.common.ChargingScheduleType["AbsolutePriceSchedule"]>().toEqualTypeOf<
  iso20.common.AbsolutePriceScheduleType | undefined
>();
declare const authorization: iso20.common.AuthorizationReq;
if (authorization.PnC_AReqAuthorizationMode !== undefined) {
  expectTypeOf(authorization.PnC_AReqAuthorizationMode.GenChallenge).toEqualTypeOf<string>();
  expectTypeOf(authorization.EIM_AReqAuthorizationMode).toEqualTypeOf<undefined>();
}

// The members of a group differ between AC and DC, and extensions keep the fields of their base.
declare const ac: iso20.ac.AC_ChargeLoopReq;
expectTypeOf(ac).not.toHaveProperty("Scheduled_DC_CLReqControlMode");
if (ac.BPT_Dynamic_AC_CLReqControlMode !== undefined) {
  expectTypeOf(
    ac.BPT_Dynamic_AC_CLReqControlMode.EVTargetEnergyRequest,
  ).toEqualTypeOf<iso20.commonTypes.RationalNumberType>();
}
expectTypeOf<iso20.dc.DC_ChargeLoopRes["EVSEStatus"]>().toEqualTypeOf<iso20.commonTypes.EVSEStatusType | undefined>();
expectTypeOf<iso20.wpt.WPT_FinePositioningReq["VendorSpecificDataContainer"]>().toEqualTypeOf<string[] | undefined>();
expectTypeOf<iso20.wpt.WPT_PairingMethodListType["WPT_PairingMethod"][number]>().toEqualTypeOf<
  "External confirmation" | "LPE" | "LF_TxEV" | "LF_TxPrimaryDevice" | "Optical" | "Proprietary"
>();
expectTypeOf<iso20.acdp.ACDP_DisconnectReq>().toEqualTypeOf<iso20.acdp.ACDP_ConnectReq>();
