import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { toHex } from "../../base/hex.ts";
import { type Timestamp, timestamp } from "../../base/timestamp.ts";
import type { TlsFacts } from "./facts.ts";
import { disclosedKeyLog, keyStore } from "./key-log.ts";
import { looksLikeTls } from "./record-feed.ts";
import type { TlsItem } from "./tls-item.ts";
import { type TlsStream, tlsStream } from "./tls-stream.ts";

const folder = fileURLToPath(new URL("../../../../shared/captures/", import.meta.url));
const hasCaptures = existsSync(folder);

interface Packet {
  readonly frame: number;
  readonly time: Timestamp;
  readonly data: Buffer;
}

/** As little pcapng as the recordings here need: little endian, microseconds, Ethernet. */
function readPcapng(file: Buffer): { packets: Packet[]; keyLog: string } {
  const packets: Packet[] = [];
  let keyLog = "";
  for (let at = 0; at < file.length; at += file.readUInt32LE(at + 4)) {
    const type = file.readUInt32LE(at);
    const body = file.subarray(at + 8, at + file.readUInt32LE(at + 4) - 4);
    if (type === 0x0a) keyLog += body.toString("latin1", 8, 8 + body.readUInt32LE(4));
    if (type !== 6) continue;
    const microseconds = body.readUInt32LE(4) * 2 ** 32 + body.readUInt32LE(8);
    const time = timestamp(Math.floor(microseconds / 1e6), (microseconds % 1e6) * 1000);
    packets.push({ frame: packets.length + 1, time, data: body.subarray(20, 20 + body.readUInt32LE(12)) });
  }
  return { packets, keyLog };
}

interface Row {
  readonly frame: number;
  readonly exi?: string;
  readonly tls?: boolean;
}

interface Reading {
  readonly items: TlsItem[];
  readonly facts: TlsFacts;
  /** Messages as the truth has them. */
  readonly messages: Row[];
}

interface Circumstances {
  /** A key log that is there before the packets. */
  readonly early?: string;
  /** A key log that comes behind the packets. */
  readonly late?: string;
  /** Keys that were sent over the cable are used. */
  readonly disclosed?: boolean;
  /** Frames that were not recorded. */
  readonly gone?: ReadonlySet<number>;
}

/** The TLS connection of a recording. */
function read(packets: readonly Packet[], keyLogs: Circumstances): Reading {
  const keys = keyStore();
  keys.add(keyLogs.early ?? "");
  const streams: TlsStream[] = [];
  const items: TlsItem[] = [];
  const expected = new Map<string, number>();
  let server = "";
  for (const { frame, time, data } of packets) {
    if (data.readUInt16BE(12) !== 0x86dd) continue;
    const payload = data.subarray(54, 54 + data.readUInt16BE(18));
    if (data[20] === 17 && keyLogs.disclosed) {
      const disclosed = disclosedKeyLog(payload.subarray(8));
      if (disclosed === undefined) continue;
      keys.add(disclosed);
      for (const stream of streams) items.push(...stream.keysChanged());
    }
    if (data[20] !== 6) continue;
    const octets = payload.subarray((payload[12]! >> 4) * 4);
    const from = `${toHex(data.subarray(22, 38))}:${payload.readUInt16BE(0)}`;
    if (octets.length === 0 || keyLogs.gone?.has(frame)) continue;
    if (streams.length === 0) {
      if (!looksLikeTls(octets)) continue;
      streams.push(tlsStream(keys));
      server = `${toHex(data.subarray(38, 54))}:${payload.readUInt16BE(2)}`;
    }
    const sequence = payload.readUInt32BE(4);
    const missing = sequence - (expected.get(from) ?? sequence);
    if (missing < 0) continue;
    const side = from === server ? "server" : "client";
    if (missing > 0) items.push(...streams[0]!.gap(side, missing));
    expected.set(from, sequence + octets.length);
    items.push(...streams[0]!.feed(side, octets, frame, time));
  }
  keys.add(keyLogs.late ?? "");
  for (const stream of streams) items.push(...stream.keysChanged(), ...stream.end());
  return { items, facts: streams[0]!.facts(), messages: messagesOf(items) };
}

/** V2GTP messages (payload types 0x8001 and on) in the plaintext of each side. */
function messagesOf(items: readonly TlsItem[]): Row[] {
  const open = { client: Buffer.alloc(0), server: Buffer.alloc(0) };
  const rows: Row[] = [];
  for (const item of items) {
    if (item.kind !== "plaintext") continue;
    let data = Buffer.concat([open[item.side], item.data]);
    while (data.length >= 8 && data.length >= 8 + data.readUInt32BE(4)) {
      const end = 8 + data.readUInt32BE(4);
      rows.push({ frame: item.frame, exi: toHex(data.subarray(8, end)) });
      data = data.subarray(end);
    }
    open[item.side] = data;
  }
  return rows.sort((a, b) => a.frame - b.frame);
}

const names = ["ISO-2_DC_PnC_TLS_CertInstallation_DS5366_RiseV2G", "ISO-20_TLS13_DC_DS5366_Josev"] as const;

const readText = (name: string) => readFileSync(`${folder}${name}`, "latin1");
const packetsOf = (name: string) => readPcapng(readFileSync(`${folder}${name}`));
const truthOf = (name: string): Row[] =>
  gunzipSync(readFileSync(`${folder}${name}.pcapng.truth.jsonl.gz`))
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Row)
    .filter(({ tls }) => tls)
    .map(({ frame, exi }) => ({ frame, exi: exi!.toLowerCase() }));

