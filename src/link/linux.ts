/**
 * The calls of Linux that ports need, with its errors by name.
 *
 * @module
 */

import { getSystemErrorMap } from "node:util";
import { macText } from "../base/mac-address.ts";
import type { InterfaceLook } from "./channel.ts";
import { type Koffi, loadKoffi, type Watch, watchReadable } from "./koffi.ts";

/** Linux refused a call. */
export class SystemError extends Error {
  override readonly name = "SystemError";
  /** `ENETDOWN`. */
  readonly code: string;

  constructor(call: string, errno: number) {
    const [code, words] = getSystemErrorMap().get(-errno) ?? [`errno ${errno}`, "unknown error"];
    super(`${call}: ${words} (${code})`);
    this.code = code;
  }
}

export interface Linux {
  /** The octets of a pointer. */
  readonly wordSize: number;
  /** Where the octets lie; they have to be held as long as that is used. */
  readonly address: (octets: Uint8Array) => bigint;
  readonly watch: (socket: number, read: (isBroken: boolean) => void) => Watch;
  /** Non-blocking, and closed in programs that are started. @throws {SystemError} */
  readonly socket: (family: number, kind: number, protocol: number) => number;
  /** @throws {SystemError} */
  readonly bind: (socket: number, address: Uint8Array) => void;
  /** What follows the first `size` octets of the value is only pointed to. @throws {SystemError} */
  readonly setOption: (socket: number, level: number, option: number, value: Uint8Array, size?: number) => void;
  /** Fills `value`. @throws {SystemError} */
  readonly getOption: (socket: number, level: number, option: number, value: Uint8Array) => void;
  /** @throws {SystemError} */
  readonly send: (socket: number, octets: Uint8Array) => void;
  /** The length, or `nothing`. @throws {SystemError} */
  readonly receive: (socket: number, into: Uint8Array) => number;
  /** Into what the message header at an address points to; the whole length also of what did not fit. @throws {SystemError} */
  readonly receiveMessage: (socket: number, header: bigint) => number;
  readonly close: (socket: number) => void;
  /** Undefined where there is none of that name. */
  readonly look: (name: string) => InterfaceLook | undefined;
}

/** Given instead of a length: there is nothing to read yet. */
export const NOTHING = -1;

const AF_UNIX = 1;
const AF_NETLINK = 16;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const MSG_TRUNC = 0x20;
const EAGAIN = 11;
const EINTR = 4;
const ENODEV = 19;

const SIOCGIFFLAGS = 0x8913;
const SIOCGIFMTU = 0x8921;
const SIOCGIFHWADDR = 0x8927;
const SIOCGIFINDEX = 0x8933;
/** `struct ifreq`: sixteen octets of name, and room for the largest answer. */
const IFREQ_SIZE = 40;
const IFREQ_ANSWER = 16;
/** No interface carries more. */
const LONGEST_FRAME = 1 << 17;
/** The longest name of an interface. */
const LONGEST_NAME = 15;
const ARPHRD_ETHER = 1;
const IFF_UP = 0x1;
const IFF_RUNNING = 0x40;

let calls: Promise<Linux> | undefined;

/** @throws {LinkError} where koffi is missing. */
export function linux(): Promise<Linux> {
  calls ??= loadKoffi().then(linuxBy);
  return calls;
}

