/**
 * Findings about a recording.
 *
 * @module
 */

export type { Area, Finding, Severity, Unit } from "./finding.ts";
export { type Findings, findings } from "./findings.ts";
export { type RuleCode, rules } from "./rules.ts";
