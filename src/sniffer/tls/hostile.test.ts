import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromHex } from "../../base/hex.ts";
import type { TlsSide } from "./facts.ts";
import { keyStore } from "./key-log.ts";
import { recordFeed } from "./record-feed.ts";
import type { TlsItem } from "./tls-item.ts";
import { tlsStream } from "./tls-stream.ts";

type Chunk = readonly [side: TlsSide, octets: Uint8Array];

const recordings = ["key-update", "early-data", "renegotiation"].flatMap((name) => {
  const file = readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8");
  const { keyLog, connections } = JSON.parse(file) as { keyLog: string; connections: [TlsSide, string][][] };
  return connections.map((chunks) => ({
    keyLog,
    chunks: chunks.map(([side, hex]): Chunk => [side, fromHex(hex)]),
  }));
});
const [keyUpdate, , , renegotiated] = recordings;

/** A side alone stands for octets of it that were not recorded. */
function listen(keyLog: string, chunks: readonly (Chunk | TlsSide)[]) {
  const keys = keyStore();
  keys.add(keyLog);
  const stream = tlsStream(keys);
  const items: TlsItem[] = [];
  for (const chunk of chunks) {
    if (typeof chunk === "string") items.push(...stream.gap(chunk));
    else items.push(...stream.feed(...chunk, 1, undefined));
  }
  items.push(...stream.end());
  const said = items.flatMap((item) => (item.kind === "plaintext" ? [new TextDecoder().decode(item.data).trim()] : []));
  return { said, items, facts: stream.facts() };
}

describe("a recording with holes", () => {
  test("each chunk of a session may be missing; what comes later is found", () => {
    const { keyLog, chunks } = keyUpdate!;
    const whole = listen(keyLog, chunks).said;
    // Without both hellos there is nothing to start from; from the first words on every hole is bridged.
    const first = chunks.findIndex((_, i) => listen(keyLog, chunks.slice(0, i + 1)).said.length > 0);

    for (let i = first; i < chunks.length; i++) {
      const { said } = listen(keyLog, [...chunks.slice(0, i), chunks[i]![0], ...chunks.slice(i + 1)]);
      const missing = whole.filter((words) => !said.includes(words));
      expect(missing.length).toBeLessThanOrEqual(1);
    }
  });

  test("TLS 1.3 without its hellos is found by the keys that fit", () => {
    const { keyLog, chunks } = keyUpdate!;
    const whole = listen(keyLog, chunks).said;

    const { said, facts } = listen(keyLog, ["client", "server", ...chunks.slice(4)]);

    expect(said).toEqual(whole);
    expect(facts.version).toBeUndefined();
    expect(facts.keys).toBe("all");
  });

  test("TLS 1.2 without its ClientHello is found by the keys that fit", () => {
    const { keyLog, chunks } = renegotiated!;
    const whole = listen(keyLog, chunks).said;

    const { said } = listen(keyLog, ["client", ...chunks.slice(1)]);

    expect(said[0]).toBe(whole[0]);
  });

  test("a hole that ends inside the record it cut costs that record alone", () => {
    const record = (fill: number) => Uint8Array.of(23, 3, 3, 0, 100, ...new Uint8Array(100).fill(fill));
    const feed = recordFeed();
    const first = [...feed.feed(record(1).subarray(0, 50))];

    const lost = feed.gap(20);
    const rest = [...feed.feed(Uint8Array.of(...record(1).subarray(70), ...record(2)))];

    expect(first).toEqual([]);
    expect(lost).toMatchObject({ records: 1, atMost: 1 });
    expect(rest.map((item) => (item.kind === "record" ? item.fragment[0] : item.because))).toEqual([2]);
  });

  test("records are found again behind octets that are none", () => {
    const record = Uint8Array.of(23, 3, 3, 0, 20, ...new Uint8Array(20).fill(7));
    const feed = recordFeed();

    const items = [...feed.feed(Uint8Array.of(...record, 0x47, 0x45, 0x54, 0x20, 0x2f, ...record, ...record))];

    expect(items.map(({ kind }) => kind)).toEqual(["record", "lost", "record", "record"]);
  });
});

