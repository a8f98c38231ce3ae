import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { linuxInterfaces } from "./linux-interfaces.ts";

const root = mkdtempSync(join(tmpdir(), "plugtalk-"));
afterAll(() => rmSync(root, { recursive: true }));

/** `/sys/class/net` of a machine with one of each kind. */
const machine: Record<
  string,
  { readonly files: Record<string, string>; readonly folders?: readonly string[]; readonly driver?: string }
> = {
  lo: { files: { type: "772", flags: "0x9", carrier: "1", address: "00:00:00:00:00:00", mtu: "65536" } },
  eth1: { files: { flags: "0x1003", carrier: "1", address: "70:b3:d5:12:34:56" }, driver: "cdc_ether" },
  qca0: { files: { flags: "0x1003", carrier: "0", address: "00:01:87:00:00:01" }, driver: "qcaspi" },
  wlan0: { files: { flags: "0x1002" }, folders: ["phy80211"], driver: "brcmfmac" },
  br0: { files: { flags: "0x1003", carrier: "1" }, folders: ["bridge"] },
  "eth1.5": { files: { flags: "0x1003", uevent: "DEVTYPE=vlan\nINTERFACE=eth1.5" }, folders: ["lower_eth1"] },
  mac0: { files: { flags: "0x1003" }, folders: ["lower_eth1"] },
  vx0: { files: { flags: "0x1003", uevent: "DEVTYPE=vxlan\nINTERFACE=vx0" } },
  tap0: { files: { flags: "0x1003", tun_flags: "0x1002" } },
  veth0: { files: { flags: "0x1003", carrier: "1", uevent: "INTERFACE=veth0\nIFINDEX=8" } },
  veth1: { files: { flags: "0x1002" } },
  dummy0: { files: { flags: "0x82" } },
  ppp0: { files: { type: "512", flags: "0x10d1" } },
};

for (const [name, { files, folders = [], driver }] of Object.entries(machine)) {
  const folder = join(root, "net", name);
  mkdirSync(folder, { recursive: true });
  const usual = { type: "1", mtu: "1500", address: "02:00:00:00:00:01" };
  for (const [file, text] of Object.entries({ ...usual, ...files })) writeFileSync(join(folder, file), `${text}\n`);
  for (const inner of folders) mkdirSync(join(folder, inner));
  if (driver !== undefined) {
    mkdirSync(join(folder, "device"));
    symlinkSync(`../../../bus/drivers/${driver}`, join(folder, "device", "driver"));
  }
}
writeFileSync(join(root, "net", "bonding_masters"), "");

const interfaces = linuxInterfaces(
  { eth1: [{ address: "192.168.1.2" }, { address: "fe80::72b3:d5ff:fe12:3456" }, { address: "fd00::1" }] },
  join(root, "net"),
);
const of = (name: string) => interfaces.find((one) => one.name === name);

test("each kind of interface is told from the others", () => {
  expect(Object.fromEntries(interfaces.map(({ name, kind }) => [name, kind]))).toEqual({
    lo: "loopback",
    eth1: "wired",
    qca0: "wired",
    wlan0: "wireless",
    br0: "bridge",
    "eth1.5": "virtual",
    mac0: "virtual",
    vx0: "virtual",
    tap0: "virtual",
    veth0: "veth",
    veth1: "veth",
    dummy0: "virtual",
    ppp0: "other",
  });
});

test("up is said only where something answers at the other end", () => {
  expect(["eth1", "qca0", "wlan0"].map((name) => of(name)?.state)).toEqual(["up", "no carrier", "down"]);
});

test("an adapter is told with its driver, its address, and the addresses that hold on its cable", () => {
  expect(of("eth1")).toEqual({
    name: "eth1",
    kind: "wired",
    mac: "70:b3:d5:12:34:56",
    state: "up",
    mtu: 1500,
    driver: "cdc_ether",
    linkLocal: ["fe80::72b3:d5ff:fe12:3456"],
  });
});

test("a machine without such files has no interfaces", () => {
  expect(linuxInterfaces({}, join(root, "elsewhere"))).toEqual([]);
});
