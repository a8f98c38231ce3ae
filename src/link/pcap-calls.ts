/**
 * The functions of libpcap (macOS, Linux) and Npcap (Windows), as far as ports need them.
 *
 * @module
 */

import { type Timestamp, timestamp } from "../base/timestamp.ts";
import { type Koffi, loadKoffi, type Watch, watchReadable } from "./koffi.ts";
import { listDevices, type PcapDevice } from "./pcap-devices.ts";
import { LinkError } from "./port.ts";

/** The address of a capture that the library has opened. */
export type Capture = bigint;

export interface Pcap {
  /** `libpcap version 1.10.3 (with TPACKET_V3)`. */
  readonly version: string;
  readonly devices: () => PcapDevice[];
  /** @throws {PcapError} */
  readonly open: (device: string, options: CaptureOptions) => Capture;
  /** The kind of frames, `DLT_…`. */
  readonly kind: (capture: Capture) => number;
  /** Lets only those through that match. @throws {PcapError} */
  readonly filter: (capture: Capture, expression: string) => void;
  /** Leaves out what is sent from here; false where the library cannot. */
  readonly hearOnlyIncoming: (capture: Capture) => boolean;
  /** Calls `read` when there is something; `next` does not wait from then on. @throws {PcapError} */
  readonly watch: (capture: Capture, read: (isBroken: boolean) => void) => Watch;
  /** The next packet; undefined where there is none yet. @throws {PcapError} */
  readonly next: (capture: Capture) => Packet | undefined;
  /** The same in a thread of its own, which waits for one `WAIT` at most. */
  readonly nextLater: (capture: Capture, then: (packet: Packet | undefined, error?: unknown) => void) => void;
  /** @throws {PcapError} */
  readonly send: (capture: Capture, octets: Uint8Array) => void;
  /** Packets that did not fit in its buffer since it was opened. */
  readonly dropped: (capture: Capture) => number;
  /** Ends `nextLater` soon. */
  readonly interrupt: (capture: Capture) => void;
  /** Nothing may be asked of it any more, nor be waiting in `nextLater`. */
  readonly close: (capture: Capture) => void;
}

export interface CaptureOptions {
  /** Octets of each packet that are kept. */
  readonly snapshot: number;
  readonly bufferSize: number;
  readonly isPromiscuous: boolean;
}

export interface Packet {
  readonly time: Timestamp;
  /** Its own. */
  readonly octets: Uint8Array;
  /** It was longer. */
  readonly isCut: boolean;
}

/** The library refused a call. */
export class PcapError extends Error {
  override readonly name = "PcapError";
  /** Of pcap.h, negative. */
  readonly code: number;

  constructor(call: string, code: number, words: string) {
    super(`${call}: ${words}`);
    this.code = code;
  }
}

export const PERMISSION_DENIED = -8;
export const PROMISCUOUS_DENIED = -11;

const FILES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ["libpcap.so.1", "libpcap.so.0.8"],
  darwin: ["/usr/lib/libpcap.dylib"],
  win32: ["C:\\Windows\\System32\\Npcap\\wpcap.dll", "wpcap.dll"],
};
const HOW_TO_INSTALL: Partial<Record<NodeJS.Platform, string>> = {
  linux: "`sudo apt install libpcap0.8` or your system's like installs it",
  win32: "Npcap (https://npcap.com) brings it",
};

/** Milliseconds that the library waits at most: so long a port takes to close where waiting is done in a thread. */
const WAIT = 250;
/** The size of the room for the words of an error, `PCAP_ERRBUF_SIZE`. */
const ERROR_SIZE = 256;
const NANOSECONDS = 1;
const PCAP_D_IN = 1;
const NEVER_MIND_NETMASK = 0xffffffff;
// Flags of `pcap_open`, which Npcap alone has.
const OPENFLAG_PROMISCUOUS = 1;
const OPENFLAG_NOCAPTURE_LOCAL = 8;
const OPENFLAG_MAX_RESPONSIVENESS = 16;
/** Larger than `struct pcap_pkthdr` and `struct pcap_stat` of any system. */
const STRUCT_SIZE = 64;
/** Longer than any packet, also where the system joins them. */
const ROOM = 1 << 18;

let calls: Promise<Pcap> | undefined;

/** @throws {LinkError} where koffi or the library is missing. */
export function pcap(): Promise<Pcap> {
  calls ??= loadKoffi().then(pcapBy);
  return calls;
}

