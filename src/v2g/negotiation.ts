/**
 * Which protocol is spoken: the car offers those it can, in the order of its liking, and the charger takes the first that
 * it can, too. ISO 15118-2, 8.2.
 *
 * @module
 */

import type { AppProtocolType, supportedAppProtocolRes } from "../messages/handshake.ts";
import type { Dialect } from "./dialect.ts";

/** What a car offers, best first. [V2G2-098] numbers the entries by priority, 1 first. */
export const offerOf = (dialects: readonly Dialect[]): AppProtocolType[] =>
  dialects.map(({ namespace, major, minor }, i) => ({
    ProtocolNamespace: namespace,
    VersionNumberMajor: major,
    VersionNumberMinor: minor,
    SchemaID: i + 1,
    Priority: i + 1,
  }));

export interface Taken {
  /** Absent where none of the offered ones is spoken here. */
  readonly dialect?: Dialect;
  readonly answer: supportedAppProtocolRes;
}

/**
 * The charger's choice. [V2G2-167] the car's priority decides among those with the same namespace and major version.
 * SchemaID is the number that the car gave the entry, 0 as well (BMW iX3).
 */
export function takeFrom(offer: readonly AppProtocolType[], spoken: readonly Dialect[]): Taken {
  const byPriority = [...offer].sort((a, b) => a.Priority - b.Priority);
  for (const { ProtocolNamespace, VersionNumberMajor, VersionNumberMinor, SchemaID } of byPriority) {
    const dialect = spoken.find(
      ({ namespace, major }) => namespace === ProtocolNamespace && major === VersionNumberMajor,
    );
    if (!dialect) continue;
    const ResponseCode =
      dialect.minor === VersionNumberMinor ? "OK_SuccessfulNegotiation" : "OK_SuccessfulNegotiationWithMinorDeviation";
    return { dialect, answer: { ResponseCode, SchemaID } };
  }
  return { answer: { ResponseCode: "Failed_NoNegotiation" } };
}

/**
 * The dialect that a charger has taken from the car's offer.
 *
 * @returns nothing where it took none, or names one that was not offered or is not spoken.
 */
export function takenFrom(
  offer: readonly AppProtocolType[],
  speaks: readonly Dialect[],
  { ResponseCode, SchemaID }: supportedAppProtocolRes,
): Dialect | undefined {
  if (ResponseCode === "Failed_NoNegotiation") return undefined;
  // Some chargers leave the number out when only one was offered.
  const entry =
    SchemaID === undefined && offer.length === 1 ? offer[0] : offer.find((one) => one.SchemaID === SchemaID);
  return entry && speaks.find(({ namespace }) => namespace === entry.ProtocolNamespace);
}
