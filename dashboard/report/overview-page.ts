/**
 * Many sessions at a glance: totals, and a table of which each row leads to its session.
 *
 * @module
 */

import {
  byText,
  dateText,
  durationText,
  endText,
  energyText,
  powerText,
  seenText,
  shareText,
  socText,
} from "../../src/sniffer/report/figures.ts";
import type { PageOverview, PageRow } from "../../src/sniffer/report/index.ts";
import { type Child, h, section, table } from "./dom.ts";
import { findingList } from "./tables.ts";

interface Column {
  readonly title: string;
  readonly kind?: "figure" | "wide" | "named";
  readonly show: (row: PageRow) => Child;
  readonly order: (row: PageRow) => string | number;
}

const LIMITED: readonly (readonly [pattern: RegExp, side: string])[] = [
  [/^The charger limited/, "charger"],
  [/^The car limited/, "vehicle"],
  [/^The (cable|pilot)/, "cable"],
];

const COLUMNS: readonly Column[] = [
  {
    title: "session",
    kind: "named",
    show: ({ element, recording, session, start }) => [
      h("a", { href: `#${element}` }, breakable(shortName(recording)), ` #${session}`),
      second(dateText(start)?.slice(0, 16)),
    ],
    order: ({ recording, session }) => `${recording} ${String(session).padStart(6, "0")}`,
  },
  {
    title: "car and charger",
    show: ({ vehicle, charger }) => [h("code", {}, vehicle), h("br"), h("code", {}, charger)],
    order: ({ vehicle }) => vehicle,
  },
  {
    title: "protocol",
    show: ({ protocol, kind, isEncrypted }) => [
      protocol,
      second([kind, isEncrypted ? "TLS" : ""].filter(Boolean).join(", ")),
    ],
    order: ({ protocol, kind }) => `${protocol} ${kind}`,
  },
  {
    title: "lasted",
    kind: "figure",
    show: ({ duration, soc }) => [duration === undefined ? "" : durationText(duration), second(soc && socText(soc))],
    order: ({ duration }) => duration ?? -1,
  },
  {
    title: "energy",
    kind: "figure",
    show: ({ energy, peakPower }) => [
      energy === undefined ? "" : energyText(energy),
      second(peakPower === undefined ? undefined : powerText(peakPower)),
    ],
    order: ({ energy }) => energy ?? -1,
  },
  {
    title: "who limited",
    kind: "wide",
    show: ({ verdict }) =>
      verdict !== "" && [
        h("span", { class: `dot ${LIMITED.find(([pattern]) => pattern.test(verdict))?.[1] ?? "none"}` }),
        " ",
        verdict,
      ],
    order: ({ verdict }) => verdict,
  },
  {
    title: "how it ended",
    kind: "wide",
    show: ({ ended }) => [
      h("span", { class: `dot ${ended.by === "nobody" ? "ending" : ended.by}`, title: byText(ended.by) }),
      " ",
      ended.words,
    ],
    order: ({ ended }) => `${ended.by} ${ended.kind}`,
  },
  {
    title: "findings",
    show: ({ findings }) =>
      h(
        "span",
        { class: "counts" },
        (["error", "warning", "notice"] as const).map(
          (severity) =>
            findings[severity] > 0 &&
            h("span", { class: `count ${severity}`, title: `${severity}s` }, findings[severity]),
        ),
      ),
    order: ({ findings }) => findings.error * 1e6 + findings.warning * 1e3 + findings.notice,
  },
];

/** Long names of files may go on in the next line behind the signs that join their words. */
const breakable = (name: string): Child =>
  name.split(/(?<=[-_.])/).map((part, index) => (index === 0 ? [part] : [h("wbr"), part]));

/** A line below, of less weight. */
const second = (words: string | undefined): Child =>
  words !== undefined && words !== "" && h("div", { class: "muted" }, words);

/** The part of a path that tells it from its neighbours. */
const shortName = (recording: string): string => recording.replace(/^.*[\\/]/, "").replace(/\.pcap(ng)?(\.gz)?$/, "");

