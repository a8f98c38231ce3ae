/**
 * Interfaces where only the capture library and Node know of them: on macOS and Windows.
 *
 * @module
 */

import { networkInterfaces } from "node:os";
import { ipv6Text } from "../base/ipv6-address.ts";
import { macText } from "../base/mac-address.ts";
import type { InterfaceLook } from "./channel.ts";
import { linkLocalOf, type NetworkInterface } from "./network-interface.ts";
import type { PcapDevice } from "./pcap-devices.ts";

/** What Node says of interfaces by name: only of those that are up and have an address. */
export type NodeInterfaces = Partial<Record<string, readonly { readonly address: string; readonly mac: string }[]>>;

interface Devices {
  readonly devices: () => readonly PcapDevice[];
}

/** Neither system says it to Node or to the library; hardly any adapter carries more. */
const USUAL_MTU = 1500;
const UP = { isEthernet: true, isUp: true, hasCarrier: true, mtu: USUAL_MTU };
const NO_MAC = "00:00:00:00:00:00";

export interface FoundDevice {
  /** As the library calls it: `\Device\NPF_{…}` on Windows. */
  readonly device: string;
  readonly look: InterfaceLook;
}

/** Finds interfaces by the name of the system (`en0`, `Ethernet 2`) or by that of the library. */
export function deviceFinder(
  { devices }: Devices,
  ask: () => NodeInterfaces = networkInterfaces,
): (name: string) => FoundDevice | undefined {
  /** Listing all devices takes some time; one that is up is known to Node, too. */
  const found = new Map<string, { readonly device: string; readonly systemName: string }>();
  return (name) => {
    const known = ask();
    const before = found.get(name);
    const itsMac = before && known[before.systemName]?.[0]?.mac;
    if (before && itsMac) return { device: before.device, look: { ...UP, mac: itsMac } };
    for (const device of devices()) {
      const systemName = nameOf(device, known);
      if (device.name !== name && systemName !== name) continue;
      if (systemName !== undefined) found.set(name, { device: device.name, systemName });
      const { isUp, hasCarrier, isLoopback } = device;
      const mac = macOf(device, known, systemName) ?? NO_MAC;
      return { device: device.name, look: { ...UP, mac, isEthernet: !isLoopback, isUp, hasCarrier } };
    }
    return undefined;
  };
}

/** All that the library can open, by the names of the system where it has some. */
export function libraryInterfaces(
  { devices }: Devices,
  known: NodeInterfaces = networkInterfaces(),
): NetworkInterface[] {
  return devices().map((device) => {
    const systemName = nameOf(device, known);
    const addresses = systemName === undefined ? [] : (known[systemName] ?? []);
    const mac = macOf(device, known, systemName);
    const { isUp, hasCarrier, isLoopback, isWireless, description } = device;
    return {
      name: systemName ?? device.name,
      // Windows lists nothing but network cards, but has no address of those that are down.
      kind: isLoopback ? "loopback" : isWireless ? "wireless" : mac || process.platform === "win32" ? "wired" : "other",
      mac: mac ?? "",
      state: !isUp ? "down" : hasCarrier ? "up" : "no carrier",
      linkLocal: linkLocalOf(addresses),
      ...(description === undefined ? {} : { description }),
    };
  });
}

function macOf({ mac }: PcapDevice, known: NodeInterfaces, systemName: string | undefined): string | undefined {
  return (systemName === undefined ? undefined : known[systemName]?.[0]?.mac) ?? (mac && macText(mac));
}

/** Windows has two names for an interface, and nothing in common but the addresses. */
function nameOf({ name, ipv6 }: PcapDevice, known: NodeInterfaces): string | undefined {
  if (known[name]) return name;
  const addresses = ipv6.map((octets) => ipv6Text(octets));
  return Object.keys(known).find((one) =>
    known[one]?.some(({ address }) => addresses.includes(address.replace(/%.*/, ""))),
  );
}
