import { describe, expect, test } from "vitest";
import { modemDesk } from "../../test/modem-desk.ts";
import { fromHex, toHex } from "../base/hex.ts";
import { BROADCAST } from "../base/mac-address.ts";
import { checksum32 } from "../layout/checksum.ts";
import type { Mme } from "../messages/homeplug/message.ts";
import {
  CC_DISCOVER_LIST_CNF,
  CC_DISCOVER_LIST_REQ,
  CM_HFID_CNF,
  CM_HFID_REQ,
  CM_STA_CAP_CNF,
  CM_STA_CAP_REQ,
  HFID_REQUEST,
  MS_PB_ENC_CNF,
  MS_PB_ENC_REQ,
} from "../messages/homeplug/network.ts";
import {
  APPLET,
  bitsPerCarrier,
  COMMIT,
  DELIMITER,
  FAC_DEFAULTS_CNF,
  FAC_DEFAULTS_REQ,
  GET_NVM_CNF,
  GET_NVM_REQ,
  GET_SW_CNF,
  GET_SW_REQ,
  LEGACY_MODULE,
  LEGACY_NW_INFO_CNF,
  LEGACY_NW_INFO_REQ,
  LEGACY_TONE_MAP_RX_CNF,
  LEGACY_TONE_MAP_RX_REQ,
  LINK_DIRECTION,
  LINK_ID,
  LNK_STATS_CNF,
  LNK_STATS_REQ,
  MOD_NVM_CNF,
  MOD_NVM_REQ,
  MODULE,
  MODULE_OPERATION_CNF,
  MODULE_OPERATION_REQ,
  NW_INFO_CNF,
  NW_INFO_REQ,
  OPERATION,
  RD_MOD_CNF,
  RD_MOD_REQ,
  RS_DEV_CNF,
  RS_DEV_REQ,
  SNIFFER_CNF,
  SNIFFER_IND,
  SNIFFER_REQ,
  TONE_MAP_RX_CNF,
  TONE_MAP_RX_REQ,
  TONE_MAP_TX_CNF,
  TONE_MAP_TX_REQ,
  WR_MOD_CNF,
  WR_MOD_REQ,
  WRITE_AND_EXECUTE_APPLET_CNF,
  WRITE_AND_EXECUTE_APPLET_REQ,
} from "../messages/homeplug/qualcomm.ts";
import { getField, setFields } from "../modem/pib/pib.ts";
import { samplePib } from "../modem/pib/sample.ts";
import { LOCAL_MODEM } from "../powerline/station.ts";
import type { SimulatedModemOptions } from "./simulated-modem.ts";

/** Modem and host, and a way to ask; long enough after the start for networks to have formed. */
async function desk(options: Partial<SimulatedModemOptions> = {}, medium: Parameters<typeof modemDesk>[0] = {}) {
  const lab = modemDesk(medium);
  const own = lab.plug(options);
  const ask = async <Q, A>(question: Mme<Q>, value: Q, answer: Mme<A>, to = LOCAL_MODEM): Promise<A> =>
    (await lab.clock.until(own.host.ask(question, value, to, answer, 50, lab.run))).value as A;
  return { ...lab, ...own, ask };
}
type Desk = Awaited<ReturnType<typeof desk>>;

const SESSION = 0x1234_5678;
const PART = 1400;

