/**
 * What UDP carries: discovery with another address in it, the text of programs with other identifiers, keys where their
 * session is opened. All else is none of ours and blanked.
 *
 * @module
 */

import { SDP_PORT, SDP_REQUEST, SDP_RESPONSE } from "../../messages/sdp.ts";
import { u16, u32 } from "../headers.ts";
import { disclosedKeyLog } from "../tls/key-log.ts";
import type { Finder } from "./finder.ts";
import { type DumpRewriter, rewriteText } from "./free-text.ts";
import { withoutKeys } from "./key-noise.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import { asciiOf } from "./secret-octets.ts";
import type { Counts } from "./summary.ts";

export interface DatagramTools {
  readonly people: Pseudonyms;
  readonly counts: Counts;
  readonly finder: () => Finder | undefined;
  readonly rewriteDump: DumpRewriter;
  /** Whether the keys of this session, by its client random in hex, may be known. */
  readonly mayKnow: (clientRandom: string) => boolean;
}

const SYSLOG_PORT = 514;
const HEADER = 8;

/** The content of a datagram, as long as it was. */
export function rewriteDatagram(
  source: number,
  destination: number,
  data: Uint8Array,
  tools: DatagramTools,
): Uint8Array {
  if (data.length === 0) return data;
  const keyLog = disclosedKeyLog(data);
  if (keyLog !== undefined) return disclosure(data, tools);
  if (source === SDP_PORT || destination === SDP_PORT) return discovery(data, tools);
  if (destination === SYSLOG_PORT && isKnownText(asciiOf(data))) return text(data, tools);
  tools.counts.blank(destination === SYSLOG_PORT ? "text of programs" : "other protocols", data.length);
  return new Uint8Array(data.length);
}

/** ISO 15118-2, 7.10.1: the address is the first part of an answer. */
function discovery(data: Uint8Array, { people, counts }: DatagramTools): Uint8Array {
  const made = new Uint8Array(data.length);
  const isMessage = data.length >= HEADER && data[0] === 0x01 && data[1] === 0xfe;
  const type = isMessage ? u16(data, 2) : 0;
  const length = isMessage ? u32(data, 4) : 0;
  if (isMessage) made.set(data.subarray(0, HEADER));
  const end = Math.min(data.length, HEADER + length);
  if (type === SDP_REQUEST && length === 2) made.set(data.subarray(HEADER, end), HEADER);
  else if (type === SDP_RESPONSE && length === 20 && end === HEADER + length) {
    made.set(people.ipv6(data.subarray(HEADER, HEADER + 16)), HEADER);
    made.set(data.subarray(HEADER + 16, end), HEADER + 16);
  } else counts.blank("V2G messages that cannot be read", data.length - HEADER);
  return made;
}

/**
 * Lines of pyPLC and its kin. Others are not kept: syslog of a computer names it, its users and whatever else.
 * The words are those of programs, and say nothing of anybody.
 */
const TAGGED =
  /^<\d{1,3}>\[(?:PEV|EVSE|PEVSLAC|EVSESLAC|SNIFFER|HARDWAREINTERFACE|CONNMGR|PLCWORKER|ADDRMAN|CALIBRATION|CLI)\] /i;
const PLAIN =
  /^<\d{1,3}>(?:received |transmitting |connecting to |Connection from |From SlacMatchCnf|The local modem has key |This is |SetKeyCnf says |Info: |Checkpoint\d|Modem #\d|For [0-9A-F:]{17} the software version|The socket is linked|pyPlcTcpSocket listening|Test message number|[0-9a-f]{1,4}:[0-9a-f:]+\0?$)/i;
const isKnownText = (line: string) => TAGGED.test(line) || PLAIN.test(line);

function text(data: Uint8Array, { people, counts, finder, rewriteDump }: DatagramTools): Uint8Array {
  const made = Uint8Array.from(rewriteText(asciiOf(data), people, rewriteDump), (character) => character.charCodeAt(0));
  finder()?.each(made, ({ at, made: other, length }) => made.set(other ?? new Uint8Array(length).fill(0x3f), at));
  if (made.length === data.length) return made;
  counts.blank("text of programs", data.length);
  return new Uint8Array(data.length);
}

function disclosure(data: Uint8Array, { people, counts, mayKnow }: DatagramTools): Uint8Array {
  const before = asciiOf(data);
  const after = withoutKeys(before, mayKnow, people);
  if (after !== before) counts.blank("disclosed keys", data.length);
  return Uint8Array.from(after, (character) => character.charCodeAt(0));
}
