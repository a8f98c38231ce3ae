/**
 * Opens a real network interface, by the means that the system has for it.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Backend, ListenOptions } from "./channel.ts";
import { isEthernet, listInterfaces } from "./interfaces.ts";
import { lastingPort } from "./lasting-port.ts";
import { howToSwitchOn, interfaceLines } from "./network-interface.ts";
import { packetSockets } from "./packet-socket.ts";
import { captureLibrary, type Waiting } from "./pcap-library.ts";
import { LinkError, type Port } from "./port.ts";

export interface OpenPortOptions extends ListenOptions {
  readonly clock: Clock;
  /** Opens it also where the interface is down or not there: the port comes up as soon as the interface does. */
  readonly mayBeAway?: boolean;
  /**
   * By packet sockets on Linux and by the capture library elsewhere, unless said otherwise. On Linux the library has room
   * for more frames where the program may not ask the kernel for a larger buffer.
   */
  readonly through?: "packet socket" | "capture library";
  /** How the capture library waits, where it is not as usual on this system. */
  readonly waiting?: Waiting;
}

/**
 * Opens an interface by its name.
 *
 * @throws {LinkError} saying what to do where there is no such interface, where it is down or no Ethernet, where this is
 * not permitted, and where koffi or the capture library is missing.
 */
export async function openPort(name: string, options: OpenPortOptions): Promise<Port> {
  const { clock, mayBeAway = false, through, waiting, ...listen } = options;
  const usual = process.platform === "linux" ? "packet socket" : "capture library";
  const backend =
    (through ?? usual) === "packet socket" ? await packetSockets(clock.time) : await captureLibrary(waiting);
  if (mayBeAway) backend.assertPermitted?.(name);
  else await assertUsable(name, backend);
  return lastingPort(name, backend, clock, listen);
}

async function assertUsable(name: string, backend: Backend): Promise<void> {
  const look = backend.look(name);
  if (!look) {
    const all = (await listInterfaces()).filter(isEthernet);
    const others = all.length > 0 ? `There are:\n${interfaceLines(all)}` : "There is none that carries Ethernet";
    throw new LinkError(`Cannot open ${name}: there is no such interface. ${others}`, "no such interface");
  }
  if (!look.isEthernet) throw new LinkError(`Cannot open ${name}: it does not carry Ethernet frames`, "not Ethernet");
  if (!look.isUp)
    throw new LinkError(`Cannot open ${name}: the interface is down${howToSwitchOn(name)}`, "interface down");
}
