import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openCapture } from "../../test/captures.ts";
import { dice, expectedRows, mutations, renumbered } from "../../test/mutations.ts";
import { describeShared, sharedUrl } from "../../test/shared.ts";
import { differences, found, type TruthRow, truthOf, wanted } from "../../test/truth.ts";
import { captureRecords } from "../capture/read.ts";
import type { Frame } from "../capture/records.ts";
import type { MessageEvent } from "./events.ts";
import { reader } from "./reader.ts";
import { keyStore } from "./tls/key-log.ts";

/** Of each standard one, one with many retransmissions, one with several sessions, and both kinds of TLS. */
const RECORDINGS = [
  "2026-02-08_pyPLC_FoccciCape_AudiQ4_break_after_cableCheck.pcap",
  "everest_MG_MG4_electric_iso-2-DC.pcap",
  "ISO-20_BPT_AC_DS5366_Josev.pcapng",
  "ISO-20_TLS13_DC_DS5366_Josev.pcapng",
  "ISO-2_DC_PnC_TLS_CertInstallation_DS5366_RiseV2G.pcapng",
];

async function framesIn(name: string): Promise<Frame[]> {
  const all: Frame[] = [];
  for await (const records of captureRecords(openCapture(name)))
    all.push(...records.filter((record): record is Frame => record.kind === "frame"));
  return all;
}

function messagesIn(frames: readonly Frame[], keyLog: string | undefined): MessageEvent[] {
  const keys = keyStore();
  if (keyLog) keys.add(keyLog);
  const read = reader({ keys });
  const all = [...frames.flatMap((frame) => read.feed(frame)), ...read.end()];
  return all.filter((one): one is MessageEvent => one.type === "message");
}

const keyOf = (one: object) => JSON.stringify(one);
/** TLS 1.2 cannot be opened without the ServerHello, which may be lost. */
const isCertain = (name: string) => (row: TruthRow) => row.tls !== true || name.includes("TLS13");

describeShared("captures/", "recordings as they might have been", () => {
  const cases = RECORDINGS.flatMap((name) => Object.keys(mutations).map((how) => [name, how] as const));

  test.each(cases)("%s, but %s: whatever is whole is found, and nothing is made up", async (name, how) => {
    const original = await framesIn(name);
    const rows = truthOf(name);
    const keyFile = sharedUrl(`captures/${name}.keylog`);
    const keyLog = existsSync(keyFile) ? readFileSync(keyFile, "utf8") : undefined;
    const all = new Set(rows.map(({ exi, message }) => exi?.toLowerCase() ?? message));

    for (let seed = 1; seed <= 4; seed++) {
      const kept = (mutations[how] as (typeof mutations)[string])(original, dice(seed));
      const messages = messagesIn(renumbered(kept), keyLog);
      const there = new Map(messages.map((message) => [keyOf(found(message)), message]));
      for (const row of expectedRows(rows, original, kept).filter(isCertain(name))) {
        const message = there.get(keyOf(wanted(row)));
        expect(message, `seed ${seed}: ${keyOf(wanted(row))}`).toBeDefined();
        if (message) expect(differences({ ...row, time: String(message.time) }, message)).toEqual([]);
      }
      for (const { exi, message } of messages) expect(all).toContain(exi ?? message);
    }
  });
});