/** Writes parameters as Qualcomm's tools do, and gives the answer to the commit. */
async function write(
  { ask }: Desk,
  octets: Uint8Array,
  { code = 0, checksum = checksum32(octets), until = octets.length } = {},
) {
  const operation = async (one: unknown) =>
    (await ask(MODULE_OPERATION_REQ, { Operations: [one] } as never, MODULE_OPERATION_CNF)) as unknown as {
      readonly Status: number;
      readonly Operations: readonly { readonly Modules?: readonly { readonly Status: number }[] }[];
    };
  const spec = { ModuleID: MODULE.parameters, ModuleSubID: 0, Length: octets.length, Checksum: checksum };
  const begun = await operation({ Operation: OPERATION.startSession, SessionID: SESSION, Modules: [spec] });
  for (let at = 0; at < until; at += PART) {
    const Data = toHex(octets.subarray(at, at + PART));
    const part = { SessionID: SESSION, ModuleIndex: 0, ModuleID: MODULE.parameters, ModuleSubID: 0, Offset: at, Data };
    const { Status } = await operation({ Operation: OPERATION.write, ...part });
    if (Status !== 0) return { begun, refusedAt: at, Status };
  }
  const done = await operation({ Operation: OPERATION.commit, SessionID: SESSION, CommitCode: code });
  return { begun, Status: done.Status, module: done.Operations[0]?.Modules?.[0]?.Status };
}

async function readAll({ ask }: Desk, from: number): Promise<string> {
  let all = "";
  for (;;) {
    const read = {
      Operation: from,
      ModuleID: MODULE.parameters,
      ModuleSubID: 0,
      DataLength: PART,
      Offset: all.length / 2,
    };
    const { Status, Operations } = await ask(
      MODULE_OPERATION_REQ,
      { Operations: [read] } as never,
      MODULE_OPERATION_CNF,
    );
    expect(Status).toBe(0);
    const { Data } = Operations[0] as unknown as { Data: string };
    all += Data;
    if (Data.length < 2 * PART) return all;
  }
}

describe("module operations", () => {
  test("the parameters are read in parts until one is short", async () => {
    const one = await desk();

    expect(await readAll(one, OPERATION.readMemory)).toBe(toHex(one.modem.state.pib));
  });

  test("what was written is in the flash at once, and is worked with after a restart", async () => {
    const one = await desk();
    const young = setFields(one.modem.state.pib, { UserHFID: "young" });

    const { module, Status } = await write(one, young, { code: COMMIT.noReset });

    expect([Status, module]).toEqual([0, 0]);
    expect(await readAll(one, OPERATION.readFlash)).toBe(toHex(young));
    expect(await readAll(one, OPERATION.readMemory)).not.toBe(toHex(young));
    await one.ask(RS_DEV_REQ, {}, RS_DEV_CNF);
    await one.clock.turn(3100);
    expect(await readAll(one, OPERATION.readMemory)).toBe(toHex(young));
  });

  test.each([
    ["another address", { MAC: "02:11:22:33:44:55" }, 0x52],
    ["another key of the device", { DAK: "11".repeat(16) }, 0x53],
    ["another maker's name", { ManufacturerHFID: "Somebody" }, 0x54],
  ])("%s is refused unless forced", async (_, change, status) => {
    const one = await desk();
    const other = setFields(one.modem.state.pib, change);

    expect(await write(one, other)).toMatchObject({ Status: 0x31, module: status });
    expect(await write(one, other, { code: COMMIT.force | COMMIT.noReset })).toMatchObject({ Status: 0, module: 0 });
  });

  test("a block of another chip, a damaged one, a wrong sum and a part that is missing are refused", async () => {
    const one = await desk();
    const own = one.modem.state.pib;
    const damaged = own.slice();
    damaged[own.length - 1]! ^= 1;

    expect(await write(one, samplePib("QCA7420", 1))).toMatchObject({ Status: 0x31, module: 0x50 });
    expect(await write(one, damaged)).toMatchObject({ Status: 0x31, module: 0x44 });
    expect(await write(one, own, { checksum: 1 })).toMatchObject({ Status: 0x31, module: 0x30 });
    expect(await write(one, own, { until: 2 * PART })).toMatchObject({ Status: 0x31, module: 0x15 });
    expect(toHex(one.modem.state.flash)).toBe(toHex(own));
  });

  test("nothing is written without a session", async () => {
    const one = await desk();
    const part = { SessionID: 9, ModuleIndex: 0, ModuleID: MODULE.parameters, ModuleSubID: 0, Offset: 0, Data: "00" };
    const Operations = [{ Operation: OPERATION.write, ...part }] as never;

    expect(await one.ask(MODULE_OPERATION_REQ, { Operations }, MODULE_OPERATION_CNF)).toMatchObject({ Status: 0x12 });
  });

  test("what was made the factory's block, too, survives going back to it", async () => {
    const one = await desk();
    const young = setFields(one.modem.state.pib, { UserHFID: "for ever" });
    await write(one, young, { code: COMMIT.noReset + COMMIT.factoryToo });

    await one.ask(FAC_DEFAULTS_REQ, {}, FAC_DEFAULTS_CNF);
    await one.clock.turn(3100);

    expect(getField(one.modem.state.pib, "UserHFID")).toBe("for ever");
  });
});

