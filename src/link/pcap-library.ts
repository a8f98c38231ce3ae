/**
 * Ethernet by libpcap (macOS, Linux) or Npcap (Windows).
 *
 * @module
 */

import { macText } from "../base/mac-address.ts";
import { type Backend, BUFFER_SIZE, type Channel, type ChannelEvents, type ListenOptions } from "./channel.ts";
import { echoes } from "./echoes.ts";
import { linux, watchInterfaces } from "./linux.ts";
import {
  type Capture,
  type Packet,
  type Pcap,
  PcapError,
  PERMISSION_DENIED,
  PROMISCUOUS_DENIED,
  pcap,
} from "./pcap-calls.ts";
import { deviceFinder } from "./pcap-look.ts";
import { howToPermit } from "./permission.ts";
import { LinkError } from "./port.ts";
import { teller } from "./teller.ts";

/** How it waits for packets: by a descriptor, or in a thread, which is the only way that Windows has. */
export type Waiting = "descriptor" | "thread";

const DLT_EN10MB = 1;
/** Packets taken in one go, before everything else in the program gets its turn. */
const AT_ONCE = 256;
/**
 * The library keeps room of the size of the snapshot for each packet, so that a large one leaves room for few: 65,535
 * octets in four megabytes lose frames at 20,000 a second. What is not IP is never longer than the interface carries;
 * packets of TCP are, because the system joins them.
 */
const LARGE_SNAPSHOT = 1 << 16;
const LARGE_BUFFER = 32 << 20;
const LEAST_SNAPSHOT = 2048;
const JOINED_TYPES = [0x0800, 0x86dd];
/** Header, VLAN tag, and some more. */
const BESIDE_MTU = 64;

/** The only system that hands back what was sent through the same capture, when both directions are heard. */
const HANDS_BACK = process.platform === "darwin";

/** @throws {LinkError} where koffi or the library is missing. */
export async function captureLibrary(
  waiting: Waiting = process.platform === "win32" ? "thread" : "descriptor",
): Promise<Backend> {
  const library = await pcap();
  const system = process.platform === "linux" ? await linux() : undefined;
  const findByLibrary = deviceFinder(library);
  const find = (name: string) => {
    if (!system) return findByLibrary(name);
    const look = system.look(name);
    return look && { look, device: name };
  };
  return {
    look: (name) => find(name)?.look,
    watch: (changed) => (system ? watchInterfaces(system, changed) : () => {}),
    open(name, options, events) {
      const found = find(name);
      if (!found) throw new LinkError(`Cannot open ${name}: there is no such interface`, "no such interface");
      const { device, look } = found;
      const capture = openCapture(library, name, device, look, options);
      return channel(library, capture, name, look.mac, options, events, waiting);
    },
  };
}

function openCapture(
  library: Pcap,
  name: string,
  device: string,
  { mac, mtu }: { readonly mac: string; readonly mtu: number },
  options: ListenOptions,
): Capture {
  const { etherType, hearsOutgoing = false, isPromiscuous = false } = options;
  const mayBeJoined = etherType === undefined || JOINED_TYPES.includes(etherType);
  const snapshot = mayBeJoined ? LARGE_SNAPSHOT : Math.max(LEAST_SNAPSHOT, mtu + BESIDE_MTU);
  const bufferSize = options.bufferSize ?? (mayBeJoined ? LARGE_BUFFER : BUFFER_SIZE);
  let capture: Capture | undefined;
  try {
    capture = library.open(device, { snapshot, bufferSize, isPromiscuous });
    if (library.kind(capture) !== DLT_EN10MB)
      throw new LinkError(`Cannot open ${name}: it does not carry Ethernet frames`, "not Ethernet");
    const tests: string[] = [];
    if (etherType !== undefined) tests.push(`ether proto ${etherType}`);
    if (!isPromiscuous)
      tests.push(`(ether multicast or ether dst ${mac}${hearsOutgoing ? ` or ether src ${mac}` : ""})`);
    // The library cannot say which way a packet went. One with our address has gone, on a wire without loops.
    if (!hearsOutgoing && !library.hearOnlyIncoming(capture)) tests.push(`not ether src ${mac}`);
    if (tests.length > 0) library.filter(capture, tests.join(" and "));
    return capture;
  } catch (error) {
    if (capture !== undefined) library.close(capture);
    throw refused(`Cannot open ${name}`, error);
  }
}

