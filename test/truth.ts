/**
 * What another program (Wireshark with a V2G plugin) found in the real recordings, and whether a message of ours says
 * the same.
 *
 * @module
 */

import { SaxesParser } from "saxes";
import type { MessageEvent, MmeEvent } from "../src/sniffer/events.ts";
import { rowsOf } from "./captures.ts";

export interface TruthRow {
  readonly frame: number;
  readonly time: string;
  readonly ip6src: string;
  readonly ip6dst: string;
  readonly sport: number;
  readonly dport: number;
  readonly payloadType: string;
  /** Octets behind the V2GTP header. */
  readonly payloadLen: number;
  readonly schema: string;
  readonly message: string;
  /** In hex; absent for SDP. */
  readonly exi?: string;
  readonly xml?: string;
  readonly tls?: boolean;
  /** `ok`, or what the XSD forbids. */
  readonly validation?: string;
  readonly sdp?: {
    readonly security: string;
    readonly transportprotocol: string;
    readonly ipv6?: string;
    readonly port?: string;
  };
}

export interface HomePlugRow {
  readonly frame: number;
  readonly time: string;
  readonly src: string;
  readonly dst: string;
  readonly mmtype: string;
  readonly name: string;
  readonly cp?: { readonly cpState: string; readonly dutyPercent: number; readonly voltageV: number };
}

export const truthOf = (name: string): TruthRow[] => rowsOf<TruthRow>(name, "truth");

const SCHEMAS: Readonly<Record<string, string>> = {
  SDP: "sdp",
  "urn:iso:15118:2:2010:AppProtocol": "app-handshake",
  "urn:din:70121:2012:MsgDef": "din",
  "urn:iso:15118:2:2013:MsgDef": "iso2",
  "urn:iso:std:iso:15118:-20:CommonMessages": "iso20-common",
  "urn:iso:std:iso:15118:-20:AC": "iso20-ac",
  "urn:iso:std:iso:15118:-20:DC": "iso20-dc",
};

/** What a message of ours has to be, for a row: all that is one word. */
export const wanted = (row: TruthRow) => ({
  frame: row.frame,
  schema: SCHEMAS[row.schema],
  message: row.message,
  exi: row.exi?.toLowerCase(),
  payloadType: Number(row.payloadType),
  source: `[${row.ip6src}]:${row.sport}`,
  destination: `[${row.ip6dst}]:${row.dport}`,
  tls: row.tls,
});

export const found = ({ frame, schema, message, exi, payloadType, source, destination, tls }: MessageEvent) => ({
  frame,
  schema,
  message,
  exi,
  payloadType,
  source,
  destination,
  tls,
});

/** Where the value of a message differs from that of the row; empty where it says the same. */
export function differences(row: TruthRow, { value, time = 0 }: MessageEvent): string[] {
  const late = Math.abs(time - Number(row.time)) > 1e-6 ? [`time ${time} instead of ${row.time}`] : [];
  if (row.sdp) {
    const { security, transportprotocol, ipv6, port } = row.sdp;
    const theirs = {
      ...(ipv6 === undefined ? {} : { SECC_IP_Address: ipv6, SECC_Port: Number(port) }),
      Security: Number(security),
      TransportProtocol: Number(transportprotocol),
    };
    return JSON.stringify(theirs) === JSON.stringify(value) ? late : [...late, JSON.stringify(value)];
  }
  const theirs = textsOfXml(row.xml ?? "");
  const ours = textsOfValue([...theirs.keys()][0]?.split("/")[0] ?? "", value);
  const all = new Set([...theirs.keys(), ...ours.keys()]);
  return [...all].flatMap((path) => {
    const [wanted, texts] = [theirs.get(path) ?? [], ours.get(path) ?? []];
    const isSame = wanted.length === texts.length && wanted.every((text, i) => isAlike(text, texts[i] as string));
    return isSame ? late : [...late, `${path}: ${texts.join(", ")} instead of ${wanted.join(", ")}`];
  });
}

/** Octets are hex or base64 there and hex here; one integer is hex there; what XML cannot hold is `?` there. */
function isAlike(theirs: string, ours: string): boolean {
  if (theirs === ours || theirs.toLowerCase() === ours) return true;
  if (/^0x[0-9a-f]+$/i.test(theirs)) return BigInt(theirs).toString() === ours;
  if (/^\?+$/.test(theirs)) return ours === "\0".repeat(theirs.length);
  return Buffer.from(theirs, "base64").toString("hex") === ours;
}

type Texts = Map<string, string[]>;
const add = (texts: Texts, path: readonly string[], text: string) => {
  const key = path.join("/");
  texts.set(key, [...(texts.get(key) ?? []), text]);
};

/** The texts of a document, by the local names that lead to them. */
function textsOfXml(xml: string): Texts {
  const texts: Texts = new Map();
  const path: string[] = [];
  /** Of the elements that are open. */
  const open: { text: string; isLeaf: boolean }[] = [];
  const parser = new SaxesParser();
  parser.on("opentag", ({ name, attributes }) => {
    const parent = open.at(-1);
    if (parent) parent.isLeaf = false;
    path.push(local(name));
    open.push({ text: "", isLeaf: true });
    for (const [attribute, text] of Object.entries(attributes)) {
      if (!/^xml(ns)?[:$]|^xmlns|^xsi:/.test(attribute)) add(texts, [...path, local(attribute)], text);
    }
  });
  parser.on("text", (text) => {
    const element = open.at(-1);
    if (element) element.text += text;
  });
  parser.on("closetag", () => {
    const element = open.pop();
    if (
      element?.isLeaf &&
      (element.text !== "" || ![...texts.keys()].some((key) => key.startsWith(`${path.join("/")}/`)))
    )
      add(texts, path, element.text);
    path.pop();
  });
  parser.write(xml).close();
  return texts;
}

const local = (name: string) => name.slice(name.indexOf(":") + 1);

/** The same of a value of ours. */
function textsOfValue(root: string, value: unknown): Texts {
  const texts: Texts = new Map();
  const walk = (path: readonly string[], value: unknown) => {
    if (Array.isArray(value)) for (const item of value) walk(path, item);
    else if (typeof value === "object" && value !== null) {
      const entries = Object.entries(value);
      if (entries.length === 0) add(texts, path, "");
      for (const [name, inner] of entries) walk(name === "$value" ? path : [...path, name], inner);
    } else add(texts, path, String(value));
  };
  walk([root], value);
  return texts;
}

/** What Wireshark calls a management message; undefined where it does not know it. */
export const nameOf = ({ name }: HomePlugRow): string | undefined =>
  /^(Unknown|dSPACE)/.test(name) ? undefined : (name.split(" ")[0] as string);

export const foundMme = ({ frame, name, mmtype, source, destination }: MmeEvent) => ({
  frame,
  name,
  mmtype,
  source,
  destination,
});
