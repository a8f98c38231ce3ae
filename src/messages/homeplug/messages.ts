/**
 * All management messages whose layout is known here, by their number.
 *
 * @module
 */

import * as dspace from "./dspace.ts";
import * as lumissil from "./lumissil.ts";
import type { Mme } from "./message.ts";
import * as network from "./network.ts";
import * as qualcomm from "./qualcomm.ts";
import * as slac from "./slac.ts";
import * as st from "./st.ts";
import * as vertexcom from "./vertexcom.ts";

const isMme = (value: unknown): value is Mme => typeof value === "object" && value !== null && "mmtype" in value;

export const managementMessages: readonly Mme[] = [slac, network, qualcomm, lumissil, vertexcom, st, dspace].flatMap(
  (room) => (Object.values(room) as unknown[]).filter(isMme),
);

const byType = new Map<number, Mme[]>();
for (const one of managementMessages) byType.set(one.mmtype, [...(byType.get(one.mmtype) ?? []), one]);

/** Some firmware leaves its OUI away. */
const NOBODY = "00:00:00";

/** The message of this number, of this vendor, in the form of this version where there are two. */
export function messageFor(mmtype: number, oui: string | undefined, version: number): Mme | undefined {
  const known = (byType.get(mmtype) ?? []).filter((one) => (one.oui ?? oui) === oui || oui === NOBODY);
  // HomePlug AV 1.0 has a header of its own; 1.1 and 2.0 share theirs.
  return known.find((one) => (one.version === 0) === (version === 0)) ?? known[0];
}