function loadLibrary(koffi: Koffi) {
  const faults: string[] = [];
  // The library of Npcap needs another one that lies beside it.
  if (process.platform === "win32")
    koffi.load("kernel32.dll").func("int __stdcall SetDllDirectoryW(str16)")("C:\\Windows\\System32\\Npcap");
  for (const file of FILES[process.platform] ?? ["libpcap.so"]) {
    try {
      return koffi.load(file);
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
    }
  }
  const remedy = HOW_TO_INSTALL[process.platform];
  throw new LinkError(
    `Cannot load the capture library (${faults.join("; ")})${remedy === undefined ? "" : `: ${remedy}`}`,
    "no library",
  );
}

function pcapBy(koffi: Koffi): Pcap {
  const library = loadLibrary(koffi);
  const fn = (definition: string) => library.func(definition);
  const isWindows = process.platform === "win32";
  const create = fn("void *pcap_create(const char *, void *)");
  const openWindows = isWindows ? fn("void *pcap_open(const char *, int, int, int, void *, void *)") : undefined;
  const setBuffer = isWindows ? fn("int pcap_setbuff(void *, int)") : undefined;
  const settings = {
    snaplen: fn("int pcap_set_snaplen(void *, int)"),
    promisc: fn("int pcap_set_promisc(void *, int)"),
    timeout: fn("int pcap_set_timeout(void *, int)"),
    immediate: fn("int pcap_set_immediate_mode(void *, int)"),
    buffer: fn("int pcap_set_buffer_size(void *, int)"),
    precision: fn("int pcap_set_tstamp_precision(void *, int)"),
  };
  const activate = fn("int pcap_activate(void *)");
  const precision = fn("int pcap_get_tstamp_precision(void *)");
  const datalink = fn("int pcap_datalink(void *)");
  const geterr = fn("const char *pcap_geterr(void *)");
  const statustostr = fn("const char *pcap_statustostr(int)");
  const compile = fn("int pcap_compile(void *, void *, const char *, int, uint32_t)");
  const setfilter = fn("int pcap_setfilter(void *, void *)");
  const freecode = fn("void pcap_freecode(void *)");
  const setdirection = fn("int pcap_setdirection(void *, int)");
  const setnonblock = fn("int pcap_setnonblock(void *, int, void *)");
  const selectable = isWindows ? undefined : fn("int pcap_get_selectable_fd(void *)");
  const next = fn("int pcap_next_ex(void *, void *, void *)");
  const sendpacket = fn("int pcap_sendpacket(void *, void *, int)");
  const stats = fn("int pcap_stats(void *, void *)");
  const breakloop = fn("void pcap_breakloop(void *)");
  const close = fn("void pcap_close(void *)");
  const copy = koffi.load(isWindows ? "msvcrt.dll" : null).func("void *memcpy(void *, void *, size_t)");

  const words = (error: Uint8Array) => new TextDecoder().decode(error.subarray(0, error.indexOf(0)));
  const checked = (call: string, capture: Capture, result: number): number => {
    if (result < 0) throw new PcapError(call, result, geterr(capture) || statustostr(result));
    return result;
  };

  // Memory that the library writes addresses and structures to, and that packets are fetched into: fixed, and fetched by
  // address, because handing over an array costs ten times as much.
  const pointerSize = koffi.sizeof("void *");
  const longSize = koffi.sizeof("long");
  const room = new Uint8Array(new ArrayBuffer(ROOM));
  const roomAddress = koffi.address(room);
  const header = new DataView(new ArrayBuffer(STRUCT_SIZE));
  const headerAddress = koffi.address(new Uint8Array(header.buffer));
  const pointers = () => {
    const view = new DataView(new ArrayBuffer(2 * pointerSize));
    const first = koffi.address(new Uint8Array(view.buffer));
    const at = (offset: number): bigint =>
      pointerSize === 8 ? view.getBigUint64(offset, true) : BigInt(view.getUint32(offset, true));
    return {
      /** Held as long as the addresses are used. */
      view,
      addresses: [first, first + BigInt(pointerSize)] as const,
      header: () => at(0),
      data: () => at(pointerSize),
    };
  };
  const shared = pointers();
  const nanosecondsPerFraction = new Map<Capture, number>();

  const fetch = (capture: Capture, { header: from, data }: ReturnType<typeof pointers>): Packet => {
    // `struct pcap_pkthdr`: seconds and their fraction, each as long as a `long`, octets kept and octets on the wire.
    copy(headerAddress, from(), 2 * longSize + 8);
    const kept = Math.min(header.getUint32(2 * longSize, true), ROOM);
    copy(roomAddress, data(), kept);
    const fraction = header.getUint32(longSize, true) * (nanosecondsPerFraction.get(capture) ?? 1000);
    return {
      time: timestamp(header.getUint32(0, true), fraction),
      octets: room.slice(0, kept),
      isCut: header.getUint32(2 * longSize + 4, true) > kept,
    };
  };

  const openHere = (device: string, { snapshot, bufferSize, isPromiscuous }: CaptureOptions): Capture => {
    const error = new Uint8Array(new ArrayBuffer(ERROR_SIZE));
    const capture: Capture | null = create(device, error);
    if (!capture) throw new PcapError("pcap_create", -1, words(error));
    settings.snaplen(capture, snapshot);
    settings.promisc(capture, isPromiscuous ? 1 : 0);
    settings.timeout(capture, WAIT);
    // Each packet is told as it comes, not when a buffer is full.
    settings.immediate(capture, 1);
    settings.buffer(capture, bufferSize);
    settings.precision(capture, NANOSECONDS);
    const status: number = activate(capture);
    if (status < 0) {
      const because = geterr(capture) || statustostr(status);
      close(capture);
      throw new PcapError("pcap_activate", status, because);
    }
    return capture;
  };
  const openOnWindows = (device: string, { snapshot, bufferSize, isPromiscuous }: CaptureOptions): Capture => {
    const error = new Uint8Array(new ArrayBuffer(ERROR_SIZE));
    // The only call by which Npcap does not hand back what is sent through the same capture.
    const flags = OPENFLAG_NOCAPTURE_LOCAL | OPENFLAG_MAX_RESPONSIVENESS | (isPromiscuous ? OPENFLAG_PROMISCUOUS : 0);
    const capture: Capture | null = openWindows?.(device, snapshot, flags, WAIT, null, error);
    if (!capture) throw new PcapError("pcap_open", -1, words(error));
    setBuffer?.(capture, bufferSize);
    return capture;
  };

  return {
    version: fn("const char *pcap_lib_version()")(),
    devices: () => listDevices(koffi, library),
    open(device, options) {
      const capture = isWindows ? openOnWindows(device, options) : openHere(device, options);
      nanosecondsPerFraction.set(capture, precision(capture) === NANOSECONDS ? 1 : 1000);
      return capture;
    },
    kind: (capture) => datalink(capture),
    filter(capture, expression) {
      // `struct bpf_program`: a number and an address.
      const program = new Uint8Array(new ArrayBuffer(2 * pointerSize));
      checked("pcap_compile", capture, compile(capture, program, expression, 1, NEVER_MIND_NETMASK));
      try {
        checked("pcap_setfilter", capture, setfilter(capture, program));
      } finally {
        freecode(program);
      }
    },
    hearOnlyIncoming: (capture) => setdirection(capture, PCAP_D_IN) === 0,
    watch(capture, read) {
      const descriptor: number = selectable?.(capture) ?? -1;
      if (descriptor < 0) throw new PcapError("pcap_get_selectable_fd", descriptor, "there is nothing to wait by");
      const error = new Uint8Array(new ArrayBuffer(ERROR_SIZE));
      const status: number = setnonblock(capture, 1, error);
      if (status < 0) throw new PcapError("pcap_setnonblock", status, words(error));
      return watchReadable(koffi, descriptor, read);
    },
    next(capture) {
      const result = checked("pcap_next_ex", capture, next(capture, ...shared.addresses));
      return result === 1 ? fetch(capture, shared) : undefined;
    },
    nextLater(capture, then) {
      const mine = pointers();
      next.async(capture, ...mine.addresses, (error: unknown, result: number) => {
        try {
          if (error) throw error;
          checked("pcap_next_ex", capture, result);
        } catch (failure) {
          then(undefined, failure);
          return;
        }
        then(result === 1 ? fetch(capture, mine) : undefined);
      });
    },
    send(capture, octets) {
      checked("pcap_sendpacket", capture, sendpacket(capture, octets, octets.length));
    },
    dropped(capture) {
      const counted = new DataView(new ArrayBuffer(STRUCT_SIZE));
      // `struct pcap_stat`: received, dropped, …
      return stats(capture, new Uint8Array(counted.buffer)) < 0 ? 0 : counted.getUint32(4, true);
    },
    interrupt: (capture) => {
      breakloop(capture);
    },
    close(capture) {
      nanosecondsPerFraction.delete(capture);
      close(capture);
    },
  };
}
