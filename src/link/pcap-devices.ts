/**
 * The interfaces as libpcap lists them, with what the systems put into their addresses.
 *
 * @module
 */

import type { Koffi } from "./koffi.ts";
import { LinkError } from "./port.ts";

export interface PcapDevice {
  readonly name: string;
  readonly description?: string;
  readonly isUp: boolean;
  readonly hasCarrier: boolean;
  readonly isWireless: boolean;
  readonly isLoopback: boolean;
  /** Six octets. */
  readonly mac?: Uint8Array;
  /** Sixteen octets each. */
  readonly ipv6: readonly Uint8Array[];
}

/** Flags of `pcap_if_t`. */
const LOOPBACK = 0x01;
const UP = 0x02;
const RUNNING = 0x04;
const WIRELESS = 0x08;
const CONNECTION = 0x30;
const DISCONNECTED = 0x20;

/** What a system calls the families of addresses, and where in them the octets are. */
interface Families {
  /** BSD has the length of the address before its family. */
  readonly familyAt: 0 | 1;
  readonly inet6: number;
  readonly link: number;
  /** Octets of an address of an interface, before its name. */
  readonly linkSize: number;
  readonly macAt: (address: Uint8Array) => number;
}

const FAMILIES: Partial<Record<NodeJS.Platform, Families>> = {
  linux: { familyAt: 0, inet6: 10, link: 17, linkSize: 20, macAt: () => 12 },
  darwin: { familyAt: 1, inet6: 30, link: 18, linkSize: 20, macAt: (address) => 8 + address[5]! },
  win32: { familyAt: 0, inet6: 23, link: -1, linkSize: 0, macAt: () => 0 },
};
const INET6_SIZE = 28;
const INET6_AT = 8;

/** Null at the end of a list, whichever way it is given. */
type Link = bigint | null;

/** @throws {LinkError} where the library cannot tell. */
export function listDevices(koffi: Koffi, library: ReturnType<Koffi["load"]>): PcapDevice[] {
  const findalldevs = library.func("int pcap_findalldevs(void *, void *)");
  const freealldevs = library.func("void pcap_freealldevs(void *)");
  const first = new Uint8Array(new ArrayBuffer(8));
  const error = new Uint8Array(new ArrayBuffer(256));
  if (findalldevs(first, error) < 0)
    throw new LinkError(`Cannot list the interfaces: ${new TextDecoder().decode(error.subarray(0, error.indexOf(0)))}`);

  const size = koffi.sizeof("void *");
  const pointer = (from: bigint, field: number): Link => koffi.decode(from, field * size, "void *");
  const text = (from: bigint, field: number): string | null => koffi.decode(from, field * size, "char *");
  const list = pointer(koffi.address(first), 0);
  const devices: PcapDevice[] = [];
  // `struct pcap_if`: next, name, description, addresses, flags.
  for (let at = list; at; at = pointer(at, 0)) {
    const flags: number = koffi.decode(at, 4 * size, "uint32");
    const description = text(at, 2);
    const found: Found = { ipv6: [] };
    // `struct pcap_addr`: next, address, netmask, broadcast address, other end.
    for (let one = pointer(at, 3); one; one = pointer(one, 0)) {
      const address = pointer(one, 1);
      if (address) note((length) => new Uint8Array(koffi.view(address, length)).slice(), found);
    }
    devices.push({
      name: text(at, 1) ?? "",
      ...(description === null ? {} : { description }),
      isUp: (flags & UP) !== 0,
      hasCarrier: (flags & RUNNING) !== 0 && (flags & CONNECTION) !== DISCONNECTED,
      isWireless: (flags & WIRELESS) !== 0,
      isLoopback: (flags & LOOPBACK) !== 0,
      ...found,
    });
  }
  if (list) freealldevs(list);
  return devices;
}

interface Found {
  mac?: Uint8Array;
  ipv6: Uint8Array[];
}

/** Notes an address of one of both kinds. No more of it is read than its kind has. */
function note(read: (length: number) => Uint8Array, found: Found): void {
  const families = FAMILIES[process.platform];
  if (!families) return;
  // No family has a number beyond 255.
  const family = read(2)[families.familyAt];
  if (family === families.inet6) found.ipv6.push(read(INET6_SIZE).slice(INET6_AT, INET6_AT + 16));
  else if (family === families.link) {
    const address = read(families.linkSize);
    const at = families.macAt(address);
    if (at + 6 <= address.length) found.mac = address.slice(at, at + 6);
  }
}
