/**
 * The operating system's IPv6 on one interface: link-local addresses alone, so that nothing of a charging session ever
 * leaves the cable.
 *
 * @module
 */

import { createSocket } from "node:dgram";
import { connect as connectSocket, createServer, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import type { Clock } from "../base/clock.ts";
import { feed } from "../base/feed.ts";
import type { Run } from "../base/run.ts";
import {
  ALL_NODES,
  type DatagramSocket,
  type Endpoint,
  type Host,
  type Listener,
  NetError,
  type Stream,
} from "./host.ts";
import { systemStream } from "./system-stream.ts";

/** Between two looks for an address, or two attempts to use one that is still being checked for doubles (RFC 4862). */
const LOOK = 50;
/** After so long the user is told what is waited for. */
const WORTH_SAYING = 500;

/** @throws {NetError} where there is no such interface. */
export function systemHost(interfaceName: string, clock: Clock): Host {
  const known = networkInterfaces()[interfaceName];
  const opened = new Set<() => void>();
  const remember = (close: () => void) => {
    const once = () => {
      if (opened.delete(once)) close();
    };
    opened.add(once);
    return once;
  };
  const zoned = (address: string) => `${address}%${interfaceName}`;

  const linkLocal = (): string | undefined =>
    networkInterfaces()
      [interfaceName]?.find(({ family, address }) => family === "IPv6" && address.startsWith("fe80:"))
      ?.address.split("%")[0];

  /** Tries again while the address is being checked for doubles, which takes Linux two seconds. */
  async function whenUsable<T>(run: Run, attempt: () => Promise<T>): Promise<T> {
    const began = clock.now();
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        run.throwIfEnded();
        const isChecked = (error as NodeJS.ErrnoException).code !== "EADDRNOTAVAIL";
        if (isChecked || clock.now() - began > 5000) throw error;
        await run.pause(LOOK);
      }
    }
  }

  const host: Host = {
    name: interfaceName,
    get mac() {
      return networkInterfaces()[interfaceName]?.[0]?.mac ?? known?.[0]?.mac ?? "00:00:00:00:00:00";
    },
    async address(run, waiting) {
      const began = clock.now();
      for (let isSaid = false; ; ) {
        const address = linkLocal();
        if (address) return address;
        if (!isSaid && clock.now() - began >= WORTH_SAYING) {
          isSaid = true;
          waiting?.(
            `Waiting for a link-local IPv6 address on ${interfaceName}: it comes by itself once the interface is up and has a cable (ip link set ${interfaceName} up), unless IPv6 is switched off`,
          );
        }
        await run.pause(LOOK);
      }
    },
    async datagrams(run, port = 0) {
      await host.address(run);
      return whenUsable(run, () => run.until(openDatagrams(port)));
    },
    async connect(to, run) {
      const from = await host.address(run);
      const socket = await whenUsable(run, () => connecting(to, from, run));
      const stream = systemStream(socket);
      const forget = remember(stream.abort);
      stream.onEnd(() => opened.delete(forget));
      return stream;
    },
    async listen(run, port = 0) {
      const address = await host.address(run);
      return whenUsable(run, () => run.until(listening(address, port)));
    },
    close() {
      for (const close of [...opened]) close();
    },
  };
  return host;

  function openDatagrams(port: number): Promise<DatagramSocket> {
    return new Promise((resolve, reject) => {
      const socket = createSocket({ type: "udp6", reuseAddr: true, ipv6Only: true });
      const datagrams = feed<{ readonly octets: Uint8Array; readonly from: Endpoint }>();
      socket.once("error", (error) => {
        socket.close();
        reject(named(error, `listen for datagrams on port ${port} of ${interfaceName}`));
      });
      socket.bind({ port, address: "::", exclusive: true }, () => {
        try {
          socket.addMembership(ALL_NODES, `::%${interfaceName}`);
          socket.setMulticastInterface(`::%${interfaceName}`);
          socket.setMulticastLoopback(false);
        } catch (error) {
          socket.close();
          reject(named(error as NodeJS.ErrnoException, `join all nodes of ${interfaceName}`));
          return;
        }
        socket.on("message", (octets, { address, port }) => {
          // One socket hears all interfaces that any program has joined.
          const [plain, zone] = address.split("%") as [string, string?];
          if (zone !== interfaceName) return;
          datagrams.tell({ octets: new Uint8Array(octets), from: { address: plain, port } });
        });
        socket.on("error", () => {});
        const close = remember(() => socket.close());
        resolve({
          port: socket.address().port,
          send: (octets, { address, port }) => socket.send(octets, port, zoned(address), () => {}),
          onDatagram: (listener) => datagrams.on(({ octets, from }) => listener(octets, from)),
          close,
        });
      });
    });
  }

  function connecting({ address, port }: Endpoint, from: string, run: Run): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connectSocket({
        host: zoned(address),
        port,
        localAddress: zoned(from),
        family: 6,
        autoSelectFamily: false,
        allowHalfOpen: true,
      });
      const forget = run.onEnd((reason) => {
        socket.destroy();
        reject(reason);
      });
      socket.once("connect", () => {
        forget();
        socket.removeAllListeners("error");
        resolve(socket);
      });
      socket.once("error", (error) => {
        forget();
        reject(named(error, `connect to [${address}]:${port} over ${interfaceName}`));
      });
    });
  }

  function listening(address: string, port: number): Promise<Listener> {
    return new Promise((resolve, reject) => {
      const streams = feed<Stream>();
      const server = createServer({ allowHalfOpen: true }, (socket) => {
        const stream = systemStream(socket);
        const forget = remember(stream.abort);
        stream.onEnd(() => opened.delete(forget));
        streams.tell(stream);
      });
      server.once("error", (error) => reject(named(error, `listen on port ${port} of ${interfaceName}`)));
      server.listen({ host: zoned(address), port, exclusive: true }, () => {
        server.on("error", () => {});
        const bound = server.address();
        resolve({
          port: typeof bound === "object" && bound ? bound.port : port,
          onStream: streams.on,
          close: remember(() => server.close()),
        });
      });
    });
  }
}

/** The same error with what was tried and what can be done; `code` stays, for who tries again. */
function named(error: NodeJS.ErrnoException, what: string): NetError {
  const advice: Readonly<Record<string, string>> = {
    EADDRINUSE: "the port is taken: is another charger running on this interface? Choose another port",
    ECONNREFUSED: "nobody listens there",
    ECONNRESET: "the other side hung up at once: does it serve another car?",
    EHOSTUNREACH: "nobody answers at that address: is the powerline network up?",
    EACCES: "not permitted: ports below 1024 need root",
    ENODEV: "there is no such interface",
    ETIMEDOUT: "no answer",
  };
  const wrapped = new NetError(`Cannot ${what}: ${advice[error.code ?? ""] ?? error.message}`, { cause: error });
  return Object.assign(wrapped, { code: error.code });
}
