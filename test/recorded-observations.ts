/**
 * The observations of a real recording, made from the truth beside it instead of by our own reader: V2G messages from
 * `.truth.jsonl.gz`, management messages and pilot from `.hpav.jsonl.gz`, beginnings and ends of TCP connections from
 * the flags in the recording itself.
 *
 * @module
 */

import { readdirSync, readFileSync } from "node:fs";
import { fromHex, toHex } from "../src/base/hex.ts";
import { decode } from "../src/exi/codec.ts";
import type { Schema } from "../src/exi/schema.ts";
import { type SchemaName, schemas } from "../src/messages/schemas.ts";
import type { MessageEvent, MmeEvent, Observation, TcpEvent } from "../src/sniffer/events.ts";
import { rowsOf } from "./captures.ts";
import { sharedUrl } from "./shared.ts";
import type { HomePlugRow, TruthRow } from "./truth.ts";

type Row = TruthRow & { readonly stream?: number };
type Measured = HomePlugRow & {
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
  readonly scsDiag?: Readonly<Record<string, unknown>>;
};

const SCHEMAS: Readonly<Record<string, SchemaName>> = {
  "urn:iso:15118:2:2010:AppProtocol": "app-handshake",
  "urn:din:70121:2012:MsgDef": "din",
  "urn:iso:15118:2:2013:MsgDef": "iso2",
  "urn:iso:std:iso:15118:-20:CommonMessages": "iso20-common",
  "urn:iso:std:iso:15118:-20:DC": "iso20-dc",
  "urn:iso:std:iso:15118:-20:AC": "iso20-ac",
};

/** Names of Wireshark's fields that differ from the standard's in more than case. */
const FIELDS: Readonly<Record<string, string>> = {
  runid: "RunID",
  sound_target: "M_SOUND_TARGET",
  sound_count: "NUM_SOUNDS",
  sounds_count: "NUM_SOUNDS",
  time_out: "Time_Out",
  resptype: "RESP_TYPE",
  forwarding_sta: "FORWARDING_STA",
  source_mac: "SOURCE_ADDRESS",
  aag: "ATTEN_PROFILE",
  countdown: "Cnt",
  nw_key: "NewKey",
  key: "Key",
};

/** All recordings, without their suffixes. */
export function recordings(): string[] {
  return readdirSync(sharedUrl("captures/")).filter((file) => /\.pcap(ng)?$/.test(file));
}

function fieldValue(text: string | readonly string[]): unknown {
  if (typeof text !== "string") return text.map(Number);
  if (/^([0-9a-f]{2}:)+[0-9a-f]{2}$/.test(text) && text.length !== 17) return text.replace(/:/g, "");
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

function fieldsOf(row: Measured): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [path, text] of Object.entries(row.fields)) {
    const name = path.slice(path.lastIndexOf(".") + 1);
    value[FIELDS[name] ?? name.toUpperCase()] = fieldValue(text);
  }
  return row.scsDiag === undefined ? value : { Text: toHex(Buffer.from(`|${JSON.stringify(row.scsDiag)}`)) };
}

