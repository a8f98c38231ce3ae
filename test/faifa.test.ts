/** faifa, which asks HomePlug adapters in its own way and reads the standard's answers besides Qualcomm's. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, test } from "vitest";
import { describeNamespaces, laboratory } from "./namespaces.ts";

const plugtalk = [process.execPath, fileURLToPath(new URL("../dist/cli/main.js", import.meta.url))];
// It says nothing until it has said much, unless its output goes line by line.
const faifa = ["stdbuf", "-oL", "faifa", "-m", "-i", "plc0"];
const missing = ["stdbuf", "faifa"].filter((tool) => spawnSync("which", [tool]).status !== 0);

/** Questions by the numbers that a person chooses them by, and what has to be read in the answers. */
const TOLD: readonly (readonly [question: string, answer: (own: string, peer: string) => RegExp])[] = [
  // Its own table has INT6300 for the class of INT6400.
  ["a000", () => /Version: INT6400-MAC-4-4-4405-00-4497-20101201-FINAL-B/],
  ["a068", () => /Hardware: INT6400/],
  ["a054", () => /Manufacturer string: Plugtalk simulated INT6400/],
  ["6038", (own) => new RegExp(`MAC address: ${own}`)],
  ["6048", (_, peer) => new RegExp(`MAC address: ${peer}`)],
  // It asks from no address, which is no host.
  ["6020", () => /Bridging: No/],
  ["a038", (_, peer) => new RegExp(`^${peer} 0x0[12]`)],
  ["0014", () => /Same network: Yes/],
];

if (missing.length > 0) describe("faifa", () => test.skip(`needs ${missing.join(", ")}, not installed here`, () => {}));
else {
  describeNamespaces("faifa", () => {
    test("reads who our adapter is, its network, the rates in it, and that no host is behind it", async () => {
      using lab = laboratory();
      const [hosts, line] = [lab.namespace("hosts"), lab.namespace("line")];
      for (const wire of ["plc0", "plc1"]) lab.join({ in: hosts, name: wire }, { in: line, name: wire });
      const sides = ["--interface", "A=plc0", "--interface", "B=plc1", "--chip", "INT6400"];
      const modems = line.start([...plugtalk, "simulate", "modem", ...sides]);
      const [own = "", peer = ""] = await Promise.all(
        ["A", "B"].map(async (name) =>
          (/(?:..:){5}../.exec(await modems.line(new RegExp(`${name}  ready`)))?.[0] ?? "").toUpperCase(),
        ),
      );
      await modems.line(/A {2}in a network with B/);

      const asking = hosts.start(faifa);
      await asking.line(/Started receive thread/);
      for (const [question, answer] of TOLD) {
        asking.write(`${question}\n`);
        await asking.line(answer(own, peer));
      }
    }, 30_000);
  });
}
