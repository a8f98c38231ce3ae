import { expect, test } from "vitest";
import type { PcapDevice } from "./pcap-devices.ts";
import { deviceFinder, libraryInterfaces, type NodeInterfaces } from "./pcap-look.ts";

const ADDRESS = Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0x1c, 0x57, 0xcf, 0xde, 0x4e, 0xcf, 0x4a, 0x51);
const device = (name: string, more: Partial<PcapDevice> = {}): PcapDevice => ({
  name,
  isUp: true,
  hasCarrier: true,
  isWireless: false,
  isLoopback: false,
  ipv6: [],
  ...more,
});

/** As Npcap and Node tell of one and the same adapter. */
const windows = [
  device("\\Device\\NPF_{8F3A}", { description: "Realtek USB GbE", ipv6: [ADDRESS] }),
  device("\\Device\\NPF_{77C0}", { description: "devolo adapter", hasCarrier: false }),
  device("\\Device\\NPF_Loopback", { isLoopback: true }),
];
const known: NodeInterfaces = {
  "Ethernet 2": [{ address: "fe80::1c57:cfde:4ecf:4a51", mac: "00:e0:4c:68:00:01" }],
};

test("an interface has the name that Windows shows, found by its addresses", () => {
  expect(libraryInterfaces({ devices: () => windows }, known)[0]).toEqual({
    name: "Ethernet 2",
    kind: "wired",
    mac: "00:e0:4c:68:00:01",
    state: "up",
    linkLocal: ["fe80::1c57:cfde:4ecf:4a51"],
    description: "Realtek USB GbE",
  });
});

test("it is found by that name and by the library's", () => {
  const find = deviceFinder({ devices: () => windows }, () => known);
  for (const name of ["Ethernet 2", "\\Device\\NPF_{8F3A}"])
    expect(find(name)).toMatchObject({
      device: "\\Device\\NPF_{8F3A}",
      look: { mac: "00:e0:4c:68:00:01", isUp: true },
    });
  expect(find("\\Device\\NPF_{77C0}")?.look.hasCarrier).toBe(false);
  expect(find("\\Device\\NPF_Loopback")?.look.isEthernet).toBe(false);
  expect(find("Ethernet 3")).toBeUndefined();
});

test("the list, which takes long, is not asked again while Node knows that it is up", () => {
  let asked = 0;
  let now = known;
  const devices = () => {
    asked++;
    return windows.map((one) => ({ ...one, isUp: false, hasCarrier: false }));
  };
  const find = deviceFinder({ devices }, () => now);
  for (let i = 0; i < 10; i++) find("Ethernet 2");
  expect(asked).toBe(1);
  now = {};
  expect(find("\\Device\\NPF_{8F3A}")?.look.isUp).toBe(false);
  expect(find("Ethernet 2")).toBeUndefined();
});

test("on macOS the name is the same on both sides, and the address comes from the library where Node has none", () => {
  const mac = Uint8Array.of(0xa4, 0x83, 0xe7, 1, 2, 3);
  const find = deviceFinder({ devices: () => [device("en7", { mac })] }, () => ({}));
  expect(find("en7")).toMatchObject({ device: "en7", look: { mac: "a4:83:e7:01:02:03" } });
});
