/**
 * False hardware: a clock that is turned, cars, chargers, modems, the cable between them, and what goes wrong there.
 *
 * @module
 */

export { type CarProfileName, carProfiles, type SpeakingCar } from "./car-profiles.ts";
export { type ChargerProfileName, chargerProfiles, type SpeakingCharger } from "./charger-profiles.ts";
export * from "./clock.ts";
export * from "./faults.ts";
export * from "./plant.ts";
export * from "./plug-suites.ts";
export * from "./powerline-medium.ts";
export { type SimulatedModem, type SimulatedModemOptions, simulatedModem } from "./simulated-modem.ts";
export * from "./stream-pair.ts";
