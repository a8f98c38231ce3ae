/**
 * The messages between car and charger, step by step: an arrow for each, the first few hundred at once and more on demand.
 *
 * @module
 */

import { durationText } from "../../src/sniffer/report/figures.ts";
import type { Ladder, Omission, Rung } from "../../src/sniffer/report/index.ts";
import { h } from "./dom.ts";

/** Rungs that are shown at once. */
const PAGE = 250;

export function ladderView({ rungs, steps }: Ladder): HTMLElement[] {
  let shown = PAGE;
  let words = "";
  let isUnusualOnly = false;

  const list = h("ol", { class: "ladder" });
  const more = h("button", { type: "button", onclick: showMore });
  const told = h("span", { class: "muted" });

  function showMore() {
    shown += PAGE;
    fill();
  }

  function fill() {
    const wanted = rungs.filter(isWanted);
    list.replaceChildren(...wanted.slice(0, shown).map((rung) => ("omitted" in rung ? gap(rung) : step(rung))));
    const rest = wanted.length - shown;
    more.hidden = rest <= 0;
    more.textContent = `Show ${Math.min(PAGE, rest)} more of ${rest}`;
    const kept = rungs.filter((rung) => !("omitted" in rung)).length;
    told.textContent =
      wanted.length === rungs.length
        ? `${steps} steps${kept < steps ? `, ${kept} of them kept: of loops the ends and what is unusual` : ""}`
        : `${wanted.length} steps found`;
  }

  function isWanted(rung: Rung | Omission): boolean {
    if ("omitted" in rung) return words === "" && !isUnusualOnly;
    if (isUnusualOnly && !rung.isUnusual) return false;
    return words === "" || `${rung.name} ${rung.words} ${rung.frame}`.toLowerCase().includes(words);
  }

  const search = h("input", {
    type: "search",
    placeholder: "Find a message, a value, a frame",
    "aria-label": "Find in the ladder",
    oninput: ({ target }) => {
      words = (target as HTMLInputElement).value.trim().toLowerCase();
      shown = PAGE;
      fill();
    },
  });
  const unusual = h("input", {
    type: "checkbox",
    onchange: ({ target }) => {
      isUnusualOnly = (target as HTMLInputElement).checked;
      shown = PAGE;
      fill();
    },
  });
  fill();
  return [
    h("div", { class: "controls" }, search, h("label", {}, unusual, " only what is unusual"), told),
    h(
      "div",
      { class: "ladder-head", "aria-hidden": "true" },
      h("span", { class: "car" }, "car"),
      h("span", { class: "charger" }, "charger"),
    ),
    list,
    more,
  ];
}

const gap = ({ omitted }: Omission): HTMLElement => h("li", { class: "gap" }, `${omitted} more like these`);

const WAYS: Readonly<Record<Rung["side"], string>> = {
  vehicle: "from car to charger",
  charger: "from charger to car",
  both: "",
};

function step(rung: Rung): HTMLElement {
  const { frame, at, side, kind, name, words, latency, isUnusual, value } = rung;
  const detail = value === undefined ? undefined : h("pre", { hidden: true });
  const toggle = () => {
    if (!detail) return;
    detail.textContent ||= JSON.stringify(value, null, 2);
    detail.hidden = !detail.hidden;
    title.setAttribute("aria-expanded", String(!detail.hidden));
  };
  const title = detail
    ? h(
        "button",
        { type: "button", class: "name", "aria-expanded": "false", title: "All values", onclick: toggle },
        name,
      )
    : h("span", { class: "name" }, name);
  return h(
    "li",
    { class: `step ${side} ${kind}${isUnusual ? " unusual" : ""}` },
    h("span", { class: "at" }, at === undefined ? "" : at.toFixed(3)),
    h("span", { class: "frame", title: "frame" }, frame),
    h("span", { class: "lane", role: "img", "aria-label": WAYS[side] }),
    h("span", { class: "what" }, title, words && " ", h("span", { class: "words" }, words)),
    h("span", { class: "latency" }, latency === undefined ? "" : durationText(latency)),
    detail,
  );
}
