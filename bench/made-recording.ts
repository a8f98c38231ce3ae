/**
 * Makes recordings of any size: the session that `examples/recording.ts` writes, over and over, each round later than
 * the one before and from other ports, with right checksums. The same octets every time.
 *
 * @module
 */

import { closeSync, openSync, writeSync } from "node:fs";
import { CAR, CHARGER, type End, EVERYONE, ipv6, octets, recording, u16, u32 } from "../examples/recording.ts";
import { fromHex } from "../src/base/hex.ts";
import { captureRecords } from "../src/capture/read.ts";
import type { Frame } from "../src/capture/records.ts";
import { writeNanoseconds } from "../src/capture/time-resolution.ts";
import { frameBlock, interfaceBlock, sectionBlock } from "../src/capture/write-pcapng.ts";

export interface Made {
  readonly bytes: number;
  readonly packets: number;
  /** V2GTP messages, those of SDP included. */
  readonly messages: number;
  readonly sessions: number;
}

/** `alone`: the session as it is. `accompanied`: three other packets to each message, so a quarter of them are V2GTP. */
export type Mix = "alone" | "accompanied";

/** Where things lie in a frame of Ethernet and IPv6. */
const ETHERTYPE = 12;
const NEXT_HEADER = 20;
const TRANSPORT = 54;
const TCP = 6;
const TCP_HEADER = 20;
const CHECKSUM_OF_TCP = 16;
/** Where the frame lies in its Enhanced Packet Block, and where the time. */
const FRAME_IN_BLOCK = 28;
const TIME_IN_BLOCK = 12;

/** Ports from which the rounds speak, one after the other. */
const PORTS = 15_000;
/** Seconds between two sessions: longer than one lingers after its end. */
const BETWEEN = 15;

interface Place {
  /** Of the block. */
  readonly start: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  /** Of the port that changes with the round, and of the checksum over it; none where the packet is not TCP. */
  readonly port?: number;
}

/** One round as it stands in the file, and all that changes in it from round to round. */
interface Round {
  readonly octets: Uint8Array;
  readonly places: readonly Place[];
  readonly messages: number;
  readonly duration: number;
}

/** Writes a recording of at least so many octets. */
export async function makeRecording(path: string, size: number, mix: Mix): Promise<Made> {
  const round = await roundOf(mix);
  const { places } = round;
  const made = { bytes: 0, packets: 0, messages: 0, sessions: 0 };
  const file = openSync(path, "w");
  const put = (part: Uint8Array) => {
    made.bytes += writeSync(file, part);
  };
  try {
    put(octets(sectionBlock(), interfaceBlock({ linkType: 1, name: "bench" })));
    while (made.bytes < size) {
      put(shifted(round, made.sessions));
      made.sessions++;
      made.packets += places.length;
      made.messages += round.messages;
    }
  } finally {
    closeSync(file);
  }
  return made;
}

/** The octets of a round with another time and another port; valid until the next call. */
function shifted({ octets, places, duration }: Round, index: number): Uint8Array {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  for (const { start, seconds, nanoseconds, port } of places) {
    const time = { seconds: seconds + index * (Math.ceil(duration) + BETWEEN), nanoseconds };
    writeNanosecondsAsTicks(view, start + TIME_IN_BLOCK, time);
    if (port === undefined) continue;
    const checksum = start + FRAME_IN_BLOCK + TRANSPORT + CHECKSUM_OF_TCP;
    const before = view.getUint16(port);
    const after = CAR.port + (index % PORTS);
    view.setUint16(port, after);
    view.setUint16(checksum, corrected(view.getUint16(checksum), before, after));
  }
  return octets;
}

