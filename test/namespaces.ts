/**
 * Real network stacks for tests: network namespaces of Linux, joined by cables in memory (veth pairs), and programs that
 * run in them. Everything is taken down again when the test is over, whichever way it ends.
 *
 * ```ts
 * describeNamespaces("live", () => {
 *   test("…", async () => {
 *     using lab = laboratory();
 *     const charger = lab.namespace("charger");
 *     lab.join({ in: charger, name: "plc0", hasIpv6: true }, { name: lab.freeName(), … });
 *     const program = charger.node("test/some-program.ts", "plc0");
 *     await program.line(/listening/);
 *     const port = await lab.open(…);
 *   });
 * });
 * ```
 *
 * @module
 */

import { describe, onTestFinished, test } from "vitest";
import { type Laboratory, neededForNamespaces, laboratory as newLaboratory } from "./laboratory.ts";

export { type Laboratory, type Namespace, nobodyCanRead, type Plug, type StartOptions } from "./laboratory.ts";
export type { Ended, Running } from "./running.ts";

/** `describe` for tests between namespaces: where there can be none, one skipped test says why. */
export function describeNamespaces(name: string, body: () => void): void {
  const needed = neededForNamespaces();
  if (needed === undefined) describe(name, body);
  else describe(name, () => test.skip(`needs ${needed}, which is not here`, () => {}));
}

/** It ends with the test, also with one that is given up because it takes too long: `using` does not reach that. */
export function laboratory(): Laboratory {
  const lab = newLaboratory();
  onTestFinished(() => lab[Symbol.dispose]());
  return lab;
}
