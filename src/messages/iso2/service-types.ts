/**
 * The services that a charger of ISO 15118-2 offers, and how they may be paid.
 *
 * @module
 */

import { attribute, choice, list, optional, vocabulary } from "../../exi/fields.ts";
import { boolean, byte, enumeration, type Infer, int, short, string } from "../../exi/simple-types.ts";
import { serviceIDType } from "./identifiers.ts";
import { MsgDataTypes } from "./namespaces.ts";
import { PhysicalValueType } from "./quantities.ts";

const { sequence, extension } = vocabulary(MsgDataTypes, "qualified");

export const serviceNameType = string({ maxLength: 32 });

/** `EVCharging` is the category of the one service that every charger offers. */
export const serviceCategoryType = enumeration("EVCharging", "Internet", "ContractCertificate", "OtherCustom");
export type serviceCategoryType = Infer<typeof serviceCategoryType>;

export const serviceScopeType = string({ maxLength: 64 });
/** A service, and whether it costs nothing. ISO 15118-2, 8.5.2.1. */
export const ServiceType = sequence({
  ServiceID: serviceIDType,
  ServiceName: optional(serviceNameType),
  ServiceCategory: serviceCategoryType,
  ServiceScope: optional(serviceScopeType),
  FreeService: boolean,
});
export type ServiceType = Infer<typeof ServiceType>;

/** The services beside charging. ISO 15118-2, 8.5.2.2. */
export const ServiceListType = sequence({
  Service: list(ServiceType, 1, 8),
});
export type ServiceListType = Infer<typeof ServiceListType>;

/** The plug: `DC_extended` is what Combo plugs use, `DC_core` the pins that AC uses too. ISO 15118-2, 8.5.2.4. */
export const EnergyTransferModeType = enumeration(
  "AC_single_phase_core",
  "AC_three_phase_core",
  "DC_core",
  "DC_extended",
  "DC_combo_core",
  "DC_unique",
);
export type EnergyTransferModeType = Infer<typeof EnergyTransferModeType>;

/** The plugs on offer. ISO 15118-2, 8.5.2.4. */
export const SupportedEnergyTransferModeType = sequence({
  EnergyTransferMode: list(EnergyTransferModeType, 1, 6),
});
export type SupportedEnergyTransferModeType = Infer<typeof SupportedEnergyTransferModeType>;

/** The one service that every charger offers. ISO 15118-2, 8.5.2.3. */
export const ChargeServiceType = extension(ServiceType, {
  SupportedEnergyTransferMode: SupportedEnergyTransferModeType,
});
export type ChargeServiceType = Infer<typeof ChargeServiceType>;

/** A service, with the parameters it shall have. ISO 15118-2, 8.5.2.25. */
export const SelectedServiceType = sequence({
  ServiceID: serviceIDType,
  /** One of the sets of ServiceDetailRes. */
  ParameterSetID: optional(short),
});
export type SelectedServiceType = Infer<typeof SelectedServiceType>;

/** Charging is always one of them. ISO 15118-2, 8.5.2.24. */
export const SelectedServiceListType = sequence({
  SelectedService: list(SelectedServiceType, 1, 16),
});
export type SelectedServiceListType = Infer<typeof SelectedServiceListType>;

/** Left over from DIN SPEC 70121: no element uses it. */
export const valueType = enumeration("bool", "byte", "short", "int", "physicalValue", "string");
export type valueType = Infer<typeof valueType>;

/** A named value of one of six types. ISO 15118-2, 8.5.2.23. */
export const ParameterType = sequence({
  Name: attribute(string()),
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

/** Parameters that belong together; the car chooses a whole set. ISO 15118-2, 8.5.2.22. */
export const ParameterSetType = sequence({
  ParameterSetID: short,
  Parameter: list(ParameterType, 1, 16),
});
export type ParameterSetType = Infer<typeof ParameterSetType>;

/** The sets that the car may choose from. ISO 15118-2, 8.5.2.21. */
export const ServiceParameterListType = sequence({
  ParameterSet: list(ParameterSetType, 1, 255),
});
export type ServiceParameterListType = Infer<typeof ServiceParameterListType>;

/** `Contract` is Plug & Charge; `ExternalPayment` is anything else: a card, an app, or nothing at all. */
export const paymentOptionType = enumeration("Contract", "ExternalPayment");
export type paymentOptionType = Infer<typeof paymentOptionType>;

/** The ways to pay that are offered here. ISO 15118-2, 8.5.2.9. */
export const PaymentOptionListType = sequence({
  PaymentOption: list(paymentOptionType, 1, 2),
});
export type PaymentOptionListType = Infer<typeof PaymentOptionListType>;
