/**
 * Ethernet on Linux by packet sockets: no library and no compiler, only the kernel (packet(7)).
 *
 * @module
 */

import type { Timestamp } from "../base/timestamp.ts";
import { type Backend, BUFFER_SIZE, type Channel, type ChannelEvents, type ListenOptions } from "./channel.ts";
import { type Linux, linux, NOTHING, SOCK_RAW, SystemError, watchInterfaces } from "./linux.ts";
import { filterProgram } from "./packet-filter.ts";
import { messageReader } from "./packet-message.ts";
import { howToPermit } from "./permission.ts";
import { LinkError } from "./port.ts";
import { teller } from "./teller.ts";

const AF_PACKET = 17;
const ETH_P_ALL = 0x0003;
const SOL_PACKET = 263;
const PACKET_ADD_MEMBERSHIP = 1;
const PACKET_STATISTICS = 6;
const PACKET_AUXDATA = 8;
const PACKET_IGNORE_OUTGOING = 23;
const PACKET_MR_PROMISC = 1;

const SOL_SOCKET = 1;
const SO_SNDBUF = 7;
const SO_RCVBUF = 8;
const SO_ATTACH_FILTER = 26;
const SO_RCVBUFFORCE = 33;
const SO_TIMESTAMPNS = 35;
const SO_TIMESTAMPNS_NEW = 64;

/** Frames taken in one go, before everything else in the program gets its turn. */
const AT_ONCE = 256;

/** What Linux says when the interface cannot be used any more, or at present. */
const LOST_INTERFACE = new Set(["ENETDOWN", "ENXIO", "ENODEV", "EBADF"]);

/**
 * @param now gives the time of a frame where the kernel does not.
 * @throws {LinkError} where koffi is missing.
 */
export async function packetSockets(now: () => Timestamp): Promise<Backend> {
  const system = await linux();
  return {
    look: system.look,
    watch(changed) {
      try {
        return watchInterfaces(system, changed);
      } catch (error) {
        // A sandbox may forbid it; ports look for themselves, too.
        if (error instanceof SystemError) return () => {};
        throw error;
      }
    },
    assertPermitted: (name) => system.close(newSocket(system, name)),
    open: (name, options, events) => openPacketSocket(system, name, options, events, now),
  };
}

function openPacketSocket(
  system: Linux,
  name: string,
  options: ListenOptions,
  events: ChannelEvents,
  now: () => Timestamp,
): Channel {
  const index = system.look(name)?.index;
  if (index === undefined) throw new LinkError(`Cannot open ${name}: there is no such interface`, "no such interface");
  const reader = messageReader(system);
  const socket = newSocket(system, name);
  const { frame, failed, silence } = teller(name, events);
  let isOpen = true;
  let lost = 0;

  const countLost = () => {
    const statistics = new Uint8Array(8);
    system.getOption(socket, SOL_PACKET, PACKET_STATISTICS, statistics);
    // The kernel begins anew after each reading.
    lost += new DataView(statistics.buffer).getUint32(4, true);
  };
  const take = () => {
    for (let i = 0; i < AT_ONCE; i++) {
      const length = system.receiveMessage(socket, reader.prepare());
      if (length === NOTHING) return;
      const received = reader.frame(length, now);
      if (received) frame(received);
      else lost++;
    }
  };
  const release = () => {
    isOpen = false;
    reading?.close();
    countLost();
    system.close(socket);
  };
  const fail = (error: unknown) => {
    if (!isOpen) return;
    try {
      // An error is told before the frames that came before it.
      take();
    } catch {
      // It is told already.
    }
    release();
    failed(error);
  };
  const read = (isBroken: boolean) => {
    if (!isOpen) return;
    try {
      take();
      if (isBroken) fail(new Error("the interface went down"));
    } catch (error) {
      fail(error);
    }
  };

  let reading: { readonly close: () => void } | undefined;
  try {
    configure(system, socket, index, options);
    system.bind(socket, linkAddress(ETH_P_ALL, index));
    reading = system.watch(socket, read);
  } catch (error) {
    system.close(socket);
    throw refused(`Cannot open ${name}`, error);
  }

  return {
    send(octets) {
      if (!isOpen) throw new LinkError(`Cannot send over ${name}: it is down or gone`, "interface down");
      try {
        system.send(socket, octets);
      } catch (error) {
        if (error instanceof SystemError && LOST_INTERFACE.has(error.code)) fail(error);
        throw refused(`Cannot send over ${name}`, error);
      }
    },
    lost() {
      if (isOpen) countLost();
      return lost;
    },
    close() {
      silence();
      if (isOpen) release();
    },
  };
}

