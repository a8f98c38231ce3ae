/**
 * How things stand at a plug at this moment, gathered from its events: what a display shows.
 *
 * @module
 */

import type { Amps, Percent, Volts, WattHours, Watts } from "../base/units.ts";
import type { Phase } from "../v2g/talk-events.ts";
import type { PlugEvent } from "./plug-events.ts";

export interface SideState {
  phase: Phase;
  voltage?: Volts;
  current?: Amps;
  targetVoltage?: Volts;
  targetCurrent?: Amps;
  maximumCurrent?: Amps;
  maximumPower?: Watts;
  soc?: Percent;
  /** Since the session began. */
  energy: WattHours;
}

export interface PlugState {
  readonly car: SideState;
  readonly charger: SideState;
  readonly feed: (event: PlugEvent) => void;
}

export function plugState(): PlugState {
  const begin = (): SideState => ({ phase: "waiting for a plug", energy: 0 });
  const sides = { car: begin(), charger: begin() };
  const before: Record<"car" | "charger", { at: number; power: Watts } | undefined> = {
    car: undefined,
    charger: undefined,
  };
  return {
    ...sides,
    feed({ from, event }) {
      const side = sides[event.side];
      if (from === "slac") {
        if (side.phase === "waiting for a plug" || side.phase === "ended") side.phase = "matching";
      } else if (from === "plug") {
        if (event.type === "discovery") side.phase = "discovery";
        if (event.type === "connection") side.phase = "connecting";
      } else if (event.type === "phase") {
        side.phase = event.phase;
        if (event.phase === "session setup") side.energy = 0;
      } else if (event.type === "measured") {
        const { type: _, at, side: __, ...measured } = event;
        const last = before[event.side];
        if (last && side.phase === "charging") side.energy += (last.power * (at - last.at)) / 3_600_000;
        before[event.side] = { at, power: event.voltage * event.current };
        Object.assign(side, measured);
      }
    },
  };
}