describe("the older messages for modules", () => {
  const WHOLE = 1024;
  const own = () => desk({ chip: "INT6400" });
  const commit = (one: Desk, ModuleID: number) => one.ask(MOD_NVM_REQ, { ModuleID }, MOD_NVM_CNF);
  const put = async (one: Desk, octets: Uint8Array) => {
    for (let Offset = 0; Offset < octets.length; Offset += WHOLE) {
      const Data = toHex(octets.subarray(Offset, Offset + WHOLE));
      await one.ask(WR_MOD_REQ, { ModuleID: LEGACY_MODULE.parameters, Offset, Data }, WR_MOD_CNF);
    }
  };

  test("give as many octets as asked for, and their sum", async () => {
    const one = await own();
    const question = {
      ModuleID: LEGACY_MODULE.parameters,
      Access: 0,
      Length: 992,
      Offset: 15_360,
      Secret: "00".repeat(16),
    };

    const { Data, Checksum, Status } = await one.ask(RD_MOD_REQ, question, RD_MOD_CNF);

    expect(Status).toBe(0);
    expect(Data).toBe(toHex(one.modem.state.pib.subarray(15_360)));
    expect(Checksum).toBe(checksum32(fromHex(Data as string)));
  });

  test("give whole parts, also behind the end of the block", async () => {
    const one = await own();
    const question = { ModuleID: LEGACY_MODULE.parameters, Access: 0, Offset: 15_360, Secret: "00".repeat(16) };
    const { Data, Status } = await one.ask(RD_MOD_REQ, { ...question, Length: WHOLE }, RD_MOD_CNF);
    expect(Status).toBe(0);
    expect(Data).toBe(toHex(one.modem.state.pib.subarray(15_360)).padEnd(2 * WHOLE, "0"));
  });

  test("a commit restarts the modem with what was written", async () => {
    const one = await own();
    const young = setFields(one.modem.state.pib, { UserHFID: "young" });
    await put(one, young);

    expect(await commit(one, LEGACY_MODULE.parameters)).toMatchObject({ Status: 0 });
    await one.clock.turn(100);
    expect(one.modem.isDark()).toBe(true);
    await one.clock.turn(3000);
    expect(toHex(one.modem.state.pib)).toBe(toHex(young));
  });

  test("another device's block is refused unless forced", async () => {
    const one = await own();
    const other = setFields(one.modem.state.pib, { MAC: "02:11:22:33:44:55" });
    await put(one, other);

    expect(await commit(one, LEGACY_MODULE.parameters)).toMatchObject({ Status: 0x48 });
    expect(await commit(one, LEGACY_MODULE.parameters | LEGACY_MODULE.force)).toMatchObject({ Status: 0 });
  });

  test("newer chips are silent on them, and older ones on module operations", async () => {
    const question = { ModuleID: 2, Access: 0, Length: 1024, Offset: 0, Secret: "00".repeat(16) };
    const read = { Operation: 0, ModuleID: MODULE.parameters, ModuleSubID: 0, DataLength: PART, Offset: 0 };
    const [young, old] = [await desk(), await own()];

    await expect(young.ask(RD_MOD_REQ, question, RD_MOD_CNF)).rejects.toThrow("Gave up waiting for RD_MOD.CNF");
    await expect(
      old.ask(MODULE_OPERATION_REQ, { Operations: [read] } as never, MODULE_OPERATION_CNF),
    ).rejects.toThrow();
  });
});