export function overviewPage({ rows, recordings, unread, totals }: PageOverview): Node[] {
  const silent = recordings.filter(({ recording }) => !rows.some((row) => row.recording === recording));
  const loose = recordings.length === 1 ? (recordings[0]?.findings ?? []) : [];
  const { limitedBy, chargingTime } = totals;
  const share = (seconds: number) => shareText(chargingTime > 0 ? seconds / chargingTime : 0);
  const tiles: readonly (readonly [string, string])[] = [
    ["Sessions", String(totals.sessions)],
    ["With current", String(totals.charged)],
    ["Energy", energyText(totals.energy)],
    ["Charging time", durationText(chargingTime)],
    ["Limited by cars", share(limitedBy.vehicle)],
    ["Limited by chargers", share(limitedBy.charger)],
    ["Encrypted", `${totals.encrypted} of ${totals.sessions}`],
  ];
  const parts: (HTMLElement | false)[] = [
    h(
      "header",
      { class: "card head" },
      h("p", { class: "eyebrow" }, "Charging sessions"),
      h(
        "h1",
        {},
        `${totals.sessions} sessions in ${totals.recordings} ${totals.recordings === 1 ? "recording" : "recordings"}`,
      ),
      h(
        "dl",
        { class: "tiles" },
        tiles.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
      ),
    ),
    rows.length > 0 && section("sessions", "Sessions", ...sortable(rows)),
    totals.endings.length > 0 &&
      section(
        "endings",
        "How they ended",
        table(
          [{ title: "sessions", isFigure: true }, { title: "how" }, { title: "by" }],
          totals.endings.map(({ by, kind, count }) => [count, endText(kind), byText(by)]),
        ),
      ),
    totals.findings.length > 0 &&
      section(
        "findings",
        "Most frequent findings",
        table(
          [{ title: "sessions", isFigure: true }, { title: "" }, { title: "finding" }],
          totals.findings.map(({ sessions, severity, words }) => [
            sessions,
            h("span", { class: `severity ${severity}` }, severity),
            words,
          ]),
        ),
      ),
    loose.length > 0 && section("recording", "Findings outside of sessions", findingList(loose)),
    silent.length > 0 &&
      section(
        "silent",
        "Recordings without a session",
        table(
          [{ title: "recording" }, { title: "frames", isFigure: true }, { title: "what was seen" }],
          silent.map((recording) => [recording.recording, recording.frames, seenText(recording)]),
        ),
      ),
    unread.length > 0 &&
      section(
        "unread",
        "Not read",
        table(
          [{ title: "recording" }, { title: "why" }],
          unread.map(({ recording, because }) => [recording, because]),
        ),
      ),
  ];
  return parts.filter((part) => part !== false);
}

function sortable(rows: readonly PageRow[]): HTMLElement[] {
  let by = -1;
  let isDown = false;
  let words = "";
  const body = h("tbody");
  const heads = COLUMNS.map(({ title, kind }, index) =>
    h("th", { scope: "col", class: kind }, h("button", { type: "button", onclick: () => sort(index) }, title)),
  );

  function sort(index: number) {
    isDown = by === index ? !isDown : false;
    by = index;
    for (const [at, head] of heads.entries()) {
      if (at === by) head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    fill();
  }

  function fill() {
    const order = COLUMNS[by]?.order;
    const wanted = rows.filter((row) => words === "" || JSON.stringify(row).toLowerCase().includes(words));
    if (order) {
      const way = isDown ? -1 : 1;
      wanted.sort((one, other) => {
        const [a, b] = [order(one), order(other)];
        return way * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));
      });
    }
    body.replaceChildren(
      ...wanted.map((row) =>
        h(
          "tr",
          {},
          COLUMNS.map(({ show, kind }) => h("td", { class: kind }, show(row))),
        ),
      ),
    );
  }

  fill();
  const search = h("input", {
    type: "search",
    placeholder: "Find a car, a charger, a recording, a word",
    "aria-label": "Find in the sessions",
    oninput: ({ target }) => {
      words = (target as HTMLInputElement).value.trim().toLowerCase();
      fill();
    },
  });
  const whole = h("table", { class: "sessions" }, h("thead", {}, h("tr", {}, heads)), body);
  return [h("div", { class: "controls" }, search), h("div", { class: "scroll", tabindex: 0, role: "group" }, whole)];
}
