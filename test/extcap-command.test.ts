import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plugtalk } from "./cli.ts";
import { temporaryFolder } from "./temporary-folder.ts";

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
