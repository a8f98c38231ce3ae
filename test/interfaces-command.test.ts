import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { describeNamespaces, laboratory } from "./namespaces.ts";

const plugtalk = [process.execPath, fileURLToPath(new URL("../dist/cli/main.js", import.meta.url))];

describeNamespaces("plugtalk interfaces", () => {
  /** A machine with a cable that is plugged in, one that is not, and an interface that is switched off. */
  const machine = (lab: ReturnType<typeof laboratory>) => {
    const [here, there] = [lab.namespace("here"), lab.namespace("there")];
    lab.join({ in: here, name: "plc0", mac: "02:00:00:00:00:0a", hasIpv6: true }, { in: there, name: "plc0" });
    lab.join({ in: here, name: "plc1", mac: "02:00:00:00:00:0b" }, { in: there, name: "plc1" });
    there.ip("link", "set", "plc1", "down");
    lab.join({ in: here, name: "plc2", mac: "02:00:00:00:00:0c" }, { in: there, name: "plc2" });
    here.ip("link", "set", "plc2", "down");
    return here;
  };

  test("lists each interface with its state", async () => {
    using lab = laboratory();
    const { code, out } = await machine(lab).start([...plugtalk, "interfaces"]).ended;

    expect(out.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
      ["name", "kind", "state", "address", "IPv6 on this cable", "driver"],
      ["plc0", "veth", "up", "02:00:00:00:00:0a", "fe80::ff:fe00:a", "-"],
      ["plc1", "veth", "no carrier", "02:00:00:00:00:0b", "-", "-"],
      ["plc2", "veth", "down", "02:00:00:00:00:0c", "-", "-"],
      [""],
    ]);
    expect(code).toBe(0);
  });

  test("--json --all has one object a line, loopback too", async () => {
    using lab = laboratory();
    const { out } = await machine(lab).start([...plugtalk, "interfaces", "--json", "--all"]).ended;

    const all = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(all.map(({ name, kind }) => [name, kind])).toEqual([
      ["lo", "loopback"],
      ["plc0", "veth"],
      ["plc1", "veth"],
      ["plc2", "veth"],
    ]);
    expect(all[1]).toEqual({
      name: "plc0",
      kind: "veth",
      mac: "02:00:00:00:00:0a",
      state: "up",
      mtu: 1500,
      linkLocal: ["fe80::ff:fe00:a"],
    });
  });

  test("a machine without any says so", async () => {
    using lab = laboratory();
    const { code, err } = await lab.namespace("bare").start([...plugtalk, "interfaces"]).ended;

    expect(err).toContain("There is no network interface that carries Ethernet frames");
    expect(code).toBe(1);
  });
});
