import { expect, test } from "vitest";
import { recording } from "../../../examples/recording.ts";
import { anonymized, inPieces } from "../../../test/anonymized.ts";
import { connectionRecording, inTurn, v2gtp } from "../../../test/made-connection.ts";
import { tlsTalk } from "../../../test/tls-talk.ts";
import { toHex } from "../../base/hex.ts";
import { seededRandom } from "../../base/random.ts";
import { captureRecords } from "../../capture/read.ts";
import { frameBlock, interfaceBlock, sectionBlock } from "../../capture/write-pcapng.ts";
import { encode } from "../../exi/codec.ts";
import { sample } from "../../exi/sample.ts";
import { iso2 } from "../../messages/iso2/schema.ts";
import { checkCapture } from "./check.ts";
import type { Original } from "./originals.ts";

const SessionID = "9c41d2e07b5a3f18";
const message = (body: object) =>
  v2gtp(0x8001, encode(iso2, "V2G_Message", { Header: { SessionID }, Body: body } as never));
const SETUP = [
  message({ SessionSetupReq: { EVCCID: "0004a3112233" } }),
  message({ SessionSetupRes: { ResponseCode: "OK", EVSEID: "DE*PNX*E12345*1" } }),
];

/** What the check finds of the identifiers of a recording that was not changed at all. */
async function leftIn(file: Uint8Array, keyLog?: string): Promise<string[]> {
  const options = keyLog === undefined ? {} : { keyLog };
  const { check } = await anonymized(() => inPieces(file), options);
  const { left } = await check(() => inPieces(file));
  return left.map(({ original: { octets, isText } }) => (isText ? Buffer.from(octets).toString() : toHex(octets)));
}

test("what is left is found: moved by bits in messages, and as keys in clear", async () => {
  const plain = connectionRecording(
    inTurn([
      ["client", SETUP[0]!],
      ["server", SETUP[1]!],
    ]),
  );
  expect(await leftIn(plain)).toEqual(expect.arrayContaining([SessionID, "0004a3112233", "DE*PNX*E12345*1"]));
  expect(await leftIn(recording())).toContain("6b2f9c0e5d814a7733c1e8f5904db26a");
});

test("what is left is found over the borders of segments", async () => {
  const stream = SETUP[0]!;
  const cut = Array.from({ length: Math.ceil(stream.length / 3) }, (_, i) => {
    return { side: "client" as const, at: 3 * i, octets: stream.subarray(3 * i, 3 * i + 3) };
  });
  expect(await leftIn(connectionRecording(cut))).toContain(SessionID);
});

test("what is left is found in what the keys of the file open", async () => {
  const { pieces, keyLog } = await tlsTalk({ minVersion: "TLSv1.3" }, SETUP);
  expect(await leftIn(connectionRecording(pieces), keyLog)).toEqual(
    expect.arrayContaining([SessionID, "0004a3112233", "DE*PNX*E12345*1"]),
  );
});

test("another number of messages is told", async () => {
  const file = connectionRecording(inTurn([["client", SETUP[0]!]]));
  const messages = new Map([["iso2 SessionSetupReq", 2]]);
  const { changed } = await checkCapture(() => inPieces(file), { originals: [] as Original[], messages });
  expect(changed).toEqual(["iso2 SessionSetupReq: 2 before, 1 now"]);
});

/** The frames of a recording, some of them with other octets in them, cut, or put elsewhere. */
async function damaged(file: Uint8Array, seed: number): Promise<Uint8Array> {
  const random = seededRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const blocks: Uint8Array[] = [];
  for await (const records of captureRecords(inPieces(file))) {
    for (const record of records) {
      if (record.kind !== "frame") continue;
      const data = record.data.slice(0, random() < 0.03 ? below(record.data.length + 1) : undefined);
      if (data.length > 0 && random() < 0.1) for (let i = 0; i <= below(4); i++) data[below(data.length)] = below(256);
      const block = frameBlock({ time: record.time, data, originalLength: record.originalLength });
      blocks.splice(random() < 0.05 ? below(blocks.length + 1) : blocks.length, 0, block);
    }
  }
  return Buffer.concat([sectionBlock(), interfaceBlock({ linkType: 1 }), ...blocks]);
}

test.each(Array.from({ length: 12 }, (_, seed) => seed))(
  "damage of any kind (%i) ends in blanks, and never in a fault or in something left",
  async (seed) => {
    const random = seededRandom(seed);
    const bodies = iso2.elements.filter(({ name }) => /^(Session|Payment|Certificate|Charge).*Re[qs]$/.test(name));
    const messages = Array.from({ length: 20 }, (_, i) => {
      const { name, type } = bodies[Math.floor(random() * bodies.length)]!;
      const value = { Header: { SessionID }, Body: { [name]: sample(type, random) } };
      const exi = encode(iso2, "V2G_Message", value as never, { lenient: true });
      return [i % 2 ? "server" : "client", v2gtp(0x8001, exi)] as const;
    });
    const talk = await tlsTalk({ maxVersion: seed % 2 ? "TLSv1.2" : "TLSv1.3" }, SETUP);
    const files = [connectionRecording(inTurn(messages)), connectionRecording(talk.pieces)];
    for (const file of files) {
      const input = await damaged(file, seed);
      const done = await anonymized(() => inPieces(input, 1000), { keyLog: talk.keyLog });
      expect(await done.check(() => inPieces(done.octets))).toMatchObject({ left: [], changed: [] });
    }
  },
);
