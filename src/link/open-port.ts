/**
 * Opens a real network interface, by the means that the system has for it.
 *
 * @module
 */

import { networkInterfaces } from "node:os";
import type { Clock } from "../base/clock.ts";
import type { Backend, ListenOptions } from "./channel.ts";
import { interfaceLines, linuxInterfaces } from "./interfaces.ts";
import { lastingPort } from "./lasting-port.ts";
import { packetSockets } from "./packet-socket.ts";
import { LinkError, type Port } from "./port.ts";

export interface OpenPortOptions extends ListenOptions {
  readonly clock: Clock;
  /** Opens it also where the interface is down or not there: the port comes up as soon as the interface does. */
  readonly mayBeAway?: boolean;
}

/**
 * Opens an interface by its name.
 *
 * @throws {LinkError} saying what to do where there is no such interface, where it is down or no Ethernet, where this is
 * not permitted, and where koffi or the capture library is missing.
 */
export async function openPort(name: string, options: OpenPortOptions): Promise<Port> {
  const { clock, mayBeAway = false, ...listen } = options;
  const backend = await packetSockets(clock.time);
  if (!mayBeAway) assertUsable(name, backend);
  return lastingPort(name, backend, clock, listen);
}

function assertUsable(name: string, backend: Backend): void {
  const look = backend.look(name);
  if (!look) {
    const all = linuxInterfaces(networkInterfaces()).filter(({ kind }) => kind !== "loopback" && kind !== "other");
    const others = all.length > 0 ? `There are:\n${interfaceLines(all)}` : "There is none that carries Ethernet";
    throw new LinkError(`Cannot open ${name}: there is no such interface. ${others}`, "no such interface");
  }
  if (!look.isEthernet) throw new LinkError(`Cannot open ${name}: it does not carry Ethernet frames`, "not Ethernet");
  if (!look.isUp)
    throw new LinkError(
      `Cannot open ${name}: the interface is down. \`sudo ip link set ${name} up\` switches it on`,
      "interface down",
    );
}
