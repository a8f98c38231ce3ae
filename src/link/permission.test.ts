import { expect, test } from "vitest";
import { howToPermit } from "./permission.ts";

const command = ["/usr/bin/node", "/home/user/my tools/plugtalk", "sniff", "--interface", "eth1"];

test("on Linux each command can be copied as it is", () => {
  const text = howToPermit({ platform: "linux", command, user: "pi" });
  expect(text).toContain("CAP_NET_RAW, which pi has not got");
  expect(text).toContain("  sudo /usr/bin/node '/home/user/my tools/plugtalk' sniff --interface eth1\n");
  expect(text).toContain("cp /usr/bin/node ~/plugtalk-node && sudo setcap cap_net_raw+ep ~/plugtalk-node && ");
  expect(text).toContain("AmbientCapabilities=CAP_NET_RAW");
});

test("macOS and Windows have ways of their own", () => {
  expect(howToPermit({ platform: "darwin", command, user: "ann" })).toContain("sudo chown ann /dev/bpf*");
  expect(howToPermit({ platform: "win32", command, user: "ann" })).toContain("Npcap");
});
