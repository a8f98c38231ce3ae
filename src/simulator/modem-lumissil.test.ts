import { describe, expect, test } from "vitest";
import { modemDesk } from "../../test/modem-desk.ts";
import { toHex } from "../base/hex.ts";
import { BROADCAST } from "../base/mac-address.ts";
import { readMme } from "../messages/homeplug/frame.ts";
import { nidOf } from "../messages/homeplug/keys.ts";
import {
  APCM_CONF_SLAC_CNF,
  APCM_CONF_SLAC_REQ,
  APCM_GET_HFID_CNF,
  APCM_GET_HFID_REQ,
  APCM_GET_KEY_CNF,
  APCM_GET_KEY_REQ,
  APCM_NW_INFO_CNF,
  APCM_NW_INFO_REQ,
  APCM_SET_CCO_CNF,
  APCM_SET_CCO_REQ,
  APCM_SET_HFID_CNF,
  APCM_SET_HFID_REQ,
  APCM_SET_KEY_CNF,
  APCM_SET_KEY_REQ,
  APCM_STA_CAP_CNF,
  APCM_STA_CAP_REQ,
  NSCM_D_LINK_TERMINATE_CNF,
  NSCM_D_LINK_TERMINATE_REQ,
  NSCM_DEVICE_INFO_CNF,
  NSCM_DEVICE_INFO_REQ,
  NSCM_GET_D_LINK_STATUS_CNF,
  NSCM_GET_D_LINK_STATUS_REQ,
  NSCM_GET_DEVICE_STATE_CNF,
  NSCM_GET_DEVICE_STATE_REQ,
  NSCM_GET_VERSION_CNF,
  NSCM_GET_VERSION_REQ,
  NSCM_RESET_DEVICE_REQ,
} from "../messages/homeplug/lumissil.ts";
import { type Mme, withVersion } from "../messages/homeplug/message.ts";
import { CM_SET_KEY_CNF, CM_SET_KEY_REQ, HFID_REQUEST, KEY_TYPE } from "../messages/homeplug/network.ts";
import { GET_SW_CNF, GET_SW_REQ, OP_ATTR_CNF, OP_ATTR_REQ } from "../messages/homeplug/qualcomm.ts";
import { CM_MNBC_SOUND_IND } from "../messages/homeplug/slac.ts";
import { LOCAL_MODEM } from "../powerline/station.ts";
import type { SimulatedModemOptions } from "./simulated-modem.ts";

const HEADER = { Version: 0, RequestID: 7 };
const NMK = "0102030405060708090a0b0c0d0e0f10";

/** A CG5317 with its host, one of Qualcomm's beside it on the line, and a way to ask the first. */
function desk(options: Partial<SimulatedModemOptions> = {}) {
  const lab = modemDesk();
  const own = lab.plug({ chip: "CG5317", role: "evse", ...options });
  const other = lab.plug({ chip: "QCA7005", role: "pev" });
  const ask = async <Q, A>(question: Mme<Q>, value: Q, answer: Mme<A>): Promise<A> =>
    (await lab.clock.until(own.host.ask(question, value, LOCAL_MODEM, answer, 50, lab.run))).value as A;
  const isSilentTo = async <Q, A>(question: Mme<Q>, value: Q, answer: Mme<A>): Promise<boolean> =>
    (await lab.clock.until(own.host.gather(question, value, LOCAL_MODEM, answer, 50, lab.run))).length === 0;
  const settle = () => lab.clock.until(lab.run.pause(10_000));
  return { ...lab, ...own, other, ask, isSilentTo, settle };
}

