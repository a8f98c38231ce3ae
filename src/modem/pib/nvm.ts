/**
 * Chains of images in a file, as chips from QCA7420 and QCA7000 on have them for parameters (`.pib`) and firmware (`.nvm`):
 * a header, its image, the next header.
 *
 * @module
 */

import { checksum32 } from "../../layout/checksum.ts";
import { checksum, type Infer, layout, reserved, u8, u16, u32 } from "../../layout/layout.ts";
import { LayoutError, read } from "../../layout/read.ts";
import { write } from "../../layout/write.ts";

/** `ImageType`. */
export const IMAGE_TYPE = {
  generic: 0x0,
  memoryConfiguration: 0x1,
  memoryConfiguration2: 0x2,
  applet: 0x3,
  firmware: 0x4,
  oasClient: 0x5,
  custom: 0x6,
  memoryControl: 0x7,
  powerManagement: 0x8,
  oasClientIp: 0x9,
  oasClientTr069: 0xa,
  softloader: 0xb,
  flashLayout: 0xc,
  manifest: 0xe,
  parameters: 0xf,
} as const;

/** No entry point, no further header. */
export const NOWHERE = 0xffffffff;

/** `ImageNvmAddress` is the place of the image in the file, `ImageAddress` where the chip loads it. */
export const NVM_HEADER = layout({
  MajorVersion: u16,
  MinorVersion: u16,
  ExecuteMask: u32,
  ImageNvmAddress: u32,
  ImageAddress: u32,
  ImageLength: u32,
  ImageChecksum: u32,
  EntryPoint: u32,
  NextHeader: u32,
  PrevHeader: u32,
  ImageType: u32,
  ModuleID: u16,
  ModuleSubID: u16,
  AppletEntryVersion: u16,
  reserved: reserved(46),
  HeaderChecksum: checksum(u32),
});
export type NvmHeader = Infer<typeof NVM_HEADER>;
export const NVM_HEADER_LENGTH = 96;

/** The header of older chips' firmware (INT6x00, AR7400); the kind is in `ImageType`. `IgnoreMask`: chips that pass it over. */
const OLD_NVM_HEADER = layout({
  HeaderVersion: u32,
  ImageNvmAddress: u32,
  ImageAddress: u32,
  ImageLength: u32,
  ImageChecksum: u32,
  EntryPoint: u32,
  HeaderMinorVersion: u8,
  ImageType: u8,
  IgnoreMask: u16,
  ModuleID: u32,
  ModuleSubID: u32,
  NextHeader: u32,
  HeaderChecksum: checksum(u32),
});
/** `HeaderVersion` of the older header. */
const OLD_NVM_VERSION = 0x60000000;
/** Octets of the older header. */
const OLD_NVM_HEADER_LENGTH = 44;

/** A file of one image as older chips have it. */
export function writeOldImage({ type, image, address = 0 }: ImageToWrite): Uint8Array {
  const header = write(OLD_NVM_HEADER, {
    HeaderVersion: OLD_NVM_VERSION,
    ImageNvmAddress: OLD_NVM_HEADER_LENGTH,
    ImageAddress: address,
    ImageLength: image.length,
    ImageChecksum: checksum32(image),
    EntryPoint: address,
    HeaderMinorVersion: 0,
    ImageType: type,
    IgnoreMask: 0,
    ModuleID: 0,
    ModuleSubID: 0,
    NextHeader: NO_NEXT_HEADER,
  });
  const octets = new Uint8Array(header.length + image.length);
  octets.set(header);
  octets.set(image, header.length);
  return octets;
}
/** The older header says by this that none follows. */
const NO_NEXT_HEADER = 0;

export interface NvmImage {
  readonly header: NvmHeader;
  /** Where the header stands in the file. */
  readonly headerOffset: number;
  readonly imageOffset: number;
  /** As much of the image as is there. */
  readonly image: Uint8Array;
  /** The header adds up to itself. */
  readonly isHeaderIntact: boolean;
  /** The image is there whole, and adds up to what the header says. */
  readonly isImageIntact: boolean;
}