function linuxBy(koffi: Koffi): Linux {
  // Not by file name: libc is called differently on each distribution, and is in this process anyhow.
  const libc = koffi.load(null);
  const socket = libc.func("int socket(int, int, int)");
  const bind = libc.func("int bind(int, void *, uint32_t)");
  const setsockopt = libc.func("int setsockopt(int, int, int, void *, uint32_t)");
  const getsockopt = libc.func("int getsockopt(int, int, int, void *, void *)");
  const send = libc.func("intptr_t send(int, void *, size_t, int)");
  const recv = libc.func("intptr_t recv(int, void *, size_t, int)");
  const recvmsg = libc.func("intptr_t recvmsg(int, void *, int)");
  const ioctl = libc.func("int ioctl(int, ulong, void *)");
  const close = libc.func("int close(int)");

  // What is sent is laid here first: an array that the call has not seen yet costs more than copying its octets.
  const room = new Uint8Array(new ArrayBuffer(LONGEST_FRAME));
  const roomAddress = koffi.address(room);

  const checked = (call: string, result: number): number => {
    if (result < 0) throw new SystemError(call, koffi.errno());
    return result;
  };
  const received = (call: string, result: number): number => {
    if (result >= 0) return result;
    const errno = koffi.errno();
    if (errno === EAGAIN || errno === EINTR) return NOTHING;
    throw new SystemError(call, errno);
  };
  const open = (family: number, kind: number, protocol: number) =>
    checked("socket", socket(family, kind | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));

  let asker: number | undefined;
  const ask = (name: string, question: number): DataView | undefined => {
    asker ??= open(AF_UNIX, SOCK_DGRAM, 0);
    const request = new Uint8Array(new ArrayBuffer(IFREQ_SIZE));
    new TextEncoder().encodeInto(name, request);
    if (ioctl(asker, question, request) < 0) {
      if (koffi.errno() === ENODEV) return undefined;
      throw new SystemError("ioctl", koffi.errno());
    }
    return new DataView(request.buffer, IFREQ_ANSWER);
  };

  return {
    wordSize: koffi.sizeof("void *"),
    address: (octets) => koffi.address(octets),
    watch: (descriptor, read) => watchReadable(koffi, descriptor, read),
    socket: open,
    bind: (fd, address) => {
      checked("bind", bind(fd, address, address.length));
    },
    setOption: (fd, level, option, value, size = value.length) => {
      checked("setsockopt", setsockopt(fd, level, option, value, size));
    },
    getOption: (fd, level, option, value) => {
      checked("getsockopt", getsockopt(fd, level, option, value, Uint32Array.of(value.length)));
    },
    send: (fd, octets) => {
      room.set(octets);
      checked("send", send(fd, roomAddress, octets.length, 0));
    },
    receive: (fd, into) => received("recv", recv(fd, into, into.length, MSG_TRUNC)),
    receiveMessage: (fd, header) => received("recvmsg", recvmsg(fd, header, MSG_TRUNC)),
    close: (fd) => {
      close(fd);
    },
    look(name) {
      if (name === "" || name.includes("\0") || new TextEncoder().encode(name).length > LONGEST_NAME) return undefined;
      const index = ask(name, SIOCGIFINDEX)?.getInt32(0, true);
      const flags = ask(name, SIOCGIFFLAGS)?.getUint16(0, true);
      const hardware = ask(name, SIOCGIFHWADDR);
      const mtu = ask(name, SIOCGIFMTU)?.getInt32(0, true);
      // It may vanish between two questions.
      if (index === undefined || flags === undefined || hardware === undefined || mtu === undefined) return undefined;
      return {
        index,
        mac: macText(new Uint8Array(hardware.buffer, hardware.byteOffset + 2, 6)),
        isEthernet: hardware.getUint16(0, true) === ARPHRD_ETHER,
        isUp: (flags & IFF_UP) !== 0,
        hasCarrier: (flags & IFF_RUNNING) !== 0,
        mtu,
      };
    },
  };
}

const NETLINK_ROUTE = 0;
/** The group that hears of interfaces that come, go and change. */
const RTMGRP_LINK = 1;

/** Calls `changed` after every change of any interface. Gives a function that ends it. */
export function watchInterfaces({ socket, bind, watch, receive, close }: Linux, changed: () => void): () => void {
  const netlink = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  const address = new Uint8Array(12);
  const fields = new DataView(address.buffer);
  fields.setUint16(0, AF_NETLINK, true);
  fields.setUint32(8, RTMGRP_LINK, true);
  let isOpen = true;
  const scratch = new Uint8Array(1 << 14);
  const tell = () => {
    if (isOpen) changed();
  };
  const end = () => {
    if (!isOpen) return;
    isOpen = false;
    reading?.close();
    close(netlink);
  };
  let reading: Watch | undefined;
  try {
    bind(netlink, address);
    reading = watch(netlink, (isBroken) => {
      if (!isOpen) return;
      setImmediate(tell);
      try {
        while (receive(netlink, scratch) !== NOTHING);
      } catch (error) {
        // What did not fit in its buffer is lost, but that something changed is known.
        if (isBroken || !(error instanceof SystemError && error.code === "ENOBUFS")) end();
      }
    });
  } catch (error) {
    end();
    throw error;
  }
  return end;
}
