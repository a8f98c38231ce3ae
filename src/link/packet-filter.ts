/**
 * Programs for the kernel's packet filter (classic BPF), which keep out what a port does not want to hear before it costs
 * anything.
 *
 * @module
 */

import { FRAME_HEADER } from "./port.ts";

export interface FilterOptions {
  readonly etherType?: number | undefined;
  readonly hearsOutgoing: boolean;
  readonly isPromiscuous: boolean;
}

// Instructions of linux/filter.h: load a word or half a word from a fixed place, jump where equal, give a constant.
const LOAD_WORD = 0x20;
const LOAD_HALF = 0x28;
const JUMP_EQUAL = 0x15;
const GIVE = 0x06;

/** Here the kernel answers what kind of packet it is. */
const PACKET_TYPE = 0xfffff004;
const PACKET_OTHERHOST = 3;
const PACKET_OUTGOING = 4;
const ETHER_TYPE = FRAME_HEADER - 2;
/** The filter gives how much of a frame is wanted: more than there ever is. */
const WHOLE = 0x7fffffff;
const INSTRUCTION_SIZE = 8;

type Test = readonly [load: number, from: number, value: number, wanted: boolean];

/** The instructions, eight octets each. */
export function filterProgram({ etherType, hearsOutgoing, isPromiscuous }: FilterOptions): Uint8Array {
  const tests: Test[] = [];
  if (!isPromiscuous) tests.push([LOAD_WORD, PACKET_TYPE, PACKET_OTHERHOST, false]);
  if (!hearsOutgoing) tests.push([LOAD_WORD, PACKET_TYPE, PACKET_OUTGOING, false]);
  if (etherType !== undefined) tests.push([LOAD_HALF, ETHER_TYPE, etherType, true]);

  const length = 2 * tests.length + 2;
  const view = new DataView(new ArrayBuffer(length * INSTRUCTION_SIZE));
  let at = 0;
  const instruct = (code: number, ifTrue: number, ifFalse: number, constant: number) => {
    view.setUint16(at * INSTRUCTION_SIZE, code, true);
    view.setUint8(at * INSTRUCTION_SIZE + 2, ifTrue);
    view.setUint8(at * INSTRUCTION_SIZE + 3, ifFalse);
    view.setUint32(at * INSTRUCTION_SIZE + 4, constant, true);
    at++;
  };
  for (const [load, from, value, wanted] of tests) {
    instruct(load, 0, 0, from);
    // Jumps are counted from the next instruction; the last one refuses.
    const toRefusal = length - 1 - (at + 1);
    instruct(JUMP_EQUAL, wanted ? 0 : toRefusal, wanted ? toRefusal : 0, value);
  }
  instruct(GIVE, 0, 0, WHOLE);
  instruct(GIVE, 0, 0, 0);
  return new Uint8Array(view.buffer);
}
