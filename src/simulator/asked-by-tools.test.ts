import { describe, expect, test } from "vitest";
import { modemDesk } from "../../test/modem-desk.ts";
import { toHex } from "../base/hex.ts";
import { checksum32 } from "../layout/checksum.ts";
import { writeMme } from "../messages/homeplug/frame.ts";
import type { Mme } from "../messages/homeplug/message.ts";
import {
  FAC_DEFAULTS_CNF,
  FAC_DEFAULTS_REQ,
  GET_ENET_PHY_CNF,
  GET_ENET_PHY_REQ,
  GET_SW_CNF,
  GET_SW_REQ,
  LINK_ID,
  LNK_STATS_CNF,
  LNK_STATS_REQ,
  OP_ATTR_CNF,
  OP_ATTR_REQ,
  PEKS,
  RS_DEV_CNF,
  RS_DEV_REQ,
  SET_PROPERTY_CNF,
  SET_PROPERTY_REQ,
  VS_SET_KEY_CNF,
  VS_SET_KEY_REQ,
  WRITE_AND_EXECUTE_APPLET_CNF,
  WRITE_AND_EXECUTE_APPLET_REQ,
} from "../messages/homeplug/qualcomm.ts";
import { IMAGE_TYPE, NOWHERE, readChain } from "../modem/pib/nvm.ts";
import { getField } from "../modem/pib/pib.ts";
import { type SampleChip, samplePib } from "../modem/pib/sample.ts";
import { LOCAL_MODEM } from "../powerline/station.ts";
import type { SimulatedModemOptions } from "./simulated-modem.ts";

/** A modem with its host, one beside it on the line, and a way to ask the first. */
function desk(options: Partial<SimulatedModemOptions> = {}) {
  const lab = modemDesk();
  const [own, other] = [lab.plug(options), lab.plug(options)];
  const ask = async <Q, A>(question: Mme<Q>, value: Q, answer: Mme<A>): Promise<A> =>
    (await lab.clock.until(own.host.ask(question, value, LOCAL_MODEM, answer, 50, lab.run))).value as A;
  return { ...lab, ...own, other, ask };
}

test("who asks from no address is answered, and neither it nor a group is a host behind the modem", async () => {
  const { port, modem, clock } = desk();
  const answered: string[] = [];
  port.onFrame(({ octets, isOutgoing }) => {
    if (!isOutgoing) answered.push(toHex(octets.subarray(0, 6)));
  });
  for (const from of ["00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"]) port.send(writeMme(GET_SW_REQ, {}, from, LOCAL_MODEM));
  await clock.turn(50);

  expect(answered).toContain("000000000000");
  expect(modem.state.hosts()).toEqual([]);
});

