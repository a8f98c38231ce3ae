import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex } from "../base/hex.ts";
import { explainFrame } from "./explain-frame.ts";
import { writeMme } from "./homeplug/frame.ts";
import { CM_SLAC_PARM_REQ } from "./homeplug/slac.ts";
import { ROUTER_ALERT } from "./ipv6.ts";
import { icmpv6Frame, tcpFrame, udpFrame } from "./packet.ts";
import { writeSdp } from "./sdp.ts";

const CAR = "02:00:00:00:00:01";
const CHARGER = "02:00:00:00:00:02";
const placesOf = (frame: Uint8Array) =>
  explainFrame(frame).spans.map(({ path, offset, length }) => `${path} ${offset}+${length}`);

test("discovery, from the hardware address to the port of the charger", () => {
  const payload = writeSdp({
    message: "SDPRes",
    value: { SECC_IP_Address: "fe80::2", SECC_Port: 49152, Security: 0x10, TransportProtocol: 0 },
  });
  const ends = { sourceMac: CHARGER, destinationMac: CAR, source: "fe80::2", destination: "fe80::1", vlan: 7 };
  const frame = udpFrame(ends, { sourcePort: 15118, destinationPort: 50032, payload });
  const { spans, because } = explainFrame(frame);
  expect(because).toBeUndefined();
  expect(spans.find(({ path }) => path === "SDPRes/SECC_Port")).toEqual({
    path: "SDPRes/SECC_Port",
    offset: 14 + 4 + 40 + 8 + 8 + 16,
    length: 2,
    value: 49152,
  });
  expect(spans.find(({ path }) => path === "VLAN/TCI/VLAN")).toMatchObject({ offset: 14, value: 7 });
  expect(spans.find(({ path }) => path === "IPv6/First/Version")).toMatchObject({ offset: 18, value: 6 });
});

test("a management message, with its padding left out", () => {
  const value = { APPLICATION_TYPE: 0, SECURITY_TYPE: 0, RunID: "0102030405060708" };
  expect(placesOf(writeMme(CM_SLAC_PARM_REQ, value, CAR, CHARGER))).toEqual([
    "Ethernet/Destination 0+6",
    "Ethernet/Source 6+6",
    "Ethernet/EtherType 12+2",
    "HomePlug/MMV 14+1",
    "HomePlug/MMTYPE 15+2",
    "HomePlug/FMI 17+2",
    "HomePlug/APPLICATION_TYPE 19+1",
    "HomePlug/SECURITY_TYPE 20+1",
    "HomePlug/RunID 21+8",
  ]);
});

test("extension headers and what is behind them", () => {
  const ends = { sourceMac: CAR, source: "fe80::1", destination: "ff02::16", extensions: [ROUTER_ALERT] };
  const report = icmpv6Frame(ends, { Type: 143, Code: 0, RecordCount: 0, Records: [] });
  expect(placesOf(report).slice(-8)).toEqual([
    "IPv6/DestinationAddress 38+16",
    "Extension/NextHeader 54+1",
    "Extension/Options 55+7",
    "ICMPv6/Type 62+1",
    "ICMPv6/Code 63+1",
    "ICMPv6/Checksum 64+2",
    "ICMPv6/reserved 66+2",
    "ICMPv6/RecordCount 68+2",
  ]);
});

test("a cut frame is explained as far as it goes", () => {
  const ends = { sourceMac: CAR, destinationMac: CHARGER, source: "fe80::1", destination: "fe80::2" };
  const segment = {
    sourcePort: 1,
    destinationPort: 2,
    sequence: 3,
    acknowledgement: 4,
    flags: [],
    window: 5,
    payload: fromHex("01"),
  };
  const { spans, because } = explainFrame(tcpFrame(ends, segment).subarray(0, 60));
  expect(spans.at(-1)).toMatchObject({ path: "TCP/DestinationPort", offset: 56 });
  expect(because).toBe("Cannot read SequenceNumber: 2 octets left, 4 wanted");
});

test("any octets are explained within their bounds", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 150 }),
      fc.constantFrom("86dd60000000", "88e101", "0800", "8100000786dd6000"),
      (octets, start) => {
        const frame = Uint8Array.from([...fromHex(`333300000001020000000001${start}`), ...octets]);
        for (const { offset, length } of explainFrame(frame).spans)
          expect(offset + length).toBeLessThanOrEqual(frame.length);
      },
    ),
  );
});
