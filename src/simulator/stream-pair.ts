/**
 * Two ends of one connection in memory, without a network under it: for sessions in which the network is not what is
 * looked at.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Milliseconds } from "../base/units.ts";
import { type Stream, StreamReset } from "../net/host.ts";
import { octetInbox } from "../net/octet-inbox.ts";

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
    let isClosed = false;
    const inbox = octetInbox();
    const send = (what: Uint8Array | "end" | "reset") => clock.after(delay, () => peer?.arrive(what));
    const own: End = {
      connect(to) {
        peer = to;
      },
      arrive(what) {
        if (what === "end") inbox.end();
        else if (what === "reset") inbox.fail(new StreamReset("The connection was torn down by the other side"));
        else inbox.push(what);
      },
      stream: {
        local: { address, port },
        get remote() {
          return peer?.stream.local ?? { address: "::", port: 0 };
        },
        isEncrypted: false,
        read: inbox.read,
        onEnd: inbox.onEnd,
        write(octets) {
          if (!isClosed) send(octets.slice());
        },
        end() {
          if (isClosed) return;
          isClosed = true;
          send("end");
        },
        abort() {
          isClosed = true;
          inbox.fail(new StreamReset("The connection was torn down by this side"));
          send("reset");
        },
      },
    };
    return own;
  }
}
