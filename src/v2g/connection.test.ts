import fc from "fast-check";
import { expect, test } from "vitest";
import { startRun } from "../base/run.ts";
import { writeV2gtp } from "../messages/v2gtp.ts";
import type { Stream } from "../net/host.ts";
import { simulatedClock } from "../simulator/clock.ts";
import { connection, FramingError, LARGEST_PAYLOAD } from "./connection.ts";

/** A stream that gives these pieces and ends. */
function streamOf(pieces: readonly Uint8Array[]): Stream {
  const left = [...pieces];
  const end = { address: "fe80::1", port: 15_118 };
  return {
    local: end,
    remote: end,
    isEncrypted: false,
    read: async () => left.shift(),
    write: () => {},
    onEnd: () => () => {},
    end: () => {},
    abort: () => {},
  };
}
const run = () => startRun(simulatedClock());

test("messages come whole, however the stream cuts them", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 30 })),
      async (payloads, cuts) => {
        const octets = Uint8Array.from(payloads.flatMap((payload) => [...writeV2gtp(0x8001, payload)]));
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < octets.length; ) {
          const length = cuts.next().value as number;
          pieces.push(octets.subarray(at, at + length));
          at += length;
        }
        const talk = connection(streamOf(pieces));
        const clock = simulatedClock();
        const next = () => clock.until(talk.next(startRun(clock)));
        for (const payload of payloads) expect(await next()).toEqual({ payloadType: 0x8001, payload });
        expect(await next()).toBeUndefined();
        expect(clock.now()).toBe(0);
      },
    ),
  );
});

test("who sends on without waiting does not keep others from their turn", async () => {
  const clock = simulatedClock();
  const message = writeV2gtp(0x8001, Uint8Array.of(1, 2, 3));
  const talk = connection(streamOf([Uint8Array.from([...message, ...message, ...message])]));
  const taken: string[] = [];
  const greedy = (async () => {
    while (await talk.next(startRun(clock))) taken.push("message");
  })();
  clock.after(0, () => taken.push("somebody else"));
  await clock.until(greedy);
  expect(taken).toEqual(["message", "somebody else", "message", "message"]);
});

test("what is no V2GTP is refused with what was found", async () => {
  const talk = connection(streamOf([Uint8Array.from([0x47, 0x45, 0x54, 0x20, 0x2f, 0x20, 0x48, 0x54])]));
  await expect(talk.next(run())).rejects.toThrow("version 0x4745 found, 0x01fe expected");
});

test("a length that no message has is refused before anything is kept for it", async () => {
  const header = writeV2gtp(0x8001, new Uint8Array(0));
  new DataView(header.buffer).setUint32(4, 0xffff_ffff);
  await expect(connection(streamOf([header])).next(run())).rejects.toThrow(FramingError);
  await expect(connection(streamOf([header])).next(run())).rejects.toThrow(`${LARGEST_PAYLOAD} at most expected`);
});
