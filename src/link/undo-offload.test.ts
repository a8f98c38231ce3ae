import { expect, test } from "vitest";
import { linkLocalOf } from "../messages/ipv6.ts";
import { readPacket, tcpFrame, udpFrame } from "../messages/packet.ts";
import { onTheWire } from "./undo-offload.ts";

const [here, there] = ["02:00:00:00:00:01", "02:00:00:00:00:02"];
const ends = { sourceMac: here, destinationMac: there, source: linkLocalOf(here), destination: linkLocalOf(there) };
const ports = { sourcePort: 50_000, destinationPort: 15_118 };
const segment = (payload: Uint8Array) =>
  tcpFrame(ends, { ...ports, sequence: 0xffff_ff00, acknowledgement: 7, flags: ["PSH", "ACK"], window: 1000, payload });

test("a checksum that was left to the card is worked out", () => {
  for (const [frame, at] of [
    [segment(Uint8Array.of(1, 2, 3)), 14 + 40 + 16],
    [udpFrame(ends, { ...ports, payload: Uint8Array.of(1, 2, 3) }), 14 + 40 + 6],
  ] as const) {
    const left = frame.slice();
    left.set([0x12, 0x34], at);

    expect(readPacket(left)).toMatchObject({ isIntact: false });
    expect(onTheWire(left)).toEqual([frame]);
  }
});

test("segments that were joined come as they would from a card, none longer than the wire carries", () => {
  const payload = Uint8Array.from({ length: 5000 }, (_, i) => i & 0xff);

  const parts = onTheWire(segment(payload)).map((frame) => {
    expect(frame.length).toBeLessThanOrEqual(1514);
    const packet = readPacket(frame);
    if (!("kind" in packet) || packet.kind !== "tcp") throw new Error("no segment");
    expect(packet.isIntact).toBe(true);
    return packet.tcp;
  });

  expect(parts.map(({ payload }) => payload.length)).toEqual([1440, 1440, 1440, 680]);
  expect(parts.map(({ sequence }) => sequence)).toEqual([0xffff_ff00, 1184, 2624, 4064]);
  expect(parts.map(({ flags }) => flags.includes("PSH"))).toEqual([false, false, false, true]);
  expect(parts.flatMap(({ payload }) => [...payload])).toEqual([...payload]);
});

test("whatever is neither TCP nor UDP is left as it is", () => {
  const frame = Uint8Array.from({ length: 60 }, (_, i) => i);
  expect(onTheWire(frame)).toEqual([frame]);
});
