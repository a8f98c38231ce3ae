/**
 * What a port does its work through, for as long as the interface lasts: one opened socket, or one opened capture.
 *
 * @module
 */

import type { Cancel } from "../base/clock.ts";
import type { LinkError, ReceivedFrame } from "./port.ts";

export interface Channel {
  /**
   * Sends a frame that is neither too short nor too long. It tells by `failed` besides where nothing can come any more.
   *
   * @throws {LinkError}
   */
  readonly send: (octets: Uint8Array) => void;
  /** Frames that came and were lost, since it was opened. */
  readonly lost: () => number;
  /** Nothing is told after it. */
  readonly close: () => void;
}

export interface ChannelEvents {
  readonly frame: (frame: ReceivedFrame) => void;
  /** It is of no use any more, because the interface has gone down or away. Told once. */
  readonly failed: (error: LinkError) => void;
}

/** How an interface is at present. */
export interface InterfaceLook {
  /** Differs when it is no longer the same one; absent where the system has nothing of the kind. */
  readonly index?: number;
  readonly mac: string;
  readonly isEthernet: boolean;
  /** Switched on, whether or not there is a cable in it. */
  readonly isUp: boolean;
  /** Something answers at the other end of the cable. */
  readonly hasCarrier: boolean;
  /** Octets that it carries behind the header. */
  readonly mtu: number;
}

/** One way to reach interfaces. */
export interface Backend {
  /** Undefined where there is none of that name. */
  readonly look: (name: string) => InterfaceLook | undefined;
  /** Calls `changed` when something may have changed; a backend that cannot tell is asked once a second anyhow. */
  readonly watch: (changed: () => void) => Cancel;
  /**
   * Says whether opening is permitted where there is nothing to open yet; absent where that cannot be told before.
   *
   * @throws {LinkError} where it is not.
   */
  readonly assertPermitted?: (name: string) => void;
  /** @throws {LinkError} */
  readonly open: (name: string, options: ListenOptions, events: ChannelEvents) => Channel;
}

/** What a port shall hear. */
export interface ListenOptions {
  /** Only frames of this type, `0x88e1` for HomePlug; all without it. */
  readonly etherType?: number;
  /** Tells also what this machine sends over the interface, but for what goes through this very port. */
  readonly hearsOutgoing?: boolean;
  /** Hears also what is addressed to others. Stations with an address of their own need it. */
  readonly isPromiscuous?: boolean;
  /** Octets of frames that can wait until the program has time for them. */
  readonly bufferSize?: number;
}

/** Four megabytes are some thousands of short frames: a quarter of a second at 20,000 a second. */
export const BUFFER_SIZE = 4 << 20;
