/**
 * What a file is, by its first octets and never by its name.
 *
 * @module
 */

import { isPcapMagic } from "./pcap.ts";

/** Octets that are enough to tell every format that is known here (tar has its mark at 257). */
export const ENOUGH = 512;

const PCAPNG_MAGIC = 0x0a0d0d0a;

/** What has to read a file. `foreign`: none of ours. Undefined: more octets are needed, if there are more. */
export function formatOf(
  head: Uint8Array,
  isAll: boolean,
): "pcap" | "pcapng" | "gzip" | "text" | "foreign" | undefined {
  if (head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  if (head.length >= 4) {
    const magic = new DataView(head.buffer, head.byteOffset).getUint32(0);
    if (isPcapMagic(magic)) return "pcap";
    if (magic === PCAPNG_MAGIC) return "pcapng";
  }
  if (head.length < ENOUGH && !isAll) return undefined;
  return textEncoding(head) ? "text" : "foreign";
}

export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be";

/** How the text is written that a file starts with; undefined where it is none. */
export function textEncoding(head: Uint8Array): TextEncoding | undefined {
  // What Windows' PowerShell writes when a console is redirected into a file.
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  if (head.length === 0 || signatureOf(head) !== undefined) return undefined;
  let controls = 0;
  for (const octet of head) {
    if (octet === 0) return undefined;
    // Terminals send escapes and bells, serial lines send rubbish: a few are borne.
    if (octet < 0x20 && octet !== 0x09 && octet !== 0x0a && octet !== 0x0d) controls++;
  }
  return controls * 20 <= head.length ? "utf-8" : undefined;
}

/** How formats start that people take for captures, or send by mistake. */
const signatures: readonly (readonly [start: string, at: number, name: string])[] = [
  ["7f454c46", 0, "an ELF program"],
  ["4d5a", 0, "a Windows program"],
  ["504b0304", 0, "a zip archive; unpack it first"],
  ["504b0506", 0, "an empty zip archive"],
  ["28b52ffd", 0, "compressed by zstd; decompress it first"],
  ["04224d18", 0, "compressed by lz4; decompress it first"],
  ["425a68", 0, "compressed by bzip2; decompress it first"],
  ["fd377a585a00", 0, "compressed by xz; decompress it first"],
  ["377abcaf271c", 0, "a 7z archive; unpack it first"],
  ["526172211a07", 0, "a rar archive; unpack it first"],
  ["7573746172", 257, "a tar archive; unpack it first"],
  ["89504e470d0a1a0a", 0, "a PNG picture"],
  ["ffd8ff", 0, "a JPEG picture"],
  ["474946383", 0, "a GIF picture"],
  ["25504446", 0, "a PDF document"],
  ["736e6f6f70000000", 0, "a snoop capture; turn it into pcapng with editcap"],
  ["474d4255", 0, "a Network Monitor capture; turn it into pcapng with editcap"],
  ["52545353", 0, "a Network Monitor capture; turn it into pcapng with editcap"],
  ["54525343", 0, "a Sniffer capture; turn it into pcapng with editcap"],
  ["4c4f4747", 0, "a Vector BLF log; turn it into pcapng with editcap"],
  ["4d444620", 0, "an ASAM MDF measurement"],
  ["53514c69746520666f726d6174203300", 0, "an SQLite database"],
  ["0061736d", 0, "a WebAssembly module"],
  ["cafebabe", 0, "a Java class or a macOS program"],
];

function signatureOf(head: Uint8Array): string | undefined {
  return signatures.find(([start, at]) => startsAs(head, at, start))?.[2];
}

/** Half an octet at the end of `start` is compared too: `GIF8` has an odd number of digits here. */
function startsAs(head: Uint8Array, at: number, start: string): boolean {
  for (let i = 0; i < start.length; i++) {
    const octet = head[at + (i >> 1)] ?? -1;
    const digit = i % 2 === 0 ? octet >> 4 : octet & 0xf;
    if (digit !== Number.parseInt(start[i]!, 16)) return false;
  }
  return true;
}

/** What a file that is no capture looks like: "a PNG picture", "JSON". Reads on after "it is" and "it looks like". */
export function likeness(head: Uint8Array): string {
  if (head.length === 0) return "empty";
  const encoding = textEncoding(head);
  if (encoding === undefined) return signatureOf(head) ?? `unknown data that starts with ${firstOctets(head)}`;
  const text = new TextDecoder(encoding).decode(head).trimStart();
  if (/^(\{\s*["}]|\[\s*[[{\]"\d-])/.test(text)) return "JSON";
  if (/^<(!doctype html|html)/i.test(text)) return "an HTML page";
  if (/^(<\?xml|<[a-z][\w:.-]*[\s>/])/i.test(text)) return "XML";
  if (/^-----BEGIN /.test(text)) return "a PEM certificate or key";
  if (/^(CLIENT_RANDOM|SERVER_HANDSHAKE|CLIENT_HANDSHAKE|[A-Z_]+_TRAFFIC_SECRET\w*) [0-9a-f]/im.test(text)) {
    return "a TLS key log; it goes beside a capture";
  }
  return text === "" ? "blank text" : "text";
}

function firstOctets(head: Uint8Array): string {
  return [...head.subarray(0, 8)].map((octet) => octet.toString(16).padStart(2, "0")).join(" ");
}
