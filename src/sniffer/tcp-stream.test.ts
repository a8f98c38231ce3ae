import fc from "fast-check";
import { expect, test } from "vitest";
import { type Run, tcpDirection } from "./tcp-stream.ts";

const START = 0x7fff_fff0; // close to where sequence numbers change their sign
const stream = Uint8Array.from({ length: 200 }, (_, i) => i);
const segment = (from: number, to: number, frame: number) => ({
  sequence: (START + from) | 0,
  data: stream.subarray(from, to),
  frame,
  time: undefined,
});
const octetsOf = (runs: readonly Run[]) => runs.flatMap((run) => (run.kind === "octets" ? [...run.data] : []));

function direction() {
  const made = tcpDirection();
  made.begin(START);
  return made;
}

/** Where the stream is cut, and for each piece how far it comes too late and how often. */
const pieces = fc
  .array(fc.integer({ min: 1, max: 199 }), { maxLength: 12 })
  .map((cuts) => [...new Set([0, ...cuts, 200])].sort((a, b) => a - b))
  .map((cuts) => cuts.slice(1).map((to, i) => [cuts[i] as number, to] as const));

test("any segmentation, order and repetition gives the stream", () => {
  fc.assert(
    fc.property(pieces, fc.array(fc.nat(99), { minLength: 40, maxLength: 40 }), (all, shuffle) => {
      const sent = [...all, ...all.filter((_, i) => (shuffle[i] ?? 0) % 3 === 0)];
      const order = sent.map((piece, i) => ({ piece, at: i + (shuffle[i] ?? 0) / 20 })).sort((a, b) => a.at - b.at);
      const { feed, end } = direction();
      const runs = order.flatMap(({ piece: [from, to] }, i) => feed(segment(from, to, i + 1)));
      expect(octetsOf([...runs, ...end()])).toEqual([...stream]);
    }),
  );
});

test("segments that overlap give each octet once", () => {
  const { feed } = direction();
  const runs = [segment(0, 50, 1), segment(30, 80, 2), segment(10, 60, 3), segment(80, 200, 4)].flatMap(feed);
  expect(octetsOf(runs)).toEqual([...stream]);
});

test("any ranges, overlapping in any order, give the stream once they cover it", () => {
  const range = fc.tuple(fc.nat(199), fc.integer({ min: 1, max: 60 }));
  fc.assert(
    fc.property(fc.array(range, { maxLength: 40 }), (ranges) => {
      const { feed, end } = direction();
      const all = [...ranges.map(([from, length]) => [from, Math.min(200, from + length)] as const), [0, 200] as const];
      const runs = all.flatMap(([from, to], i) => feed(segment(from, to, i + 1)));
      expect(octetsOf([...runs, ...end()])).toEqual([...stream]);
    }),
  );
});

test("what waited keeps the frame that brought it", () => {
  const { feed } = direction();
  expect(feed(segment(50, 100, 1))).toEqual([]);
  expect(feed(segment(0, 50, 2)).map(({ frame }) => frame)).toEqual([2, 1]);
});

test("octets that come after their hole was told are late, each of them once", () => {
  const { feed, acknowledged } = direction();
  acknowledged((START + 120) | 0, 1, undefined);
  feed(segment(0, 10, 2));
  expect(feed(segment(100, 120, 3))).toMatchObject([{ kind: "hole", missing: 90 }, { kind: "octets" }]);
  const late = [segment(40, 60, 4), segment(60, 80, 5), segment(0, 50, 6), segment(5, 100, 7), segment(70, 90, 8)];
  expect(
    late.map((one) => feed(one).map((run) => [run.kind, "data" in run ? [run.data[0], run.data.length] : []])),
  ).toEqual([[["late", [40, 20]]], [["late", [60, 20]]], [["late", [10, 30]]], [["late", [80, 20]]], []]);
});

test("a SYN that is recorded again begins nothing, another one does", () => {
  const made = direction();
  made.feed(segment(0, 50, 1));
  made.begin(START);
  expect(made.feed(segment(0, 50, 2))).toEqual([]);
  expect(made.startedAt).toBe(START);
});

test("a hole is told once the other side has acknowledged what lies behind it", () => {
  const { feed, acknowledged } = direction();
  feed(segment(0, 50, 1));
  acknowledged((START + 80) | 0, 2, undefined);
  const runs = feed(segment(80, 120, 3));
  expect(runs[0]).toMatchObject({ kind: "hole", missing: 30, frame: 3 });
  expect(octetsOf(runs)).toEqual([...stream.subarray(80, 120)]);
});

test("a FIN shows that the last octets were not recorded; they may still come", () => {
  const { feed, closed } = direction();
  feed(segment(0, 50, 1));
  expect(closed((START + 50) | 0, 2, undefined)).toEqual([]);
  expect(closed((START + 80) | 0, 3, undefined)).toMatchObject([{ kind: "hole", missing: 30, frame: 3 }]);
  expect(feed(segment(50, 80, 4))).toMatchObject([{ kind: "late", frame: 4 }]);
});

test("with losses everything outside the holes is there", () => {
  fc.assert(
    fc.property(pieces, fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }), (all, lost) => {
      const { feed, end } = direction();
      const kept = all.filter((_, i) => !lost[i]);
      const runs = [...kept.flatMap(([from, to], i) => feed(segment(from, to, i + 1))), ...end()];
      expect(octetsOf(runs)).toEqual(kept.flatMap(([from, to]) => [...stream.subarray(from, to)]));
    }),
  );
});

test("a stream that is joined midway begins with what is heard first", () => {
  const { feed, repeated } = tcpDirection();
  expect(octetsOf(feed(segment(100, 120, 1)))).toEqual([...stream.subarray(100, 120)]);
  // A keep-alive repeats the last octet.
  expect(feed(segment(119, 120, 2))).toEqual([]);
  expect(repeated()).toBe(1);
});
