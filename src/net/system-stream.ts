/**
 * A TCP or TLS connection of the operating system as a stream.
 *
 * @module
 */

import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { feed } from "../base/feed.ts";
import { type Endpoint, type Stream, StreamReset } from "./host.ts";

/** What is read from the socket before somebody asks for it, at most; then the sender has to wait. */
const MOST_WAITING = 1 << 20;

export function systemStream(socket: Socket | TLSSocket): Stream {
  socket.setNoDelay(true);
  const waiting: Buffer[] = [];
  let waitingLength = 0;
  let over: { readonly reset?: Error } | undefined;
  const arrivals = feed<void>();
  const ends = feed<void>();
  const finish = (reset?: Error) => {
    if (over) return;
    over = reset ? { reset } : {};
    arrivals.tell();
    ends.tell();
  };
  socket.on("data", (octets: Buffer) => {
    waiting.push(octets);
    waitingLength += octets.length;
    if (waitingLength > MOST_WAITING) socket.pause();
    arrivals.tell();
  });
  socket.on("end", () => finish());
  socket.on("error", (error) => finish(error));
  // Without a word before: this side has torn it down itself.
  socket.on("close", () => finish(new Error("it is closed")));

  const [local, remote] = [
    endpoint(socket.localAddress, socket.localPort),
    endpoint(socket.remoteAddress, socket.remotePort),
  ];
  const take = (): { readonly octets: Uint8Array | undefined } | undefined => {
    const octets = waiting.shift();
    if (octets) {
      waitingLength -= octets.length;
      if (socket.isPaused() && waitingLength < MOST_WAITING / 2) socket.resume();
      return { octets };
    }
    if (over?.reset) {
      throw new StreamReset(`The connection with ${remote.address} broke: ${over.reset.message}`, {
        cause: over.reset,
      });
    }
    return over ? { octets: undefined } : undefined;
  };

  return {
    local,
    remote,
    isEncrypted: "encrypted" in socket,
    read: (run) =>
      new Promise((resolve, reject) => {
        const attempt = () => {
          try {
            const taken = take();
            if (taken) resolve(taken.octets);
            return taken !== undefined;
          } catch (error) {
            reject(error);
            return true;
          }
        };
        if (attempt()) return;
        const forgetArrival = arrivals.on(() => {
          if (!attempt()) return;
          forgetArrival();
          forgetEnd();
        });
        const forgetEnd = run.onEnd((reason) => {
          forgetArrival();
          reject(reason);
        });
      }),
    write(octets) {
      if (socket.writable) socket.write(octets);
    },
    onEnd(action) {
      if (over) {
        queueMicrotask(action);
        return () => {};
      }
      return ends.on(action);
    },
    end: () => socket.end(),
    abort() {
      if ("resetAndDestroy" in socket) socket.resetAndDestroy();
      else (socket as Socket).destroy();
    },
  };
}

/** Without the zone, which has no meaning on the other side. */
function endpoint(address = "::", port = 0): Endpoint {
  return { address: address.split("%")[0] as string, port };
}
