/**
 * How a simulated modem from AR7420 and QCA7000 on gives and takes its modules: parameters and firmware, read part by
 * part, and written in a session that is checked when it is committed.
 *
 * @module
 */

import { fromHex, toHex } from "../base/hex.ts";
import { checksum32 } from "../layout/checksum.ts";
import type { Infer } from "../layout/layout.ts";
import {
  COMMIT,
  MODULE,
  MODULE_OPERATION_CNF,
  type MODULE_OPERATION_REQ,
  MODULE_PART,
  OPERATION,
} from "../messages/homeplug/qualcomm.ts";
import { type Answers, said } from "./modem-answers.ts";
import { faultOfFirmware, faultOfParameters } from "./modem-flash-checks.ts";
import type { ModemState } from "./simulated-modem.ts";

type Operation = Infer<(typeof MODULE_OPERATION_REQ)["layout"]>["Operations"][number];
type Confirmed = Infer<(typeof MODULE_OPERATION_CNF)["layout"]>["Operations"][number];
type Of<O extends number> = Extract<Operation, { Operation: O }>;

const STATUS = {
  count: 0x10,
  session: 0x12,
  dataCount: 0x13,
  noModule: 0x14,
  moduleLength: 0x15,
  index: 0x16,
  dataLength: 0x17,
  offset: 0x18,
  duplicate: 0x1b,
  invalid: 0x1c,
  noFlash: 0x20,
  tooLarge: 0x21,
  checksum: 0x30,
  seeModules: 0x31,
  noParameters: 0x46,
  noSoftloader: 0x71,
} as const;

const NAMES: Readonly<Record<number, "parameters" | "softloader">> = {
  [MODULE.parameters]: "parameters",
  [MODULE.softloader]: "softloader",
};
const WRITABLE: readonly number[] = [MODULE.parameters, MODULE.firmware, MODULE.softloader];
/** Octets that the flash has for one module. */
const ROOM = 0x20_0000;
const MOST_MODULES = 10;

interface Written {
  readonly id: number;
  readonly length: number;
  readonly checksum: number;
  readonly octets: Uint8Array;
  done: number;
}
interface Session {
  readonly id: number;
  readonly modules: readonly Written[];
}