describe("an altered recording", () => {
  test("a record with one octet changed is reported, and the next ones open", () => {
    const { keyLog, chunks } = keyUpdate!;
    const whole = listen(keyLog, chunks).said;
    const at = chunks.findIndex((_, i) => listen(keyLog, chunks.slice(0, i + 1)).said.length > 0);
    const altered = chunks[at]![1].slice();
    altered[altered.length - 1]! ^= 1;

    const { said, items, facts } = listen(keyLog, chunks.with(at, [chunks[at]![0], altered]));

    expect(said).toEqual(whole.slice(1));
    expect(items.filter(({ kind }) => kind === "undecryptable")).toMatchObject([
      { because: "its keys are known, but it does not fit them" },
    ]);
    expect(items.find(({ kind, side }) => kind === "plaintext" && side === "client")).toMatchObject({ lost: 1 });
    expect(facts.records.client).toMatchObject({ undecryptable: 1 });
  });

  test("any octets changed, cut, doubled or left out never make it fail", () => {
    const change = fc.record({
      chunk: fc.nat(20),
      at: fc.nat(3000),
      octet: fc.nat(255),
      how: fc.constantFrom("alter", "cut", "double", "drop", "gap", "insert"),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...recordings),
        fc.array(change, { maxLength: 6 }),
        fc.boolean(),
        (recording, changes, hasKeys) => {
          const chunks: (Chunk | TlsSide)[] = [...recording.chunks];
          for (const { chunk: index, at, octet, how } of changes) {
            const chunk = chunks[index % chunks.length]!;
            if (typeof chunk === "string") continue;
            const octets = chunk[1].slice();
            if (how === "alter" && octets.length > 0) octets[at % octets.length] = octet;
            const before = octets.subarray(0, at % (octets.length + 1));
            const after = octets.subarray(before.length);
            const side = chunk[0];
            const instead: Record<typeof how, (Chunk | TlsSide)[]> = {
              alter: [[side, octets]],
              cut: [[side, before]],
              double: [
                [side, octets],
                [side, octets],
              ],
              drop: [],
              gap: [[side, before], side, [side, after.subarray(octet)]],
              insert: [[side, Uint8Array.of(...before, octet, ...after)]],
            };
            chunks.splice(index % chunks.length, 1, ...instead[how]);
            if (chunks.length === 0) break;
          }
          const { items } = listen(hasKeys ? recording.keyLog : "", chunks);
          expect(items.every(({ side }) => side === "client" || side === "server")).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });

  test("octets from nowhere never make it fail", () => {
    const chunk = fc.tuple(fc.constantFrom<TlsSide>("client", "server"), fc.uint8Array({ maxLength: 400 }));
    const record = chunk.map(([side, octets]): Chunk => {
      const type = 20 + ((octets[0] ?? 0) % 5);
      return [side, Uint8Array.of(type, 3, 3, octets.length >> 8, octets.length & 0xff, ...octets)];
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(chunk, record), { maxLength: 20 }), (chunks) => {
        expect(listen(keyUpdate!.keyLog, chunks).items.length).toBeLessThan(10_000);
      }),
      { numRuns: 1000 },
    );
  });
});

test("forged records under known keys cost bounded work", () => {
  const { keyLog, chunks } = keyUpdate!;
  const forged = new Uint8Array(16_384 + 5).fill(9);
  forged.set([23, 3, 3, 64, 0]);
  const { facts } = listen(keyLog, [
    ...chunks.slice(0, 6),
    ...Array.from({ length: 300 }, (): Chunk => ["client", forged]),
  ]);

  expect(facts.records.client.undecryptable).toBe(300);
});

test("a handshake message that says to be 16 MB long takes no more memory than came", () => {
  const message = Uint8Array.of(22, 3, 3, 0, 8, 11, 0xff, 0xff, 0xff, 1, 2, 3, 4);

  const { facts } = listen("", [["server", message]]);

  expect(facts.handshake).toMatchObject([{ message: "Certificate", length: 0xffffff }]);
});
