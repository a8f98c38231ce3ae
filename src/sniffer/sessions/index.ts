/**
 * Sessions of a recording.
 *
 * @module
 */

export type { Ended, EndKind } from "./ended.ts";
export type * from "./session.ts";
export { type Sessions, sessions } from "./sessions.ts";
export type { SlacAttempt, SlacHistory, SlacResponder, SlacStage } from "./slac-history.ts";
