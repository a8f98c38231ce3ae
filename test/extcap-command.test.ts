import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { plugtalk } from "./cli.ts";
import { describeNamespaces, laboratory } from "./namespaces.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { testFrame } from "./test-frames.ts";
import { describeTshark } from "./tshark.ts";

const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

test("Wireshark is told of the interfaces, their frames, and that nothing can be set", () => {
  const { out, code } = plugtalk(["extcap", "--extcap-interfaces", "--extcap-version=4.0"]);
  expect(out).toMatch(/^extcap \{version=[\d.]+\}\{display=Plugtalk\}\n/);
  expect(code).toBe(0);
  expect(plugtalk(["extcap", "--extcap-interface", "plugtalk-eth0", "--extcap-dlts"]).out).toContain("dlt {number=1}");
  expect(plugtalk(["extcap", "--extcap-interface", "plugtalk-eth0", "--extcap-config"])).toMatchObject({
    out: "",
    code: 0,
  });
});

test("the script that Wireshark calls runs this very program", async () => {
  const folder = temporaryFolder();
  expect(plugtalk(["extcap", "--install", folder]).code).toBe(0);
  expect(readFileSync(join(folder, "plugtalk"), "utf8")).toContain('main.js" extcap');
});

test("without what Wireshark asks for it says what it is for", () => {
  expect(plugtalk(["extcap"])).toMatchObject({ code: 2, err: expect.stringContaining("plugtalk extcap --install") });
});

describeTshark("in Wireshark", () =>
  describeNamespaces("on real interfaces", () => {
    test("the interfaces are listed once installed, and what comes over them is shown", async () => {
      using lab = laboratory();
      const [own, listener] = [lab.freeName(), lab.namespace("listener")];
      lab.join({ name: own }, { in: listener, name: "plc0" });
      const options = { env: { HOME: temporaryFolder() } };
      await listener.start([process.execPath, main, "extcap", "--install"], options).ended;
      expect((await listener.start(["tshark", "-D"], options).ended).out).toMatch(
        /plugtalk-plc0 \(Charging cable at plc0\)/,
      );

      const sender = await lab.open(own);
      const shown = listener.start(
        ["tshark", "-l", "-n", "-c", "1", "-i", "plugtalk-plc0", "-T", "fields", "-e", "eth.src"],
        options,
      );
      // Nobody tells when it begins to listen.
      const again = setInterval(() => sender.send(testFrame({ from: "02:00:00:00:00:0a" })), 100);
      try {
        await shown.line(/^02:00:00:00:00:0a$/);
        expect((await shown.ended).code).toBe(0);
      } finally {
        clearInterval(again);
      }
    });
  }),
);
