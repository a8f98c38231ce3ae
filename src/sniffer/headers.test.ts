import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex } from "../base/hex.ts";
import { ETHER_TYPE, joined, writeEthernet } from "../messages/ethernet.ts";
import { writeIpv4 } from "../messages/ipv4.ts";
import { linkLocalOf, NEXT_HEADER, writeIpv6 } from "../messages/ipv6.ts";
import { icmpv6Frame, readPacket, tcpFrame, udpFrame } from "../messages/packet.ts";
import { packetIn } from "./headers.ts";

const ETHERNET = 1;
const CAR = "02:00:00:00:00:01";
const CHARGER = "02:00:00:00:00:02";

const hexOf = (octets: Uint8Array) => Buffer.from(octets).toString("hex");

const anyEnds = fc
  .record({
    vlan: fc.option(fc.integer({ min: 0, max: 4095 }), { nil: undefined }),
    extensions: fc.array(
      fc.record({
        type: fc.constantFrom(0, 43, 60),
        options: fc.integer({ min: 0, max: 4 }).map((units) => "5a".repeat(6 + 8 * units)),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ vlan, extensions }) => ({
    sourceMac: CAR,
    destinationMac: CHARGER,
    source: linkLocalOf(CAR),
    destination: linkLocalOf(CHARGER),
    extensions,
    ...(vlan === undefined ? {} : { vlan }),
  }));
const port = fc.integer({ min: 0, max: 0xffff });
const payload = fc.uint8Array({ maxLength: 100 });
const anyFrame = fc.oneof(
  fc
    .tuple(anyEnds, port, port, payload)
    .map(([ends, sourcePort, destinationPort, payload]) => udpFrame(ends, { sourcePort, destinationPort, payload })),
  fc.tuple(anyEnds, port, port, payload).map(([ends, sourcePort, destinationPort, payload]) =>
    tcpFrame(ends, {
      sourcePort,
      destinationPort,
      sequence: 1,
      acknowledgement: 2,
      flags: ["ACK"],
      window: 9,
      payload,
    }),
  ),
  fc
    .tuple(anyEnds, payload)
    .map(([ends, payload]) =>
      icmpv6Frame(ends, { Type: 128, Code: 0, Identifier: 1, SequenceNumber: 2, Data: hexOf(payload) }),
    ),
);

/** What the layouts say of a frame, in the words of the fast path. */
function byLayout(frame: Uint8Array) {
  const packet = readPacket(frame);
  if ("because" in packet) return "other";
  const { ip, ethernet } = packet;
  return {
    kind: packet.kind,
    source: ip.source,
    destination: ip.destination,
    mac: ethernet.source,
    octets: hexOf(ip.payload),
  };
}

function byOffsets(frame: Uint8Array) {
  const { kind, source, destination, sourceMac, start, end } = packetIn(ETHERNET, frame);
  if (kind === "other" && source === 0) return "other";
  const text = (at: number) => hexOf(frame.subarray(at, at + 16));
  return {
    kind,
    source: text(source),
    destination: text(destination),
    mac: hexOf(frame.subarray(sourceMac, sourceMac + 6)),
    octets: hexOf(frame.subarray(start, end)),
  };
}

const bare = (address: string) => address.replaceAll(":", "");
const addressHex = (address: string) =>
  hexOf(
    writeIpv6({ source: address, destination: address, protocol: 59, hopLimit: 1, payload: new Uint8Array() }).subarray(
      8,
      24,
    ),
  );

test("the fast path finds in any frame what the layouts find", () => {
  fc.assert(
    fc.property(anyFrame, (frame) => {
      const wanted = byLayout(frame);
      if (wanted === "other") throw new Error("the frame is not read by its own layouts");
      expect(byOffsets(frame)).toEqual({
        ...wanted,
        source: addressHex(wanted.source),
        destination: addressHex(wanted.destination),
        mac: bare(wanted.mac),
      });
    }),
  );
});

test("where a frame is cut off, neither finds more than is there", () => {
  fc.assert(
    fc.property(anyFrame, fc.nat(), (frame, at) => {
      const cut = frame.subarray(0, at % frame.length);
      const { kind, end } = packetIn(ETHERNET, cut);
      const packet = readPacket(cut);
      expect(Math.min(end, cut.length)).toBeLessThanOrEqual(cut.length);
      // A header that is not there whole is nobody's.
      if ("because" in packet && kind !== "icmpv6") expect(kind).toBe("other");
      if (!("because" in packet) && packet.kind !== "other") expect(kind).toBe(packet.kind);
    }),
  );
});

test("fragments are something else for both", () => {
  const piece = joined([
    writeIpv6({
      source: "fe80::1",
      destination: "fe80::2",
      protocol: NEXT_HEADER.fragment,
      hopLimit: 64,
      payload: fromHex("1100000900000007 1122334455667788"),
    }),
  ]);
  const frame = writeEthernet({ destination: CHARGER, source: CAR, etherType: ETHER_TYPE.ipv6, payload: piece });
  expect(readPacket(frame)).toMatchObject({ kind: "other" });
  expect(packetIn(ETHERNET, frame)).toMatchObject({ kind: "other", because: "a fragment of an IPv6 packet" });
});

test("a packet of IPv4 is found, too", () => {
  const udp = fromHex("0202 0202 000a 0000 6869");
  const packet = writeIpv4({
    source: "10.0.0.1",
    destination: "255.255.255.255",
    protocol: 17,
    timeToLive: 64,
    payload: udp,
  });
  const frame = writeEthernet({ destination: CHARGER, source: CAR, etherType: ETHER_TYPE.ipv4, payload: packet });
  const { kind, start, end, addressLength } = packetIn(ETHERNET, frame);
  expect([kind, addressLength, hexOf(frame.subarray(start, end))]).toEqual(["udp", 4, hexOf(udp)]);
});
