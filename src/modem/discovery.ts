/**
 * Who is on the wire: the adapters at this end of the power line, and those beyond it in the same network.
 *
 * @module
 */

import { BROADCAST } from "../base/mac-address.ts";
import type { Run } from "../base/run.ts";
import type { Infer } from "../layout/layout.ts";
import { NSCM_GET_VERSION_CNF, NSCM_GET_VERSION_REQ } from "../messages/homeplug/lumissil.ts";
import { CHIP_IDENT, DEVICE_CLASS, GET_SW_CNF, GET_SW_REQ } from "../messages/homeplug/qualcomm-device.ts";
import { VS_GET_VERSION_CNF, VS_GET_VERSION_REQ } from "../messages/homeplug/vertexcom.ts";
import { LOCAL_MODEM, type Received, type Station } from "../powerline/station.ts";
import { type Adapter, generationOf } from "./adapter.ts";
import { ModemError } from "./failures.ts";
import { lumissilFirmware, vertexcomFirmware } from "./firmware.ts";
import { type AdapterTiming, adapterTiming } from "./timing.ts";

/** Where Vertexcom's modems hear their own host. */
export const LOCAL_VERTEXCOM = "00:13:d7:00:00:01";
const BOOT_LOADER = "BootLoader";

/** All adapters that answer, those at this end first. Sends four questions, and waits for less than a second. */
export async function findAdapters(
  station: Station,
  run: Run,
  timing: AdapterTiming = adapterTiming,
): Promise<Adapter[]> {
  const found = new Map<string, Adapter>();
  const add = (adapters: readonly Adapter[]) => {
    for (const adapter of adapters) if (!found.has(adapter.mac)) found.set(adapter.mac, adapter);
  };
  const { local, remote } = timing;
  // What is sent to the local address never crosses the power line.
  const [near, lumissil, vertexcom] = await Promise.all([
    station.gather(GET_SW_REQ, {}, LOCAL_MODEM, GET_SW_CNF, local, run),
    station.gather(NSCM_GET_VERSION_REQ, { Version: 0, RequestID: 0 }, LOCAL_MODEM, NSCM_GET_VERSION_CNF, local, run),
    station.gather(VS_GET_VERSION_REQ, {}, LOCAL_VERTEXCOM, VS_GET_VERSION_CNF, local, run),
  ]);
  add(near.map((answer) => qualcomm(answer, true)));
  add(
    lumissil.map(({ source, value }) => ({
      mac: source,
      isLocal: true,
      vendor: "Lumissil",
      chip: "CG5317",
      firmware: lumissilFirmware(value),
      generation: "other",
      isInBootLoader: false,
    })),
  );
  add(
    vertexcom.map(({ source, value }) => ({
      mac: source,
      isLocal: true,
      vendor: "Vertexcom",
      chip: "MSE102x",
      firmware: vertexcomFirmware(value),
      generation: "other",
      isInBootLoader: false,
    })),
  );
  const all = await station.gather(GET_SW_REQ, {}, BROADCAST, GET_SW_CNF, remote, run);
  // One that does not know the local address answers this one only; it is taken for a remote one.
  add(all.map((answer) => qualcomm(answer, false)));
  return [...found.values()];
}

function qualcomm({ source, value }: Received<Infer<(typeof GET_SW_CNF)["layout"]>>, isLocal: boolean): Adapter {
  const { DeviceID, Version, Ident = 0, BootLoaderIdent = 0 } = value;
  const isInBootLoader = Version === BOOT_LOADER;
  const byClass = Object.entries(DEVICE_CLASS).find(([, number]) => number === DeviceID)?.[0];
  const byIdent = CHIP_IDENT[isInBootLoader ? BootLoaderIdent : Ident];
  return {
    mac: source,
    isLocal,
    vendor: "Qualcomm",
    chip: byIdent ?? byClass ?? `class 0x${DeviceID.toString(16).padStart(2, "0")}`,
    firmware: Version,
    generation: generationOf(DeviceID),
    isInBootLoader,
  };
}

/** What people get wrong, in the order of how often. */
const CHECKS: readonly string[] = [
  "Is this the interface that the adapter is plugged into? `plugtalk interfaces` lists them all.",
  "Is the adapter powered, its network cable plugged in at both ends, and does its Ethernet light shine?",
  "Has it fallen asleep? Adapters do after some minutes without a partner: unplug it for a moment, and try again at once.",
  "Is it a HomePlug AV adapter with a chip of Qualcomm, Lumissil or Vertexcom? The TL-PA4010P of version 6 has another, and can never be used; G.hn adapters neither.",
  "Is there a switch, bridge or virtual machine in between? Some do not pass frames of type 0x88e1 on.",
  "Has it just restarted or got a new key? It needs some seconds then.",
];

/** The error where nobody answers. */
export const nobodyAnswers = (interfaces: readonly string[]): ModemError =>
  new ModemError(
    "no-adapter",
    `No adapter answers on ${interfaces.join(", ") || "any interface"}. Asked for their version: those at ${LOCAL_MODEM} and ${LOCAL_VERTEXCOM} (Qualcomm, Lumissil, Vertexcom), and everybody.`,
    { checks: CHECKS },
  );

/**
 * The one that is meant: by its address, or the only one at this end.
 *
 * @throws {ModemError} `no-adapter` or `several-adapters`
 */
export function chosen<A extends Adapter>(adapters: readonly A[], interfaces: readonly string[], mac?: string): A {
  if (adapters.length === 0) throw nobodyAnswers(interfaces);
  const list = adapters.map(
    ({ mac, chip, firmware, isLocal }) => `  ${mac}  ${chip}  ${firmware}${isLocal ? "" : "  (over the power line)"}`,
  );
  if (mac !== undefined) {
    const found = adapters.find((adapter) => adapter.mac === mac);
    if (found) return found;
    throw new ModemError("no-adapter", `There is no adapter ${mac}. These answer:\n${list.join("\n")}`);
  }
  const locals = adapters.filter(({ isLocal }) => isLocal);
  const [only] = locals.length > 0 ? locals : adapters;
  if (only && Math.max(locals.length, 1) === 1 && (locals.length === 1 || adapters.length === 1)) return only;
  throw new ModemError("several-adapters", `Which one? ${adapters.length} adapters answer:\n${list.join("\n")}`, {
    checks: ["Say which with --mac, or unplug the others."],
  });
}
