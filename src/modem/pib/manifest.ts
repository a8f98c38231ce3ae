/**
 * The manifest at the beginning of a chain: what the file is, for which chip, of which version.
 *
 * @module
 */

import { fromHex, toHex } from "../../base/hex.ts";
import { layout, lengthOf, many, rest, u32 } from "../../layout/layout.ts";
import { LayoutError, read } from "../../layout/read.ts";
import { write } from "../../layout/write.ts";

/** `Type` of an entry. */
export const MANIFEST = {
  signature: 0,
  hardwareMask: 1,
  chainMajor: 2,
  chainMinor: 3,
  chainType: 4,
  buildMajor: 5,
  buildMinor: 6,
  buildType: 7,
  manifestVersion: 8,
  buildNumber: 9,
  buildDate: 10,
  buildTime: 11,
  deviceType: 12,
  buildHost: 13,
  buildUser: 14,
  description: 15,
  versionText: 16,
  sustaining: 17,
  subVersion: 18,
  generic0: 19,
  generic1: 20,
  softloaderMajor: 21,
  softloaderMinor: 22,
  freeSpace: 23,
} as const;

/** The first entry's data. */
export const MANIFEST_SIGNATURE = 0x1234abcd;
/** `chainType`. */
export const CHAIN_TYPE = { softloader: 0, firmware: 1, parameters: 2, custom: 3, session: 4 } as const;

const ENTRY = layout({ Type: u32, Length: lengthOf(u32, "Data"), Data: rest });
const ENTRIES = layout({ Entries: many(ENTRY) });

export interface ManifestEntry {
  readonly type: number;
  readonly data: Uint8Array;
}

/** The entries as far as they can be read. */
export function readManifest(octets: Uint8Array): readonly ManifestEntry[] {
  try {
    const { Entries } = read(ENTRIES, octets).value;
    return Entries.map(({ Type, Data }) => ({ type: Type, data: fromHex(Data) }));
  } catch (error) {
    // What is left of a torn manifest is not worth believing.
    if (error instanceof LayoutError) return [];
    throw error;
  }
}

export const writeManifest = (entries: readonly ManifestEntry[]): Uint8Array =>
  write(ENTRIES, { Entries: entries.map(({ type, data }) => ({ Type: type, Data: toHex(data) })) });

/** An entry of text ends at NUL; behind it stands `ff`. */
export function manifestText(entries: readonly ManifestEntry[], type: number): string | undefined {
  const data = entries.find((entry) => entry.type === type)?.data;
  if (!data) return undefined;
  const end = data.indexOf(0);
  return String.fromCharCode(...data.subarray(0, end < 0 ? data.length : end));
}

export function manifestNumber(entries: readonly ManifestEntry[], type: number): number | undefined {
  const data = entries.find((entry) => entry.type === type)?.data;
  if (data?.length !== 4) return undefined;
  return new DataView(data.buffer, data.byteOffset, 4).getUint32(0, true);
}
