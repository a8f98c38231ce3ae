/**
 * The network interfaces of this machine: what `openPort` can open, and in what state each is.
 *
 * @module
 */

import { networkInterfaces } from "node:os";
import { linuxInterfaces } from "./linux-interfaces.ts";
import type { NetworkInterface } from "./network-interface.ts";
import { pcap } from "./pcap-calls.ts";
import { libraryInterfaces } from "./pcap-look.ts";

/** @throws {LinkError} on macOS and Windows where koffi or the capture library is missing. */
export async function listInterfaces(): Promise<readonly NetworkInterface[]> {
  return process.platform === "linux" ? linuxInterfaces(networkInterfaces()) : libraryInterfaces(await pcap());
}

/** Those that carry Ethernet frames. */
export const isEthernet = ({ kind }: NetworkInterface): boolean => kind !== "loopback" && kind !== "other";