describe.skipIf(!hasCaptures)(`recordings with TLS (${hasCaptures ? "" : "not there: "}../shared/captures)`, () => {
  test.each(names)("%s: every message is found with keys disclosed on the cable", (name) => {
    const { messages, facts } = read(packetsOf(`${name}.pcapng`).packets, { disclosed: true });

    expect(messages).toEqual(truthOf(name));
    expect(messages.length).toBeGreaterThan(100);
    expect(facts.keys).toBe("all");
    expect(facts.records.client).toMatchObject({ undecryptable: 0, waiting: 0, lost: 0, holes: 0 });
    expect(facts.records.server).toMatchObject({ undecryptable: 0, waiting: 0, lost: 0, holes: 0 });
  });

  test.each(names)("%s: every message is found with a key log file, before and behind the packets", (name) => {
    const { packets } = packetsOf(`${name}.pcapng`);
    const keyLog = readText(`${name}.pcapng.keylog`);

    expect(read(packets, { early: keyLog }).messages).toEqual(truthOf(name));
    expect(read(packets, { late: keyLog }).messages).toEqual(truthOf(name));
  });

  test.each(names)("%s: every message is found with the secrets in the recording", (name) => {
    const { packets, keyLog } = packetsOf(`derived/${name}.dsb.pcapng`);

    const { messages } = read(packets, { late: keyLog });

    expect(keyLog).not.toBe("");
    expect(messages.map(({ exi }) => exi)).toEqual(truthOf(name).map(({ exi }) => exi));
  });

  test("without keys TLS 1.2 still tells suite, group, certificates and who they are for", () => {
    const { facts, items, messages } = read(packetsOf(`derived/${names[0]}.nokey.pcapng`).packets, {});

    expect(messages).toEqual([]);
    expect(facts).toMatchObject({
      version: "TLS 1.2",
      cipherSuite: { code: 0xc023, keyExchange: "ECDHE_ECDSA" },
      group: "secp256r1",
      signature: { server: "ecdsa_secp256r1_sha256" },
      keys: "none",
      ocspResponses: 0,
      clientHello: { statusRequests: ["status_request", "status_request_v2"], sessionTicket: 0 },
    });
    expect(facts.certificates.server).toMatchObject([
      {
        commonName: "CPO EVSE Test-PKI",
        role: "CPO",
        roleBy: "DC",
        key: "EC secp256r1",
        signatureAlgorithm: "ecdsa-with-SHA256",
        serial: "13",
        notBefore: "2025-10-27T15:35:37Z",
        notAfter: "2026-01-25T15:35:37Z",
        isAuthority: false,
        keyUsage: ["digitalSignature", "keyAgreement"],
      },
      { role: "CPO", isAuthority: true },
      { role: "CPO", isAuthority: true },
    ]);
    expect(facts.observations.map(({ code, standard }) => `${code} ${standard ?? ""}`)).toContain("ocsp-not-stapled ");
    expect(items.filter(({ kind }) => kind === "undecryptable").length).toBeGreaterThan(190);
    expect(items.find(({ kind }) => kind === "undecryptable")).toMatchObject({ because: "no keys for this session" });
  });

  test("without keys TLS 1.3 still tells what the hellos say", () => {
    const { facts } = read(packetsOf(`derived/${names[1]}.nokey.pcapng`).packets, {});

    expect(facts).toMatchObject({
      version: "TLS 1.3",
      cipherSuite: { code: 0x1302 },
      group: "secp256r1",
      keys: "none",
      certificates: {},
      certificateRequestUnknown: true,
      clientHello: {
        versions: ["TLS 1.3", "TLS 1.2"],
        keyShares: ["secp256r1"],
        serverName: "fe80::664d:70ff:fe01:3bf%17",
      },
    });
    const codes = facts.observations.filter(({ standard }) => standard !== "ISO 15118-2").map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(["group-not-asked-for", "server-name-is-address", "ocsp-not-asked"]));
  });

  test("with keys TLS 1.3 tells the charger's certificates and that it does not ask for the car's", () => {
    const { facts } = read(packetsOf(`${names[1]}.pcapng`).packets, { disclosed: true });

    expect(facts.certificates.server?.length).toBeGreaterThan(0);
    expect(facts.certificateRequestUnknown).toBe(false);
    expect(facts.sessionTickets).toBe(2);
    expect(facts.observations.map(({ code }) => code)).toContain("client-certificate-not-asked");
    expect(facts.finished).toEqual({ client: true, server: true });
  });

  test.each(names)("%s: frames that were not recorded cost no more than their own messages", (name) => {
    const { packets } = packetsOf(`${name}.pcapng`);
    const keyLog = readText(`${name}.pcapng.keylog`);
    const truth = truthOf(name);
    const gone = new Set(truth.filter((_, i) => i % 7 === 3).map(({ frame }) => frame));

    const { messages, facts } = read(packets, { early: keyLog, gone });

    expect(messages).toEqual(truth.filter(({ frame }) => !gone.has(frame)));
    expect(facts.records.client.lost + facts.records.server.lost).toBeGreaterThan(10);
  });
});
