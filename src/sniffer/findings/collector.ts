/**
 * Merges findings: the same thing about the same message is one finding, with its first frames, how often it was found,
 * and the worst value.
 *
 * @module
 */

import type { Finding, Unit } from "./finding.ts";
import { type Rule, type RuleCode, rules } from "./rules.ts";

/** Frames that a finding names. */
const MOST_FRAMES = 8;
/** Different findings of one session or connection. */
const MOST_FINDINGS = 256;

export interface Evidence {
  readonly frames: readonly number[];
  /** What stands for `#` in the rule's words; of merged findings the first. */
  readonly about?: string;
  /** Findings with different keys are not merged; what they are about, where nothing is said. */
  readonly key?: string;
  readonly clause?: string;
  readonly measured?: number;
  readonly limit?: number;
  readonly unit?: Unit;
}

export interface Collector {
  note(code: RuleCode, evidence: Evidence): void;
  /** Gives what was found and forgets it. */
  drain(session?: number): Finding[];
}

interface Merged {
  readonly code: RuleCode;
  readonly rule: Rule;
  readonly about: string;
  readonly frames: number[];
  readonly clause?: string;
  readonly limit?: number;
  readonly unit?: Unit;
  measured?: number;
  count: number;
}

export function collector(): Collector {
  let found = new Map<string, Merged>();

  return {
    note(code, { about = "", key = about, frames, clause, measured, limit, unit }) {
      const name = `${code} ${key}`;
      const rule: Rule = rules[code];
      let merged = found.get(name);
      if (merged === undefined) {
        if (found.size >= MOST_FINDINGS) return;
        const stated = clause ?? rule.clause;
        merged = {
          code,
          rule,
          about,
          frames: [],
          ...(stated === undefined ? {} : { clause: stated }),
          ...(limit === undefined ? {} : { limit }),
          ...(unit === undefined ? {} : { unit }),
          count: 0,
        };
        found.set(name, merged);
      }
      merged.count++;
      if (measured !== undefined) {
        const isWorse = rule.worst === "least" ? Math.min : Math.max;
        merged.measured = merged.measured === undefined ? measured : isWorse(merged.measured, measured);
      }
      for (const frame of frames) if (merged.frames.length < MOST_FRAMES) merged.frames.push(frame);
    },
    drain(session) {
      const findings = [...found.values()].map((merged) => shown(merged, session));
      found = new Map();
      return findings;
    },
  };
}

function shown({ code, rule, about, ...merged }: Merged, session: number | undefined): Finding {
  const { frames, count, measured, limit, unit, clause } = merged;
  const value = measured === undefined ? "" : `: ${rounded(measured)} ${unit ?? ""}`.trimEnd();
  const bound =
    limit === undefined ? "" : `, ${rule.worst === "least" ? "at least" : "at most"} ${limit} ${unit ?? ""}`;
  const times = count > 1 ? ` (${count} times in all)` : "";
  return {
    type: "finding",
    severity: rule.severity,
    code,
    area: rule.area,
    words: `${rule.words.replaceAll("#", about)}${value}${measured === undefined ? "" : bound.trimEnd()}${times}`,
    ...(clause === undefined ? {} : { clause }),
    ...(limit === undefined ? {} : { limit }),
    ...(measured === undefined ? {} : { measured }),
    ...(unit === undefined ? {} : { unit }),
    frames,
    count,
    ...(session === undefined ? {} : { session }),
  };
}

function rounded(value: number): number {
  const digits = Math.abs(value) < 10 ? 1000 : 10;
  return Math.round(value * digits) / digits;
}
