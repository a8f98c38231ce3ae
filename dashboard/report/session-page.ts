/**
 * One session: who and what, who limited the power, the charts, the ladder, the tables.
 *
 * @module
 */

import {
  byText,
  dateText,
  durationText,
  energyText,
  powerText,
  shareText,
  socText,
} from "../../src/sniffer/report/figures.ts";
import {
  type IntervalRow,
  LIMIT_SIDES,
  type PageOverview,
  type PageSession,
  type PhaseRow,
  type PilotChange,
} from "../../src/sniffer/report/index.ts";
import { attenuationCharts } from "./attenuation.ts";
import { sideColour } from "./colours.ts";
import { type Child, folded, h, section } from "./dom.ts";
import { ladderView } from "./ladder.ts";
import { lineChart, type Unit } from "./line-chart.ts";
import { plots } from "./plots.ts";
import { type Band, strip } from "./strip.ts";
import { codeTable, findingList, intervalTable, latencyTable, phaseTable, timeTable } from "./tables.ts";

type Recording = PageOverview["recordings"][number];

const UNITS: readonly Unit[] = ["A", "kW", "V", "%", "Wh"];
/** Rows that a table shows unfolded. */
const FEW = 12;

export function sessionPage(session: PageSession, recording: Recording | undefined, signal: AbortSignal): Node[] {
  const { attenuation, latencies, times, codes, findings, ladder, phases } = session;
  const parts: (HTMLElement | false)[] = [
    head(session, recording),
    limiting(session),
    timeline(session, signal),
    findings.length > 0 && section("findings", "Findings", findingList(findings)),
    (times.length > 0 || phases.length > 0) &&
      section(
        "times",
        "Times against their limits",
        times.length > 0 && timeTable(times),
        phases.length > 0 && folded("Phases, with the time that each took", phaseTable(phases)),
      ),
    latencies.length > 0 && section("latencies", "From request to response", latencyTable(latencies)),
    attenuation.length > 0 &&
      section(
        "attenuation",
        "Attenuation",
        h(
          "p",
          { class: "muted" },
          "Loss between car and charger, in dB over the 58 groups of carriers, as each charger reported it (CM_ATTEN_CHAR.IND). The dashed line is the average, by which the car chooses.",
        ),
        attenuationCharts(attenuation, signal),
      ),
    codes.length > 0 && section("codes", "Status and error codes", codeTable(codes)),
    ladder.steps > 0 && section("messages", "Messages", ...ladderView(ladder)),
    recording !== undefined &&
      recording.findings.length > 0 &&
      section("recording", "Findings outside of sessions", findingList(recording.findings)),
  ];
  return parts.filter((part) => part !== false);
}

function head(session: PageSession, recording: Recording | undefined): HTMLElement {
  const { header, ended, duration, verdict, start, firstFrame, lastFrame, resumes } = session;
  const { vehicle, charger, service, soc, energy, energyFrom, peakPower, timeToCharge, tls, isEncrypted } = header;
  const kind = [header.protocol, service.energy, service.mode, service.control, service.payment].filter(Boolean);
  const tiles: readonly (readonly [string, string | undefined, string?])[] = [
    ["Energy", energy === undefined ? undefined : energyText(energy), `by the charger's ${energyFrom}`],
    ["Peak power", peakPower === undefined ? undefined : powerText(peakPower)],
    ["Battery", soc && socText(soc)],
    ["Lasted", duration === undefined ? undefined : durationText(duration)],
    [
      "Time to charge",
      timeToCharge === undefined ? undefined : durationText(timeToCharge),
      "until more than 1 A flowed",
    ],
  ];
  const facts: readonly (readonly [string, Child])[] = [
    ["Car", party([vehicle.mac, vehicle.name ?? vehicle.id, vehicle.ip], "EVCCID")],
    ["Charger", party([charger.mac, charger.name ?? charger.id, charger.ip], "EVSEID")],
    ["Protocol", kind.join(", ")],
    ["Encryption", tls === undefined ? "" : h("span", { class: isEncrypted ? "good" : "" }, tls)],
    ["Began", dateText(start) ?? ""],
    ["Session ID", header.sessionId && h("code", {}, header.sessionId)],
    ["Recording", [session.recording, ` · frames ${firstFrame} to ${lastFrame} of ${recording?.frames ?? "?"}`]],
    ["Resumes", resumes === undefined ? "" : `session ${resumes}`],
  ];
  return h(
    "header",
    { class: "card head" },
    h("p", { class: "eyebrow" }, `Charging session ${session.session}`),
    h("h1", {}, verdict ?? ended.words),
    h(
      "p",
      { class: `ended ${ended.by}` },
      h("strong", {}, ended.by === "nobody" ? "The end" : `Ended by ${byText(ended.by)}`),
      `${verdict === undefined ? "" : `: ${ended.words}`} (frame ${ended.frame})`,
    ),
    h(
      "dl",
      { class: "tiles" },
      tiles.map(
        ([name, value, title]) => value !== undefined && h("div", { title }, h("dt", {}, name), h("dd", {}, value)),
      ),
    ),
    h(
      "dl",
      { class: "facts" },
      facts.map(([name, value]) => value !== "" && value !== undefined && [h("dt", {}, name), h("dd", {}, value)]),
    ),
    recording?.reason !== undefined && h("p", { class: "note" }, `${recording.reason}.`),
  );
}

