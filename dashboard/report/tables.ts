/**
 * The tables of a session: who limited, phases, times and latencies against their limits, codes, findings.
 *
 * @module
 */

import { durationText, energyText, shareText } from "../../src/sniffer/report/figures.ts";
import type {
  CodeRow,
  IntervalRow,
  LatencyRow,
  PhaseRow,
  SessionReport,
  TimeRow,
} from "../../src/sniffer/report/index.ts";
import { type Child, h, table } from "./dom.ts";

type Finding = SessionReport["findings"][number];

const figure = (title: string) => ({ title, isFigure: true });
const dot = (side: string) => h("span", { class: `dot ${side}`, "aria-hidden": "true" });
const amperes = (value: number | undefined) => (value === undefined ? "" : `${value.toFixed(1)} A`);

export const intervalTable = (rows: readonly IntervalRow[]): HTMLElement =>
  table(
    [
      figure("from"),
      figure("to"),
      { title: "limited by" },
      figure("of the time"),
      figure("energy"),
      figure("charger's cap"),
      figure("headroom of charger"),
      figure("of car"),
      figure("frames"),
    ],
    rows.map(({ start, end, side, label, share, energy, cap, root, chargerHeadroom, vehicleHeadroom, ...frames }) => [
      `${start.toFixed(1)} s`,
      `${end.toFixed(1)} s`,
      [dot(side), " ", label],
      shareText(share),
      energy === undefined ? "" : energyText(energy),
      cap === undefined ? "" : `${amperes(cap)}${root === undefined ? "" : ` (${root})`}`,
      amperes(chargerHeadroom),
      amperes(vehicleHeadroom),
      `${frames.firstFrame}–${frames.lastFrame}`,
    ]),
  );

export const phaseTable = (rows: readonly PhaseRow[]): HTMLElement =>
  table(
    [{ title: "phase" }, figure("from"), figure("for"), figure("frames")],
    rows.map(({ name, start, end, firstFrame, lastFrame }) => [
      name,
      start === undefined ? "" : `${start.toFixed(3)} s`,
      start === undefined || end === undefined ? "" : durationText(end - start),
      `${firstFrame}–${lastFrame}`,
    ]),
  );

/** How much of a limit was used, as a bar and in words. */
function use(measured: number | undefined, limit: number | undefined): Child {
  if (measured === undefined || limit === undefined || limit <= 0) return "";
  const part = measured / limit;
  const meter = h("span", { class: `use${part > 1 ? " over" : ""}`, "aria-hidden": "true" });
  meter.style.setProperty("--part", String(Math.min(part, 1)));
  return [meter, ` ${part < 0.005 ? "<1 %" : shareText(part)}`];
}

export const timeTable = (rows: readonly TimeRow[]): HTMLElement =>
  table(
    [
      { title: "" },
      figure("measured"),
      figure("limit"),
      { title: "used" },
      { title: "where that stands" },
      figure("frame"),
    ],
    rows.map(({ name, measured, limit, clause, frame }) => [
      name,
      durationText(measured),
      limit === undefined ? "" : durationText(limit),
      use(measured, limit),
      clause ?? "",
      frame ?? "",
    ]),
  );

export const latencyTable = (rows: readonly LatencyRow[]): HTMLElement =>
  table(
    [
      { title: "message" },
      figure("asked"),
      figure("answered"),
      figure("min"),
      figure("mean"),
      figure("95 %"),
      figure("max"),
      figure("limit"),
      { title: "used" },
      figure("later"),
      figure("every"),
      figure("worst frame"),
    ],
    rows.map(({ message, requests, responses, min, mean, p95, max, limit, late, period, maxFrame, clause }) => [
      h("span", { title: clause }, message),
      requests,
      responses,
      ...[min, mean, p95, max].map((value) => (value === undefined ? "" : durationText(value))),
      durationText(limit),
      use(max, limit),
      late === 0 ? "0" : h("strong", { class: "bad" }, late),
      period === undefined ? "" : durationText(period),
      maxFrame ?? "",
    ]),
  );

export const codeTable = (rows: readonly CodeRow[]): HTMLElement =>
  table(
    [figure("at"), { title: "side" }, { title: "what" }, { title: "became" }, figure("frame")],
    rows.map(({ at, side, what, code, frame }) => [
      at === undefined ? "" : `${at.toFixed(3)} s`,
      [dot(side), side === "vehicle" ? " car" : " charger"],
      what,
      code,
      frame,
    ]),
  );

export const findingList = (findings: readonly Finding[]): HTMLElement =>
  h(
    "ul",
    { class: "findings" },
    findings.map(({ severity, words, clause, frames, count, area }) =>
      h(
        "li",
        {},
        h("span", { class: `severity ${severity}` }, severity),
        h(
          "span",
          {},
          words,
          h(
            "span",
            { class: "muted" },
            ` ${[clause ?? area, frames.length > 0 && `frame ${frames.join(", ")}${count > frames.length ? ", …" : ""}`].filter(Boolean).join(" · ")}`,
          ),
        ),
      ),
    ),
  );
