/**
 * Two ends of one connection in memory, without a network under it: for sessions in which the network is not what is
 * looked at.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { feed } from "../base/feed.ts";
import type { Milliseconds } from "../base/units.ts";
import { type Stream, StreamReset } from "../net/host.ts";

export interface StreamPairOptions {
  readonly clock: Clock;
  /** From one end to the other. */
  readonly delay?: Milliseconds;
}

export function streamPair({ clock, delay = 1 }: StreamPairOptions): readonly [car: Stream, charger: Stream] {
  const car = end("fe80::ca", 50_000);
  const charger = end("fe80::c4", 60_000);
  car.connect(charger);
  charger.connect(car);
  return [car.stream, charger.stream];

  function end(address: string, port: number) {
    interface End {
      readonly stream: Stream;
      readonly connect: (to: End) => void;
      readonly arrive: (what: Uint8Array | "end" | "reset") => void;
    }
    let peer: End | undefined;
    const waiting: Uint8Array[] = [];
    let isOver: "end" | "reset" | undefined;
    let isClosed = false;
    const arrivals = feed<void>();
    const ends = feed<void>();
    const send = (what: Uint8Array | "end" | "reset") => clock.after(delay, () => peer?.arrive(what));
    const take = (): { readonly octets: Uint8Array | undefined } | undefined => {
      const octets = waiting.shift();
      if (octets) return { octets };
      if (isOver === "reset") throw new StreamReset("The connection was torn down by the other side");
      return isOver === "end" ? { octets: undefined } : undefined;
    };
    const own: End = {
      connect(to) {
        peer = to;
      },
      arrive(what) {
        if (isOver) return;
        if (typeof what === "string") {
          isOver = what;
          ends.tell();
        } else waiting.push(what);
        arrivals.tell();
      },
      stream: {
        local: { address, port },
        get remote() {
          return peer?.stream.local ?? { address: "::", port: 0 };
        },
        isEncrypted: false,
        read: (run) =>
          new Promise((resolve, reject) => {
            const attempt = () => {
              try {
                const taken = take();
                if (!taken) return false;
                resolve(taken.octets);
              } catch (error) {
                reject(error);
              }
              return true;
            };
            if (attempt()) return;
            const forgetEnd = run.onEnd((reason) => {
              stop();
              reject(reason);
            });
            const stop = arrivals.on(() => {
              if (!attempt()) return;
              stop();
              forgetEnd();
            });
          }),
        write(octets) {
          if (!isClosed) send(octets.slice());
        },
        onEnd: ends.on,
        end() {
          if (isClosed) return;
          isClosed = true;
          send("end");
        },
        abort() {
          isClosed = true;
          send("reset");
        },
      },
    };
    return own;
  }
}
