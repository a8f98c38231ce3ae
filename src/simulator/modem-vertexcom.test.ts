import { describe, expect, test } from "vitest";
import { modemDesk } from "../../test/modem-desk.ts";
import { nidOf } from "../messages/homeplug/keys.ts";
import type { Mme } from "../messages/homeplug/message.ts";
import { CM_SET_KEY_CNF, CM_SET_KEY_REQ, KEY_TYPE } from "../messages/homeplug/network.ts";
import { GET_SW_CNF, GET_SW_REQ } from "../messages/homeplug/qualcomm.ts";
import {
  VS_GET_VERSION_CNF,
  VS_GET_VERSION_REQ,
  VS_NW_INFO_CNF,
  VS_NW_INFO_REQ,
  VS_RESET_CNF,
  VS_RESET_IND,
  VS_RESET_REQ,
  VS_RESET_RSP,
} from "../messages/homeplug/vertexcom.ts";
import type { Desk } from "../modem/asking.ts";
import { inform } from "../modem/describe.ts";
import { chosen, findAdapters, LOCAL_VERTEXCOM } from "../modem/discovery.ts";
import { readParameters } from "../modem/read-parameters.ts";
import { reset, waitUntilBack } from "../modem/restart.ts";
import { LOCAL_MODEM } from "../powerline/station.ts";

const NMK = "0102030405060708090a0b0c0d0e0f10";

/** An MSE1021 with its host, one of Qualcomm's beside it on the line, and ways to ask the first. */
function desk() {
  const lab = modemDesk();
  const own = lab.plug({ chip: "MSE1021", role: "evse" });
  const other = lab.plug({ chip: "QCA7005", role: "pev" });
  const ask = async <Q, A>(question: Mme<Q>, value: Q, answer: Mme<A>, to = LOCAL_VERTEXCOM): Promise<A> =>
    (await lab.clock.until(own.host.ask(question, value, to, answer, 50, lab.run))).value as A;
  return { ...lab, ...own, other, ask, until: lab.clock.until };
}

describe("a simulated MSE1021", () => {
  test("tells its version at its maker's own address, and nothing to Qualcomm's question", async () => {
    const { ask, clock, host, run } = desk();
    expect(await ask(VS_GET_VERSION_REQ, {}, VS_GET_VERSION_CNF)).toMatchObject({ Result: 0, DeviceID: 0x1021 });
    expect(await clock.until(host.gather(GET_SW_REQ, {}, LOCAL_MODEM, GET_SW_CNF, 50, run))).toEqual([]);
  });

  test("takes the standard's key, says 0 as the standard has it, and meets Qualcomm's in the network of that", async () => {
    const { ask, other, clock, modem } = desk();
    const key = { KeyType: KEY_TYPE.NMK, MyNonce: 1, YourNonce: 0, PID: 4, PRN: 0, PMN: 0, CCoCapability: 0 };
    const value = { ...key, NID: nidOf(NMK), NewEKS: 1, NewKey: NMK };
    expect(await ask(CM_SET_KEY_REQ, value, CM_SET_KEY_CNF, LOCAL_MODEM)).toMatchObject({ Result: 0 });
    expect((await ask(VS_NW_INFO_REQ, {}, VS_NW_INFO_CNF)).Stations).toEqual([]);

    other.modem.state.setKey(NMK);
    await clock.turn(2000);
    const network = await ask(VS_NW_INFO_REQ, {}, VS_NW_INFO_CNF);
    expect(network).toMatchObject({ NID: nidOf(NMK), CCoMAC: modem.mac, CCoTEI: 1 });
    expect(network.Stations).toMatchObject([{ MAC: other.modem.mac, TEI: 2 }]);
  });

  test("says that it is back from a restart until its host has heard it", async () => {
    const { ask, clock, host } = desk();
    let heard = 0;
    host.on(VS_RESET_IND, () => heard++);
    expect(await ask(VS_RESET_REQ, {}, VS_RESET_CNF)).toEqual({ Result: 0 });
    await clock.turn(2900);
    expect(heard).toBe(0);
    await clock.turn(1200);
    expect(heard).toBeGreaterThan(1);

    host.send(VS_RESET_RSP, {}, LOCAL_VERTEXCOM);
    await clock.turn(10);
    const before = heard;
    await clock.turn(5000);
    expect(heard).toBe(before);
  });

  test("is found, described, restarted and waited for as an adapter, and refuses what only Qualcomm's have", async () => {
    const { host, run, modem, until, clock } = desk();
    const adapter = chosen(await until(findAdapters(host, run)), ["test"]);
    expect(adapter).toMatchObject({ mac: modem.mac, vendor: "Vertexcom", isLocal: true, firmware: "1.6.0.1" });
    const one: Desk = { station: host, adapter, run };
    expect(await until(inform(one))).toMatchObject({ isLinked: true });
    await expect(until<unknown>(readParameters(one))).rejects.toThrow(/Vertexcom/);

    await until(reset(one));
    const began = clock.now();
    expect(await until(waitUntilBack(one))).toBe("1.6.0.1");
    expect(clock.now() - began).toBeGreaterThan(2500);
  });
});