function channel(
  library: Pcap,
  capture: Capture,
  name: string,
  mac: string,
  { hearsOutgoing = false }: ListenOptions,
  events: ChannelEvents,
  waiting: Waiting,
): Channel {
  const { frame, failed, silence } = teller(name, events);
  const own = hearsOutgoing && HANDS_BACK ? echoes() : undefined;
  let isOpen = true;
  let cut = 0;
  let dropped = 0;

  const hear = ({ octets, time, isCut }: Packet) => {
    if (isCut) cut++;
    else if (!own?.isEcho(octets))
      frame({ octets, time, ...(hearsOutgoing && macText(octets, 6) === mac ? { isOutgoing: true } : {}) });
  };
  const lost = () => {
    if (isOpen) dropped = library.dropped(capture);
    return cut + dropped;
  };
  const waiter = waiting === "thread" ? threadWaiter() : descriptorWaiter();
  const release = () => {
    lost();
    isOpen = false;
    waiter.release();
  };
  const fail = (error: unknown) => {
    if (!isOpen) return;
    release();
    failed(error);
  };

  function descriptorWaiter() {
    const watch = library.watch(capture, (isBroken) => {
      if (!isOpen) return;
      try {
        for (let i = 0; i < AT_ONCE; i++) {
          const packet = library.next(capture);
          if (!packet) break;
          hear(packet);
        }
        if (isBroken) fail(new Error("the interface went down"));
      } catch (error) {
        fail(error);
      }
    });
    return {
      release() {
        watch.close();
        library.close(capture);
      },
    };
  }
  function threadWaiter() {
    let isWaiting = false;
    const wait = () => {
      isWaiting = true;
      library.nextLater(capture, (packet, error) => {
        isWaiting = false;
        if (!isOpen) library.close(capture);
        else if (error) fail(error);
        else {
          if (packet) hear(packet);
          wait();
        }
      });
    };
    wait();
    // A program that ends waits for its threads, and on some systems this one wakes for nothing but packets.
    const interrupt = () => library.interrupt(capture);
    process.on("exit", interrupt);
    return {
      release() {
        process.removeListener("exit", interrupt);
        // The thread still reads from it; it is closed when that comes back.
        if (isWaiting) library.interrupt(capture);
        else library.close(capture);
      },
    };
  }

  return {
    send(octets) {
      if (!isOpen) throw new LinkError(`Cannot send over ${name}: it is down or gone`, "interface down");
      try {
        own?.sent(octets);
        library.send(capture, octets);
      } catch (error) {
        const refusal = refused(`Cannot send over ${name}`, error);
        if (refusal instanceof LinkError && refusal.fault === "interface down") fail(error);
        throw refusal;
      }
    },
    lost,
    close() {
      silence();
      if (isOpen) release();
    },
  };
}

/** The error in the words of ports. */
function refused(what: string, error: unknown): unknown {
  if (!(error instanceof PcapError)) return error;
  const cause = { cause: error };
  if (error.code === PERMISSION_DENIED || error.code === PROMISCUOUS_DENIED)
    return new LinkError(`${what}: ${howToPermit()}`, "no permission", cause);
  // The library says no more than the words of the system.
  if (/is down|went down|not up|disappear|no such device|not configured/i.test(error.message))
    return new LinkError(`${what}: it is down or gone (${error.message})`, "interface down", cause);
  return new LinkError(`${what}: ${error.message}`, "other", cause);
}
