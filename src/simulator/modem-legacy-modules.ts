/**
 * How a simulated modem of an older chip (INT6x00, AR7400) gives and takes its modules: by parts of 1024 octets into its
 * memory, and from there into its flash.
 *
 * @module
 */

import { fromHex, toHex } from "../base/hex.ts";
import { checksum32 } from "../layout/checksum.ts";
import { LEGACY_MODULE, LEGACY_PART, MOD_NVM_CNF, RD_MOD_CNF, WR_MOD_CNF } from "../messages/homeplug/qualcomm.ts";
import { type Answers, said } from "./modem-answers.ts";
import { faultOfParameters, OLDER_FAULT } from "./modem-flash-checks.ts";
import type { ModemState } from "./simulated-modem.ts";

const STATUS = { module: 0x10, length: 0x12, checksum: 0x14, offset: 0x20 } as const;
const COMMIT = { module: 0x10, noFlash: 0x14, noParameters: 0x42 } as const;
/** Octets that the memory has for what is written. */
const ROOM = 0x20_0000;

export function legacyModuleAnswers(state: ModemState): Answers {
  /** What was written and is not in the flash yet, by module: as many octets as have come without a gap. */
  const written = new Map<number, { octets: Uint8Array; length: number }>();

  return {
    "RD_MOD.REQ": (value) => {
      const { ModuleID, Length, Offset } = value as { ModuleID: number; Length: number; Offset: number };
      const octets =
        ModuleID === LEGACY_MODULE.parameters
          ? state.pib
          : ModuleID === LEGACY_MODULE.firmware
            ? state.firmware
            : undefined;
      const Status = !octets
        ? STATUS.module
        : Length > LEGACY_PART
          ? STATUS.length
          : Offset > octets.length
            ? STATUS.offset
            : 0;
      // It gives as many octets of its memory as are asked for, also behind the module's end: int6k insists on it.
      const part = new Uint8Array(Length);
      if (octets && Status === 0) part.set(octets.subarray(Offset, Offset + Length));
      const Data = Status === 0 ? toHex(part) : "";
      return said(RD_MOD_CNF, { Status, ModuleID, Offset, Data });
    },
    "WR_MOD.REQ": (value) => {
      const { ModuleID, Length, Offset, Checksum, Data } = value as {
        readonly [name in "ModuleID" | "Length" | "Offset" | "Checksum"]: number;
      } & { readonly Data: string };
      const octets = fromHex(Data).subarray(0, Length);
      const isKnown = ModuleID === LEGACY_MODULE.parameters || ModuleID === LEGACY_MODULE.firmware;
      if (isKnown && Offset === 0) written.set(ModuleID, { octets: new Uint8Array(ROOM), length: 0 });
      const room = written.get(ModuleID);
      const Status = !isKnown
        ? STATUS.module
        : octets.length === 0 || octets.length > LEGACY_PART
          ? STATUS.length
          : checksum32(octets) !== Checksum
            ? STATUS.checksum
            : !room || Offset > room.length || Offset + octets.length > ROOM
              ? STATUS.offset
              : 0;
      if (room && Status === 0) {
        room.octets.set(octets, Offset);
        room.length = Math.max(room.length, Offset + octets.length);
      }
      return said(WR_MOD_CNF, { Status, ModuleID, Length: octets.length, Offset });
    },
    "MOD_NVM.REQ": ({ ModuleID: bits }) => {
      const ModuleID = Number(bits);
      const wants = (bit: number) => (ModuleID & bit) !== 0;
      const block = written.get(LEGACY_MODULE.parameters);
      const firmware = written.get(LEGACY_MODULE.firmware);
      const isForced = wants(LEGACY_MODULE.force);
      const isMissing = (wants(LEGACY_MODULE.parameters) && !block) || (wants(LEGACY_MODULE.firmware) && !firmware);
      const parameters = block?.octets.slice(0, block.length);
      const Status = !state.hasFlash
        ? COMMIT.noFlash
        : (ModuleID & 3) === 0 || isMissing
          ? COMMIT.module
          : wants(LEGACY_MODULE.firmware) && !wants(LEGACY_MODULE.parameters)
            ? COMMIT.noParameters
            : parameters
              ? olderFault(faultOfParameters(parameters, state, isForced))
              : 0;
      if (Status === 0) {
        if (parameters) {
          state.flash = parameters;
          state.tellEvent({ type: "committed", module: "parameters" });
        }
        if (wants(LEGACY_MODULE.firmware) && firmware) {
          state.firmware = firmware.octets.slice(0, firmware.length);
          state.tellEvent({ type: "committed", module: "firmware" });
        }
        written.clear();
        state.afterAnswer(state.reset);
      }
      return said(MOD_NVM_CNF, { Status, ModuleID });
    },
  };
}

const olderFault = (fault: number) => OLDER_FAULT[fault] ?? fault;
