/**
 * Ends a test run with one plain line, which a CI reads: `N passed, N failed`.
 *
 * @module
 */

import type { Reporter, TestModule } from "vitest/node";

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const states = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      // A file that cannot be loaded has no tests, and is no success.
      if (module.state() === "failed" && module.errors().length > 0) states.failed++;
      for (const test of module.children.allTests()) states[test.result().state]++;
    }
    const skipped = states.skipped > 0 ? `, ${states.skipped} skipped` : "";
    // Written when all other reporters have had their say.
    process.on("exit", () => process.stdout.write(`${states.passed} passed, ${states.failed} failed${skipped}\n`));
  }
}
