/**
 * A simulated modem without flash memory before its host has started it: only the boot loader answers. It takes images into
 * its memory and runs them: first what makes the memory work, then, behind a parameter block, the firmware.
 *
 * @module
 */

import { fromHex, toHex } from "../base/hex.ts";
import { checksum32 } from "../layout/checksum.ts";
import type { Infer } from "../layout/layout.ts";
import {
  APPLET,
  GET_SW_CNF,
  type HOST_ACTION_IND,
  RD_MEM_CNF,
  RS_DEV_CNF,
  SET_SDRAM_CNF,
  ST_MAC_CNF,
  WR_MEM_CNF,
  WRITE_AND_EXECUTE_APPLET_CNF,
  type WRITE_AND_EXECUTE_APPLET_REQ,
} from "../messages/homeplug/qualcomm.ts";
import { PibError, readPib } from "../modem/pib/pib.ts";
import { type Answers, said } from "./modem-answers.ts";
import type { ModemState } from "./simulated-modem.ts";

type AppletPart = Infer<(typeof WRITE_AND_EXECUTE_APPLET_REQ)["layout"]>;

/** Bits of the status of an applet's part. */
const FAULT = { alignment: 0x01, checksum: 0x08, offset: 0x20, length: 0x80 } as const;
const MEMORY = { length: 0x14, alignment: 0x3c } as const;
const START = { checksum: 0x14, load: 0x38 } as const;
/** Where chips load their parameters: AR7x00 and later, INT6300, INT6400. */
const PARAMETERS_AT: readonly number[] = [0x0020_0000, 0x01f0_0000, 0x0100_0000];
const MOST_OF_PART = 1400;
/** Octets of memory in one answer. */
const MOST_OF_MEMORY = 1024;
/** Memory that the chip has, in octets: what is written beyond is refused. */
const MOST_MEMORY = 0x0100_0000;
/** `Action` with which it calls its host, and how often, in milliseconds. */
const BOOT_ME = 0;
const CALL_AGAIN = 1000;

