/**
 * Simulated modems on real network interfaces, all on one power line: other programs, at the other ends of the interfaces'
 * cables, find adapters there.
 *
 * @module
 */

import { systemClock } from "../base/clock.ts";
import { seededRandom } from "../base/random.ts";
import type { Run } from "../base/run.ts";
import { openPort } from "../link/open-port.ts";
import { LinkError, type Port, type PortState } from "../link/port.ts";
import { onTheWire } from "../link/undo-offload.ts";
import type { SimulatedChip } from "../simulator/modem-chips.ts";
import { powerlineMedium } from "../simulator/powerline-medium.ts";
import { type ModemEvent, type SimulatedModem, simulatedModem } from "../simulator/simulated-modem.ts";

export interface LiveModem {
  readonly name: string;
  readonly interface: string;
  readonly chip: SimulatedChip;
  readonly role: "evse" | "pev" | "none";
  readonly isFlashless?: boolean;
  /** Instead of a made one. */
  readonly pib?: Uint8Array;
}

export interface LiveModemsOptions {
  readonly modems: readonly LiveModem[];
  /** dB from one to another, by their names. */
  readonly attenuation: (from: string, to: string) => number;
  /** The share of frames that is lost on the line. */
  readonly loss?: number;
  /** Makes addresses and keys: the same seed, the same modems. */
  readonly seed: number;
  readonly tell: (event: LiveModemEvent) => void;
}

export type LiveModemEvent =
  | {
      readonly type: "ready";
      readonly name: string;
      readonly interface: string;
      readonly mac: string;
      readonly chip: string;
    }
  | { readonly type: "cable"; readonly name: string; readonly state: PortState }
  /** The names of all that are in one network with it. */
  | { readonly type: "network"; readonly name: string; readonly peers: readonly string[] }
  | ({ readonly name: string } & ModemEvent);

/** Milliseconds between two looks at who is in a network with whom. */
const LOOK = 200;

/**
 * Lets the modems stand until the run ends.
 *
 * @throws {LinkError} where an interface cannot be opened.
 */
export async function simulateModems(options: LiveModemsOptions, run: Run): Promise<void> {
  const { modems, attenuation, loss = 0, seed, tell } = options;
  const clock = systemClock;
  const random = seededRandom(seed);
  const medium = powerlineMedium({ clock, random, attenuation, loss });
  const ports: Port[] = [];
  const standing: SimulatedModem[] = [];
  const networks = new Map<string, string>();
  try {
    for (const [index, { name, interface: wire, chip, role, isFlashless = false, pib }] of modems.entries()) {
      const port = await openPort(wire, { clock, isPromiscuous: true });
      ports.push(port);
      port.onState((state) => tell({ type: "cable", name, state }));
      const modem = simulatedModem({
        clock,
        random,
        medium,
        name,
        chip,
        role,
        isFlashless,
        port: cardless(port),
        seed: 1000 * seed + index,
        ...(pib ? { pib } : {}),
        tell: (event) => tell({ ...event, name }),
      });
      standing.push(modem);
      tell({ type: "ready", name, interface: wire, mac: modem.mac, chip });
    }
    for (;;) {
      await run.pause(LOOK);
      for (const { name, state } of standing) {
        const peers = state.peers().map(({ modem }) => modem.name);
        if (networks.get(name) === peers.join()) continue;
        const isNew = networks.has(name) || peers.length > 0;
        networks.set(name, peers.join());
        if (isNew) tell({ type: "network", name, peers });
      }
    }
  } finally {
    for (const modem of standing) modem.close();
    for (const port of ports) port.close();
  }
}

/** The port as of a device that has no clever network card: what it hears is as on a wire, and what is too long is lost. */
function cardless(port: Port): Port {
  return {
    ...port,
    // These change, and a copy would not.
    get state() {
      return port.state;
    },
    get mac() {
      return port.mac;
    },
    get lost() {
      return port.lost;
    },
    onFrame: (listener) =>
      port.onFrame((frame) => {
        for (const octets of onTheWire(frame.octets)) listener({ ...frame, octets });
      }),
    send(octets) {
      try {
        port.send(octets);
      } catch (error) {
        if (!(error instanceof LinkError)) throw error;
      }
    },
  };
}
