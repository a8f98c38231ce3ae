/**
 * Sound recordings that fuzzing starts from: each format, each kind of traffic that the reader looks into.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { recording } from "../examples/recording.ts";
import { fromHex, toHex } from "../src/base/hex.ts";
import { captureRecords } from "../src/capture/read.ts";
import type { Frame } from "../src/capture/records.ts";
import { pcapHeader, pcapRecord } from "../src/capture/write-pcap.ts";
import { frameBlock, interfaceBlock, secretsBlock, sectionBlock } from "../src/capture/write-pcapng.ts";
import { linkLocalOf } from "../src/messages/ipv6.ts";
import { type Ends, tcpFrame, udpFrame } from "../src/messages/packet.ts";

export interface CaptureSeed {
  readonly name: string;
  readonly file: Uint8Array;
  /** Where its frames are; empty where the file is no plain capture. */
  readonly frames: readonly FramePlace[];
}

/** Octets from the start of the file. */
export interface FramePlace {
  /** Of the block or record. */
  readonly start: number;
  readonly end: number;
  readonly data: number;
  readonly linkType: number;
}

const CAR = "02:00:00:00:00:01";
const CHARGER = "02:00:00:00:00:02";
const TO_CHARGER: Ends = {
  sourceMac: CAR,
  destinationMac: CHARGER,
  source: linkLocalOf(CAR),
  destination: linkLocalOf(CHARGER),
};
const TO_CAR: Ends = {
  sourceMac: CHARGER,
  destinationMac: CAR,
  source: linkLocalOf(CHARGER),
  destination: linkLocalOf(CAR),
};

/** Frames that are kept of a session: its loops repeat. */
const MOST_FRAMES = 160;

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

export async function captureSeeds(): Promise<CaptureSeed[]> {
  const all = await framesOf(recording());
  const session = [...all.slice(0, MOST_FRAMES), ...all.slice(-16)].map(({ data }) => data);
  const plain = pcapng(session);
  const big = { linkType: 1, order: "big", nanoseconds: false } as const;
  const classic = joined([pcapHeader(big), ...session.map((data, i) => pcapRecord({ time: timeOf(i), data }, big))]);
  const files: readonly (readonly [name: string, file: Uint8Array])[] = [
    ["pcapng", plain],
    ["pcap", classic],
    ["extensions", pcapng(session.map(withExtensions))],
    ["tls", tls()],
    ["gzip", gzipSync(plain)],
    ["text", textLog(session)],
  ];
  return Promise.all(files.map(async ([name, file]) => ({ name, file, frames: await placesIn(file) })));
}

/** The places of a capture's frames; of what is packed, and of text, none. */
export async function placesIn(file: Uint8Array): Promise<FramePlace[]> {
  const isPacked = file[0] === 0x1f && file[1] === 0x8b;
  if (isPacked) return [];
  // The file is read in one piece, so that a view into it has the offset of the file.
  return (await framesOf(file)).flatMap(({ data, linkType, raw }): FramePlace[] => {
    if (raw === undefined) return [];
    const { byteOffset: start, length } = raw.bytes;
    return [{ start, end: start + length, data: data.byteOffset, linkType }];
  });
}

async function framesOf(file: Uint8Array): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const records of captureRecords(oneChunk(file), { keepBlocks: true })) {
    for (const record of records) if (record.kind === "frame") frames.push(record);
  }
  return frames;
}

async function* oneChunk(file: Uint8Array): AsyncGenerator<Uint8Array> {
  yield file;
}

const timeOf = (index: number) => ({
  seconds: 1_760_000_000 + Math.floor(index / 10),
  nanoseconds: (index % 10) * 1e8,
});

const pcapng = (frames: readonly Uint8Array[], secrets?: string): Uint8Array =>
  joined([
    sectionBlock(),
    interfaceBlock({ linkType: 1, name: "fuzz" }),
    ...frames.map((data, i) => frameBlock({ time: timeOf(i), data })),
    ...(secrets === undefined ? [] : [secretsBlock(secrets)]),
  ]);

/** A VLAN tag, and behind the IPv6 header hop-by-hop and destination options. */
function withExtensions(frame: Uint8Array): Uint8Array {
  const isIpv6 = frame[12] === 0x86 && frame[13] === 0xdd;
  if (!isIpv6) return frame;
  const options = [1, 4, 0, 0, 0, 0];
  const ip = frame.slice(14, 54);
  const next = ip[6]!;
  ip[6] = 0;
  const length = ((ip[4]! << 8) | ip[5]!) + 16;
  ip[4] = length >> 8;
  ip[5] = length & 255;
  return joined([
    frame.subarray(0, 12),
    Uint8Array.of(0x81, 0, 0, 7, 0x86, 0xdd),
    ip,
    Uint8Array.of(60, 0, ...options, next, 0, ...options),
    frame.subarray(54),
  ]);
}

/** Connections that OpenSSL made, on the port that SDP announces, with their keys behind them. */
function tls(): Uint8Array {
  const frames: Uint8Array[] = [];
  const v2gtp = (payload: string) => fromHex(`01fe${payload}`);
  frames.push(
    udpFrame({ ...TO_CHARGER, destination: "ff02::1", destinationMac: "33:33:00:00:00:01" } as Ends, {
      sourcePort: 50_000,
      destinationPort: 15_118,
      payload: v2gtp("9000000000020000"),
    }),
    udpFrame(TO_CAR, {
      sourcePort: 15_118,
      destinationPort: 50_000,
      payload: v2gtp("900100000014fe800000000000000000000000000002c3500000"),
    }),
  );
  const keyLogs: string[] = [];
  let port = 51_000;
  for (const name of ["key-update", "early-data", "renegotiation"]) {
    const text = readFileSync(new URL(`../src/sniffer/tls/fixtures/${name}.json`, import.meta.url), "utf8");
    const { keyLog, connections } = JSON.parse(text) as {
      keyLog: string;
      connections: ["client" | "server", string][][];
    };
    keyLogs.push(keyLog);
    for (const chunks of connections) frames.push(...connectionOf(chunks, port++));
  }
  return pcapng(frames, keyLogs.join("\n"));
}

function connectionOf(chunks: readonly (readonly ["client" | "server", string])[], port: number): Uint8Array[] {
  const sent = { client: 100, server: 200 };
  return chunks.flatMap(([side, hex]) => {
    const octets = fromHex(hex);
    const [ends, from, to] = side === "client" ? [TO_CHARGER, port, 50_000] : [TO_CAR, 50_000, port];
    const frames: Uint8Array[] = [];
    for (let at = 0; at < octets.length; at += 1400) {
      const payload = octets.subarray(at, at + 1400);
      frames.push(
        tcpFrame(ends, {
          sourcePort: from,
          destinationPort: to,
          sequence: sent[side],
          acknowledgement: sent[side === "client" ? "server" : "client"],
          flags: ["ACK", "PSH"],
          window: 65_535,
          payload,
        }),
      );
      sent[side] += payload.length;
    }
    return frames;
  });
}

/** As a console writes it: each message in a line, its direction and time before it. */
function textLog(frames: readonly Uint8Array[]): Uint8Array {
  const lines = frames.flatMap((frame, i) => {
    const at = frame.findIndex((octet, j) => octet === 1 && frame[j + 1] === 0xfe);
    return at < 54 ? [] : [`[${i * 100}ms] ${i % 2 === 0 ? "received" : "sending"} ${toHex(frame.subarray(at))}`];
  });
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}
