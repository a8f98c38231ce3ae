import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex } from "../base/hex.ts";
import { type V2gtpMessage, v2gtpStream } from "./v2gtp-stream.ts";

const message = (payload: string) => fromHex(`01fe8001${(payload.length / 2).toString(16).padStart(8, "0")}${payload}`);
const A = message("809802004080c1014181c211f000");
const B = message("80984a");
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const messagesIn = (items: readonly object[]) => items.filter((item): item is V2gtpMessage => "payload" in item);

test("messages are found however the stream is cut, each with the frame that completed it", () => {
  const all = joined(A, B, A);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), (size) => {
      const { feed } = v2gtpStream();
      const items: object[] = [];
      for (let at = 0; at < all.length; at += size)
        items.push(...feed(all.subarray(at, at + size), Math.floor(at / size) + 1, undefined));
      const frames = [A.length, A.length + B.length, all.length].map((end) => Math.ceil(end / size));
      expect(messagesIn(items).map(({ frame }) => frame)).toEqual(frames);
      expect(messagesIn(items).every(({ confidence }) => confidence === 1)).toBe(true);
    }),
  );
});

test("behind a hole the next message is found again, less sure until another follows", () => {
  const { feed, hole } = v2gtpStream();
  feed(A.subarray(0, 12), 1, undefined);
  expect(hole(2, undefined)[0]).toMatchObject({ because: expect.stringContaining("cut by a hole") });
  const items = feed(joined(fromHex("f00001fe"), A), 3, undefined);
  expect(items[0]).toMatchObject({ because: "4 octets are no V2GTP message" });
  expect(messagesIn(items)).toMatchObject([{ confidence: 0.8, frame: 3 }]);
  expect(messagesIn(feed(B, 4, undefined))).toMatchObject([{ confidence: 1 }]);
});

test("a message has the last of the frames that brought octets of it, in whatever order they come", () => {
  const { feed } = v2gtpStream();
  // Frame 9 was sent again for one that was lost; frame 8 had waited for it.
  expect(feed(A.subarray(0, 10), 9, undefined)).toEqual([]);
  expect(messagesIn(feed(joined(A.subarray(10), B), 8, undefined)).map(({ frame }) => frame)).toEqual([9, 8]);
});

test("behind a hole a message of no known type is believed where it fills what came", () => {
  const { feed, hole } = v2gtpStream();
  hole(1, undefined);
  expect(feed(fromHex("01fe4c41000000020102"), 2, undefined)).toMatchObject([{ payloadType: 0x4c41 }]);
  hole(3, undefined);
  const items = feed(joined(fromHex("01fe4c4100001002"), A), 4, undefined);
  expect(messagesIn(items)).toMatchObject([{ payloadType: 0x8001 }]);
});

test("payload types that nobody knows are messages, too", () => {
  expect(v2gtpStream().feed(fromHex("01fe4c41000000020102"), 1, undefined)).toMatchObject([{ payloadType: 0x4c41 }]);
});

test("an announced length beyond all reason is passed over", () => {
  const items = v2gtpStream().feed(joined(fromHex("01fe8001ffffffff"), A), 1, undefined);
  expect(messagesIn(items)).toHaveLength(1);
});

test("any octets end without an exception", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (chunks) => {
      const { feed, end } = v2gtpStream();
      for (const [i, chunk] of chunks.entries()) feed(chunk, i + 1, undefined);
      expect(end().length).toBeLessThanOrEqual(1);
    }),
  );
});
