import { expect, test } from "vitest";
import { openCapture } from "../../../test/captures.ts";
import { describeShared } from "../../../test/shared.ts";
import { fromHex } from "../../base/hex.ts";
import { macText } from "../../base/mac-address.ts";
import { captureRecords } from "../../capture/read.ts";
import type { Frame } from "../../capture/records.ts";
import { isMessage, readMme } from "../../messages/homeplug/frame.ts";
import { MODULE, MODULE_OPERATION_CNF, OPERATION } from "../../messages/homeplug/qualcomm.ts";
import { checkPib } from "./check.ts";
import { fieldsOf, getField, readPib, repaired, setField } from "./pib.ts";
import { patchForEvse, patchForPev, roleOf } from "./roles.ts";

/** The blocks that modems gave while somebody recorded, part by part; where one changed, as it was in the end. */
async function blocksIn(name: string): Promise<Map<string, Uint8Array>> {
  const blocks = new Map<string, Uint8Array>();
  for await (const records of captureRecords(openCapture(name))) {
    for (const { data } of records.filter((record): record is Frame => record.kind === "frame")) {
      const message = readMme(data.subarray(14));
      if (!("name" in message) || !isMessage(message, MODULE_OPERATION_CNF)) continue;
      for (const operation of message.value.Operations) {
        if (operation.Operation !== OPERATION.readMemory || operation.ModuleID !== MODULE.parameters) continue;
        const part = fromHex(operation.Data);
        const modem = macText(data, 6);
        const before = blocks.get(modem) ?? new Uint8Array();
        const all = new Uint8Array(Math.max(before.length, operation.Offset + part.length));
        all.set(before);
        all.set(part, operation.Offset);
        blocks.set(modem, all);
      }
    }
  }
  return blocks;
}

describeShared("captures/", "blocks of real modems", () => {
  test.each([
    [
      "2022-11-25_v0.2_ABB_until_ChargeParamDiscovery.pcapng",
      [
        ["98:48:27:5a:3c:e6", "QCA7420", 9796, "pev"],
        ["bc:f2:af:f1:c8:11", "QCA7000", 9040, "evse"],
      ],
    ],
    [
      "2022-12-20_alpi_currentDemandSequenceErrorShutdown.pcapng",
      [
        ["98:de:d0:65:0e:f7", "QCA7420", 9796, "pev"],
        ["bc:f2:af:f3:13:74", "QCA7000", 9040, "evse"],
      ],
    ],
  ] as const)("%s", async (name, wanted) => {
    const blocks = await blocksIn(name);

    const told = Array.from(blocks, ([modem, octets]) => [modem, readPib(octets).chip, octets.length, roleOf(octets)]);
    expect(told.sort()).toEqual(wanted);
    for (const [modem, octets] of blocks) {
      expect(checkPib(octets, { present: octets })).toEqual([]);
      expect(getField(octets, "MAC")).toBe(modem);
      expect(readPib(octets).version).toMatch(/^PIB-QCA7/);
      expect(fieldsOf(octets).find((field) => field.name === "ReportToHost")?.value).toBeLessThan(8);
      // What is right already stays as it is, to the octet.
      expect(Buffer.compare(repaired(octets), octets)).toBe(0);
      const isCar = roleOf(octets) === "pev";
      const again = isCar ? patchForPev(octets) : patchForEvse(octets);
      expect(Buffer.compare(setField(again, "UserHFID", getField(octets, "UserHFID")), octets)).toBe(0);
    }
  });
});
