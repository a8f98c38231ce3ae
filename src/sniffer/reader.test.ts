import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { captureNames, derivedNames, openCapture, rowsOf } from "../../test/captures.ts";
import { describeShared, sharedUrl } from "../../test/shared.ts";
import {
  differences,
  found,
  foundMme,
  type HomePlugRow,
  nameOf,
  type TruthRow,
  truthOf,
  wanted,
} from "../../test/truth.ts";
import { captureRecords } from "../capture/read.ts";
import type { MessageEvent, MmeEvent, Observation, PilotEvent } from "./events.ts";
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

/** Each row has its message, with the same value, and no message is without a row. */
function expectSame(rows: readonly TruthRow[], messages: readonly MessageEvent[]) {
  const byFrame = (one: { readonly frame: number }, other: { readonly frame: number }) => one.frame - other.frame;
  const sorted = [...messages].sort(byFrame);
  expect(sorted.map(found)).toEqual(rows.map(wanted));
  for (const [i, row] of rows.entries()) {
    const message = sorted[i] as MessageEvent;
    expect([row.frame, ...differences(row, message)]).toEqual([row.frame]);
    if (row.validation === "ok") expect([row.frame, message.warnings]).toEqual([row.frame, undefined]);
  }
}

const originalOf = (name: string) =>
  captureNames().find((one) => name.startsWith(`derived/${one.replace(/\.pcap(ng)?$/, ".")}`)) as string;

describeShared("captures/", "every message that others find in real recordings is found, and no other", () => {
  test.each(captureNames())("%s", async (name) => {
    const keyFile = sharedUrl(`captures/${name}.keylog`);
    const keyLog = existsSync(keyFile) ? readFileSync(keyFile, "utf8") : undefined;
    const observations = await observationsIn(name, keyLog);

    expectSame(truthOf(name), messagesIn(observations));
    const rows = rowsOf<HomePlugRow>(name, "hpav");
    const mmes = observations.filter((one): one is MmeEvent => one.type === "mme");
    expect(mmes.map(foundMme)).toEqual(
      rows.map((row, i) => ({
        frame: row.frame,
        name: nameOf(row) ?? mmes[i]?.name,
        mmtype: Number(row.mmtype),
        source: row.src,
        destination: row.dst,
      })),
    );
    const pilots = observations.filter((one): one is PilotEvent => one.type === "pilot");
    // `-` and `E/F` stand there for what a modem calls E at 0 V.
    expect(pilots.map(({ frame, state, duty, voltage }) => ({ frame, state, duty, voltage }))).toEqual(
      rows.flatMap(({ frame, cp }) =>
        cp ? [{ frame, state: cp.cpState.replace(/^(-|E\/F)$/, "E"), duty: cp.dutyPercent, voltage: cp.voltageV }] : [],
      ),
    );
  });

  test.each(derivedNames().filter((name) => !/dsb|nokey|snap96/.test(name)))(
    "%s, as the recording that it derives from",
    async (name) => {
      const rows = truthOf(originalOf(name));
      const observations = await observationsIn(name);
      const isCooked = /\.sll2?\./.test(name);

      expectSame(rows, messagesIn(observations));
      const mmes = observations.filter((one): one is MmeEvent => one.type === "mme");
      expect(mmes.map(({ frame, source }) => [frame, source])).toEqual(
        rowsOf<HomePlugRow>(originalOf(name), "hpav").map(({ frame, src }) => [frame, src]),
      );
      // The cooked link types have no room for the destination.
      expect(mmes.every(({ destination }) => (destination === "") === isCooked)).toBe(true);
    },
  );

  test.each(derivedNames().filter((name) => name.includes(".dsb.")))(
    "%s: keys that only a block of the file holds open it",
    async (name) => {
      const rows = truthOf(originalOf(name));
      const messages = messagesIn(await observationsIn(name)).sort((one, other) => one.frame - other.frame);
      expect(messages.map(({ exi, message }) => exi ?? message)).toEqual(
        rows.map(({ exi, message }) => exi?.toLowerCase() ?? message),
      );
      for (const [i, row] of rows.entries()) {
        const { frame, time } = messages[i] as MessageEvent;
        expect(Math.abs(Number(time) - Number(row.time))).toBeLessThan(1e-6);
        // The frames that disclosed keys were taken out.
        expect(row.frame - frame).toBeGreaterThanOrEqual(0);
        expect(row.frame - frame).toBeLessThanOrEqual(4);
      }
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

  test("frames that were cut to 96 octets give the messages that fit, and say what is missing", async () => {
    const name = derivedNames().find((one) => one.includes("snap96")) as string;
    const rows = truthOf(originalOf(name));
    const observations = await observationsIn(name);
    const messages = messagesIn(observations);
    const known = new Set(rows.map(({ frame, exi, message }) => `${frame} ${exi?.toLowerCase() ?? message}`));

    // SDP, and what fits behind 74 octets of headers.
    expect(messages).toHaveLength(9);
    for (const { frame, exi, message } of messages) expect(known).toContain(`${frame} ${exi ?? message}`);
    expect(observations.filter(({ type }) => type === "unreadable").length).toBeGreaterThan(0);
    const problems = observations.filter((one) => one.type === "recording" && one.change === "problem");
    expect(problems).toEqual([
      expect.objectContaining({ words: expect.stringMatching(/^The recorder kept 96 of \d+ octets/) }),
    ]);
  });
});
