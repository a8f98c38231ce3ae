/**
 * What is measured, wished and allowed while a car charges: the columns of a report.
 *
 * @module
 */

export interface Quantity {
  /** In words: "car asks for". */
  readonly label: string;
  readonly unit: "V" | "A" | "kW" | "%" | "Wh";
  /** Whose word it is. */
  readonly side: "vehicle" | "charger" | "cable";
  readonly role: "target" | "present" | "limit";
}

const row = (label: string, unit: Quantity["unit"], side: Quantity["side"], role: Quantity["role"]): Quantity => ({
  label,
  unit,
  side,
  role,
});

/** In the order in which they are shown. */
export const QUANTITIES = {
  targetVoltage: row("car asks for", "V", "vehicle", "target"),
  presentVoltage: row("charger gives", "V", "charger", "present"),
  vehicleMaximumVoltage: row("car's maximum", "V", "vehicle", "limit"),
  chargerMaximumVoltage: row("charger's maximum", "V", "charger", "limit"),
  targetCurrent: row("car asks for", "A", "vehicle", "target"),
  presentCurrent: row("charger gives", "A", "charger", "present"),
  /** The lowest of the charger's limits of current, power and schedule, at the voltage of the moment. */
  chargerCap: row("charger's cap", "A", "charger", "limit"),
  vehicleMaximumCurrent: row("car's maximum", "A", "vehicle", "limit"),
  chargerMaximumCurrent: row("charger's maximum", "A", "charger", "limit"),
  cableCurrent: row("cable bears", "A", "cable", "limit"),
  pilotCurrent: row("pilot allows", "A", "cable", "limit"),
  targetPower: row("car asks for", "kW", "vehicle", "target"),
  vehiclePresentPower: row("car takes", "kW", "vehicle", "present"),
  chargerTargetPower: row("charger asks for", "kW", "charger", "target"),
  presentPower: row("charger gives", "kW", "charger", "present"),
  vehicleMaximumPower: row("car's maximum", "kW", "vehicle", "limit"),
  chargerMaximumPower: row("charger's maximum", "kW", "charger", "limit"),
  schedule: row("schedule", "kW", "charger", "limit"),
  soc: row("state of charge", "%", "vehicle", "present"),
  meter: row("meter", "Wh", "charger", "present"),
} as const satisfies Readonly<Record<string, Quantity>>;

export type QuantityName = keyof typeof QUANTITIES;
