/**
 * Which side limited the charging power.
 *
 * @module
 */

export type { Attribution, LimitSide, Reason, Root } from "./attribute.ts";
export { type LimitsBySession, limitsBySession, type SessionInterval, type SessionLimits } from "./by-session.ts";
export { type Interval, type LimitReport, type Limits, limits } from "./intervals.ts";
export type { Doubt, DoubtCode } from "./quality.ts";
export type { AcOffer, Caps, Sample } from "./sample.ts";
export { type Sampler, sampler } from "./samples.ts";
export { dataFaults, verdict } from "./verdict.ts";
