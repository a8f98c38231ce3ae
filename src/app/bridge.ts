/**
 * The bridge: one adapter plays the charger towards the car, the other the car towards the charger, each with its own
 * matching, key and network; what the two say to each other passes between, and is heard whole, both ways.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { CalledOff, type Run } from "../base/run.ts";
import type { Milliseconds } from "../base/units.ts";
import type { Port } from "../link/port.ts";
import { onTheWire } from "../link/undo-offload.ts";
import { station } from "../powerline/station.ts";
import { leaveCharger, matchCharger } from "../slac/ev.ts";
import type { SlacEvent } from "../slac/events.ts";
import { chargerMatching } from "../slac/evse.ts";
import { MatchingFailed } from "../slac/failures.ts";
import type { Match } from "../slac/match.ts";
import type { OwnModem } from "../slac/own-modem.ts";
import { standardModem } from "../slac/standard-modem.ts";
import { crossing } from "./bridged-frames.ts";

export type BridgeEvent =
  | { readonly type: "matching"; readonly side: "car" | "charger"; readonly event: SlacEvent }
  | { readonly type: "joined"; readonly side: "car" | "charger"; readonly match: Match }
  | { readonly type: "open"; readonly car: string; readonly charger: string }
  | { readonly type: "lost"; readonly side: "car" | "charger"; readonly words: string }
  | { readonly type: "closed"; readonly words: string };

export interface BridgeParts {
  readonly clock: Clock;
  /** Towards the car: this adapter is the charger's. */
  readonly carSide: Port;
  /** Towards the charger: this adapter is the car's. */
  readonly chargerSide: Port;
  /** Where the networks are there without matching. Hardware addresses are then learned from what comes. */
  readonly withoutMatching?: boolean;
  readonly modems?: { readonly car: OwnModem; readonly charger: OwnModem };
  readonly tell?: (event: BridgeEvent) => void;
}

/** How long a car may take to come, in a laboratory where somebody plugs it in by hand. */
const A_DAY: Milliseconds = 24 * 3600 * 1000;

/** Bridges one session after the other until the run ends; both networks are left cleanly. */
export async function bridge(parts: BridgeParts, run: Run): Promise<never> {
  for (;;) await bridgeOnce(parts, run);
}

/** From two matchings to the loss of either side. */
export async function bridgeOnce(parts: BridgeParts, outer: Run): Promise<void> {
  const { clock, carSide, chargerSide, withoutMatching = false, tell = () => {} } = parts;
  const run = outer.fork("the bridge");
  const stations = { car: station(carSide, { clock }), charger: station(chargerSide, { clock }) };
  /** Who is at the other end of each side: known from the matching, else from what comes. */
  const peers: { car?: string; charger?: string } = {};
  const toCar = {
    station: stations.car,
    modem: parts.modems?.car ?? standardModem(stations.car),
    timing: { TT_EVSE_SLAC_init: A_DAY },
    tell: (event: SlacEvent) => tell({ type: "matching", side: "car", event }),
  };
  const toCharger = {
    station: stations.charger,
    modem: parts.modems?.charger ?? standardModem(stations.charger),
    timing: { TT_matching_repetition: A_DAY },
    tell: (event: SlacEvent) => tell({ type: "matching", side: "charger", event }),
  };
  const matching = withoutMatching ? undefined : chargerMatching(toCar);
  const lose = (side: "car" | "charger", words: string) => {
    tell({ type: "lost", side, words });
    run.stop(new CalledOff(words));
  };
  matching?.onRestart((car) => lose("car", `${car} began the matching anew`));
  const forget = [
    carSide.onState((state) => state !== "up" && lose("car", `${carSide.name} is ${state}`)),
    chargerSide.onState((state) => state !== "up" && lose("charger", `${chargerSide.name} is ${state}`)),
    carSide.onFrame(({ octets, isOutgoing }) => isOutgoing || cross(octets, "car")),
    chargerSide.onFrame(({ octets, isOutgoing }) => isOutgoing || cross(octets, "charger")),
  ];

  function cross(octets: Uint8Array, from: "car" | "charger"): void {
    if (withoutMatching) peers[from] ??= sourceOf(octets);
    const [way, peer] = from === "car" ? [chargerSide, peers.charger] : [carSide, peers.car];
    // A group can be told before anybody is known at the other end.
    const isGroup = (octets[0]! & 1) === 1;
    if ((!peer && !isGroup) || way.state !== "up") return;
    // What a system leaves to its network card (checksums, cutting long segments) has not been done by any here.
    for (const whole of onTheWire(octets)) {
      const frame = crossing(whole, way.mac, peer ?? way.mac);
      if (frame) way.send(frame);
    }
  }

  try {
    if (matching) {
      const [car, charger] = await Promise.all([
        matching.next(run).then((match) => {
          tell({ type: "joined", side: "car", match });
          peers.car = match.car;
          return match;
        }),
        matchCharger(toCharger, run).then((match) => {
          tell({ type: "joined", side: "charger", match });
          peers.charger = match.charger;
          return match;
        }),
      ]);
      tell({ type: "open", car: car.car, charger: charger.charger });
    }
    await run.until(new Promise<never>(() => {}));
  } catch (error) {
    if (error instanceof MatchingFailed) lose("charger", error.message);
    else if (!(error instanceof CalledOff)) throw error;
    outer.throwIfEnded();
  } finally {
    for (const one of forget) one();
    run.stop(new CalledOff("the bridge is closed"));
    if (matching) {
      await Promise.allSettled([matching.leave(outer), leaveCharger(toCharger, outer)]);
      matching.close();
    }
    stations.car.close();
    stations.charger.close();
    tell({ type: "closed", words: "both networks are left" });
  }
}

const sourceOf = (octets: Uint8Array): string =>
  Array.from(octets.subarray(6, 12), (octet) => octet.toString(16).padStart(2, "0")).join(":");
