/**
 * Powerline adapters at the interfaces of this machine.
 *
 * @module
 */

import { systemClock } from "../base/clock.ts";
import type { Run } from "../base/run.ts";
import { isEthernet, listInterfaces } from "../link/interfaces.ts";
import { openPort } from "../link/open-port.ts";
import type { Port } from "../link/port.ts";
import { HOMEPLUG_AV } from "../messages/homeplug/frame.ts";
import type { Adapter } from "../modem/adapter.ts";
import type { Desk } from "../modem/asking.ts";
import { chosen, findAdapters } from "../modem/discovery.ts";
import { type Station, station } from "../powerline/station.ts";

export interface FoundAdapter extends Adapter {
  readonly interface: string;
}

export interface Adapters {
  readonly interfaces: readonly string[];
  readonly found: readonly FoundAdapter[];
  /** The way to one of them. */
  readonly deskFor: (adapter: FoundAdapter) => Desk;
  /**
   * The one that is meant: by its address, or the only one at this end of the line.
   *
   * @throws {ModemError} where there is none, or several.
   */
  readonly chosen: (mac?: string) => FoundAdapter;
  readonly close: () => void;
}

/**
 * Looks on one interface, or on all wired ones that are up.
 *
 * @throws {LinkError} where the interface cannot be opened; of all, where none can.
 */
export async function lookForAdapters(name: string | undefined, run: Run): Promise<Adapters> {
  const names = name === undefined ? await candidates() : [name];
  const stations = new Map<string, { readonly port: Port; readonly own: Station }>();
  const close = () => {
    for (const { own, port } of stations.values()) {
      own.close();
      port.close();
    }
  };
  try {
    for (const one of names) {
      const port = await openPort(one, { clock: systemClock, etherType: HOMEPLUG_AV });
      stations.set(one, { port, own: station(port, { clock: systemClock }) });
    }
    const lists = await Promise.all(
      [...stations].map(async ([wire, { own }]) =>
        (await findAdapters(own, run)).map((adapter): FoundAdapter => ({ ...adapter, interface: wire })),
      ),
    );
    const found = lists.flat().filter(isFirst);
    return {
      interfaces: names,
      found,
      deskFor: (adapter) => ({ station: stations.get(adapter.interface)!.own, adapter, run }),
      chosen: (mac) => chosen(found, names, mac),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** One that is at the end of one interface may be heard over the line at another. */
function isFirst(adapter: FoundAdapter, index: number, all: readonly FoundAdapter[]): boolean {
  const same = all.filter(({ mac }) => mac === adapter.mac);
  return (same.find(({ isLocal }) => isLocal) ?? same[0]) === adapter && all.indexOf(adapter) === index;
}

/** Wired interfaces that are up. */
async function candidates(): Promise<string[]> {
  const all = await listInterfaces();
  return all
    .filter((one) => isEthernet(one) && one.kind !== "wireless" && one.kind !== "bridge" && one.state === "up")
    .map((one) => one.name);
}
