/**
 * The one door to koffi, which calls functions of the operating system. It is an optional dependency, loaded when a real
 * interface is opened for the first time: whoever only reads recordings needs none of it.
 *
 * @module
 */

import { LinkError } from "./port.ts";

export type Koffi = typeof import("koffi").default;

/** Wakes its callback when the descriptor can be read. Somebody has to hold it, or it is collected and falls silent. */
export interface Watch {
  readonly close: () => void;
}

/** @throws {LinkError} where koffi is not installed or has no build for this machine. */
export async function loadKoffi(load: () => Promise<{ default: Koffi }> = () => import("koffi")): Promise<Koffi> {
  try {
    return (await load()).default;
  } catch (cause) {
    throw new LinkError(
      `Cannot open network interfaces: the package koffi, through which the operating system is called, could not be loaded for ${process.platform}-${process.arch} (${cause instanceof Error ? cause.message.split("\n")[0] : cause}). Install it with \`npm install koffi\`; \`npm install --omit=optional\` leaves it out`,
      "no library",
      { cause },
    );
  }
}

/**
 * Calls `read` whenever the descriptor has something to read, and once with `isBroken` when it has become unusable.
 *
 * `read` must do no more than empty the descriptor, and hand on by `setImmediate`: on Node 26 promises begun in it would
 * not run until something else wakes the program. A worker thread has to close its watches before it is terminated; koffi
 * brings the whole process down otherwise.
 */
export function watchReadable(koffi: Koffi, descriptor: number, read: (isBroken: boolean) => void): Watch {
  // Koffi declares the events as the only argument; it hands over libuv's status before them.
  const wake = (status: unknown) => {
    try {
      read(typeof status === "number" && status < 0);
    } catch (error) {
      // Koffi swallows what is thrown here, and the watch would never wake again.
      setImmediate(() => {
        throw error;
      });
    }
  };
  return koffi.node.poll(descriptor, { readable: true, writable: false, disconnect: false }, wake);
}