/** Headers start with it: version 1.1. */
const VERSION = 1;

/** Whether the file begins with a header of a chain. */
export const isChain = (octets: Uint8Array): boolean =>
  octets.length >= NVM_HEADER_LENGTH &&
  octets[0] === VERSION &&
  octets[1] === 0 &&
  octets[2] === VERSION &&
  octets[3] === 0;

/**
 * The images of a chain as far as it can be followed.
 *
 * @returns them, and why the chain ends before its last header where it does.
 */
export function readChain(octets: Uint8Array): { readonly images: readonly NvmImage[]; readonly because?: string } {
  const images: NvmImage[] = [];
  for (let at = 0; ; ) {
    let header: NvmHeader;
    try {
      header = read(NVM_HEADER, octets.subarray(at)).value;
    } catch (error) {
      if (error instanceof LayoutError)
        return { images, because: `the file ends in the header at 0x${at.toString(16)}` };
      throw error;
    }
    if (header.MajorVersion !== VERSION) {
      return { images, because: `no header at 0x${at.toString(16)}: version ${header.MajorVersion} found, 1 expected` };
    }
    const imageOffset = at + NVM_HEADER_LENGTH;
    const image = octets.subarray(imageOffset, imageOffset + header.ImageLength);
    images.push({
      header,
      headerOffset: at,
      imageOffset,
      image,
      isHeaderIntact: checksum32(octets.subarray(at, imageOffset)) === 0,
      isImageIntact: image.length === header.ImageLength && checksum32(image) === header.ImageChecksum,
    });
    if (header.NextHeader === NOWHERE) return { images };
    // Only forwards, so that no chain goes round in circles.
    if (header.NextHeader < imageOffset) {
      return {
        images,
        because: `the header at 0x${at.toString(16)} points back to 0x${header.NextHeader.toString(16)}`,
      };
    }
    at = header.NextHeader;
  }
}

/** Works the checksums of an image anew, in place: of the image, and then of its header. */
export function repairChecksums(octets: Uint8Array, { headerOffset, imageOffset, header }: NvmImage): void {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const image = octets.subarray(imageOffset, imageOffset + header.ImageLength);
  view.setUint32(headerOffset + IMAGE_CHECKSUM, checksum32(image), true);
  view.setUint32(headerOffset + HEADER_CHECKSUM, 0, true);
  view.setUint32(headerOffset + HEADER_CHECKSUM, checksum32(octets.subarray(headerOffset, imageOffset)), true);
}
/** Places in a header. */
const IMAGE_CHECKSUM = 20;
const HEADER_CHECKSUM = 92;

export interface ImageToWrite {
  readonly type: number;
  readonly image: Uint8Array;
  /** Where the chip loads it; 0 where it does not. */
  readonly address?: number;
  /** Where it is begun; nowhere in what is not run. */
  readonly entry?: number;
}

/** A file of images in a chain. */
export function writeChain(images: readonly ImageToWrite[]): Uint8Array {
  const length = images.reduce((sum, { image }) => sum + NVM_HEADER_LENGTH + image.length, 0);
  const octets = new Uint8Array(length);
  let [at, previous] = [0, NOWHERE];
  for (const [i, { type, image, address = 0, entry = NOWHERE }] of images.entries()) {
    const imageOffset = at + NVM_HEADER_LENGTH;
    const next = imageOffset + image.length;
    const header = write(NVM_HEADER, {
      MajorVersion: VERSION,
      MinorVersion: VERSION,
      ExecuteMask: 0,
      ImageNvmAddress: imageOffset,
      ImageAddress: address,
      ImageLength: image.length,
      ImageChecksum: checksum32(image),
      EntryPoint: entry,
      NextHeader: i + 1 < images.length ? next : NOWHERE,
      PrevHeader: previous,
      ImageType: type,
      ModuleID: 0,
      ModuleSubID: 0,
      AppletEntryVersion: 0,
    });
    octets.set(header, at);
    octets.set(image, imageOffset);
    [previous, at] = [at, next];
  }
  return octets;
}
