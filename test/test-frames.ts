/**
 * Frames for tests of cables and ports: of a type that IEEE keeps for local experiments, so that nobody else sends such.
 *
 * @module
 */

import { macOctets } from "../src/base/mac-address.ts";

/** Local Experimental EtherType 1 (IEEE 802). */
export const TEST_TYPE = 0x88b5;

export interface FrameParts {
  readonly to?: string;
  readonly from?: string;
  /** What stands behind the type. */
  readonly content?: Uint8Array;
}

export function testFrame({
  to = "ff:ff:ff:ff:ff:ff",
  from = "02:00:00:00:00:01",
  content = new Uint8Array(46),
}: FrameParts = {}): Uint8Array {
  const frame = new Uint8Array(14 + content.length);
  frame.set(macOctets(to));
  frame.set(macOctets(from), 6);
  new DataView(frame.buffer).setUint16(12, TEST_TYPE);
  frame.set(content, 14);
  return frame;
}

export function numberedFrame(number: number): Uint8Array {
  const content = new Uint8Array(46);
  new DataView(content.buffer).setUint32(0, number);
  return testFrame({ content });
}

export const numberOf = (octets: Uint8Array): number => new DataView(octets.buffer, octets.byteOffset).getUint32(14);
