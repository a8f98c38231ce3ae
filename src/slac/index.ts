/**
 * SLAC: how car and charger find out that they hang on the same cable, and form a network (ISO 15118-3, annex A).
 *
 * @module
 */

export type { Profile } from "./attenuation.ts";
export { type ChoiceRules, choiceRules } from "./choice.ts";
export { type CarSide, leaveCharger, matchCharger } from "./ev.ts";
export type { LoadedPilot } from "./ev-validation.ts";
export { CHECKPOINTS, type SlacEvent, type SlacStep } from "./events.ts";
export { type ChargerMatching, type ChargerSide, chargerMatching } from "./evse.ts";
export { checksFor, type FailureKind, MatchingFailed } from "./failures.ts";
export type { Match } from "./match.ts";
export { freshKey, type Link, type NetworkKey, type OwnModem, untilLinkIsLost } from "./own-modem.ts";
export { type StandardModemOptions, standardModem } from "./standard-modem.ts";
export { type SlacTiming, slacTiming } from "./timing.ts";
export type { ObservedPilot } from "./validation.ts";
export { stepWords } from "./words.ts";
