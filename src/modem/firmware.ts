/**
 * What an adapter runs, asked in the way of its maker.
 *
 * @module
 */

import type { Milliseconds } from "../base/units.ts";
import type { Infer } from "../layout/layout.ts";
import { NSCM_GET_VERSION_CNF, NSCM_GET_VERSION_REQ } from "../messages/homeplug/lumissil.ts";
import type { Mme } from "../messages/homeplug/message.ts";
import { GET_SW_CNF, GET_SW_REQ } from "../messages/homeplug/qualcomm-device.ts";
import { VS_GET_VERSION_CNF, VS_GET_VERSION_REQ } from "../messages/homeplug/vertexcom.ts";
import type { Desk } from "./asking.ts";

type Lumissil = Infer<(typeof NSCM_GET_VERSION_CNF)["layout"]>;
type Vertexcom = Infer<(typeof VS_GET_VERSION_CNF)["layout"]>;

export const lumissilFirmware = ({ Major, Minor, Sub, Build, Patch }: Lumissil): string =>
  [Major, Minor, Sub, Build, Patch].filter((number) => number !== undefined).join(".");
export const vertexcomFirmware = ({ ApplicationVersion }: Vertexcom): string => ApplicationVersion ?? "";

/**
 * Asks once.
 *
 * @throws {TimeoutError | LinkError} where it is silent.
 */
export async function askFirmware({ station, adapter, run }: Desk, limit: Milliseconds): Promise<string> {
  const ask = async <Q, A>(question: Mme<Q>, value: Q, answer: Mme<A>): Promise<A> => {
    const isItsOwn = ({ source }: { readonly source: string }) => source === adapter.mac;
    return (await station.ask(question, value, adapter.mac, answer, limit, run, isItsOwn)).value;
  };
  switch (adapter.vendor) {
    case "Qualcomm":
      return (await ask(GET_SW_REQ, {}, GET_SW_CNF)).Version;
    case "Lumissil":
      return lumissilFirmware(await ask(NSCM_GET_VERSION_REQ, { Version: 0, RequestID: 0 }, NSCM_GET_VERSION_CNF));
    case "Vertexcom":
      return vertexcomFirmware(await ask(VS_GET_VERSION_REQ, {}, VS_GET_VERSION_CNF));
  }
}