test("while it restarts it hears and says nothing", async () => {
  const one = await desk();
  await one.ask(RS_DEV_REQ, {}, RS_DEV_CNF);
  await one.clock.turn(10);

  await expect(one.ask(GET_SW_REQ, {}, GET_SW_CNF)).rejects.toThrow("Gave up");
  await one.clock.turn(3000);
  expect(await one.ask(GET_SW_REQ, {}, GET_SW_CNF)).toMatchObject({ Version: "MAC-QCA7005-1.1.0.730-04-20140815-CS" });
});

describe("two modems in one network", () => {
  const pair = async (chip: "QCA7005" | "QCA7420" | "INT6400" = "QCA7420", attenuation = 12) => {
    const one = await desk({ chip, role: "evse" }, { attenuation: () => attenuation });
    const other = one.plug({ chip, role: "pev" });
    await one.clock.turn(10);
    return { ...one, other };
  };

  test("a broadcast is answered by both, each under its own address", async () => {
    const { clock, host, run, modem, other } = await pair();

    const answers = await clock.until(host.gather(GET_SW_REQ, {}, BROADCAST, GET_SW_CNF, 50, run));

    expect(answers.map(({ source }) => source).sort()).toEqual([modem.mac, other.modem.mac].sort());
  });

  test("both forms of the network's information agree", async () => {
    const { ask, other } = await pair("QCA7005");
    const stations = [{ MAC: other.modem.mac, TEI: 2 }];

    expect((await ask(NW_INFO_REQ, {}, NW_INFO_CNF)).Networks).toMatchObject([{ Role: 2, TEI: 1, Stations: stations }]);
    expect((await ask(LEGACY_NW_INFO_REQ, {}, LEGACY_NW_INFO_CNF)).Networks).toMatchObject([{ Stations: stations }]);
  });

  test("the louder a peer, the more bits on its carriers, and as many as the rate says", async () => {
    const bits = async (attenuation: number) => {
      const { ask, other } = await pair("QCA7420", attenuation);
      const question = { SubVersion: 0, PeerMAC: other.modem.mac, Slot: 0, Coupling: 0 };
      const map = await ask(TONE_MAP_TX_REQ, question, TONE_MAP_TX_CNF);
      const received = await ask(TONE_MAP_RX_REQ, question, TONE_MAP_RX_CNF);
      expect(received.Carriers).toBe(map.Carriers);
      const [network] = (await ask(NW_INFO_REQ, {}, NW_INFO_CNF)).Networks;
      const sum = bitsPerCarrier(map).reduce((total, one) => total + one, 0);
      expect(network?.Stations[0]?.AvgPHYDR_TX).toBe(Math.min(255, Math.round(sum / 46.52)));
      return sum;
    };

    const [near, far] = [await bits(10), await bits(35)];

    expect(near).toBeGreaterThan(2 * far);
    expect(far).toBeGreaterThan(0);
  });

  test("in Green PHY every carrier that is on has two bits, 917 of 1155 being on", async () => {
    const { ask, other } = await pair("QCA7005");
    const question = { SubVersion: 0, PeerMAC: other.modem.mac, Slot: 0, Coupling: 0 };

    const all = bitsPerCarrier(await ask(TONE_MAP_TX_REQ, question, TONE_MAP_TX_CNF));

    expect([all.length, all.filter((bits) => bits === 2).length, all.filter((bits) => bits === 0).length]).toEqual([
      1155, 917, 238,
    ]);
  });

  test("in the older form the gain stands behind 577 octets of carriers", async () => {
    const { ask, other } = await pair("INT6400");
    const question = { PeerMAC: other.modem.mac, Slot: 1 };

    const map = await ask(LEGACY_TONE_MAP_RX_REQ, question, LEGACY_TONE_MAP_RX_CNF);

    expect(map).toMatchObject({ Status: 0, Slot: 1, NumSlots: 6, NumActiveCarriers: 1155, AGC: 16 });
    expect(map.Carriers.length).toBe(2 * 577);
  });

  test("an unknown peer or slot has no tone map", async () => {
    const { ask, other } = await pair();
    const question = { SubVersion: 0, PeerMAC: other.modem.mac, Slot: 7, Coupling: 0 };

    expect(await ask(TONE_MAP_TX_REQ, question, TONE_MAP_TX_CNF)).toMatchObject({ Status: 2 });
    const stranger = { ...question, PeerMAC: "02:00:00:00:00:99", Slot: 0 };
    expect(await ask(TONE_MAP_TX_REQ, stranger, TONE_MAP_TX_CNF)).toMatchObject({ Status: 1 });
  });

  test("its statistics count what went over the line, each way", async () => {
    const { ask, clock, other, host, port } = await pair();
    const frame = new Uint8Array(1200).fill(1);
    frame.set([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    frame.set([0x86, 0xdd], 12);
    const all = { Control: 0, Direction: LINK_DIRECTION.both, LinkID: LINK_ID.allToPeer, PeerMAC: other.modem.mac };
    for (let i = 0; i < 3; i++) port.send(frame);
    other.port.send(frame);
    await clock.turn(10);

    expect(await ask(LNK_STATS_REQ, all, LNK_STATS_CNF)).toMatchObject({
      Status: 0,
      TEI: 2,
      Transmit: { MPDUAcked: "3", PBPassed: "9" },
      Receive: { MPDUAcked: "1", PBPassed: "3" },
    });
    await ask(LNK_STATS_REQ, { ...all, Control: 1 }, LNK_STATS_CNF);
    expect(await ask(LNK_STATS_REQ, all, LNK_STATS_CNF)).toMatchObject({ Transmit: { MPDUAcked: "0" } });
    expect(await ask(LNK_STATS_REQ, { ...all, PeerMAC: host.mac }, LNK_STATS_CNF)).toEqual({
      Status: 0x20,
      Direction: 2,
      LinkID: 0xf8,
      TEI: 0,
    });
  });

  test("the sniffer tells frame controls and beacons while it is on, and nothing before and after", async () => {
    const { ask, clock, host, other, modem, run } = await pair();
    const copies = host.inbox(SNIFFER_IND);
    const traffic = async () => {
      other.host.send(GET_SW_REQ, {}, BROADCAST);
      await clock.turn(100);
    };
    await traffic();
    expect(copies.take()).toEqual([]);

    expect(await ask(SNIFFER_REQ, { Control: 1 }, SNIFFER_CNF)).toEqual({
      Status: 0,
      State: 1,
      DestinationMAC: host.mac,
    });
    await traffic();
    const told = copies.take().map(({ value }) => value);
    expect(told.filter(({ Delimiter }) => Delimiter.DelimiterType === DELIMITER.startOfFrame).length).toBeGreaterThan(
      1,
    );
    const beacon = told.find(({ Delimiter }) => Delimiter.DelimiterType === DELIMITER.beacon);
    expect(beacon?.Beacon.slice(0, 14)).toBe(modem.state.nid());

    await ask(SNIFFER_REQ, { Control: 0 }, SNIFFER_CNF);
    await traffic();
    expect(copies.take()).toEqual([]);
    expect(await ask(SNIFFER_REQ, { Control: 7 }, SNIFFER_CNF)).toMatchObject({ Status: 0x10 });
    run.stop(new Error("over"));
  });

  test("it says who it is, whom it hears and what it is in the network", async () => {
    const { ask, modem, other } = await pair();

    expect(await ask(CM_STA_CAP_REQ, {}, CM_STA_CAP_CNF)).toMatchObject({ MAC: modem.mac, OUI: "00b052" });
    expect(await ask(CC_DISCOVER_LIST_REQ, {}, CC_DISCOVER_LIST_CNF)).toMatchObject({
      Stations: [{ MAC: other.modem.mac, SameNetwork: 1, SignalLevel: 2 }],
      Networks: [{ NID: modem.state.nid() }],
    });
    expect(await ask(MS_PB_ENC_REQ, { PBAction: 3 }, MS_PB_ENC_CNF)).toEqual({ Status: 0, AVLNStatus: 8 });
    const name = { ReqType: HFID_REQUEST.setUser, HFID: "stall 7" };
    expect(await ask(CM_HFID_REQ, name, CM_HFID_CNF)).toEqual({ ResType: 3, HFID: "stall 7" });
    expect(await ask(CM_HFID_REQ, { ReqType: HFID_REQUEST.getUser }, CM_HFID_CNF)).toEqual({
      ResType: 1,
      HFID: "stall 7",
    });
  });
});

describe("a modem without flash memory", () => {
  const part = (octets: Uint8Array, address: number, isRun: boolean) => ({
    ClientSession: 1,
    ServerSession: 0,
    Flags: isRun ? APPLET.execute : 0,
    AllowedMemory: `${isRun ? "01" : "00"}${"00".repeat(7)}`,
    TotalLength: octets.length,
    PartAddress: address,
    EntryPoint: address,
    Checksum: checksum32(octets),
    Data: toHex(octets),
  });
  const image = Uint8Array.from({ length: 400 }, (_, i) => i & 0xff);

  test("answers as its boot loader until its host has started its firmware", async () => {
    const one = await desk({ isFlashless: true });
    const block = setFields(samplePib("QCA7005", 1), { UserHFID: "from the host" });
    expect(await one.ask(GET_SW_REQ, {}, GET_SW_CNF)).toMatchObject({
      Version: "BootLoader",
      BootLoaderIdent: 0x001b587c,
    });
    await expect(one.ask(GET_NVM_REQ, {}, GET_NVM_CNF)).rejects.toThrow("Gave up");

    const send = (value: ReturnType<typeof part>) =>
      one.ask(WRITE_AND_EXECUTE_APPLET_REQ, value, WRITE_AND_EXECUTE_APPLET_CNF);
    expect(await send(part(image, 0x1000, true))).toMatchObject({ Status: 0, PartLength: 400, PartAddress: 0x1000 });
    for (let at = 0; at < block.length; at += PART) {
      // As plcboot: the length and the sum are those of the image at 0x3c0, and the whole file is sent.
      const told = part(block.subarray(0x3c0), 0x20_0000, false);
      const value = { ...told, PartAddress: 0x20_0000 + at, Data: toHex(block.subarray(at, at + PART)) };
      expect(await send(value)).toMatchObject({ Status: 0 });
    }
    expect(await send(part(image, 0x4000, true))).toMatchObject({ Status: 0 });
    await one.clock.turn(3100);

    expect(await one.ask(GET_SW_REQ, {}, GET_SW_CNF)).toMatchObject({
      Version: expect.stringContaining("MAC-QCA7005"),
    });
    expect(await one.ask(GET_NVM_REQ, {}, GET_NVM_CNF)).toMatchObject({ Status: 0x10 });
    expect(getField(one.modem.state.pib, "UserHFID")).toBe("from the host");
  });

  test("refuses an image that does not add up", async () => {
    const one = await desk({ isFlashless: true });
    const wrong = { ...part(image, 0x1000, true), Checksum: 7 };

    expect(await one.ask(WRITE_AND_EXECUTE_APPLET_REQ, wrong, WRITE_AND_EXECUTE_APPLET_CNF)).toMatchObject({
      Status: 8,
    });
  });
});
