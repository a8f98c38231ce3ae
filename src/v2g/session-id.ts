/**
 * The number of a session: one to eight octets, opaque, all zero for none (ISO 15118-2, 8.4.2).
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import { type Random, randomOctets } from "../base/random.ts";

/** What a car says that wants a new session. */
export const NO_SESSION = "0000000000000000";

/** Cars write none as one octet or as eight. */
export const isNoSession = (sessionId: string): boolean => /^0*$/.test(sessionId);

/** Whether two numbers are the same; leading zeros do not count, as some chargers send four octets of eight. */
export const isSameSession = (one: string, other: string): boolean =>
  one.replace(/^(00)+/, "").toLowerCase() === other.replace(/^(00)+/, "").toLowerCase();

/** [V2G2-750] eight octets, never all zero. */
export function newSessionId(random?: Random): string {
  for (;;) {
    const sessionId = toHex(randomOctets(8, random));
    if (!isNoSession(sessionId)) return sessionId;
  }
}
