/**
 * An Ethernet cable in memory with any number of plugs: what one sends, all others hear after a while. It carries real
 * frames, so whatever goes over it can be recorded and read by any tool; and it can be as bad as a real one.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { feed } from "../base/feed.ts";
import type { Random } from "../base/random.ts";
import type { Timestamp } from "../base/timestamp.ts";
import { LinkError, type Port, type PortState, type ReceivedFrame, sendable } from "./port.ts";

export interface CableOptions {
  readonly clock: Clock;
  /** Milliseconds from plug to plug; drawn evenly where it is a range, so that frames may overtake each other. */
  readonly delay?: number | readonly [least: number, most: number];
  /** The share of frames that is lost, for each hearer on his own; from 0 to 1. */
  readonly loss?: number;
  /** The share of frames that arrives twice. */
  readonly duplication?: number;
  /** Needed for ranges and shares. */
  readonly random?: Random;
  /** Loses the frames for which it says so, besides those lost by chance. */
  readonly lose?: (octets: Uint8Array, from: Port, to: Port) => boolean;
}

/** A frame on the cable, told before anything can happen to it. */
export interface CarriedFrame {
  readonly octets: Uint8Array;
  readonly time: Timestamp;
  readonly from: Port;
}

export interface Cable {
  readonly plug: (name: string, mac: string) => Port;
  /** Hears everything, as it is sent. */
  readonly tap: (listener: (frame: CarriedFrame) => void) => () => void;
  /** Pulls the cable out or puts it back: all ports go down, or up. Frames on their way are lost. */
  readonly connect: (isConnected: boolean) => void;
}

/** What Ethernet carries behind the header. */
const MTU = 1500;

const without: Random = () => {
  throw new RangeError("Cannot draw chances for the cable: give it a random");
};

export function cable({ clock, delay = 0.05, loss = 0, duplication = 0, random = without, lose }: CableOptions): Cable {
  interface Plug {
    readonly port: Port;
    readonly hear: (frame: ReceivedFrame) => void;
    readonly change: (state: PortState) => void;
  }
  const plugs = new Set<Plug>();
  const taps = feed<CarriedFrame>();
  let isConnected = true;
  /** Raised when the cable is pulled: what was under way then does not arrive. */
  let connection = 0;

  const carry = (octets: Uint8Array, from: Port) => {
    taps.tell({ octets, time: clock.time(), from });
    for (const plug of plugs) {
      if (plug.port === from || lose?.(octets, from, plug.port) || (loss > 0 && random() < loss)) continue;
      const copies = duplication > 0 && random() < duplication ? 2 : 1;
      for (let copy = 0; copy < copies; copy++) arrive(octets, plug);
    }
  };
  const arrive = (octets: Uint8Array, plug: Plug) => {
    const ms = typeof delay === "number" ? delay : delay[0] + random() * (delay[1] - delay[0]);
    const sentOver = connection;
    clock.after(ms, () => {
      if (sentOver === connection && plugs.has(plug)) plug.hear({ octets, time: clock.time() });
    });
  };

  return {
    plug(name, mac) {
      const frames = feed<ReceivedFrame>();
      const states = feed<PortState>();
      const port: Port = {
        name,
        mac,
        get state() {
          return plugs.has(mine) ? (isConnected ? "up" : "down") : "gone";
        },
        lost: 0,
        send(octets) {
          if (port.state !== "up")
            throw new LinkError(`Cannot send over ${name}: it is ${port.state}`, "interface down");
          // A copy, as every real cable makes one.
          carry(sendable(octets, name, MTU).slice(), port);
        },
        onFrame: frames.on,
        onState: states.on,
        close: () => {
          plugs.delete(mine);
        },
      };
      const mine: Plug = { port, hear: frames.tell, change: states.tell };
      plugs.add(mine);
      return port;
    },
    tap: taps.on,
    connect(wanted) {
      if (wanted === isConnected) return;
      isConnected = wanted;
      connection++;
      for (const plug of plugs) plug.change(wanted ? "up" : "down");
    },
  };
}
