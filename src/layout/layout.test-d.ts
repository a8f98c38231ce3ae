import { expectTypeOf } from "vitest";
import {
  bits,
  checksum,
  constant,
  counted,
  fill,
  type Infer,
  layout,
  lengthOf,
  mac,
  many,
  reserved,
  rest,
  tagged,
  tail,
  text,
  u8,
  u16,
  u32,
  u64,
  when,
} from "./layout.ts";

const Everything = layout({
  Magic: constant(u16, 0x1234),
  reserved: reserved(3),
  Kind: u8,
  Peer: mac,
  Time: u64,
  Flags: bits(u8, { low: 3, high: 5 }),
  Stations: counted(u8, layout({ MAC: mac, Name: text(8) })),
  Options: many(u16),
  Cipher: when("Kind", 1, u16),
  DataLength: lengthOf(u16, "Data"),
  DataChecksum: checksum(u32, "Data"),
  Data: rest,
  unused: fill(100, "Data"),
  Late: tail(u8),
});
expectTypeOf<Infer<typeof Everything>>().toEqualTypeOf<{
  Kind: number;
  Peer: string;
  Time: string;
  Flags: { low: number; high: number };
  Stations: { MAC: string; Name: string }[];
  Options: number[];
  Cipher?: number;
  DataLength?: number;
  DataChecksum?: number;
  Data: string;
  Late?: number;
}>();

const Operation = tagged(
  "Operation",
  { Operation: u16, reserved: reserved(4) },
  { 0: { Offset: u32 }, 17: { Data: rest } },
);
type Operation = Infer<typeof Operation>;
expectTypeOf<Operation>().toEqualTypeOf<{ Operation: 0; Offset: number } | { Operation: 17; Data: string }>();
expectTypeOf<Extract<Operation, { Operation: 0x11 }>["Data"]>().toEqualTypeOf<string>();
