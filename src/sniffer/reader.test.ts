import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { captureNames, derivedNames, openCapture, rowsOf } from "../../test/captures.ts";
import { describeShared, sharedUrl } from "../../test/shared.ts";
import { captureRecords } from "../capture/read.ts";
import type { MessageEvent, MmeEvent, Observation } from "./events.ts";
import { reader } from "./reader.ts";
import { keyStore } from "./tls/key-log.ts";

async function observationsIn(name: string, keyLog?: string): Promise<Observation[]> {
  const keys = keyStore();
  if (keyLog) keys.add(keyLog);
  const read = reader({ keys });
  const all: Observation[] = [];
  for await (const records of captureRecords(openCapture(name)))
    for (const record of records) all.push(...read.feed(record));
  return [...all, ...read.end()];
}

const messagesIn = (observations: readonly Observation[]) =>
  observations.filter((one): one is MessageEvent => one.type === "message");

interface TruthRow {
  readonly frame: number;
  readonly schema: string;
  readonly message?: string;
  readonly exi?: string;
  readonly payloadType: string;
}

const SCHEMAS: Readonly<Record<string, readonly string[]>> = {
  SDP: ["sdp"],
  SAP: ["app-handshake"],
  DIN: ["din"],
  "ISO-2": ["iso2"],
};

describeShared("captures/", "every message that others find in real recordings is found", () => {
  const check = (rows: readonly TruthRow[], messages: readonly MessageEvent[]) => {
    const found = new Map<string, MessageEvent[]>();
    for (const message of messages) {
      const key = `${message.frame} ${message.exi ?? message.message}`;
      found.set(key, [...(found.get(key) ?? []), message]);
    }
    for (const row of rows) {
      // Tesla's chargers send payloads that hold no EXI.
      if (row.exi === undefined && row.schema !== "SDP") continue;
      const key = `${row.frame} ${row.exi?.toLowerCase() ?? row.message}`;
      const [message] = found.get(key) ?? [];
      expect(message, `${key} ${row.schema} ${row.message}`).toBeDefined();
      expect(message?.message).toBe(row.message);
      const wanted = SCHEMAS[row.schema];
      if (wanted) expect(wanted).toContain(message?.schema);
    }
  };

  test.each(captureNames())("%s", async (name) => {
    const keyFile = sharedUrl(`captures/${name}.keylog`);
    const keyLog = existsSync(keyFile) ? readFileSync(keyFile, "utf8") : undefined;
    check(rowsOf<TruthRow>(name, "truth"), messagesIn(await observationsIn(name, keyLog)));
  });

  test.each(derivedNames().filter((name) => !/dsb|nokey|snap96/.test(name)))(
    "%s, as the recording that it derives from",
    async (name) => {
      const original = captureNames().find((one) =>
        name.startsWith(`derived/${one.replace(/\.pcap(ng)?$/, ".")}`),
      ) as string;
      const rows = rowsOf<TruthRow>(original, "truth");
      const messages = messagesIn(await observationsIn(name));
      check(rows, messages);
      expect(messages).toHaveLength(rows.length);
    },
  );

  test.each(derivedNames().filter((name) => name.includes(".dsb.")))(
    "%s: keys behind the packets open them",
    async (name) => {
      const original = captureNames().find((one) =>
        name.startsWith(`derived/${one.replace(/\.pcap(ng)?$/, ".")}`),
      ) as string;
      const found = messagesIn(await observationsIn(name)).flatMap(({ exi }) => exi ?? []);
      const wanted = rowsOf<TruthRow>(original, "truth").flatMap(({ exi }) => exi?.toLowerCase() ?? []);
      expect([...found].sort()).toEqual([...wanted].sort());
    },
  );

  test.each(derivedNames().filter((name) => name.includes(".nokey.")))(
    "%s: without keys the handshake is told",
    async (name) => {
      const tls = (await observationsIn(name)).filter(({ type }) => type === "tls");
      expect(tls).toContainEqual(expect.objectContaining({ change: "handshake" }));
      expect(tls).toContainEqual(expect.objectContaining({ change: "undecryptable" }));
    },
  );

  test.each(captureNames())("%s: every management message, by its name", async (name) => {
    const mmes = (await observationsIn(name)).filter((one): one is MmeEvent => one.type === "mme");
    expect(mmes.map(({ frame }) => frame)).toEqual(rowsOf<{ frame: number }>(name, "hpav").map(({ frame }) => frame));
  });
});
