/**
 * The chip maker's tools that start an adapter without flash memory, and that wait for one, on our simulated ones.
 */

import { join } from "node:path";
import { expect, test } from "vitest";
import { laboratory } from "./namespaces.ts";
import { describeTools, type Stall, stall, told, toolsOf } from "./qualcomm-tools.ts";
import { temporaryFolder } from "./temporary-folder.ts";

interface Booting {
  readonly chip: string;
  readonly name: string;
  readonly boot: string;
}

/** Parameters and firmware, from the other adapter, which has a flash. */
async function filesOf({ car }: Stall, name: string): Promise<[parameters: string, firmware: string]> {
  const folder = temporaryFolder();
  const [parameters, firmware] = [join(folder, "a.pib"), join(folder, "a.nvm")];
  await toolsOf(car)(name, "-p", parameters, "-n", firmware, "local");
  return [parameters, firmware];
}

describeTools("the chip maker's tools and adapters that have to be started", () => {
  // Side by side, because most of the time an adapter is only waited for.
  test("plcboot, int6kboot and ampboot start adapters without flash memory", async () => {
    using lab = laboratory();
    const start = async ({ chip, name, boot }: Booting) => {
      const one = await stall(lab, chip, "--flashless", "E");
      const [parameters, firmware] = await filesOf(one, name);
      const run = toolsOf(one.charger);
      await told(() => run(name, "-r", "local"), new RegExp(`${one.mac} .*BootLoader`));

      expect(await run(boot, "-N", firmware, "-P", parameters)).toMatch(/MAC-.* is running/);
      expect(await run(name, "-I", "local")).toContain("NET Plugtalk simulated network");
    };
    await Promise.all([
      start({ chip: "QCA7005", name: "plctool", boot: "plcboot" }),
      start({ chip: "INT6400", name: "int6k", boot: "int6kboot" }),
      start({ chip: "AR7400", name: "amptool", boot: "ampboot" }),
    ]);
  });

  test("plchost starts one that calls for its host", async () => {
    using lab = laboratory();
    const one = await stall(lab, "QCA7005", "--flashless", "E");
    const [parameters, firmware] = await filesOf(one, "plctool");
    const user = ["-n", `${firmware}.user`, "-p", `${parameters}.user`];

    const daemon = one.charger.start(["plchost", "-i", "plc0", "-t", "300", "-N", firmware, "-P", parameters, ...user]);
    await daemon.line(/MAC-QCA7005-1\.1\.0\.730.* is running/);
  });

  test("plcwait, int6kwait and ampwait restart one, and wait until it is back and in its network", async () => {
    using lab = laboratory();
    const wait = async (chip: string, name: string) => {
      const { charger, modems } = await stall(lab, chip);
      expect(await toolsOf(charger)(name, "-R", "-s", "-a", "local")).toMatch(/Resetting.*for Start.*for Assoc/s);
      await modems.line(/E {2}restarts/);
      await modems.line(/E {2}is back/);
    };
    await Promise.all([wait("QCA7005", "plcwait"), wait("INT6400", "int6kwait"), wait("AR7400", "ampwait")]);
  });
});
