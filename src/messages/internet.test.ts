import fc from "fast-check";
import { expect, test } from "vitest";
import { captureNames, openCapture } from "../../test/captures.ts";
import { describeShared } from "../../test/shared.ts";
import { fromHex, toHex } from "../base/hex.ts";
import { seededRandom } from "../base/random.ts";
import { captureRecords } from "../capture/read.ts";
import type { Frame } from "../capture/records.ts";
import { read } from "../layout/read.ts";
import { sample } from "../layout/sample.ts";
import { write } from "../layout/write.ts";
import { Ethernet, readEthernet, writeEthernet } from "./ethernet.ts";
import { ICMPV6_TYPE, Icmpv6, linkLayerIn, linkLayerOption, ND_OPTION, writeIcmpv6 } from "./icmpv6.ts";
import { internetChecksum } from "./internet-checksum.ts";
import { Ipv4, readIpv4, writeIpv4 } from "./ipv4.ts";
import {
  addressOctets,
  Ipv6,
  linkLocalOf,
  multicastMacOf,
  ROUTER_ALERT,
  readIpv6,
  solicitedNodeOf,
  writeIpv6,
} from "./ipv6.ts";
import { type Ends, icmpv6Frame, readPacket, tcpFrame, udpFrame } from "./packet.ts";
import { readSdp, SDP_SECURITY, SDP_TRANSPORT, writeSdp } from "./sdp.ts";
import { TCP_OPTION, Tcp, type TcpFlag, writeTcp } from "./tcp.ts";
import { Udp, writeUdp } from "./udp.ts";
import { readV2gtpHeader, V2GTP_PAYLOAD, V2gtp, writeV2gtp } from "./v2gtp.ts";

const CAR = "02:00:00:00:00:01";
const CHARGER = "02:00:00:00:00:02";
const ends: Ends = {
  sourceMac: CAR,
  destinationMac: CHARGER,
  source: linkLocalOf(CAR),
  destination: linkLocalOf(CHARGER),
};

test("addresses that follow from others", () => {
  // RFC 4291, appendix A, and 2.7.1.
  expect(linkLocalOf("34:56:78:9a:bc:de")).toBe("fe80::3656:78ff:fe9a:bcde");
  expect(solicitedNodeOf("4037::01:800:200e:8c6c")).toBe("ff02::1:ff0e:8c6c");
  // RFC 2464, 7.
  expect(multicastMacOf("ff02::1")).toBe("33:33:00:00:00:01");
  expect(multicastMacOf(solicitedNodeOf("fe80::1"))).toBe("33:33:ff:00:00:01");
  expect(() => addressOctets("fe80::1%eth0")).toThrow('"fe80::1%eth0" found, like fe80::1 expected');
});

test("the checksum of RFC 1071, 3", () => {
  expect(internetChecksum(fromHex("0001f203f4f5f6f7"))).toBe(0xffff - 0xddf2);
});

test("a discovery is the datagram that pyPLC's car sends", () => {
  const payload = writeSdp({
    message: "SDPReq",
    value: { Security: SDP_SECURITY.none, TransportProtocol: SDP_TRANSPORT.tcp },
  });
  expect(toHex(payload)).toBe("01fe9000000000021000");
  const to = { sourceMac: CAR, source: linkLocalOf(CAR), destination: "ff02::1", hopLimit: 10 };
  const frame = udpFrame(to, { sourcePort: 50032, destinationPort: 15118, payload });
  expect(toHex(frame, 0, 14)).toBe("33330000000102000000000186dd");
  expect(toHex(frame, 14, 22)).toBe("600000000012110a");
  expect(readPacket(frame)).toMatchObject({ kind: "udp", isIntact: true, udp: { destinationPort: 15118, payload } });
  frame[70]! ^= 1;
  expect(readPacket(frame)).toMatchObject({ kind: "udp", isIntact: false });
});

test("an answer to discovery survives", () => {
  const value = {
    SECC_IP_Address: "fe80::c690:83f3:fbcb:980e",
    SECC_Port: 61341,
    Security: 0x10,
    TransportProtocol: 0,
  };
  const octets = writeSdp({ message: "SDPRes", value });
  expect(toHex(octets)).toBe("01fe900100000014fe80000000000000c69083f3fbcb980eef9d1000");
  expect(readV2gtpHeader(octets)).toEqual({ payloadType: 0x9001, payloadLength: 20 });
  expect(readSdp(0x9001, octets.subarray(8))).toEqual({ message: "SDPRes", value });
  expect(readSdp(0x9001, octets.subarray(8, 20))).toHaveProperty("because");
  expect(readSdp(0x9002, octets.subarray(8))).toEqual({ because: "payload type 0x9002 is no discovery" });
});

