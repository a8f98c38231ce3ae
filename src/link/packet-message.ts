/**
 * Frames as Linux hands them over: octets, kind of packet, time of arrival, and the VLAN tag that the kernel has taken
 * off, put back where it was on the wire (recvmsg(2), packet(7)).
 *
 * @module
 */

import { type Timestamp, timestamp } from "../base/timestamp.ts";
import type { Linux } from "./linux.ts";
import type { ReceivedFrame } from "./port.ts";

export interface MessageReader {
  /** Gives the address of a message header to receive by. */
  readonly prepare: () => bigint;
  /** The frame received by it, its octets its own; undefined where it was longer than anything that is carried. */
  readonly frame: (length: number, now: () => Timestamp) => ReceivedFrame | undefined;
}

/** Segmentation offload joins frames to as much as 64 kilobytes. */
const LONGEST_FRAME = 1 << 17;

/** `struct sockaddr_ll`, and up to a word's boundary. */
const ADDRESS_ROOM = 24;
const PACKET_TYPE_AT = 10;
const PACKET_OUTGOING = 4;

/** Room for a time and auxiliary data. */
const CONTROL_SIZE = 256;
/** Room for an address, a vector and the header of a message. */
const SMALL_PARTS = 128;
const SOL_SOCKET = 1;
const SCM_TIMESTAMPNS = 35;
const SCM_TIMESTAMPNS_NEW = 64;
const SOL_PACKET = 263;
const PACKET_AUXDATA = 8;

/** Fields of `struct tpacket_auxdata`. */
const AUX_STATUS = 0;
const AUX_VLAN_TCI = 16;
const AUX_VLAN_TPID = 18;
const TP_STATUS_VLAN_VALID = 1 << 4;
const TP_STATUS_VLAN_TPID_VALID = 1 << 6;
const VLAN_TYPE = 0x8100;
/** The tag stands behind both addresses. */
const TAG_AT = 12;
const TAG_SIZE = 4;

export function messageReader({ wordSize, address }: Pick<Linux, "wordSize" | "address">): MessageReader {
  // In one piece, because what the kernel is only given the address of would be collected otherwise.
  const memory = new Uint8Array(new ArrayBuffer(LONGEST_FRAME + CONTROL_SIZE + SMALL_PARTS));
  const controlAt = LONGEST_FRAME;
  const sourceAt = controlAt + CONTROL_SIZE;
  const vectorAt = sourceAt + ADDRESS_ROOM;
  const headerAt = vectorAt + 2 * wordSize;
  const start = address(memory);
  const at = (offset: number) => start + BigInt(offset);
  const view = new DataView(memory.buffer);
  const setWords = (offset: number, values: readonly bigint[]) => {
    for (const [i, value] of values.entries()) {
      if (wordSize === 8) view.setBigUint64(offset + i * 8, value, true);
      else view.setUint32(offset + i * 4, Number(value), true);
    }
  };
  setWords(vectorAt, [start, BigInt(LONGEST_FRAME)]);
  // `struct msghdr`: name, its length, vectors, their count, control, its length, flags; each in a word of its own.
  setWords(headerAt, [at(sourceAt), 0n, at(vectorAt), 1n, at(controlAt), 0n, 0n]);
  const headerAddress = at(headerAt);
  const sourceSizeAt = headerAt + wordSize;
  const controlSizeAt = headerAt + 5 * wordSize;
  const cmsgHeader = wordSize + 8;
  /** 32-bit kernels give old times in 32 bits. */
  const isShortTime = wordSize === 4;

  return {
    prepare() {
      view.setUint32(sourceSizeAt, ADDRESS_ROOM, true);
      view.setUint32(controlSizeAt, CONTROL_SIZE, true);
      return headerAddress;
    },
    frame(length, now) {
      if (length > LONGEST_FRAME) return undefined;
      let time: Timestamp | undefined;
      let tag: number | undefined;
      const end = controlAt + view.getUint32(controlSizeAt, true);
      for (let message = controlAt; message + cmsgHeader <= end; ) {
        const size = view.getUint32(message, true);
        if (size < cmsgHeader) break;
        const level = view.getInt32(message + wordSize, true);
        const kind = view.getInt32(message + wordSize + 4, true);
        const data = message + cmsgHeader;
        if (level === SOL_SOCKET && (kind === SCM_TIMESTAMPNS_NEW || kind === SCM_TIMESTAMPNS)) {
          const isShort = isShortTime && kind === SCM_TIMESTAMPNS;
          // Seconds since 1970 need no more than 32 bits until 2106.
          time = timestamp(view.getUint32(data, true), view.getUint32(data + (isShort ? 4 : 8), true));
        } else if (level === SOL_PACKET && kind === PACKET_AUXDATA) tag = vlanTag(view, data);
        message += Math.ceil(size / wordSize) * wordSize;
      }
      return {
        octets: tag === undefined ? memory.slice(0, length) : tagged(memory, length, tag),
        time: time ?? now(),
        ...(memory[sourceAt + PACKET_TYPE_AT] === PACKET_OUTGOING ? { isOutgoing: true } : {}),
      };
    },
  };
}

/** Type and content of the tag, in one number; undefined where the frame bore none. */
function vlanTag(aux: DataView, at: number): number | undefined {
  const status = aux.getUint32(at + AUX_STATUS, true);
  if ((status & TP_STATUS_VLAN_VALID) === 0) return undefined;
  const type = (status & TP_STATUS_VLAN_TPID_VALID) === 0 ? VLAN_TYPE : aux.getUint16(at + AUX_VLAN_TPID, true);
  return type * 0x10000 + aux.getUint16(at + AUX_VLAN_TCI, true);
}

function tagged(room: Uint8Array, length: number, tag: number): Uint8Array {
  const octets = new Uint8Array(length + TAG_SIZE);
  octets.set(room.subarray(0, TAG_AT));
  new DataView(octets.buffer).setUint32(TAG_AT, tag);
  octets.set(room.subarray(TAG_AT, length), TAG_AT + TAG_SIZE);
  return octets;
}
