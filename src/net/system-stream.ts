/**
 * A TCP or TLS connection of the operating system as a stream.
 *
 * @module
 */

import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { type Endpoint, type Stream, StreamReset } from "./host.ts";
import { octetInbox } from "./octet-inbox.ts";

/** What is read from the socket before somebody asks for it, at most; then the sender has to wait. */
const MOST_WAITING = 1 << 20;

export function systemStream(socket: Socket | TLSSocket): Stream {
  socket.setNoDelay(true);
  const [local, remote] = [
    endpoint(socket.localAddress, socket.localPort),
    endpoint(socket.remoteAddress, socket.remotePort),
  ];
  let waiting = 0;
  const inbox = octetInbox((length) => {
    waiting -= length;
    if (socket.isPaused() && waiting < MOST_WAITING / 2) socket.resume();
  });
  const broke = (words: string, cause?: Error) =>
    inbox.fail(new StreamReset(`The connection with ${remote.address} broke: ${words}`, { cause }));
  socket.on("data", (octets: Buffer) => {
    waiting += octets.length;
    if (waiting > MOST_WAITING) socket.pause();
    inbox.push(octets);
  });
  socket.on("end", inbox.end);
  socket.on("error", (error) => broke(error.message, error));
  // Without a word before: this side has torn it down itself.
  socket.on("close", () => broke("it is closed"));

  return {
    local,
    remote,
    isEncrypted: "encrypted" in socket,
    read: inbox.read,
    onEnd: inbox.onEnd,
    write(octets) {
      if (socket.writable) socket.write(octets);
    },
    end: () => socket.end(),
    abort() {
      // A reset does not go with an end that was said before: libuv refuses it, and its loop spins on the socket for ever.
      if ("resetAndDestroy" in socket && !socket.writableEnded) socket.resetAndDestroy();
      else (socket as Socket).destroy();
    },
  };
}

/** Without the zone, which has no meaning on the other side. */
function endpoint(address = "::", port = 0): Endpoint {
  return { address: address.split("%")[0] as string, port };
}