export function moduleAnswers(state: ModemState): Answers {
  let session: Session | undefined;
  const answer = (Status: number, operation: Confirmed) =>
    said(MODULE_OPERATION_CNF, { Status, ErrorRecord: 0, Operations: [operation] });

  /** What it works with, and what it will start with. The firmware is the same in both. */
  const moduleFor = (id: number, isFlash: boolean): Uint8Array | undefined => {
    if (id === MODULE.parameters) return isFlash ? state.flash : state.pib;
    if (id === MODULE.softloader) return state.softloader;
    return id === MODULE.firmware ? state.firmware : undefined;
  };

  const read = (question: Of<0> | Of<1>) => {
    const { Operation, ModuleID, ModuleSubID, DataLength, Offset } = question;
    const isFlash = Operation === OPERATION.readFlash;
    const octets = moduleFor(ModuleID, isFlash);
    const Status =
      isFlash && !state.hasFlash
        ? STATUS.noFlash
        : !octets
          ? ModuleID === MODULE.softloader
            ? STATUS.noSoftloader
            : STATUS.noModule
          : DataLength > MODULE_PART
            ? STATUS.dataLength
            : Offset > octets.length
              ? STATUS.offset
              : 0;
    const Data = octets && Status === 0 ? toHex(octets.subarray(Offset, Offset + DataLength)) : "";
    return answer(Status, { Operation, ModuleID, ModuleSubID, Offset, Data });
  };

  const start = ({ Operation, SessionID, Modules }: Of<16>) => {
    const fault = (index: number): number => {
      const { ModuleID, Length } = Modules[index]!;
      if (!WRITABLE.includes(ModuleID)) return STATUS.invalid;
      if (Modules.findIndex((one) => one.ModuleID === ModuleID) < index) return STATUS.duplicate;
      if (Length > ROOM) return STATUS.tooLarge;
      return Length === 0 ? STATUS.moduleLength : 0;
    };
    const outcomes = Modules.slice(0, MOST_MODULES).map((_, index) => ({ Status: fault(index), ErrorRecord: 0 }));
    const isCounted = Modules.length > 0 && Modules.length <= MOST_MODULES;
    const isFine = outcomes.every(({ Status }) => Status === 0);
    const Status = !state.hasFlash ? STATUS.noFlash : !isCounted ? STATUS.dataCount : isFine ? 0 : STATUS.seeModules;
    if (Status === 0) {
      session = {
        id: SessionID,
        modules: Modules.map(({ ModuleID, Length, Checksum }) => ({
          id: ModuleID,
          length: Length,
          checksum: Checksum,
          octets: new Uint8Array(Length),
          done: 0,
        })),
      };
    }
    return answer(Status, { Operation, SessionID, Modules: outcomes });
  };

  const write = (question: Of<17>) => {
    const { Operation, SessionID, ModuleIndex, ModuleID, ModuleSubID, Offset } = question;
    // The room behind the part is sent, too.
    const octets = fromHex(question.Data).subarray(0, question.DataLength);
    const module = session?.id === SessionID ? session.modules[ModuleIndex] : undefined;
    const Status =
      session?.id !== SessionID
        ? STATUS.session
        : !module
          ? STATUS.index
          : module.id !== ModuleID
            ? STATUS.invalid
            : octets.length > MODULE_PART || octets.length === 0 || Offset + octets.length > module.length
              ? STATUS.dataLength
              : Offset !== module.done
                ? STATUS.offset
                : 0;
    if (module && Status === 0) {
      module.octets.set(octets, Offset);
      module.done += octets.length;
    }
    return answer(Status, {
      Operation,
      SessionID,
      ModuleIndex,
      ModuleID,
      ModuleSubID,
      DataLength: octets.length,
      Offset,
    });
  };

  const commit = ({ Operation, SessionID, CommitCode }: Of<18>) => {
    if (session?.id !== SessionID) return answer(STATUS.session, { Operation, SessionID, CommitCode, Modules: [] });
    const { modules } = session;
    const hasParameters = modules.some(({ id }) => id === MODULE.parameters);
    const isForced = (CommitCode & COMMIT.force) !== 0;
    const fault = ({ id, octets, done, length, checksum }: Written): number => {
      if (done < length) return STATUS.moduleLength;
      if (checksum32(octets) !== checksum) return STATUS.checksum;
      if (id === MODULE.parameters) return faultOfParameters(octets, state, isForced);
      return hasParameters || id === MODULE.softloader ? faultOfFirmware(octets) : STATUS.noParameters;
    };
    const Modules = modules.map((module) => ({ Status: fault(module), ErrorRecord: 0 }));
    const isFine = Modules.every(({ Status }) => Status === 0);
    if (isFine) {
      for (const { id, octets } of modules) {
        if (id === MODULE.parameters) {
          state.flash = octets;
          // The highest bit makes it negative in JavaScript.
          if ((CommitCode & COMMIT.factoryToo) !== 0) state.factory = octets;
        } else if (id === MODULE.softloader) state.softloader = octets;
        else state.firmware = octets;
        state.tellEvent({ type: "committed", module: NAMES[id] ?? "firmware" });
      }
      session = undefined;
      if ((CommitCode & COMMIT.noReset) === 0) state.afterAnswer(state.reset);
    }
    return answer(isFine ? 0 : STATUS.seeModules, { Operation, SessionID, CommitCode, Modules });
  };

  return {
    "MODULE_OPERATION.REQ": (value) => {
      const { Operations } = value as unknown as { readonly Operations: readonly Operation[] };
      const operation = Operations[0];
      if (!operation || Operations.length !== 1) {
        return said(MODULE_OPERATION_CNF, { Status: STATUS.count, ErrorRecord: 0, Operations: [] });
      }
      switch (operation.Operation) {
        case OPERATION.startSession:
          return start(operation);
        case OPERATION.write:
          return write(operation);
        case OPERATION.commit:
          return commit(operation);
        default:
          return read(operation);
      }
    },
  };
}
