import { expect, test } from "vitest";
import { modemDesk } from "../../test/modem-desk.ts";
import { nidOf } from "../messages/homeplug/keys.ts";
import type { SimulatedModemOptions } from "../simulator/simulated-modem.ts";
import type { Desk } from "./asking.ts";
import { inform } from "./describe.ts";
import { chosen, findAdapters } from "./discovery.ts";
import { readKeys, setKeys, setRemoteKey } from "./keys.ts";
import { networksOf } from "./links.ts";
import { readParameters } from "./read-parameters.ts";
import { factoryDefaults, reset, waitUntilBack } from "./restart.ts";
import { sniffer } from "./sniffing.ts";

const NMK = "8f1af3ebd67252be4a8195c96e7b5fb0";

/** A CG5317 that was found, and one of Qualcomm's in its network. */
async function found(options: Partial<SimulatedModemOptions> = {}) {
  const lab = modemDesk();
  const { host, modem } = lab.plug({ chip: "CG5317", role: "evse", ...options });
  const far = lab.plug({ role: "pev" });
  const until = lab.clock.until;
  const adapter = chosen(await until(findAdapters(host, lab.run)), ["test"]);
  const desk: Desk = { station: host, adapter, run: lab.run };
  return { ...lab, modem, far, desk, until };
}

test("an adapter of Lumissil is found by its maker's question, and tells its names and its link", async () => {
  const { desk, modem, until } = await found();
  expect(desk.adapter).toMatchObject({ mac: modem.mac, vendor: "Lumissil", chip: "CG5317", firmware: "1.2.3.4.5" });
  expect(await until(inform(desk))).toMatchObject({
    isLinked: true,
    manufacturerName: "Plugtalk simulated CG5317",
    userName: "EVSE",
    nid: modem.state.nid(),
  });
});

test("its key is set and read as the standard has it", async () => {
  const { desk, modem, until, random } = await found();
  expect(await until(setKeys(desk, { nmk: NMK, nid: nidOf(NMK) }, random))).toBe(true);
  expect(modem.state.nmk()).toBe(NMK);
  expect(await until(readKeys(desk, random))).toEqual({ nmk: NMK, nid: nidOf(NMK) });
});

test("it is waited for after a restart, which it does not confirm", async () => {
  const { desk, modem, until, clock } = await found();
  await until(reset(desk));
  const began = clock.now();
  expect(await until(waitUntilBack(desk))).toBe("1.2.3.4.5");
  expect(modem.isAwake()).toBe(true);
  // It was dark for three seconds, and asked again every quarter of one.
  expect(clock.now() - began).toBeGreaterThan(2500);
  expect(clock.now() - began).toBeLessThan(5000);
});

test.each([
  ["its parameters", readParameters],
  ["the factory's state", factoryDefaults],
  ["its sniffer", (desk: Desk) => sniffer(desk, "on")],
  ["its links", networksOf],
  ["the key of another", (desk: Desk) => setRemoteKey(desk, NMK, { mac: "02:00:00:00:00:09", dak: "00".repeat(16) })],
])("%s: refused at once, because only Qualcomm's answer that", async (_, ask) => {
  const { desk, until, clock } = await found();
  const began = clock.now();
  await expect(until<unknown>(ask(desk))).rejects.toThrow(/Lumissil/);
  expect(clock.now()).toBe(began);
});
