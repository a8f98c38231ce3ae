import { expectTypeOf } from "vitest";
import type { Infer } from "../../layout/layout.ts";
import type { Mme } from "./message.ts";
import type { CM_HFID_REQ } from "./network.ts";
import type { MODULE_OPERATION_CNF, MODULE_OPERATION_REQ, RD_MOD_CNF } from "./qualcomm.ts";
import type { CM_SLAC_PARM_REQ } from "./slac.ts";

type ValueOf<M> = M extends Mme<infer V> ? V : never;

expectTypeOf<ValueOf<typeof CM_SLAC_PARM_REQ>>().toEqualTypeOf<{
  APPLICATION_TYPE: number;
  SECURITY_TYPE: number;
  RunID: string;
  CipherSuites?: number[];
}>();
expectTypeOf<ValueOf<typeof CM_HFID_REQ>>().toEqualTypeOf<{ ReqType: number; NID?: string; HFID?: string }>();
// What is worked out need not be given.
expectTypeOf<ValueOf<typeof RD_MOD_CNF>>().toEqualTypeOf<{
  Status: number;
  ModuleID: number;
  Length?: number;
  Offset: number;
  Checksum?: number;
  Data: string;
}>();

type Request = ValueOf<typeof MODULE_OPERATION_REQ>["Operations"][number];
expectTypeOf<Request["Operation"]>().toEqualTypeOf<0x00 | 0x01 | 0x10 | 0x11 | 0x12>();
type Start = Extract<Request, { Operation: 0x10 }>;
expectTypeOf<Start["Modules"][number]>().toEqualTypeOf<{
  ModuleID: number;
  ModuleSubID: number;
  Length: number;
  Checksum: number;
}>();
type Answer = Infer<(typeof MODULE_OPERATION_CNF)["layout"]>["Operations"][number];
expectTypeOf<Extract<Answer, { Operation: 0x00 }>["Data"]>().toEqualTypeOf<string>();
expectTypeOf<Extract<Answer, { Operation: 0x12 }>["CommitCode"]>().toEqualTypeOf<number>();
