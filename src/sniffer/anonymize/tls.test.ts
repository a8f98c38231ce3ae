import { X509Certificate } from "node:crypto";
import type { SecureContextOptions } from "node:tls";
import { expect, test } from "vitest";
import { anonymized, eventsIn, inPieces } from "../../../test/anonymized.ts";
import { connectionRecording, type Piece, v2gtp } from "../../../test/made-connection.ts";
import { identity, tlsTalk } from "../../../test/tls-talk.ts";
import { captureRecords } from "../../capture/read.ts";
import { encode } from "../../exi/codec.ts";
import { iso20Common } from "../../messages/iso20/common/schema.ts";
import { readCertificate } from "../tls/certificate.ts";
import type { TlsFacts } from "../tls/facts.ts";
import { rewriteCertificate } from "./certificate-rewrite.ts";
import { pseudonyms } from "./pseudonyms.ts";

const SessionID = "9c41d2e07b5a3f18";
const Header = { SessionID, TimeStamp: "1700000000" };
const EVCCID = "WMIV1234567890ABCDEX";
const common = (root: string, value: object) => v2gtp(0x8002, encode(iso20Common, root as never, value as never));
const MESSAGES = [
  common("SessionSetupReq", { Header, EVCCID }),
  common("SessionSetupRes", { Header, ResponseCode: "OK_NewSessionEstablished", EVSEID: "DE*PNX*E12345*1" }),
  common("SessionStopReq", { Header, ChargingSession: "Terminate" }),
  common("SessionStopRes", { Header, ResponseCode: "OK" }),
];

