import fc from "fast-check";
import { expect, test } from "vitest";
import { anonymized, eventsIn, inPieces } from "../../../test/anonymized.ts";
import { connectionRecording, inTurn, type Piece, type Side, v2gtp } from "../../../test/made-connection.ts";
import { toHex } from "../../base/hex.ts";
import { captureRecords } from "../../capture/read.ts";
import { encode } from "../../exi/codec.ts";
import { handshake } from "../../messages/handshake.ts";
import { iso2 } from "../../messages/iso2/schema.ts";

const EVCCID = "0004a3112233";
const EVSEID = "DE*PNX*E12345*1";
const SessionID = "9c41d2e07b5a3f18";

const offer = {
  ProtocolNamespace: "urn:iso:15118:2:2013:MsgDef",
  VersionNumberMajor: 2,
  VersionNumberMinor: 0,
  SchemaID: 7,
  Priority: 1,
};
const body = (Body: object, session = SessionID) =>
  v2gtp(0x8001, encode(iso2, "V2G_Message", { Header: { SessionID: session }, Body } as never));

const SAID: readonly (readonly [Side, Uint8Array])[] = [
  ["client", v2gtp(0x8001, encode(handshake, "supportedAppProtocolReq", { AppProtocol: [offer] }))],
  [
    "server",
    v2gtp(
      0x8001,
      encode(handshake, "supportedAppProtocolRes", { ResponseCode: "OK_SuccessfulNegotiation", SchemaID: 7 }),
    ),
  ],
  ["client", body({ SessionSetupReq: { EVCCID } }, "00")],
  ["server", body({ SessionSetupRes: { ResponseCode: "OK_NewSessionEstablished", EVSEID } })],
  ...Array.from({ length: 6 }, (_, i): readonly [Side, Uint8Array] => [
    i % 2 ? "server" : "client",
    i % 2
      ? body({ AuthorizationRes: { ResponseCode: "OK", EVSEProcessing: "Ongoing" } })
      : body({ AuthorizationReq: {} }),
  ]),
  ["client", body({ SessionStopReq: { ChargingSession: "Terminate" } })],
  ["server", body({ SessionStopRes: { ResponseCode: "OK" } })],
];

async function messagesIn(octets: Uint8Array): Promise<string[]> {
  const events = await eventsIn(inPieces(octets));
  return events.flatMap((event) => (event.type === "message" ? [`${event.message} ${event.exi}`] : []));
}

const after = async (recording: Uint8Array) => (await anonymized(() => inPieces(recording))).octets;
const straight = after(connectionRecording(inTurn(SAID)));

test("no identifier is left of a plain conversation, and it says the same", async () => {
  const messages = await messagesIn(await straight);
  expect(messages.map((message) => message.split(" ")[0])).toEqual([
    "supportedAppProtocolReq",
    "supportedAppProtocolRes",
    "SessionSetupReq",
    "SessionSetupRes",
    ...["Req", "Res", "Req", "Res", "Req", "Res"].map((kind) => `Authorization${kind}`),
    "SessionStopReq",
    "SessionStopRes",
  ]);
  expect(toHex(await straight)).not.toContain(SessionID);
});

/** The streams of both sides in any segments: cut anywhere, sent again, overlapping, and out of order. */
const pieces = fc
  .array(
    fc.record({
      side: fc.constantFrom<Side>("client", "server"),
      length: fc.integer({ min: 1, max: 70 }),
      back: fc.nat(40),
    }),
    {
      minLength: 40,
      maxLength: 80,
    },
  )
  .chain((cuts) =>
    fc.record({
      cuts: fc.constant(cuts),
      swaps: fc.array(fc.nat(30), { maxLength: 6 }),
      again: fc.array(fc.nat(30), { maxLength: 6 }),
    }),
  )
  .map(({ cuts, swaps, again }) => {
    const streams = { client: new Uint8Array(0), server: new Uint8Array(0) };
    for (const [side, octets] of SAID) streams[side] = Uint8Array.of(...streams[side], ...octets);
    const sent = { client: 0, server: 0 };
    const all: Piece[] = [];
    const send = (side: Side, length: number, back: number) => {
      if (sent[side] >= streams[side].length) return;
      const at = Math.max(0, sent[side] - back);
      const end = Math.min(streams[side].length, sent[side] + length);
      all.push({ side, at, octets: streams[side].subarray(at, end) });
      sent[side] = end;
    };
    for (const { side, length, back } of cuts) send(side, length, back % 3 === 0 ? back : 0);
    for (const side of ["client", "server"] as const) while (sent[side] < streams[side].length) send(side, 60, 0);
    for (const at of again) if (all[at]) all.splice(Math.min(all.length, at + 5), 0, all[at]);
    for (const at of swaps) if (all[at + 1]) [all[at], all[at + 1]] = [all[at + 1]!, all[at]!];
    return all;
  });

