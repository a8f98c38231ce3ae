/**
 * A plug in the terminal: a line for each thing that happens, and below them, where the terminal can, how things stand.
 *
 * @module
 */

import type { PlugEvent } from "../app/plug-events.ts";
import { type PlugState, plugState } from "../app/plug-state.ts";
import { type PlugLine, plugLine, type Weight } from "../app/plug-words.ts";
import type { Phase } from "../v2g/talk-events.ts";

export interface LiveView {
  readonly feed: (event: PlugEvent) => void;
  /** Takes the standing line away. */
  readonly end: () => void;
  readonly state: PlugState;
}

export interface LiveViewOptions {
  readonly out: NodeJS.WriteStream;
  readonly isVerbose?: boolean;
  /** Which sides run in this process. */
  readonly sides: readonly ("car" | "charger")[];
  /** Milliseconds that count as zero. */
  readonly start?: number;
  /** How often the standing line is drawn at most, and printed where it cannot be redrawn: milliseconds of real time. */
  readonly drawEvery?: number;
  /** Milliseconds of the events' own time between two lines where nothing can be redrawn. */
  readonly tellEvery?: number;
}

const COLOURS = { car: 36, charger: 35 } as const;
const WEIGHTS: Readonly<Record<Weight, number>> = { step: 0, detail: 90, good: 32, bad: 31 };

export function liveView({
  out,
  isVerbose = false,
  sides,
  start = 0,
  drawEvery = 100,
  tellEvery = 60_000,
}: LiveViewOptions): LiveView {
  const isTerminal = out.isTTY === true;
  const hasColour = isTerminal && process.env["NO_COLOR"] === undefined;
  const paint = (code: number, text: string) => (hasColour && code > 0 ? `\u001b[${code}m${text}\u001b[0m` : text);
  const state = plugState();
  let drawn = 0;
  let told = Number.NEGATIVE_INFINITY;
  let isDrawn = false;

  const clear = () => {
    if (isDrawn) out.write("\r\u001b[2K");
    isDrawn = false;
  };
  const line = ({ at, side, words, weight }: PlugLine) => {
    clear();
    const time = `${((at - start) / 1000).toFixed(2).padStart(9)} s`;
    out.write(`${paint(90, time)}  ${paint(COLOURS[side], side.padEnd(7))}  ${paint(WEIGHTS[weight], words)}\n`);
  };

  return {
    state,
    feed(event) {
      state.feed(event);
      const news = plugLine(event);
      if (news && (isVerbose || news.weight !== "detail")) line(news);
      if (event.event.type !== "measured" || !FLOWING.has(state[event.event.side].phase)) return;
      if (isTerminal) {
        const now = performance.now();
        if (now - drawn < drawEvery) return;
        drawn = now;
        const standing = standingLine(state, sides);
        clear();
        out.write(standing.slice(0, Math.max(20, (out.columns ?? 80) - 1)));
        isDrawn = true;
      } else if (event.event.at - told >= tellEvery) {
        told = event.event.at;
        line({ at: told, side: event.event.side, words: standingLine(state, sides), weight: "step" });
      }
    },
    end: clear,
  };
}

/** `charging │ 52 % ▕█████░░░░▏ 384.1 V 150.0 A 57.6 kW │ car wants 172.0 A │ charger gives up to 195 A, 75 kW │ 1.24 kWh` */
function standingLine({ car, charger }: PlugState, sides: readonly ("car" | "charger")[]): string {
  const main = sides.includes("car") ? car : charger;
  const { phase, voltage = 0, current = 0 } = main;
  const soc = car.soc ?? charger.soc;
  const wanted = car.targetCurrent ?? charger.targetCurrent;
  const { maximumCurrent, maximumPower } = charger.maximumCurrent === undefined ? car : charger;
  const energy = Math.max(car.energy, charger.energy);
  return [
    phase,
    [soc === undefined ? "" : `${soc.toFixed(0)} % ${bar(soc)}`, measured(voltage, current)].filter(Boolean).join(" "),
    ...(wanted === undefined ? [] : [`car wants ${wanted.toFixed(1)} A`]),
    ...(maximumCurrent === undefined
      ? []
      : [
          `charger up to ${maximumCurrent.toFixed(0)} A${maximumPower === undefined ? "" : `, ${kilowatts(maximumPower)}`}`,
        ]),
    `${(energy / 1000).toFixed(2)} kWh`,
  ].join(" │ ");
}

/** Phases in which there is something to measure. */
const FLOWING: ReadonlySet<Phase> = new Set<Phase>(["pre-charge", "charging", "stopping"]);

const BAR = 12;
const bar = (percent: number): string => {
  const full = Math.round((Math.min(100, Math.max(0, percent)) / 100) * BAR);
  return `▕${"█".repeat(full)}${"░".repeat(BAR - full)}▏`;
};
const measured = (voltage: number, current: number) =>
  `${voltage.toFixed(1)} V ${current.toFixed(1)} A ${kilowatts(voltage * current)}`;
const kilowatts = (watts: number) => `${(watts / 1000).toFixed(1)} kW`;