/** A checksum when one of the words under it has changed (RFC 1624, equation 3). */
function corrected(checksum: number, before: number, after: number): number {
  let sum = (~checksum & 0xffff) + (~before & 0xffff) + after;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

/** A time in an Enhanced Packet Block: its upper 32 bits first, each in the order of the file. */
const writeNanosecondsAsTicks = (view: DataView, at: number, time: { seconds: number; nanoseconds: number }) =>
  writeNanoseconds(view, at, time, true);

async function roundOf(mix: Mix): Promise<Round> {
  const blocks: Uint8Array[] = [];
  const places: Place[] = [];
  let [length, messages, duration] = [0, 0, 0];
  let first: number | undefined;
  const company = companions();
  for (const frame of await framesOf(recording())) {
    const { data, time } = frame;
    if (time === undefined) continue;
    first ??= time.seconds;
    duration = time.seconds - first;
    const isMessage = isV2gtp(data);
    if (isMessage) messages++;
    const around = mix === "accompanied" && isMessage ? company(data) : [];
    for (const [i, one] of [data, ...around].entries()) {
      const at = { seconds: time.seconds, nanoseconds: time.nanoseconds + 100_000 * i };
      const block = frameBlock({ time: at, data: one });
      const port = portAt(one);
      places.push({ start: length, ...at, ...(port === undefined ? {} : { port: length + FRAME_IN_BLOCK + port }) });
      blocks.push(block);
      length += block.length;
    }
  }
  return { octets: octets(...blocks), places, messages, duration };
}

async function framesOf(file: Uint8Array): Promise<Frame[]> {
  const frames: Frame[] = [];
  const source = (async function* () {
    yield file;
  })();
  for await (const records of captureRecords(source)) {
    for (const record of records) if (record.kind === "frame") frames.push(record);
  }
  return frames;
}

const wordAt = (data: Uint8Array, at: number) => ((data[at] ?? 0) << 8) | (data[at + 1] ?? 0);

function isV2gtp(data: Uint8Array): boolean {
  if (wordAt(data, ETHERTYPE) !== 0x86dd) return false;
  const header = data[NEXT_HEADER] === TCP ? TCP_HEADER : 8;
  return wordAt(data, TRANSPORT + header) === 0x01fe;
}

/** Where the client's port stands in a TCP segment: the port that is no server's. */
function portAt(data: Uint8Array): number | undefined {
  if (wordAt(data, ETHERTYPE) !== 0x86dd || data[NEXT_HEADER] !== TCP) return undefined;
  return wordAt(data, TRANSPORT) === CAR.port ? TRANSPORT : TRANSPORT + 2;
}

/** Somebody else's traffic passes the recorder, too. */
const ROUTER: End = { mac: "02:00:00:00:00:03", ip: "20010db8000000000000000000000003", port: 80 };
const HOST: End = { ...CHARGER, ip: "20010db8000000000000000000000002", port: CAR.port };
const LOGGED: End = { mac: "33:33:00:00:00:01", ip: "ff020000000000000000000000000001", port: 514 };

/** As the consoles of chargers and modems log by network: `<13>`, then text. */
const SYSLOG = new TextEncoder().encode("<13>charger: ");
/** EtherType of HomePlug AV, version 1.0, LNK_STATS.CNF of Qualcomm's modems. */
const LINK_STATISTICS = [0x88, 0xe1, 0x00, 0x31, 0xa0, 0x00, 0xb0, 0x52];
const macs = (to: End, from: End) => octets(fromHex(to.mac), fromHex(from.mac));

/** Makes the packets that follow a message: the other side's acknowledgement, an logged, and a third in turn. */
function companions(): (message: Uint8Array) => Uint8Array[] {
  let turn = 0;
  let downloaded = 1;
  const udp = (from: End, to: End, content: Uint8Array) =>
    ipv6(from, to, 17, octets(u16(from.port), u16(to.port), u16(8 + content.length), [0, 0], content), 6);
  const tcp = (from: End, to: End, sequence: number, acknowledged: number, content: Uint8Array) =>
    ipv6(
      from,
      to,
      TCP,
      octets(
        u16(from.port),
        u16(to.port),
        u32(sequence),
        u32(acknowledged),
        [0x50, 0x10, 255, 255, 0, 0, 0, 0],
        content,
      ),
      CHECKSUM_OF_TCP,
    );
  const numberAt = (data: Uint8Array, at: number) => wordAt(data, at) * 65_536 + wordAt(data, at + 2);
  const filler = (length: number) => Uint8Array.from({ length }, (_, i) => 0x20 + ((i * 31 + turn) % 90));

  return (message) => {
    turn++;
    const isFromCar = message[11] === 1;
    const [from, to] = isFromCar ? [CHARGER, CAR] : [CAR, CHARGER];
    const content = wordAt(message, 18) - TCP_HEADER;
    const acknowledgement =
      message[NEXT_HEADER] === TCP
        ? tcp(from, to, numberAt(message, TRANSPORT + 8), numberAt(message, TRANSPORT + 4) + content, Uint8Array.of())
        : udp(from, EVERYONE, filler(60));
    const logged = udp({ ...from, port: 514 }, LOGGED, octets(SYSLOG, filler(200)));
    if (turn % 3 === 0) {
      return [acknowledgement, logged, octets(macs(from, ROUTER), LINK_STATISTICS, filler(120))];
    }
    if (turn % 3 === 1) {
      const part = tcp(ROUTER, HOST, downloaded, 1, filler(1400));
      downloaded += 1400;
      return [acknowledgement, logged, part];
    }
    // Neighbour solicitation: the address that is asked for, and the hardware address of who asks.
    const solicitation = octets(
      [135, 0, 0, 0, 0, 0, 0, 0],
      fromHex(to.ip),
      [1, 1],
      fromHex(from.mac.replaceAll(":", "")),
    );
    return [acknowledgement, logged, ipv6(from, to, 58, solicitation, 2)];
  };
}