function party([mac, id, ip]: readonly (string | undefined)[], name: string): Child {
  const words = [
    mac !== undefined && h("code", {}, mac),
    id !== undefined && h("span", {}, h("span", { class: "muted" }, `${name} `), h("code", {}, id)),
    ip !== undefined && h("span", { class: "muted" }, ip),
  ].filter((word) => word !== false);
  return words.length === 0 ? "not seen" : words.flatMap((word, index) => (index === 0 ? [word] : [" · ", word]));
}

function limiting({ intervals, shares, faults }: PageSession): HTMLElement | false {
  if (intervals.length === 0 && faults.length === 0) return false;
  const bar =
    shares &&
    h(
      "div",
      { class: "shares", role: "img", "aria-label": sharesText(shares) },
      LIMIT_SIDES.map((side) => {
        const part = h("span", { class: side });
        part.style.flexGrow = String(shares[side]);
        return shares[side] > 0 && part;
      }),
    );
  return section(
    "limiting",
    "Who limited the power",
    faults.map((fault) => h("p", { class: "fault" }, `${fault}.`)),
    bar,
    shares && h("p", { class: "muted" }, sharesText(shares)),
    intervals.length > FEW
      ? folded(`${intervals.length} intervals with their evidence`, intervalTable(intervals))
      : intervals.length > 0 && intervalTable(intervals),
  );
}

const sharesText = ({ vehicle, charger, cable, ending }: NonNullable<PageSession["shares"]>): string =>
  [
    `the car ${shareText(vehicle)}`,
    `the charger ${shareText(charger)}`,
    cable >= 0.005 ? `the cable and its pilot ${shareText(cable)}` : "",
    // The sentence at the top speaks of the time in which power was asked for.
    ending >= 0.005 ? `ending ${shareText(ending)} (not counted in the sentence above)` : "",
  ]
    .filter(Boolean)
    .join(", ");

function timeline(session: PageSession, signal: AbortSignal): HTMLElement | false {
  const { duration = 0, series, phases, pilot, intervals } = session;
  const until = Math.max(duration, series?.at.at(-1) ?? 0);
  if (until <= 0) return false;
  const stack = plots(until, signal);
  const bands = phaseBands(phases);
  if (bands.length > 0) stack.add(strip("Phases", bands, until));
  if (pilot.length > 0) stack.add(strip("Control pilot", pilotBands(pilot, until), until));
  if (intervals.length > 0) stack.add(strip("Limited by", intervalBands(intervals), until));
  const notes: Child[] = [];
  if (series) {
    for (const unit of UNITS) {
      if (series.columns.some((column) => column.unit === unit)) {
        stack.add(lineChart(unit, series, intervals, until));
      }
    }
    if (series.bucket !== undefined) {
      notes.push(
        h(
          "p",
          { class: "muted" },
          `${series.measured} measurements; every two points stand for ${series.bucket} of them, and show the lowest and the highest value.`,
        ),
      );
    }
  }
  return section(
    "charts",
    "Over time",
    h(
      "p",
      { class: "muted" },
      "Times count from the first frame of the session. Blue is the car's word, orange the charger's, purple that of cable and pilot; dashed is what would have been allowed. Drag to zoom, click a name to hide its line.",
    ),
    stack.element,
    ...notes,
  );
}

const PREPARING: readonly string[] = ["plug", "slac", "link", "sdp", "tcp", "tls"];
const STOPPING: readonly string[] = ["stopping", "welding detection", "end"];

function phaseBands(phases: readonly PhaseRow[]): Band[] {
  return phases.flatMap(({ name, start, end }, index): Band[] => {
    if (start === undefined || end === undefined) return [];
    const colour = name === "charging" ? "charging" : STOPPING.includes(name) ? "ending" : "setup";
    return [{ start, end, label: name, colour, isPale: index % 2 === 1, isHatched: PREPARING.includes(name) }];
  });
}

function pilotBands(pilot: readonly PilotChange[], until: number): Band[] {
  return pilot.flatMap(({ at: start, state, duty }, index): Band[] => {
    if (start === undefined) return [];
    const end = pilot[index + 1]?.at ?? until;
    const isEnabled = state.startsWith("C") || state.startsWith("D");
    const label = duty === undefined || !state.endsWith("2") ? state : `${state}, ${duty} %`;
    return [{ start, end, label, colour: isEnabled ? "charging" : "setup", isPale: index % 2 === 1 }];
  });
}

/** Neighbours of the same side are told apart by a paler one. */
function intervalBands(intervals: readonly IntervalRow[]): Band[] {
  const bands: Band[] = [];
  for (const { start, end, side, reason, label } of intervals) {
    const colour = sideColour(side);
    const before = bands.at(-1);
    const isPale = before?.colour === colour && !before.isPale;
    bands.push({ start, end, label, colour, isHatched: reason === "ramp", isPale });
  }
  return bands;
}
