/**
 * What a charger offers by ISO 15118-2, and what the car chooses of it: kinds of current, and services beside charging
 * (ISO 15118-2, 8.4.3.3 to 8.4.3.5).
 *
 * @module
 */

import type { Content } from "../v2g/dialect.ts";
import type { ValueAddedService } from "./charger.ts";
import type { ChargerSession } from "./charger-session.ts";
import type { Iso2, On } from "./iso2.ts";
import { Refuse } from "./serve.ts";

/** The service of charging itself. */
export const CHARGING = 1;
/** ISO 15118-2, 8.5.2.2. */
const MOST_SERVICES = 8;

export const serviceDiscovery: On<"ServiceDiscoveryReq"> = ({ ServiceCategory }, session) => {
  const { charger } = session;
  const offered = (charger.services ?? []).slice(0, MOST_SERVICES).map((service) => ({
    ServiceID: service.id,
    ServiceName: service.name.slice(0, 32),
    ServiceCategory: categoryOf(service),
    FreeService: service.isFree,
  }));
  const wanted = offered.filter((one) => ServiceCategory === undefined || one.ServiceCategory === ServiceCategory);
  return {
    answer: {
      ResponseCode: "OK",
      PaymentOptionList: { PaymentOption: ["ExternalPayment"] },
      ChargeService: {
        ServiceID: CHARGING,
        ServiceCategory: "EVCharging",
        FreeService: false,
        SupportedEnergyTransferMode: { EnergyTransferMode: modesOf(session) },
      },
      ...(wanted.length > 0 ? { ServiceList: { Service: wanted } } : {}),
    },
    next: "PaymentServiceSelection",
  };
};

/** ISO 15118-2, table 105: 3 is internet access; what is beyond 4 is the charger's own. */
const categoryOf = ({ id }: ValueAddedService): "Internet" | "OtherCustom" => (id === 3 ? "Internet" : "OtherCustom");

type Mode = Content<Iso2, "ChargeParameterDiscoveryReq">["RequestedEnergyTransferMode"];
export function modesOf({ charger: { dc, ac } }: ChargerSession): Mode[] {
  return [
    ...(dc ? (["DC_extended", "DC_core"] as const) : []),
    ...(ac?.phases === 3 ? (["AC_three_phase_core"] as const) : []),
    ...(ac ? (["AC_single_phase_core"] as const) : []),
  ];
}

export const serviceDetail: On<"ServiceDetailReq"> = ({ ServiceID }, { charger }) => {
  const service = charger.services?.find(({ id }) => id === ServiceID);
  if (!service) throw new Refuse("FAILED_ServiceIDInvalid", `service ${ServiceID} is not offered`);
  const ParameterSet = (service.parameters ?? []).map(({ id, values }) => ({
    ParameterSetID: id,
    Parameter: Object.entries(values).map(([Name, value]) =>
      typeof value === "number" ? { Name, intValue: Math.round(value) } : { Name, stringValue: value },
    ),
  }));
  return {
    answer: {
      ResponseCode: "OK",
      ServiceID,
      ...(ParameterSet.length > 0 ? { ServiceParameterList: { ParameterSet } } : {}),
    },
    next: "PaymentServiceSelection",
  };
};

export const paymentSelection: On<"PaymentServiceSelectionReq"> = (request, { charger }) => {
  const { SelectedPaymentOption, SelectedServiceList } = request;
  if (SelectedPaymentOption !== "ExternalPayment") {
    throw new Refuse("FAILED_PaymentSelectionInvalid", `${SelectedPaymentOption} was not offered`);
  }
  const selected = SelectedServiceList.SelectedService.map(({ ServiceID }) => ServiceID);
  // [V2G2-804]
  if (!selected.includes(CHARGING)) {
    throw new Refuse(
      "FAILED_NoChargeServiceSelected",
      `services ${selected.join(", ")} were chosen, none of them is charging`,
    );
  }
  const unknown = selected.find((one) => one !== CHARGING && !charger.services?.some(({ id }) => id === one));
  if (unknown !== undefined) {
    throw new Refuse("FAILED_ServiceSelectionInvalid", `service ${unknown} is not offered`);
  }
  const services = selected.filter((one) => one !== CHARGING);
  if (services.length > 0) charger.show?.({ services });
  return { answer: { ResponseCode: "OK" }, next: "Authorization" };
};