test("a header that is none says so", () => {
  expect(readV2gtpHeader(fromHex("01ff800100000000"))).toEqual({
    because: "version 0x01ff found, 0x01fe expected",
  });
  expect(readV2gtpHeader(fromHex("01fe8001"))).toEqual({
    because: "4 octets left, 8 wanted",
  });
  expect(toHex(writeV2gtp(V2GTP_PAYLOAD.iso20Dc, fromHex("80")))).toBe("01fe80040000000180");
});

test("a neighbour is asked for, and answers with its hardware address", () => {
  const target = linkLocalOf(CHARGER);
  const group = solicitedNodeOf(target);
  const question = icmpv6Frame(
    { sourceMac: CAR, source: linkLocalOf(CAR), destination: group },
    {
      Type: ICMPV6_TYPE.neighborSolicitation,
      Code: 0,
      TargetAddress: target,
      Options: [linkLayerOption(ND_OPTION.sourceLinkLayer, CAR)],
    },
  );
  expect(question).toHaveLength(14 + 40 + 32);
  const asked = readPacket(question);
  expect(asked).toMatchObject({ kind: "icmpv6", isIntact: true, ip: { hopLimit: 255 } });
  if (!("kind" in asked) || asked.kind !== "icmpv6" || asked.icmpv6.Type !== 135) throw new Error("no solicitation");
  expect(linkLayerIn(asked.icmpv6.Options, ND_OPTION.sourceLinkLayer)).toBe(CAR);
  expect(linkLayerIn(asked.icmpv6.Options, ND_OPTION.targetLinkLayer)).toBeUndefined();
});

test("a listener's report passes routers' notice, and is read behind its extension header", () => {
  const record = { Type: 4, MulticastAddress: "ff02::1:ff00:1", Sources: [], AuxData: "" };
  const report = icmpv6Frame(
    { sourceMac: CAR, source: "fe80::1", destination: "ff02::16", hopLimit: 1, extensions: [ROUTER_ALERT] },
    { Type: ICMPV6_TYPE.listenerReportV2, Code: 0, RecordCount: 1, Records: [record] },
  );
  expect(toHex(report, 14, 22)).toBe("6000000000240001");
  expect(toHex(report, 54, 62)).toBe("3a00050200000100");
  expect(readPacket(report)).toMatchObject({ kind: "icmpv6", isIntact: true, ip: { extensions: [ROUTER_ALERT] } });
});

test("fragments and foreign protocols are something else", () => {
  const piece = fromHex(
    `600000000010 2c40 ${"00".repeat(15)}01 ${"00".repeat(15)}02 1100 0009 00000007 1122334455667788`,
  );
  expect(readIpv6(piece)).toMatchObject({ protocol: 17, fragment: { offset: 8, isLast: false, identification: 7 } });
  const frame = writeEthernet({ destination: CAR, source: CHARGER, etherType: 0x86dd, payload: piece });
  expect(readPacket(frame)).toMatchObject({ kind: "other" });
  expect(readPacket(frame.subarray(0, 30))).toHaveProperty("because");
  expect(readPacket(writeEthernet({ destination: CAR, source: CHARGER, etherType: 0x800, payload: piece }))).toEqual({
    because: "EtherType 0x800 found, 0x86dd expected",
  });
  expect(() => udpFrame({ sourceMac: CAR, source: "fe80::1", destination: "fe80::2" }, {} as never)).toThrow();
});

const port = fc.integer({ min: 0, max: 0xffff });
const payload = fc.uint8Array({ maxLength: 200 });
const vlan = fc.option(fc.integer({ min: 0, max: 4095 }), { nil: undefined });
const extensions = fc.array(
  fc.record({
    type: fc.constantFrom(0, 43, 60),
    options: fc.integer({ min: 0, max: 4 }).map((units) => "5a".repeat(6 + 8 * units)),
  }),
  { maxLength: 3 },
);
const anyEnds = fc.record({ vlan, extensions }).map(
  ({ vlan, extensions }): Ends => ({
    ...ends,
    ...(vlan === undefined ? {} : { vlan }),
    ...(extensions.length > 0 ? { extensions } : {}),
  }),
);

test("any datagram survives its frame, checksums and padding", () => {
  fc.assert(
    fc.property(anyEnds, port, port, payload, (ends, sourcePort, destinationPort, payload) => {
      const frame = udpFrame(ends, { sourcePort, destinationPort, payload });
      expect(frame.length).toBeGreaterThanOrEqual(60);
      expect(readPacket(frame)).toMatchObject({
        kind: "udp",
        isIntact: true,
        ethernet: { source: CAR, destination: CHARGER },
        ip: { source: ends.source, destination: ends.destination },
        udp: { sourcePort, destinationPort, payload },
      });
    }),
  );
});

