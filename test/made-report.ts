/**
 * The report of a made scene: its observations, and what the stages of the listener make of them.
 *
 * @module
 */

import type { Observation } from "../src/sniffer/events.ts";
import { findings } from "../src/sniffer/findings/index.ts";
import { limitsBySession } from "../src/sniffer/limits/index.ts";
import { type RecordingReport, type ReporterOptions, reporter } from "../src/sniffer/report/index.ts";
import { type SessionEvent, sessions } from "../src/sniffer/sessions/index.ts";

export function madeReport(
  all: readonly Observation[],
  name = "made.pcapng",
  options: ReporterOptions = {},
): RecordingReport {
  const report = reporter(options);
  const stages = { sessions: sessions(), findings: findings(), limits: limitsBySession() };
  const conclude = (session: SessionEvent) => {
    report.feed(session);
    const limits = stages.limits.session(session);
    if (limits) {
      const { intervals, ...verdict } = limits;
      for (const event of [...intervals, verdict, ...stages.findings.feed(limits)]) report.feed(event);
    }
    for (const finding of stages.findings.feed(session)) report.feed(finding);
  };
  for (const observation of all) {
    report.feed(observation);
    stages.limits.feed(observation);
    for (const finding of stages.findings.feed(observation)) report.feed(finding);
    for (const session of stages.sessions.feed(observation)) conclude(session);
  }
  for (const session of stages.sessions.end()) conclude(session);
  for (const finding of stages.findings.end()) report.feed(finding);
  return report.report(name);
}