describe("a simulated CG5317", () => {
  test("is told from Qualcomm's by whose questions it answers, as EVerest tells them", async () => {
    const { ask, isSilentTo } = desk();
    expect(await isSilentTo(OP_ATTR_REQ, { Cookie: 1, ReportType: 0 }, OP_ATTR_CNF)).toBe(true);
    expect(await isSilentTo(GET_SW_REQ, {}, GET_SW_CNF)).toBe(true);
    const version = { RequestID: 7, Major: 1, Minor: 2, Sub: 3, Build: 4, Patch: 5 };
    expect(await ask(NSCM_GET_VERSION_REQ, HEADER, NSCM_GET_VERSION_CNF)).toMatchObject(version);
  });

  test("answers HomePlug AV 1.0, in which EVerest asks, in the same", async () => {
    const { host, clock, run, port } = desk();
    const versions: number[] = [];
    port.onFrame(({ octets, isOutgoing }) => {
      if (!isOutgoing) versions.push(octets[14] as number);
    });
    const [question, answer] = [NSCM_GET_VERSION_REQ, NSCM_GET_VERSION_CNF].map((one) => withVersion(one as Mme, 0));
    await clock.until(host.gather(question as Mme, HEADER, LOCAL_MODEM, answer as Mme, 50, run));
    expect(versions).toEqual([0]);
  });

  test("takes keys by the standard's message, and says so as the standard has it, not as Qualcomm's do", async () => {
    const { ask, other, settle } = desk();
    const question = { KeyType: KEY_TYPE.NMK, MyNonce: 5, YourNonce: 0, PID: 4, PRN: 0, PMN: 0, CCoCapability: 0 };
    const key = { NID: nidOf(NMK), NewEKS: 1, NewKey: NMK };
    expect(await ask(CM_SET_KEY_REQ, { ...question, ...key }, CM_SET_KEY_CNF)).toMatchObject({
      Result: 0,
      YourNonce: 5,
    });
    const wrong = { ...question, ...key, KeyType: KEY_TYPE.DAK };
    expect(await ask(CM_SET_KEY_REQ, wrong, CM_SET_KEY_CNF)).toMatchObject({ Result: 1 });
    expect(await ask(APCM_GET_KEY_REQ, HEADER, APCM_GET_KEY_CNF)).toMatchObject({ NMK, NID: nidOf(NMK) });

    await settle();
    expect(await ask(NSCM_GET_D_LINK_STATUS_REQ, HEADER, NSCM_GET_D_LINK_STATUS_CNF)).toMatchObject({ LinkStatus: 0 });
    other.modem.state.setKey(NMK);
    await settle();
    expect(await ask(NSCM_GET_D_LINK_STATUS_REQ, HEADER, NSCM_GET_D_LINK_STATUS_CNF)).toMatchObject({ LinkStatus: 1 });
  });

  test("derives the NID where it is left to it", async () => {
    const { ask } = desk();
    const key = { NMK, NID: "ff".repeat(7), SecurityLevel: 0 };
    expect(await ask(APCM_SET_KEY_REQ, { ...HEADER, ...key }, APCM_SET_KEY_CNF)).toMatchObject({ Status: 0 });
    expect(await ask(APCM_GET_KEY_REQ, HEADER, APCM_GET_KEY_CNF)).toMatchObject({ NMK, NID: nidOf(NMK) });
  });

  test("tells of itself and of its network", async () => {
    const { ask, modem, other, settle } = desk();
    await settle();
    expect(await ask(NSCM_GET_DEVICE_STATE_REQ, HEADER, NSCM_GET_DEVICE_STATE_CNF)).toMatchObject({ State: 6 });
    expect(await ask(NSCM_DEVICE_INFO_REQ, HEADER, NSCM_DEVICE_INFO_CNF)).toMatchObject({
      Connectivity: { Role: 2, HostInterface: 1 },
      TEI: 1,
      MAC: modem.mac,
      UserHFID: "EVSE",
      ManufacturerHFID: "Plugtalk simulated CG5317",
    });
    expect(await ask(APCM_NW_INFO_REQ, HEADER, APCM_NW_INFO_CNF)).toMatchObject({
      Networks: [{ Role: 2, TEI: 1, CCoMAC: modem.mac, NID: other.modem.state.nid() }],
    });
    expect(await ask(APCM_STA_CAP_REQ, HEADER, APCM_STA_CAP_CNF)).toMatchObject({ MAC: modem.mac, OUI: "0016e8" });
  });

  test("leaves its network when it is told to", async () => {
    const { ask, settle } = desk({ role: "pev" });
    await settle();
    const { NMK: before } = await ask(APCM_GET_KEY_REQ, HEADER, APCM_GET_KEY_CNF);
    await ask(NSCM_D_LINK_TERMINATE_REQ, HEADER, NSCM_D_LINK_TERMINATE_CNF);
    await settle();
    expect((await ask(APCM_GET_KEY_REQ, HEADER, APCM_GET_KEY_CNF)).NMK).not.toBe(before);
    expect(await ask(NSCM_GET_DEVICE_STATE_REQ, HEADER, NSCM_GET_DEVICE_STATE_CNF)).toMatchObject({ State: 1 });
  });

  test("keeps the names that it is given", async () => {
    const { ask } = desk();
    const name = { ReqType: HFID_REQUEST.setUser, HFID: "stall 4" };
    expect(await ask(APCM_SET_HFID_REQ, { ...HEADER, ...name }, APCM_SET_HFID_CNF)).toMatchObject({ Status: 0 });
    const question = { ...HEADER, ReqType: HFID_REQUEST.getUser };
    expect(await ask(APCM_GET_HFID_REQ, question, APCM_GET_HFID_CNF)).toMatchObject({ HFID: "stall 4" });
  });

  test("is deaf for a while after a restart, which it does not confirm", async () => {
    const { host, ask, isSilentTo, settle, modem } = desk();
    host.send(NSCM_RESET_DEVICE_REQ, { ...HEADER, Mode: 0 }, LOCAL_MODEM);
    expect(await isSilentTo(NSCM_GET_VERSION_REQ, HEADER, NSCM_GET_VERSION_CNF)).toBe(true);
    await settle();
    expect(await ask(NSCM_GET_VERSION_REQ, HEADER, NSCM_GET_VERSION_CNF)).toMatchObject({ Major: 1 });

    host.send(NSCM_RESET_DEVICE_REQ, { ...HEADER, Mode: 1 }, LOCAL_MODEM);
    await settle();
    expect(await isSilentTo(NSCM_GET_VERSION_REQ, HEADER, NSCM_GET_VERSION_CNF)).toBe(true);
    expect(modem.isAwake()).toBe(false);
  });

  test("measures sounds as a charger's, by the standard's message alone, and not where matching is off", async () => {
    const { ask, port, other, settle } = desk();
    const heard: string[] = [];
    port.onFrame(({ octets, isOutgoing }) => {
      const message = readMme(octets.subarray(14));
      if (!isOutgoing && "name" in message) heard.push(message.name);
    });
    const sound = {
      APPLICATION_TYPE: 0,
      SECURITY_TYPE: 0,
      SenderID: "00".repeat(17),
      Cnt: 9,
      RunID: "0011223344556677",
      Rnd: toHex(new Uint8Array(16)),
    };
    other.host.send(CM_MNBC_SOUND_IND, sound, BROADCAST);
    await settle();
    expect(heard).toEqual(["CM_MNBC_SOUND.IND", "CM_ATTEN_PROFILE.IND"]);

    heard.length = 0;
    expect(await ask(APCM_CONF_SLAC_REQ, { ...HEADER, Mode: 1 }, APCM_CONF_SLAC_CNF)).toMatchObject({ Status: 0 });
    expect(await ask(APCM_SET_CCO_REQ, { ...HEADER, Mode: 1 }, APCM_SET_CCO_CNF)).toMatchObject({ Status: 0 });
    expect(await ask(APCM_CONF_SLAC_REQ, { ...HEADER, Mode: 3 }, APCM_CONF_SLAC_CNF)).toMatchObject({ Status: 1 });
    heard.length = 0;
    other.host.send(CM_MNBC_SOUND_IND, sound, BROADCAST);
    await settle();
    expect(heard).toEqual([]);
  });
});