function newSocket(system: Linux, name: string): number {
  try {
    // Protocol 0 hears nothing until it is bound: frames of other interfaces would slip in before.
    return system.socket(AF_PACKET, SOCK_RAW, 0);
  } catch (error) {
    throw refused(`Cannot open ${name}`, error);
  }
}

/** The error in the words of ports. */
function refused(what: string, error: unknown): unknown {
  if (!(error instanceof SystemError)) return error;
  const { code, message } = error;
  const cause = { cause: error };
  if (code === "EPERM" || code === "EACCES") return new LinkError(`${what}: ${howToPermit()}`, "no permission", cause);
  if (LOST_INTERFACE.has(code)) return new LinkError(`${what}: it is down or gone (${code})`, "interface down", cause);
  if (code === "EMSGSIZE") return new LinkError(`${what}: the frame is too long for it (${code})`, "bad frame", cause);
  if (code === "ENOBUFS" || code === "EAGAIN")
    return new LinkError(`${what}: it cannot keep up with what is sent (${code})`, "other", cause);
  return new LinkError(`${what}: ${message}`, "other", cause);
}

function configure(
  system: Linux,
  socket: number,
  index: number,
  { etherType, hearsOutgoing = false, isPromiscuous = false, bufferSize = BUFFER_SIZE }: ListenOptions,
): void {
  /** Whether it is granted; all that is asked for by it can be done without. */
  const isSet = (level: number, option: number, value: number) => {
    try {
      system.setOption(socket, level, option, word(value));
      return true;
    } catch (error) {
      if (error instanceof SystemError) return false;
      throw error;
    }
  };
  // More than net.core.rmem_max is granted to CAP_NET_ADMIN only.
  if (!isSet(SOL_SOCKET, SO_RCVBUFFORCE, bufferSize)) isSet(SOL_SOCKET, SO_RCVBUF, bufferSize);
  isSet(SOL_SOCKET, SO_SNDBUF, bufferSize);
  // With 64 bits on every machine, from Linux 5.1 on.
  if (!isSet(SOL_SOCKET, SO_TIMESTAMPNS_NEW, 1)) isSet(SOL_SOCKET, SO_TIMESTAMPNS, 1);
  isSet(SOL_PACKET, PACKET_AUXDATA, 1);
  if (!hearsOutgoing) isSet(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);

  // Rather than a socket bound to the one type: that hears neither what is sent, nor anything under a bridge.
  const filter = filterProgram({ etherType, hearsOutgoing, isPromiscuous });
  const program = programHeader(system, filter);
  system.setOption(socket, SOL_SOCKET, SO_ATTACH_FILTER, program, 2 * system.wordSize);
  if (isPromiscuous) system.setOption(socket, SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership(index));
}

function word(value: number): Uint8Array {
  const octets = new Uint8Array(4);
  new DataView(octets.buffer).setInt32(0, value, true);
  return octets;
}

/** `struct sock_fprog`: how many instructions and where they are; they follow, so that both are held together. */
function programHeader({ wordSize, address }: Linux, filter: Uint8Array): Uint8Array {
  const size = 2 * wordSize;
  const octets = new Uint8Array(new ArrayBuffer(size + filter.length));
  octets.set(filter, size);
  const view = new DataView(octets.buffer);
  view.setUint16(0, filter.length / 8, true);
  const instructions = address(octets) + BigInt(size);
  if (wordSize === 8) view.setBigUint64(wordSize, instructions, true);
  else view.setUint32(wordSize, Number(instructions), true);
  return octets;
}

/** `struct packet_mreq`, for everything. */
function membership(index: number): Uint8Array {
  const octets = new Uint8Array(16);
  const view = new DataView(octets.buffer);
  view.setInt32(0, index, true);
  view.setUint16(4, PACKET_MR_PROMISC, true);
  return octets;
}

/** `struct sockaddr_ll`. The protocol alone is in network byte order. */
function linkAddress(protocol: number, index: number): Uint8Array {
  const octets = new Uint8Array(20);
  const view = new DataView(octets.buffer);
  view.setUint16(0, AF_PACKET, true);
  view.setUint16(2, protocol);
  view.setInt32(4, index, true);
  return octets;
}
