/**
 * The script of a report's page: makes the document from the data that lies in it.
 *
 * @module
 */

import type { PageOverview, PageSession } from "../src/sniffer/report/index.ts";
import { h } from "./report/dom.ts";
import { overviewPage } from "./report/overview-page.ts";
import { sessionPage } from "./report/session-page.ts";

const main = document.getElementById("report") as HTMLElement;
const dataIn = (id: string): unknown => JSON.parse(document.getElementById(id)?.textContent ?? "null");
const overview = dataIn("overview") as PageOverview;

/** Ends what the view before listened to. */
let view = new AbortController();

/** A page with one session shows it; one with several shows the table, and the session that the address names. */
function show(): void {
  const { rows } = overview;
  const wanted = location.hash.slice(1);
  const row =
    rows.length === 1 && overview.recordings.length === 1 ? rows[0] : rows.find(({ element }) => element === wanted);
  view.abort();
  view = new AbortController();
  main.replaceChildren(...(row ? sessionView(row.element) : overviewPage(overview)));
  if (row) scrollTo(0, 0);
}

function sessionView(element: string): Node[] {
  const index = overview.rows.findIndex((row) => row.element === element);
  const session = dataIn(element) as PageSession;
  const recording = overview.recordings.find(({ recording }) => recording === session.recording);
  const [before, after] = [overview.rows[index - 1], overview.rows[index + 1]];
  const navigation =
    overview.rows.length > 1 || overview.recordings.length > 1
      ? [
          h(
            "nav",
            { class: "sessions" },
            h("a", { href: "#" }, "All sessions"),
            before && h("a", { href: `#${before.element}` }, "← previous"),
            after && h("a", { href: `#${after.element}` }, "next →"),
          ),
        ]
      : [];
  return [...navigation, ...sessionPage(session, recording, view.signal)];
}

addEventListener("hashchange", show);
show();