test("messages are the same in whatever segments they come, how often and in which order", async () => {
  const wanted = [...(await messagesIn(await straight))].sort();
  await fc.assert(
    fc.asyncProperty(pieces, async (all) => {
      const recording = connectionRecording(all);
      const done = await anonymized(() => inPieces(recording));
      expect([...(await messagesIn(done.octets))].sort()).toEqual(wanted);
      expect(await done.check(() => inPieces(done.octets))).toMatchObject({ left: [], changed: [] });
      // Every octet of every segment was looked at, so none had to be blanked.
      expect([...done.summary.blanked]).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

test("a segment that is sent again with other octets does not bring them through", async () => {
  const secret = Buffer.from("owner: Jane Doe, 12 High Street");
  const all = inTurn(SAID);
  const third = all[2]!;
  const forged = { ...third, octets: Uint8Array.from(third.octets, (octet, i) => secret[i] ?? octet) };
  const out = await after(connectionRecording([...all, forged]));
  expect(Buffer.from(out).includes("Jane")).toBe(false);
  expect(await messagesIn(out)).toEqual(await messagesIn(await straight));
});

test("a hole cuts a message: its header stays, its content does not", async () => {
  const all = inTurn(SAID);
  const setup = all[3]!;
  const half = { ...setup, octets: setup.octets.subarray(0, 24) };
  const recording = connectionRecording([...all.slice(0, 3), half, ...all.slice(4)]);
  const { octets, summary } = await anonymized(() => inPieces(recording));
  const names = (await messagesIn(octets)).map((message) => message.split(" ")[0]);
  expect(names).not.toContain("SessionSetupRes");
  expect(names).toHaveLength(SAID.length - 1);
  expect(summary.blanked.get("octets between V2G messages")?.octets).toBeGreaterThan(0);
});

test("other connections are blank", async () => {
  const web = inTurn([
    ["client", Buffer.from("GET /login?user=jane HTTP/1.1\r\n\r\n")],
    ["server", Buffer.from("HTTP/1.1 200 OK\r\nSet-Cookie: id=4711\r\n\r\n")],
  ]);
  const out = Buffer.from(await after(connectionRecording(web)));
  expect(out.includes("jane")).toBe(false);
  expect(out.includes("4711")).toBe(false);
});

test("battery data beside the messages keeps its numbers, and loses the vehicle's number, however it is cut", async () => {
  const vin = "KMHC851HFLU054321";
  const data = Buffer.concat([
    Buffer.from([0xa1, 4, 0x65, 0x1c, 0x2a, 0x11, 0xa2, 17]),
    Buffer.from(vin),
    Buffer.from([0xa3, 2, 0x0f, 0xa0]),
  ]);
  for (const cut of [data.length, 7, 9, 20]) {
    const said = [data.subarray(0, cut), data.subarray(cut)].filter(({ length }) => length > 0);
    const out = await after(connectionRecording(inTurn(said.map((octets) => ["client", octets]))));
    const stream: number[] = [];
    for await (const records of captureRecords(inPieces(out))) {
      for (const record of records) if (record.kind === "frame") stream.push(...record.data.subarray(74));
    }
    const made = Buffer.from(stream);
    expect(made.subarray(0, 8)).toEqual(data.subarray(0, 8));
    expect(made.subarray(8, 25).toString()).toMatch(/^[A-HJ-NPR-Z]{4}\d{3}[A-HJ-NPR-Z]{4}\d{6}$/);
    expect(made.includes(vin)).toBe(false);
    expect(made.subarray(25)).toEqual(data.subarray(25));
  }
});
