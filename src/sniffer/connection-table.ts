/**
 * Finds the TCP connection of a packet by its addresses and ports, whichever way it goes. This is done for every segment
 * of a recording, so it makes no text and, where the connection is known, no object.
 *
 * @module
 */

import { type Packet, u16 } from "./headers.ts";

export interface Entry<T> {
  readonly value: T;
  /** Address and port of the client, then of the server. */
  readonly ends: Uint8Array;
  readonly hash: number;
  /** The last frame that belonged to it. */
  lastFrame: number;
}

export interface ConnectionTable<T> {
  readonly find: (data: Uint8Array, packet: Packet) => Entry<T> | undefined;
  /** Whether a packet of this connection comes from its client. */
  readonly isFromClient: (entry: Entry<T>, data: Uint8Array, packet: Packet) => boolean;
  /** Adds the connection of a packet; `gone` are those that have to go for it, the quietest. */
  readonly add: (
    data: Uint8Array,
    packet: Packet,
    isFromClient: boolean,
    frame: number,
    value: T,
  ) => { readonly entry: Entry<T>; readonly gone: readonly Entry<T>[] };
  readonly remove: (entry: Entry<T>) => void;
  readonly all: () => Entry<T>[];
}

/** @param most connections that are kept at the same time. */
export function connectionTable<T>(most: number): ConnectionTable<T> {
  const buckets = new Map<number, Entry<T>[]>();
  let size = 0;

  /** The same for both directions: the hashes of the ends are added. */
  const hashOf = (data: Uint8Array, { source, destination, addressLength, start }: Packet): number =>
    (hashOfEnd(data, source, addressLength, start) + hashOfEnd(data, destination, addressLength, start + 2)) | 0;

  function find(data: Uint8Array, packet: Packet): Entry<T> | undefined {
    const bucket = buckets.get(hashOf(data, packet));
    if (bucket === undefined) return undefined;
    for (const entry of bucket) {
      if (isFromClient(entry, data, packet) || isOfEnds(entry.ends, data, packet, true)) return entry;
    }
    return undefined;
  }

  const isFromClient = (entry: Entry<T>, data: Uint8Array, packet: Packet) => isOfEnds(entry.ends, data, packet, false);

  function remove(entry: Entry<T>): void {
    const bucket = buckets.get(entry.hash);
    const index = bucket?.indexOf(entry) ?? -1;
    if (bucket === undefined || index < 0) return;
    if (bucket.length === 1) buckets.delete(entry.hash);
    else bucket.splice(index, 1);
    size--;
  }

  const all = () => [...buckets.values()].flat();

  /** A quarter at once, so that they are not sorted for every connection that comes. */
  function makeRoom(): Entry<T>[] {
    const quietest = all()
      .sort((a, b) => a.lastFrame - b.lastFrame)
      .slice(0, Math.ceil(most / 4));
    for (const entry of quietest) remove(entry);
    return quietest;
  }

  return {
    find,
    isFromClient,
    add(data, packet, isFromClient, frame, value) {
      const gone = size >= most ? makeRoom() : [];
      const hash = hashOf(data, packet);
      const entry: Entry<T> = { value, ends: endsOf(data, packet, isFromClient), hash, lastFrame: frame };
      const bucket = buckets.get(hash);
      if (bucket) bucket.push(entry);
      else buckets.set(hash, [entry]);
      size++;
      return { entry, gone };
    },
    remove,
    all,
  };
}

/** FNV-1a over 16 bits at a time. */
function hashOfEnd(data: Uint8Array, address: number, length: number, port: number): number {
  let hash = 0x811c9dc5 ^ u16(data, port);
  for (let at = address; at < address + length; at += 2) hash = Math.imul(hash, 0x01000193) ^ u16(data, at);
  return Math.imul(hash, 0x01000193);
}

function endsOf(data: Uint8Array, packet: Packet, isFromClient: boolean): Uint8Array {
  const { source, destination, addressLength, start } = packet;
  const [client, server] = isFromClient ? [source, destination] : [destination, source];
  const [clientPort, serverPort] = isFromClient ? [start, start + 2] : [start + 2, start];
  const ends = new Uint8Array(2 * (addressLength + 2));
  ends.set(data.subarray(client, client + addressLength));
  ends.set(data.subarray(clientPort, clientPort + 2), addressLength);
  ends.set(data.subarray(server, server + addressLength), addressLength + 2);
  ends.set(data.subarray(serverPort, serverPort + 2), 2 * addressLength + 2);
  return ends;
}

/** Whether a packet goes from the first end to the second; `isBack`: from the second to the first. */
function isOfEnds(ends: Uint8Array, data: Uint8Array, packet: Packet, isBack: boolean): boolean {
  const { source, destination, addressLength: length, start } = packet;
  if (ends.length !== 2 * (length + 2)) return false;
  const from = isBack ? length + 2 : 0;
  const to = isBack ? 0 : length + 2;
  return (
    u16(ends, from + length) === u16(data, start) &&
    u16(ends, to + length) === u16(data, start + 2) &&
    isSame(ends, from, data, source, length) &&
    isSame(ends, to, data, destination, length)
  );
}

/** The last octets of addresses differ most. */
function isSame(a: Uint8Array, aStart: number, b: Uint8Array, bStart: number, length: number): boolean {
  for (let i = length - 1; i >= 0; i--) if (a[aStart + i] !== b[bStart + i]) return false;
  return true;
}
