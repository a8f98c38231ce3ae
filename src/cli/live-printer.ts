/**
 * What a live listener tells, as lines: the timeline as it happens, and a summary when a session is over.
 *
 * @module
 */

import type { Finding } from "../sniffer/findings/index.ts";
import type { LimitsEvent, SnifferEvent } from "../sniffer/pipeline.ts";
import type { SessionEvent } from "../sniffer/sessions/index.ts";
import type { Origin } from "./filter.ts";
import { findingLines } from "./finding-lines.ts";
import { sessionLines } from "./session-lines.ts";
import { timeline } from "./timeline.ts";

export interface LivePrinter {
  readonly feed: (event: SnifferEvent) => void;
  readonly end: () => void;
}

export interface LivePrinterOptions {
  readonly out: NodeJS.WriteStream;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly all?: boolean;
}

/** Everything of one session is told in one go; a moment after its last word it can be shown together. */
export function livePrinter({ out, json = false, verbose = false, all = false }: LivePrinterOptions): LivePrinter {
  const colour = out.isTTY === true && process.env["NO_COLOR"] === undefined;
  const origin: Origin = {};
  const lines = timeline({ colour, all, verbose, origin });
  const write = (texts: readonly string[]) => {
    if (texts.length > 0) out.write(`${texts.join("\n")}\n`);
  };
  let session: { readonly event: SessionEvent; limits?: LimitsEvent; readonly findings: Finding[] } | undefined;
  let others: Finding[] = [];

  const summary = () => {
    if (session) {
      write(sessionLines(session.event, session.limits, colour, origin.time));
      write(findingLines([...others, ...session.findings], colour));
      others = [];
    }
    session = undefined;
  };
  return {
    feed(event) {
      if (json) {
        out.write(`${JSON.stringify(event)}\n`);
        return;
      }
      switch (event.type) {
        case "session":
          summary();
          session = { event, findings: [] };
          setImmediate(summary);
          break;
        case "limits":
          if (session) session.limits = event;
          break;
        case "interval":
          break;
        case "finding":
          (session?.findings ?? others).push(event);
          break;
        default:
          if (event.time !== undefined) origin.time ??= event.time;
          // The next thing that is seen comes after all that there was to say about the session before.
          summary();
          write(lines.lines(event));
      }
    },
    end() {
      if (json) return;
      write(lines.end());
      summary();
      write(findingLines(others, colour));
      others = [];
    },
  };
}
