/**
 * The services that a charger of DIN SPEC 70121 offers, and how they may be paid.
 *
 * @module
 */

import { attribute, choice, list, optional, vocabulary } from "../../exi/fields.ts";
import { boolean, byte, enumeration, type Infer, int, short, string } from "../../exi/simple-types.ts";
import { serviceIDType } from "./identifiers.ts";
import { MsgDataTypes } from "./namespaces.ts";
import { PhysicalValueType } from "./quantities.ts";

const { sequence, extension, element } = vocabulary(MsgDataTypes);

export const serviceNameType = string({ maxLength: 32 });
/** DIN SPEC 70121 itself uses `EVCharging` alone. */
export const serviceCategoryType = enumeration("EVCharging", "Internet", "ContractCertificate", "OtherCustom");
export type serviceCategoryType = Infer<typeof serviceCategoryType>;

export const serviceScopeType = string({ maxLength: 32 });
/** A service's name; the optional parts are not used by DIN SPEC 70121. DIN SPEC 70121, 9.5.2.1. */
export const ServiceTagType = sequence({
  ServiceID: serviceIDType,
  ServiceName: optional(serviceNameType),
  ServiceCategory: serviceCategoryType,
  ServiceScope: optional(serviceScopeType),
});
export type ServiceTagType = Infer<typeof ServiceTagType>;

/** A service, and whether it costs nothing. */
export const ServiceType = sequence({
  ServiceTag: ServiceTagType,
  FreeService: boolean,
});
export type ServiceType = Infer<typeof ServiceType>;

/** The services beside charging. */
export const ServiceTagListType = sequence({
  Service: list(ServiceType),
});
export type ServiceTagListType = Infer<typeof ServiceTagListType>;

/** The plug on offer: `DC_extended` is what Combo plugs use, `DC_core` the pins that AC uses too. */
export const EVSESupportedEnergyTransferType = enumeration(
  "AC_single_phase_core",
  "AC_three_phase_core",
  "DC_core",
  "DC_extended",
  "DC_combo_core",
  "DC_dual",
  "AC_core1p_DC_extended",
  "AC_single_DC_core",
  "AC_single_phase_three_phase_core_DC_extended",
  "AC_core3p_DC_extended",
);
export type EVSESupportedEnergyTransferType = Infer<typeof EVSESupportedEnergyTransferType>;

/**
 * Not the list that chargers offer from: `DC_dual` and the mixed kinds cannot be asked for, `DC_unique` cannot be
 * offered.
 */
export const EVRequestedEnergyTransferType = enumeration(
  "AC_single_phase_core",
  "AC_three_phase_core",
  "DC_core",
  "DC_extended",
  "DC_combo_core",
  "DC_unique",
);
export type EVRequestedEnergyTransferType = Infer<typeof EVRequestedEnergyTransferType>;

/** The one service that every charger offers. DIN SPEC 70121, 9.5.2.3. */
export const ServiceChargeType = extension(ServiceType, {
  EnergyTransferType: EVSESupportedEnergyTransferType,
});
export type ServiceChargeType = Infer<typeof ServiceChargeType>;
export const ServiceCharge = element("ServiceCharge", ServiceChargeType);

/** A service, with the parameters it shall have. DIN SPEC 70121, 9.5.2.14. */
export const SelectedServiceType = sequence({
  ServiceID: serviceIDType,
  /** One of the sets of ServiceDetailRes. */
  ParameterSetID: optional(short),
});
export type SelectedServiceType = Infer<typeof SelectedServiceType>;

/** Charging is always one of them. DIN SPEC 70121, 9.5.2.13. */
export const SelectedServiceListType = sequence({
  SelectedService: list(SelectedServiceType),
});
export type SelectedServiceListType = Infer<typeof SelectedServiceListType>;

/** Names the option that a parameter holds, which its element's name says as well. */
export const valueType = enumeration("bool", "byte", "short", "int", "physicalValue", "string");
export type valueType = Infer<typeof valueType>;

/** A named value of one of six types. */
export const ParameterType = sequence({
  Name: attribute(string()),
  ValueType: attribute(valueType),
  value: choice({
    boolValue: boolean,
    byteValue: byte,
    shortValue: short,
    intValue: int,
    physicalValue: PhysicalValueType,
    stringValue: string(),
  }),
});
export type ParameterType = Infer<typeof ParameterType>;

/** Parameters that belong together; the car chooses a whole set. */
export const ParameterSetType = sequence({
  ParameterSetID: short,
  Parameter: list(ParameterType),
});
export type ParameterSetType = Infer<typeof ParameterSetType>;

/** The sets that the car may choose from. */
export const ServiceParameterListType = sequence({
  ParameterSet: list(ParameterSetType),
});
export type ServiceParameterListType = Infer<typeof ServiceParameterListType>;

/** `ExternalPayment` is anything but a contract: a card, an app, or nothing at all. */
export const paymentOptionType = enumeration("Contract", "ExternalPayment");
export type paymentOptionType = Infer<typeof paymentOptionType>;

/** The ways to pay that are offered here. DIN SPEC 70121, 9.5.2.5. */
export const PaymentOptionsType = sequence({
  PaymentOption: list(paymentOptionType),
});
export type PaymentOptionsType = Infer<typeof PaymentOptionsType>;