const flags = fc.subarray<TcpFlag>(["FIN", "SYN", "RST", "PSH", "ACK"]);
const options = fc.subarray([
  { type: TCP_OPTION.maximumSegment, value: "05a0" },
  { type: TCP_OPTION.windowScale, value: "07" },
  { type: TCP_OPTION.sackPermitted, value: "" },
  { type: TCP_OPTION.timestamps, value: "0000000100000002" },
]);
const sequence = fc.integer({ min: 0, max: 2 ** 32 - 1 });

test("any segment survives its frame", () => {
  fc.assert(
    fc.property(
      anyEnds,
      port,
      sequence,
      sequence,
      flags,
      options,
      payload,
      (ends, port, sequence, acknowledgement, flags, options, payload) => {
        const segment = {
          sourcePort: port,
          destinationPort: 15118,
          sequence,
          acknowledgement,
          flags,
          window: 64_000,
          ...(options.length > 0 ? { options } : {}),
          payload,
        };
        expect(readPacket(tcpFrame(ends, segment))).toMatchObject({ kind: "tcp", isIntact: true, tcp: segment });
      },
    ),
  );
});

test.each([
  ["Ethernet", Ethernet],
  ["IPv6", Ipv6],
  ["IPv4", Ipv4],
  ["UDP", Udp],
  ["TCP", Tcp],
  ["ICMPv6", Icmpv6],
  ["V2GTP", V2gtp],
])("random values of %s survive its layout", (_, layout) => {
  for (let seed = 1; seed <= 100; seed++) {
    const value = sample(layout, seededRandom(seed));
    expect(read(layout, write(layout as never, value as never)).value).toMatchObject(value);
  }
});

test("any octets end in a packet or in a reason", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.constantFrom(6, 17, 58, 0, 44, 60), (octets, next) => {
      const packet = Uint8Array.from([
        ...fromHex("33330000000102000000000186dd60000000"),
        0,
        octets.length,
        next,
        ...octets,
      ]);
      const result = readPacket(packet);
      expect("kind" in result || "because" in result).toBe(true);
      expect(() => [readEthernet(octets), readIpv6(octets), readIpv4(octets)]).not.toThrow();
    }),
  );
});

test("a packet of IPv4 survives", () => {
  const packet = {
    source: "10.0.0.1",
    destination: "255.255.255.255",
    protocol: 17,
    timeToLive: 64,
    payload: fromHex("0102"),
  };
  const octets = writeIpv4(packet);
  expect(internetChecksum(octets.subarray(0, 20))).toBe(0);
  expect(readIpv4(octets)).toEqual(packet);
});

describeShared("captures/", "packets of real recordings", () => {
  test("are taken apart and put together again, to the octet", async () => {
    let [rebuilt, broken] = [0, 0];
    for (const name of captureNames()) {
      for await (const records of captureRecords(openCapture(name))) {
        for (const { data } of records.filter((record): record is Frame => record.kind === "frame")) {
          const packet = readPacket(data);
          if ("because" in packet || packet.kind === "other") continue;
          if (!packet.isIntact) {
            broken++;
            continue;
          }
          const again = rebuild(packet);
          const ip = writeIpv6({ ...packet.ip, payload: again });
          expect([name, toHex(ip)]).toEqual([name, toHex(packet.ethernet.payload, 0, ip.length)]);
          rebuilt++;
        }
      }
    }
    // Host and card divide the work, so that some frames are recorded before their checksum is there.
    expect([rebuilt > 50_000, broken / rebuilt < 0.02]).toEqual([true, true]);
  });

  function rebuild(
    packet: Exclude<ReturnType<typeof readPacket>, { because: string } | { kind: "other" }>,
  ): Uint8Array {
    const { source, destination } = packet.ip;
    switch (packet.kind) {
      case "udp":
        return writeUdp(packet.udp, source, destination);
      case "icmpv6":
        // One car's router solicitations have octets in reserve that are not zero.
        if (packet.icmpv6.Type === ICMPV6_TYPE.routerSolicitation) return packet.ip.payload;
        return writeIcmpv6(packet.icmpv6, source, destination);
      case "tcp": {
        const octets = writeTcp(packet.tcp, source, destination);
        // Which options fill a word with nothing and where, and which of the two zeros a sum is, is the sender's taste.
        const isTaste = packet.tcp.options || toHex(packet.ip.payload, 16, 18) === "ffff";
        return isTaste ? packet.ip.payload : octets;
      }
    }
  }
});
