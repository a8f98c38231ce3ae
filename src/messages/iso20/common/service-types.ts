/**
 * The services that a charger of ISO 15118-20 offers.
 *
 * @module
 */

import { attribute, choice, list, vocabulary } from "../../../exi/fields.ts";
import { boolean, byte, type Infer, int, short, unsignedShort } from "../../../exi/simple-types.ts";
import { nameType } from "../common-types/identifiers.ts";
import { RationalNumberType } from "../common-types/quantities.ts";
import { CommonMessages } from "../namespaces.ts";

const { sequence } = vocabulary(CommonMessages, "qualified");

/**
 * 1 AC, 2 DC, 3 WPT, 4 DC by ACDP, 5 AC both ways, 6 DC both ways, 7 DC by ACDP both ways, 65 internet access, 66
 * parking status.
 */
export const serviceIDType = unsignedShort;

/** The services that the car cares for. ISO 15118-20, 8.3.5.3.29. */
export const ServiceIDListType = sequence({
  ServiceID: list(serviceIDType, 1, 16),
});
export type ServiceIDListType = Infer<typeof ServiceIDListType>;

/** A service, and whether it costs nothing. ISO 15118-20, 8.3.5.3.1. */
export const ServiceType = sequence({
  ServiceID: serviceIDType,
  FreeService: boolean,
});
export type ServiceType = Infer<typeof ServiceType>;

/** The services on offer. ISO 15118-20, 8.3.5.3.2. */
export const ServiceListType = sequence({
  Service: list(ServiceType, 1, 8),
});
export type ServiceListType = Infer<typeof ServiceListType>;

/** A named value of one of six types. ISO 15118-20, 8.3.5.3.23. */
export const ParameterType = sequence({
  Name: attribute(nameType),
  value: choice({
    boolValue: boolean,
    byteValue: byte,
    shortValue: short,
    intValue: int,
    rationalNumber: RationalNumberType,
    finiteString: nameType,
  }),
});
export type ParameterType = Infer<typeof ParameterType>;

/** Parameters that belong together; the car chooses a whole set. ISO 15118-20, 8.3.5.3.22. */
export const ParameterSetType = sequence({
  ParameterSetID: serviceIDType,
  Parameter: list(ParameterType, 1, 32),
});
export type ParameterSetType = Infer<typeof ParameterSetType>;

/** The sets that the car may choose from. ISO 15118-20, 8.3.5.3.21. */
export const ServiceParameterListType = sequence({
  ParameterSet: list(ParameterSetType, 1, 32),
});
export type ServiceParameterListType = Infer<typeof ServiceParameterListType>;

/** A service, with the parameters it shall have. ISO 15118-20, 8.3.5.3.25. */
export const SelectedServiceType = sequence({
  ServiceID: serviceIDType,
  /** One of the sets of ServiceDetailRes; it settles who steers, and whether power flows both ways. */
  ParameterSetID: serviceIDType,
});
export type SelectedServiceType = Infer<typeof SelectedServiceType>;

/** The services chosen beside charging. ISO 15118-20, 8.3.5.3.24. */
export const SelectedServiceListType = sequence({
  SelectedService: list(SelectedServiceType, 1, 16),
});
export type SelectedServiceListType = Infer<typeof SelectedServiceListType>;