function homePlug(row: Measured): Observation[] {
  const { frame, src: source, dst: destination } = row;
  const seen = { frame, time: Number(row.time) };
  const name = row.scsDiag === undefined ? row.name.replace(/ \(.*$/, "") : "SCS_DIAG.IND";
  const mme: MmeEvent = {
    type: "mme",
    ...seen,
    name,
    mmtype: Number(row.mmtype),
    source,
    destination,
    value: fieldsOf(row),
  };
  if (row.cp === undefined || row.cp.cpState === "-") return [mme];
  const { cpState: state, dutyPercent: duty, voltageV: voltage } = row.cp;
  return [mme, { type: "pilot", ...seen, state, duty, voltage }];
}

function contentOf(schema: string, row: Row): unknown {
  const document: { readonly value: unknown } = decode<Schema>(schemas[schema as SchemaName], fromHex(row.exi ?? ""));
  return document.value;
}

function message(row: Row): MessageEvent {
  const isSdp = row.schema === "SDP";
  const schema = isSdp ? "sdp" : (SCHEMAS[row.schema] ?? row.schema);
  const { ipv6, port, security } = row.sdp ?? {};
  const answer = ipv6 === undefined ? {} : { SECC_IP_Address: ipv6, SECC_Port: Number(port) };
  return {
    type: "message",
    frame: row.frame,
    time: Number(row.time),
    source: `[${row.ip6src}]:${row.sport}`,
    destination: `[${row.ip6dst}]:${row.dport}`,
    side: /Req$/.test(row.message) ? "vehicle" : "charger",
    schema,
    message: row.message,
    value: isSdp ? { ...answer, Security: Number(security) } : contentOf(schema, row),
    payloadType: Number(row.payloadType),
    ...(row.exi === undefined ? {} : { exi: row.exi.toLowerCase() }),
    ...(row.stream === undefined ? {} : { connection: row.stream }),
    ...(row.tls ? { tls: true } : {}),
  };
}

/** What came of the frames: octets and seconds. Enough of both formats for the recordings at hand. */
function* frames(octets: Buffer): Generator<{ readonly time: number; readonly data: Buffer }> {
  const isLittle = [0xa1b2c3d4, 0xa1b23c4d, 0x0a0d0d0a].includes(octets.readUInt32LE(0));
  const u32 = (at: number) => (isLittle ? octets.readUInt32LE(at) : octets.readUInt32BE(at));
  if (octets[0] !== 0x0a) {
    const parts = [0xa1b23c4d, 0x4d3cb2a1].includes(octets.readUInt32BE(0)) ? 1e9 : 1e6;
    for (let at = 24; at + 16 <= octets.length; ) {
      const length = u32(at + 8);
      if (at + 16 + length > octets.length || length > 262_144) return;
      yield { time: u32(at) + u32(at + 4) / parts, data: octets.subarray(at + 16, at + 16 + length) };
      at += 16 + length;
    }
    return;
  }
  for (let at = 0; at + 12 <= octets.length; ) {
    const length = u32(at + 4);
    if (u32(at) === 6) {
      const time = (u32(at + 12) * 2 ** 32 + u32(at + 16)) / (u32(at + 12) > 1e8 ? 1e9 : 1e6);
      yield { time, data: octets.subarray(at + 28, at + 28 + u32(at + 20)) };
    }
    at += Math.max(length, 12);
  }
}

function addressAt(data: Buffer, at: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => data.readUInt16BE(at + 2 * index).toString(16));
  const text = groups.join(":");
  const zeros = [...text.matchAll(/(?:\b0:){2,}|(?::0\b){2,}/g)].sort(
    (one, other) => other[0].length - one[0].length,
  )[0];
  return zeros === undefined
    ? text
    : text.replace(zeros[0], zeros[0].startsWith(":") ? "::" : "::").replace(":::", "::");
}

/** SYN, FIN and RST. Connections that carry no V2G message are counted from 1000. */
function connectionEvents(file: string, rows: readonly Row[]): Observation[] {
  const known = new Map<string, number>();
  const clients = new Map<number, string>();
  for (const row of rows) {
    if (row.stream === undefined) continue;
    const ends = [`[${row.ip6src}]:${row.sport}`, `[${row.ip6dst}]:${row.dport}`];
    known.set(ends.join(" "), row.stream).set(ends.reverse().join(" "), row.stream);
    clients.set(row.stream, (/Req$/.test(row.message) ? ends[1] : ends[0]) as string);
  }
  const events: TcpEvent[] = [];
  const said = new Set<string>();
  let frame = 0;
  let last = 0;
  for (const { time, data } of frames(readFileSync(sharedUrl(`captures/${file}`)))) {
    frame++;
    last = time;
    let at = 12;
    while (data.length > at + 6 && data.readUInt16BE(at) === 0x8100) at += 4;
    if (data.length < at + 62 || data.readUInt16BE(at) !== 0x86dd || data[at + 8] !== 6) continue;
    const flags = data[at + 55] as number;
    const source = `[${addressAt(data, at + 10)}]:${data.readUInt16BE(at + 42)}`;
    const destination = `[${addressAt(data, at + 26)}]:${data.readUInt16BE(at + 44)}`;
    const key = `${source} ${destination}`;
    let connection = known.get(key);
    if (connection === undefined) {
      connection = 1000 + known.size;
      known.set(key, connection).set(`${destination} ${source}`, connection);
    }
    const isOpening = (flags & 0x12) === 0x02;
    if (isOpening && !clients.has(connection)) clients.set(connection, source);
    const change = isOpening ? "opened" : flags & 4 ? "reset" : flags & 1 ? "closed" : undefined;
    if (change === undefined || said.has(`${change} ${key}`)) continue;
    said.add(`${change} ${key}`);
    const client = clients.get(connection);
    const side = client === undefined ? "unknown" : client === source ? "vehicle" : "charger";
    events.push({ type: "tcp", frame, time, change, connection, source, destination, side });
  }
  return [...events, { type: "recording", change: "end", frame, time: last, words: "The recording ends." }];
}

/** All observations of a recording in the order of their frames. */
export function recordedObservations(file: string): Observation[] {
  const rows = rowsOf<Row>(file, "truth");
  const all: Observation[] = [
    ...rowsOf<Measured>(file, "hpav").flatMap(homePlug),
    ...rows.map(message),
    ...connectionEvents(file, rows),
  ];
  const rank = (event: Observation) =>
    event.type === "recording" ? 2 : event.type === "tcp" && event.change !== "opened" ? 1 : 0;
  return all.sort((one, other) => (one.frame ?? 0) - (other.frame ?? 0) || rank(one) - rank(other));
}
