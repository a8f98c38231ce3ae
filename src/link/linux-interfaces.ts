/**
 * The interfaces of Linux, which shows them as files.
 *
 * @module
 */

import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { type Addresses, type InterfaceKind, linkLocalOf, type NetworkInterface } from "./network-interface.ts";

const ETHERNET = 1;
const LOOPBACK = 772;
const IFF_UP = 0x1;
const IFF_NOARP = 0x80;

export function linuxInterfaces(addresses: Addresses, folder = "/sys/class/net"): NetworkInterface[] {
  return (existsSync(folder) ? readdirSync(folder) : [])
    .sort()
    .map((name) => linuxInterface(name, join(folder, name), addresses))
    .filter((one) => one !== undefined);
}

function linuxInterface(name: string, folder: string, addresses: Addresses): NetworkInterface | undefined {
  const says = (file: string): string | undefined => {
    try {
      return readFileSync(join(folder, file), "utf8").trim();
    } catch {
      // Not every interface has every file, and some cannot be read while it is down.
      return undefined;
    }
  };
  const type = Number(says("type"));
  // It may vanish while it is read; and some things in this folder are no interfaces (`bonding_masters`).
  if (!type) return undefined;
  const isUp = (Number(says("flags")) & IFF_UP) !== 0;
  const mtu = Number(says("mtu"));
  const driver = target(join(folder, "device", "driver"));
  return {
    name,
    kind: kindOf(folder, type, says),
    mac: says("address") ?? "",
    state: !isUp ? "down" : says("carrier") === "1" ? "up" : "no carrier",
    ...(mtu > 0 ? { mtu } : {}),
    ...(driver === undefined ? {} : { driver }),
    linkLocal: linkLocalOf(addresses[name]),
  };
}

function kindOf(folder: string, type: number, says: (file: string) => string | undefined): InterfaceKind {
  if (type === LOOPBACK) return "loopback";
  if (type !== ETHERNET) return "other";
  const has = (file: string) => existsSync(join(folder, file));
  if (has("wireless") || has("phy80211")) return "wireless";
  if (has("bridge")) return "bridge";
  if (has("device")) return "wired";
  // What stands on another interface (VLAN, macvlan, bond) names it, and most kinds tell themselves; taps have flags of
  // their own, and dummies know no neighbours. The two ends of a cable are what tells nothing.
  const standsOnOther = readdirSync(folder).some((file) => file.startsWith("lower_"));
  const tellsItself = /^DEVTYPE=/m.test(says("uevent") ?? "") || has("tun_flags") || has("bonding");
  const isDummy = (Number(says("flags")) & IFF_NOARP) !== 0;
  return standsOnOther || tellsItself || isDummy ? "virtual" : "veth";
}

function target(link: string): string | undefined {
  try {
    return basename(readlinkSync(link));
  } catch {
    return undefined;
  }
}