const SUITES: readonly (readonly [name: string, options: SecureContextOptions])[] = [
  ["1.2, CBC", { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA256", ecdhCurve: "prime256v1" }],
  ["1.2, GCM", { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES256-GCM-SHA384" }],
  ["1.2, ChaCha20", { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-CHACHA20-POLY1305" }],
  ["1.3, GCM", { minVersion: "TLSv1.3", ciphers: "TLS_AES_256_GCM_SHA384" }],
  ["1.3, ChaCha20", { minVersion: "TLSv1.3", ciphers: "TLS_CHACHA20_POLY1305_SHA256" }],
];

const messagesIn = (events: Awaited<ReturnType<typeof eventsIn>>) =>
  events.flatMap((event) =>
    event.type === "message" ? [{ name: event.message, tls: event.tls, value: event.value }] : [],
  );
const factsIn = (events: Awaited<ReturnType<typeof eventsIn>>) =>
  events.flatMap((event) => (event.type === "tls" && event.facts ? [event.facts as TlsFacts] : []))[0]!;

/** The same octets in segments of another size. */
const cut = (pieces: readonly Piece[], size: number): Piece[] =>
  pieces.flatMap(({ side, at, octets }) =>
    Array.from({ length: Math.ceil(octets.length / size) }, (_, i) => {
      return { side, at: at + i * size, octets: octets.subarray(i * size, (i + 1) * size) };
    }),
  );

test.each(SUITES)("TLS %s: with its keys a session is opened, changed and sealed again", async (_, options) => {
  const { pieces, keyLog } = await tlsTalk(options, MESSAGES, { isMutual: true, serverName: "charger-7.example" });
  for (const size of [2000, 37]) {
    const recording = connectionRecording(cut(pieces, size));
    const done = await anonymized(() => inPieces(recording), { keyLog });
    const [before, after] = [await eventsIn(inPieces(recording), keyLog), await eventsIn(inPieces(done.octets))];

    expect(messagesIn(after).map(({ name, tls }) => [name, tls])).toEqual(
      ["SessionSetupReq", "SessionSetupRes", "SessionStopReq", "SessionStopRes"].map((name) => [name, true]),
    );
    expect(messagesIn(after)[0]?.value).toMatchObject({ EVCCID: expect.stringMatching(/^[A-Z]{4}\d{10}[A-Z]{6}$/) });
    expect(JSON.stringify(messagesIn(after))).not.toMatch(new RegExp(`${SessionID}|${EVCCID}|PNX`));
    const [a, b] = [factsIn(before), factsIn(after)];
    expect(b.version).toBe(a.version);
    expect(b.cipherSuite).toEqual(a.cipherSuite);
    expect(b.group).toBe(a.group);
    expect(b.clientHello?.serverName).toMatch(/^[a-z]{7}-\d\.[a-z]{7}$/);
    expect(b.clientHello?.serverName).not.toBe("charger-7.example");
    for (const side of ["client", "server"] as const) {
      const [old, other] = [a.certificates[side]?.[0], b.certificates[side]?.[0]];
      expect([other?.key, other?.role, other?.octets]).toEqual([old?.key, old?.role, old?.octets]);
      // In TLS 1.3 the facts are told before certificates come; there the check below looks into the records.
      if (old) expect(other?.sha256).not.toBe(old.sha256);
    }
    expect(done.summary.tls).toMatchObject({ opened: 1, closed: 0, sessionsWithKeys: 1 });
    expect([...done.summary.blanked]).toEqual([]);
    expect(await done.check(() => inPieces(done.octets))).toMatchObject({ left: [], changed: [] });
  }
});

test("without keys nothing encrypted is left, and no key opens it later", async () => {
  const { pieces, keyLog } = await tlsTalk(SUITES[3]![1], MESSAGES);
  const recording = connectionRecording(pieces);
  const { octets, summary } = await anonymized(() => inPieces(recording));
  const after = await eventsIn(inPieces(octets), keyLog);

  expect(messagesIn(await eventsIn(inPieces(recording), keyLog))).toHaveLength(4);
  expect(messagesIn(after)).toEqual([]);
  expect(factsIn(await eventsIn(inPieces(octets))).cipherSuite?.name).toBe("TLS_AES_256_GCM_SHA384");
  expect(summary.tls).toMatchObject({ opened: 0, closed: 1, sessionsWithKeys: 0 });
  expect(Buffer.from(octets).includes("TRAFFIC_SECRET")).toBe(false);
});

test("where some keys are missing, only what they open is kept", async () => {
  const { pieces, keyLog } = await tlsTalk(SUITES[3]![1], MESSAGES);
  const half = keyLog
    .split("\n")
    .filter((line) => !line.startsWith("SERVER_TRAFFIC_SECRET_0"))
    .join("\n");
  const recording = connectionRecording(pieces);
  const { octets, summary } = await anonymized(() => inPieces(recording), { keyLog: half });

  const names = messagesIn(await eventsIn(inPieces(octets), keyLog)).map(({ name }) => name);
  expect(names).toEqual(["SessionSetupReq", "SessionStopReq"]);
  expect(summary.tls).toMatchObject({ opened: 1, closed: 1 });
});

test("keys of other sessions do not get into the file", async () => {
  const [own, other] = [await tlsTalk(SUITES[3]![1], MESSAGES), await tlsTalk(SUITES[3]![1], MESSAGES)];
  const recording = connectionRecording(own.pieces);
  const { octets } = await anonymized(() => inPieces(recording), { keyLog: own.keyLog + other.keyLog });
  const secrets: string[] = [];
  for await (const records of captureRecords(inPieces(octets))) {
    for (const record of records) if (record.kind === "secrets") secrets.push(record.keyLog);
  }
  const randomOf = (keyLog: string) => keyLog.split(" ")[1]!.toLowerCase();
  expect(secrets.join()).toContain(randomOf(own.keyLog));
  expect(secrets.join()).not.toContain(randomOf(other.keyLog));
});

test.each(["p256", "p521", "ed448", "rsa"].filter((name) => identity(name) !== undefined))(
  "a certificate of %s becomes one of somebody else, who does the same",
  (name) => {
    const people = pseudonyms({ key: new Uint8Array(32) });
    const original = new Uint8Array(new X509Certificate(identity(name).cert).raw);
    const made = rewriteCertificate(original, people);

    const [before, after] = [readCertificate(original), readCertificate(made)];
    expect(made).toHaveLength(original.length);
    const { key, signatureAlgorithm, role, isAuthority, keyUsage, extendedKeyUsage, selfSigned } = before;
    expect(after).toMatchObject({ key, signatureAlgorithm, isAuthority, keyUsage, extendedKeyUsage, selfSigned });
    expect([after.role, after.malformed]).toEqual([role, undefined]);
    expect(after.notBefore).toBe(`${before.notBefore?.slice(0, 10)}T00:00:00Z`);
    expect(after.notAfter).toBe(`${before.notAfter?.slice(0, 10)}T23:59:59Z`);
    // The names of the fixtures are generic but for their owner.
    expect(after.subject).not.toContain("Plugtalk");
    expect(after.subject.length).toBe(before.subject.length);
    expect(after.alternativeNames.join()).not.toMatch(/secc\.example|192\.0\.2\.1/);
    expect(new X509Certificate(made).subject.split("\n").join(", ")).toBe(after.subject);
    const point = Buffer.from(original).subarray(-40, -30);
    expect(Buffer.from(made).includes(point)).toBe(false);
    expect(rewriteCertificate(original, people)).toEqual(made);
  },
);