export function bootAnswers(state: ModemState): Answers {
  const { nature } = state;
  /** Images in memory, by where they begin. */
  const images = new Map<number, { readonly octets: number[] }>();
  let current: { readonly at: number; readonly total: number; readonly checksum: number } | undefined;

  const parameters = (): Uint8Array | undefined => {
    for (const address of PARAMETERS_AT) {
      const image = images.get(address);
      if (!image) continue;
      try {
        const octets = Uint8Array.from(image.octets);
        if (readPib(octets).isIntact) return octets;
      } catch (error) {
        if (!(error instanceof PibError)) throw error;
      }
    }
    return undefined;
  };
  /** What is run before there is a parameter block prepares the memory; what is run behind one is the firmware. */
  const run = () => {
    const block = parameters();
    if (block) {
      images.clear();
      state.afterAnswer(() => state.startFirmware(block));
    }
  };
  /** Appends to the image that ends at the address, or begins one there. */
  const put = (address: number, octets: Uint8Array): void => {
    const [at, image] = [...images].find(([begin, { octets }]) => begin + octets.length === address) ?? [];
    if (image && at !== undefined) image.octets.push(...octets);
    else images.set(address, { octets: [...octets] });
  };

  return {
    "GET_SW.REQ": () =>
      said(GET_SW_CNF, {
        Status: 0,
        DeviceID: nature.deviceClass,
        VersionLength: "BootLoader".length + 1,
        Version: "BootLoader",
        Upgradeable: 0,
        BootLoaderIdent: nature.ident,
        Ident: 0,
        Stepping: 0,
        Cookie: 0,
        Late: "0000000000000000",
      }),
    "RS_DEV.REQ": () => {
      state.afterAnswer(state.reset);
      return said(RS_DEV_CNF, { Status: 0 });
    },
    "SET_SDRAM.REQ": () => said(SET_SDRAM_CNF, { Status: 0 }),
    "WRITE_AND_EXECUTE_APPLET.REQ": (value) => {
      const part = value as unknown as AppletPart;
      const { Data, TotalLength, PartAddress, Checksum, Flags } = part;
      const octets = fromHex(Data).subarray(0, part.PartLength);
      const isNew = current?.total !== TotalLength || current.checksum !== Checksum || current.at === PartAddress;
      if (isNew) {
        current = { at: PartAddress, total: TotalLength, checksum: Checksum };
        images.delete(PartAddress);
      }
      const base = current!.at;
      // [tool] parameters come with the length and sum of their image alone, and with the headers before it (plcboot); or as
      // a program does, with the sum that stands in themselves (ampboot).
      const isProgram = !part.AllowedMemory.startsWith("00") && !PARAMETERS_AT.includes(base);
      const done = images.get(base)?.octets.length ?? 0;
      const isTooMuch = done + octets.length > (isProgram ? TotalLength : MOST_MEMORY);
      let Status = 0;
      if (PartAddress % 4 !== 0) Status |= FAULT.alignment;
      if (octets.length > MOST_OF_PART || octets.length === 0 || TotalLength > MOST_MEMORY) Status |= FAULT.length;
      if (PartAddress !== base + done || isTooMuch) Status |= FAULT.offset;
      if (Status === 0) {
        put(PartAddress, octets);
        const image = images.get(base)!;
        const isWhole = isProgram && image.octets.length === TotalLength;
        if (isWhole && checksum32(Uint8Array.from(image.octets)) !== Checksum) Status |= FAULT.checksum;
        else if (isWhole && (Flags & APPLET.execute) !== 0) run();
        if (isWhole) current = undefined;
      }
      const { Data: _, PartLength: __, ...echo } = part;
      return said(WRITE_AND_EXECUTE_APPLET_CNF, {
        ...echo,
        Status,
        PartLength: octets.length,
        AbsoluteAddress: PartAddress,
        AbsoluteEntryPoint: part.EntryPoint,
      });
    },
    "WR_MEM.REQ": ({ Address, Length, Data }) => {
      const octets = fromHex(String(Data)).subarray(0, Number(Length));
      const all = [...images.values()].reduce((sum, { octets }) => sum + octets.length, octets.length);
      const isFine = octets.length > 0 && all <= MOST_MEMORY;
      const Status = Number(Address) % 4 !== 0 ? MEMORY.alignment : isFine ? 0 : MEMORY.length;
      if (Status === 0) put(Number(Address), octets);
      return said(WR_MEM_CNF, { Status, Address: Number(Address), Length: octets.length });
    },
    "RD_MEM.REQ": ({ Address, Length }) => {
      const [at, image] =
        [...images].find(
          ([begin, { octets }]) => begin <= Number(Address) && Number(Address) < begin + octets.length,
        ) ?? [];
      const from = Number(Address) - (at ?? 0);
      const octets = Uint8Array.from(image?.octets.slice(from, from + Math.min(Number(Length), MOST_OF_MEMORY)) ?? []);
      return said(RD_MEM_CNF, { Status: image ? 0 : MEMORY.length, Address: Number(Address), Data: toHex(octets) });
    },
    "ST_MAC.REQ": ({ ModuleID, LoadAddress, Length, Checksum }) => {
      const image = images.get(Number(LoadAddress));
      const octets = Uint8Array.from(image?.octets.slice(0, Number(Length)) ?? []);
      const Status = !image ? START.load : checksum32(octets) !== Checksum ? START.checksum : 0;
      if (Status === 0) run();
      return said(ST_MAC_CNF, { Status, ModuleID: Number(ModuleID) });
    },
  };
}

/** While it waits for its host it calls for it. */
export function callForBoot(
  state: ModemState,
  isDark: () => boolean,
  tell: (call: Infer<(typeof HOST_ACTION_IND)["layout"]>) => void,
): { readonly close: () => void } {
  if (state.hasFlash) return { close: () => {} };
  let cancel = () => {};
  const call = () => {
    if (state.isInBootLoader && !isDark()) tell({ Action: BOOT_ME, MajorVersion: 1, MinorVersion: 0 });
    cancel = state.clock.after(CALL_AGAIN, call);
  };
  cancel = state.clock.after(CALL_AGAIN, call);
  return { close: () => cancel() };
}
