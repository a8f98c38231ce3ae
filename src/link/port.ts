/**
 * A port carries Ethernet frames: what a network card, a capture library and a cable in memory have in common.
 *
 * @module
 */

import type { Cancel } from "../base/clock.ts";
import type { Timestamp } from "../base/timestamp.ts";

export interface ReceivedFrame {
  /** From the destination address on, without check sequence. Nobody may change them: others hold them, too. */
  readonly octets: Uint8Array;
  /** When it came, as near to the wire as this port can tell. */
  readonly time: Timestamp;
  /** It was sent from this machine; only ports that listen to both directions tell such frames. */
  readonly isOutgoing?: true;
}

/** `gone`: the interface has been removed; a port comes back by itself from both. */
export type PortState = "up" | "down" | "gone";

export interface Port {
  /** The name of the interface. */
  readonly name: string;
  /** The address of this end. */
  readonly mac: string;
  readonly state: PortState;
  /** Frames that came and were lost before anybody could be told, since the port was opened. */
  readonly lost: number;
  /**
   * Hands a whole frame on; one shorter than sixty octets is padded. The octets may be changed again afterwards.
   *
   * @throws {LinkError} where the port is not up or the frame cannot be sent.
   */
  readonly send: (octets: Uint8Array) => void;
  readonly onFrame: (listener: (frame: ReceivedFrame) => void) => Cancel;
  /** Tells of changes only. */
  readonly onState: (listener: (state: PortState) => void) => Cancel;
  /** Nothing is told after it; closing twice is harmless. */
  readonly close: () => void;
}

/** What kind of failure it is, for programs; the message is for people. */
export type LinkFault =
  | "no such interface"
  | "no permission"
  | "interface down"
  | "not Ethernet"
  | "no library"
  | "bad frame"
  | "other";

/** A frame cannot be sent, or an interface not be opened: says what was tried and what the user can do. */
export class LinkError extends Error {
  override readonly name = "LinkError";
  readonly fault: LinkFault;

  constructor(message: string, fault: LinkFault = "other", options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}

/** The shortest Ethernet frame without check sequence. */
export const SHORTEST_FRAME = 60;

/** Two addresses and a type: what every frame begins with. */
export const FRAME_HEADER = 14;

/** The octets that a VLAN tag adds to what an interface carries. */
const VLAN_TAG = 4;
const VLAN_TYPE = 0x8100;

/** The same frame, at least sixty octets long. */
export function padded(octets: Uint8Array): Uint8Array {
  if (octets.length >= SHORTEST_FRAME) return octets;
  const frame = new Uint8Array(SHORTEST_FRAME);
  frame.set(octets);
  return frame;
}

/**
 * The frame as it can go over an interface that carries `mtu` octets behind the header.
 *
 * @throws {LinkError} where it has no whole header, or is too long.
 */
export function sendable(octets: Uint8Array, name: string, mtu: number): Uint8Array {
  if (octets.length < FRAME_HEADER)
    throw new LinkError(
      `Cannot send over ${name}: ${octets.length} octets, a frame begins with ${FRAME_HEADER} (two addresses and a type)`,
      "bad frame",
    );
  const isTagged = ((octets[12]! << 8) | octets[13]!) === VLAN_TYPE;
  const longest = FRAME_HEADER + mtu + (isTagged ? VLAN_TAG : 0);
  if (octets.length > longest)
    throw new LinkError(
      `Cannot send over ${name}: ${octets.length} octets, it carries at most ${longest}`,
      "bad frame",
    );
  return padded(octets);
}
