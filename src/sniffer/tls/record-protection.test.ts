import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { captureNames, openCapture } from "../../../test/captures.ts";
import { describeShared, sharedUrl } from "../../../test/shared.ts";
import { captureRecords } from "../../capture/read.ts";
import { flows } from "../flows.ts";
import { cipherSuiteOf } from "./cipher-suites.ts";
import { keyStore } from "./key-log.ts";
import type { KnownRecord } from "./known-record.ts";
import { looksLikeTls } from "./record-feed.ts";
import { type OpenedRecord, type Protection, protection12, protection13 } from "./record-protection.ts";
import { tlsStream } from "./tls-stream.ts";

const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

/** A record as it may come: what is in front of the content is there, the rest does not matter before it is sealed. */
const blank = (type: number, length: number) => ({ type, version: 0x0303, fragment: new Uint8Array(length).fill(7) });

function expectSealed(protection: Protection, fragment: Uint8Array, opened: OpenedRecord): void {
  const record = { type: opened.type, version: 0x0303, fragment };
  const sealed = protection.seal(record, opened, opened.content);
  expect(sealed).toHaveLength(fragment.length);
  expect(protection.open({ ...record, fragment: sealed }, opened.sequence, 1)).toEqual(opened);
  expect(protection.open({ ...record, fragment: sealed }, opened.sequence + 1, 1)).toBeUndefined();
}

test.each([
  [0xc023, false, (n: number) => 16 + 16 * Math.ceil((n + 33) / 16)],
  [0xc023, true, (n: number) => 16 + 16 * Math.ceil((n + 1) / 16) + 32],
  [0xc02b, false, (n: number) => 8 + n + 16],
  [0xc02c, false, (n: number) => 8 + n + 16],
  [0xcca9, false, (n: number) => n + 16],
])("a sealed record of TLS 1.2 is opened again: suite %i, encrypt-then-MAC %s", (suite, etm, lengthOf) => {
  const recipe = cipherSuiteOf(suite).recipe!;
  const iv = recipe.cipher === "gcm" ? 4 : 12;
  fc.assert(
    fc.property(
      octets(32),
      octets(recipe.key),
      octets(iv),
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(),
      (mac, key, iv, content, sequence) => {
        const protection = protection12(recipe, { mac, key, iv }, etm);
        expectSealed(protection, blank(23, lengthOf(content.length)).fragment, { sequence, type: 23, content });
      },
    ),
    { numRuns: 20 },
  );
});

test.each([0x1301, 0x1302, 0x1303])("a sealed record of TLS 1.3 is opened again: suite %i", (suite) => {
  const recipe = cipherSuiteOf(suite).recipe!;
  const content = Uint8Array.of(1, 2, 3);
  const protection = protection13(recipe, { mac: octetsOf(0), key: octetsOf(recipe.key), iv: octetsOf(12) });
  const opened = { sequence: 5, type: 22, content };
  // Nine zeros hide how long the content is.
  const record = blank(23, content.length + 1 + 9 + 16);
  const sealed = protection.seal(record, opened, content);
  expect(protection.open({ ...record, fragment: sealed }, 5, 1)).toEqual(opened);
});

const octetsOf = (length: number) => Uint8Array.from({ length }, (_, i) => i);

describeShared("captures/", "records of real recordings", () => {
  test.each(captureNames().filter((name) => /TLS/.test(name)))(
    "%s: sealing what is in it gives it back",
    async (name) => {
      const keys = keyStore();
      keys.add(readFileSync(sharedUrl(`captures/${name}.keylog`), "utf8"));
      const flow = flows();
      const streams = new Map<number, ReturnType<typeof tlsStream>>();
      let count = 0;
      const onRecord = ({ record, content, opened }: KnownRecord) => {
        if (!opened) return;
        expect(opened.protection.seal(record, opened.record, content)).toEqual(Uint8Array.from(record.fragment));
        count++;
      };
      for await (const records of captureRecords(openCapture(name))) {
        for (const record of records) {
          for (const item of record.kind === "frame" ? flow.feed(record) : []) {
            if (item.kind !== "octets") continue;
            const { number } = item.connection;
            if (!streams.has(number) && !looksLikeTls(item.data)) continue;
            const stream = streams.get(number) ?? tlsStream(keys, { onRecord });
            streams.set(number, stream);
            stream.feed(item.side, item.data, item.frame, item.time);
          }
        }
      }
      expect(count).toBeGreaterThan(100);
    },
  );
});
