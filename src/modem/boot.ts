/**
 * Starts a chip without flash memory: what prepares its memory is run, the parameters are put into it, the firmware is run.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import { randomInteger, systemRandom } from "../base/random.ts";
import { checksum32 } from "../layout/checksum.ts";
import {
  APPLET,
  WRITE_AND_EXECUTE_APPLET_CNF,
  WRITE_AND_EXECUTE_APPLET_REQ,
} from "../messages/homeplug/qualcomm-memory.ts";
import { ask, checkStatus, type Desk } from "./asking.ts";
import { ModemError } from "./failures.ts";
import { checkPib } from "./pib/check.ts";
import { IMAGE_TYPE, isChain, type NvmImage, readChain } from "./pib/nvm.ts";
import type { OnProgress } from "./read-parameters.ts";
import { waitUntilBack } from "./restart.ts";

const PART = 1400;
/** `AllowedMemory`: for what is run, and for parameters. */
const PROGRAM = `01${"00".repeat(7)}`;
const DATA = "00".repeat(8);
/** Run before the parameters are there. */
const PREPARING: readonly number[] = [IMAGE_TYPE.memoryControl, IMAGE_TYPE.applet];

export interface BootOptions {
  /** The whole `.pib` file. */
  readonly parameters: Uint8Array;
  /** The whole `.nvm` file: the firmware, and what prepares the memory, unless that is in a file of its own. */
  readonly firmware: Uint8Array;
  /** What prepares the memory (`softloader`), where the firmware's file has it not. */
  readonly preparation?: Uint8Array;
  readonly onProgress?: OnProgress;
}

/**
 * @returns the firmware that runs then.
 * @throws {ModemError} `unsuitable` where it runs firmware already, `bad-file`, `refused`, `vanished`
 */
export async function boot(
  desk: Desk,
  { parameters, firmware, preparation, onProgress }: BootOptions,
): Promise<string> {
  const { adapter } = desk;
  if (!adapter.isInBootLoader) {
    throw new ModemError("unsuitable", `Cannot boot ${adapter.mac}: it runs ${adapter.firmware} already`);
  }
  if (adapter.generation !== "newer") {
    throw new ModemError(
      "unsuitable",
      `Cannot boot ${adapter.mac}: ${adapter.chip} is started by other messages (int6kboot)`,
    );
  }
  const fault = checkPib(parameters).find(({ isGrave }) => isGrave);
  if (fault) throw new ModemError("bad-file", `Cannot boot ${adapter.mac}: the parameters are unfit, ${fault.words}`);
  const images = imagesOf(firmware, "the firmware");
  const preparing = [...(preparation ? imagesOf(preparation, "the softloader") : []), ...images].filter(({ header }) =>
    PREPARING.includes(header.ImageType),
  );
  const main = images.find(({ header }) => header.ImageType === IMAGE_TYPE.firmware);
  if (!main) throw new ModemError("bad-file", `Cannot boot ${adapter.mac}: there is no firmware in the file`);

  const all = [...preparing, main].reduce((sum, { image }) => sum + image.length, parameters.length);
  let done = 0;
  const advance = (octets: number) => {
    done += octets;
    onProgress?.(done, all);
  };
  const run = (image: NvmImage) =>
    put(
      desk,
      image.image,
      { at: image.header.ImageAddress, entry: image.header.EntryPoint, memory: PROGRAM, isRun: true },
      advance,
    );

  for (const image of preparing) await run(image);
  await put(desk, parameters, { ...ofParameters(parameters), memory: DATA, isRun: false }, advance);
  await run(main);
  return waitUntilBack(desk);
}

function imagesOf(octets: Uint8Array, what: string): readonly NvmImage[] {
  const { images, because } = isChain(octets) ? readChain(octets) : { images: [], because: "it is no chain of images" };
  const damaged = images.find(({ isHeaderIntact, isImageIntact }) => !isHeaderIntact || !isImageIntact);
  const fault = because ?? (damaged ? `the image at 0x${damaged.imageOffset.toString(16)} does not add up` : undefined);
  if (fault !== undefined) throw new ModemError("bad-file", `Cannot use ${what}: ${fault}`);
  return images;
}

/** [tool] the whole file is written, and told are length and sum of the one image in it that counts. */
function ofParameters(octets: Uint8Array) {
  const image = readChain(octets).images.find(({ header }) => header.ImageType === IMAGE_TYPE.parameters);
  if (!image) throw new ModemError("bad-file", "Cannot boot with parameters of an older chip");
  const { ImageAddress, EntryPoint, ImageLength, ImageChecksum } = image.header;
  return { at: ImageAddress, entry: EntryPoint, total: ImageLength, checksum: ImageChecksum };
}

interface Place {
  readonly at: number;
  readonly entry: number;
  /** Of what is written, unless given. */
  readonly total?: number;
  readonly checksum?: number;
  readonly memory: string;
  readonly isRun: boolean;
}

async function put(desk: Desk, image: Uint8Array, place: Place, advance: (octets: number) => void): Promise<void> {
  const ClientSession = randomInteger(1, 0x7fffffff, systemRandom);
  const { total: TotalLength = image.length, checksum: Checksum = checksum32(image) } = place;
  for (let offset = 0; offset < image.length; offset += PART) {
    const part = image.subarray(offset, offset + PART);
    const isLast = offset + PART >= image.length;
    const PartAddress = place.at + offset;
    const { Status } = await ask(
      desk,
      WRITE_AND_EXECUTE_APPLET_REQ,
      {
        ClientSession,
        ServerSession: 0,
        Flags: APPLET.absoluteAddress | (isLast && place.isRun ? APPLET.execute : 0),
        AllowedMemory: place.memory,
        TotalLength,
        PartAddress,
        EntryPoint: place.entry,
        Checksum,
        Data: toHex(part),
      },
      WRITE_AND_EXECUTE_APPLET_CNF,
      { test: (answer) => answer.ClientSession === ClientSession && answer.PartAddress === PartAddress },
    );
    checkStatus(WRITE_AND_EXECUTE_APPLET_CNF, Status, desk.adapter, "boot it");
    advance(part.length);
  }
}