describe("what the chip maker's tools need of a simulated modem", () => {
  test.each([
    ["restart", RS_DEV_REQ, RS_DEV_CNF],
    ["factory's state", FAC_DEFAULTS_REQ, FAC_DEFAULTS_CNF],
  ] as const)("who has read its answer finds it deaf: %s", async (_, question, answer) => {
    // plcwait takes any answer after that for the restarted device.
    const one = desk();
    expect(await one.ask(question, {}, answer as Mme<{ readonly Status: number }>)).toEqual({ Status: 0 });

    await expect(one.ask(GET_SW_REQ, {}, GET_SW_CNF)).rejects.toThrow("Gave up waiting for GET_SW.CNF");
  });

  test.each<[SampleChip, object]>([
    ["QCA7005", { Major: 1, Minor: 1, Composite: 0, Build: 730, Sustaining: 4, BuildDate: "20140815" }],
    ["QCA7420", { Major: 1, Minor: 4, Composite: 0, Build: 20, Sustaining: 0, ReleaseType: "CS" }],
    ["AR7400", { Major: 1, Minor: 0, Composite: 0, Build: 12, Sustaining: 0, ReleaseType: "FINAL" }],
    ["INT6400", { Major: 4, Minor: 4, Composite: 4405, Sustaining: 0, Build: 4497, DRAMType: "B".charCodeAt(0) }],
  ])("the attributes of a %s are those of its version", async (chip, attributes) => {
    const one = desk({ chip });
    expect(await one.ask(OP_ATTR_REQ, { Cookie: 7, ReportType: 0 }, OP_ATTR_CNF)).toMatchObject({
      Status: 0,
      Cookie: 7,
      Hardware: chip,
      Software: "MAC",
      ...attributes,
    });
  });

  test("its Ethernet side is up, which int6keth knows as 2", async () => {
    const one = desk({ chip: "INT6400" });
    expect(await one.ask(GET_ENET_PHY_REQ, { Control: 0 }, GET_ENET_PHY_CNF)).toMatchObject({ Status: 0, Link: 2 });
  });

  test("a property that it does not have can neither be read nor set", async () => {
    const one = desk();
    const value = { Cookie: 3, Option: 1, Version: 0, PropertyNumber: 1, Data: "05" };
    expect(await one.ask(SET_PROPERTY_REQ, value, SET_PROPERTY_CNF)).toEqual({ Status: 2, Cookie: 3 });
  });

  test("counts are cleared whatever direction is named, plcstat -C naming none", async () => {
    const one = desk();
    await one.clock.turn(2000);
    const value = { Direction: 3, LinkID: LINK_ID.allToPeer, PeerMAC: one.other.modem.mac };
    expect(await one.ask(LNK_STATS_REQ, { ...value, Control: 1 }, LNK_STATS_CNF)).toMatchObject({ Status: 0 });
    expect(await one.ask(LNK_STATS_REQ, { ...value, Control: 0 }, LNK_STATS_CNF)).toMatchObject({ Status: 2 });
  });

  test("one of another network takes a key by its own device key: that is how it is taken in", async () => {
    const one = desk();
    const { modem } = one.other;
    modem.state.setKey("0f".repeat(16));
    await one.clock.turn(2000);
    const give = (DAK: string) =>
      one.ask(
        VS_SET_KEY_REQ,
        { EKS: 1, NMK: one.modem.state.nmk(), PEKS: PEKS.remoteByDak, RemoteMAC: modem.mac, DAK },
        VS_SET_KEY_CNF,
      );

    expect(await give("00".repeat(16))).toEqual({ Status: 0x15 });
    expect(await give(getField(modem.state.pib, "DAK"))).toEqual({ Status: 0 });
    await one.clock.turn(2000);
    expect(one.modem.state.peers().map((peer) => peer.modem.mac)).toEqual([modem.mac]);
  });
});

describe("starting one without flash memory by the chip maker's tools", () => {
  const PART = 1400;

  test("its firmware says where it is begun: plcboot runs no other", () => {
    const { images } = readChain(desk().modem.state.firmware);
    const firmware = images.find(({ header }) => header.ImageType === IMAGE_TYPE.firmware);
    expect(firmware?.header.EntryPoint).not.toBe(NOWHERE);
  });

  test("ampboot gives parameters as a program, with the sum that stands in them", async () => {
    const one = desk({ chip: "AR7400", isFlashless: true });
    const block = samplePib("AR7400", 5);
    const ownSum = new DataView(block.buffer).getUint32(8, true);
    const put = async (octets: Uint8Array, at: number, Checksum: number, isRun: boolean) => {
      for (let done = 0; done < octets.length; done += PART) {
        const isLast = done + PART >= octets.length;
        const { Status } = await one.ask(
          WRITE_AND_EXECUTE_APPLET_REQ,
          {
            ClientSession: 1,
            ServerSession: 0,
            Flags: isLast && isRun ? 3 : 2,
            AllowedMemory: `01${"00".repeat(7)}`,
            TotalLength: octets.length,
            PartAddress: at + done,
            EntryPoint: 0,
            Checksum,
            Data: toHex(octets.subarray(done, done + PART)),
          },
          WRITE_AND_EXECUTE_APPLET_CNF,
        );
        expect(Status).toBe(0);
      }
    };
    await put(block, 0x01f0_0000, ownSum, false);
    const firmware = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) & 0xff);
    await put(firmware, 0, checksum32(firmware), true);
    // What was asked at once would be answered by the boot loader, and taken for the firmware.
    await expect(one.ask(GET_SW_REQ, {}, GET_SW_CNF)).rejects.toThrow("Gave up");
    await one.clock.turn(3100);

    expect(await one.ask(GET_SW_REQ, {}, GET_SW_CNF)).toMatchObject({ Version: expect.stringContaining("AR7400") });
    expect(getField(one.modem.state.pib, "MAC")).toBe(getField(block, "MAC"));
  });
});
