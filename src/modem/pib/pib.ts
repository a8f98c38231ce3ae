/**
 * A modem's parameter block (PIB) as a file: reading it, and changing fields in it without touching anything else.
 *
 * Newer chips keep the block in a chain of images behind a manifest, older ones have it bare, with a version header.
 *
 * @module
 */

import { checksum32 } from "../../layout/checksum.ts";
import { layout } from "../../layout/layout.ts";
import { read } from "../../layout/read.ts";
import { write } from "../../layout/write.ts";
import { nidOf } from "../../messages/homeplug/keys.ts";
import { CHIP_IDENT } from "../../messages/homeplug/qualcomm-device.ts";
import { lengthOfType, PIB_FIELDS, type PibField, type PibFieldName, type PibFieldValue } from "./fields.ts";
import { MANIFEST, manifestText, readManifest } from "./manifest.ts";
import { IMAGE_TYPE, isChain, type NvmImage, readChain, repairChecksums } from "./nvm.ts";

/** The octets are no parameter block, or a field or value does not suit it. */
export class PibError extends Error {
  override readonly name = "PibError";
}

export interface Pib {
  /** `chain`: from QCA7420 and QCA7000 on; `plain`: INT6x00 and AR7400. */
  readonly form: "chain" | "plain";
  /** The chip that the block names, or its signature in hex where that is not known. Plain blocks name none. */
  readonly chip?: string;
  /** `PIB-QCA7420-1.4.0...` from the manifest; `5-3` (firmware and block) of plain blocks. */
  readonly version?: string;
  /** Where the parameters begin in the file. */
  readonly imageOffset: number;
  /** How long they are by their own header. */
  readonly imageLength: number;
  /** As much of them as is there: a view, not a copy. */
  readonly image: Uint8Array;
  /** All checksums are right, and nothing is missing. */
  readonly isIntact: boolean;
}

/** The shortest image in which the chip can be told. */
const SHORTEST = PIB_FIELDS.Product.offset + lengthOfType(PIB_FIELDS.Product.type);
/** The octets of a plain block's version header. */
const PLAIN_HEADER = 12;
const PLAIN_LENGTH_AT = 4;
const PLAIN_CHECKSUM_AT = 8;

/**
 * Reads as much as is there: the first 1400 octets, which a modem gives at once, tell who it is.
 *
 * @throws {PibError} where the octets are neither form.
 */
export function readPib(octets: Uint8Array): Pib {
  return isChain(octets) ? chainPib(octets) : plainPib(octets);
}

function parametersIn(octets: Uint8Array): { readonly images: readonly NvmImage[]; readonly parameters: NvmImage } {
  const { images, because } = readChain(octets);
  const parameters = images.find(({ header }) => header.ImageType === IMAGE_TYPE.parameters);
  if (!parameters) {
    const kinds = images.map(({ header }) => `0x${header.ImageType.toString(16)}`).join(", ");
    throw new PibError(
      `Cannot read the parameter block: images of types ${kinds || "none"} found, 0xf expected${because ? ` (${because})` : ""}`,
    );
  }
  return { images, parameters };
}

function chainPib(octets: Uint8Array): Pib {
  const { images, parameters } = parametersIn(octets);
  const { header, imageOffset, image } = parameters;
  if (image.length < SHORTEST) {
    throw new PibError(
      `Cannot read the parameter block: ${image.length} octets of it found, ${SHORTEST} expected at least`,
    );
  }
  const manifest = images.find((one) => one.header.ImageType === IMAGE_TYPE.manifest);
  const version = manifest && manifestText(readManifest(manifest.image), MANIFEST.versionText);
  const signature = valueAt(image, PIB_FIELDS.ChipSignature);
  return {
    form: "chain",
    chip: CHIP_IDENT[signature] ?? `0x${signature.toString(16).padStart(8, "0")}`,
    ...(version ? { version } : {}),
    imageOffset,
    imageLength: header.ImageLength,
    image,
    isIntact: images.every(({ isHeaderIntact, isImageIntact }) => isHeaderIntact && isImageIntact),
  };
}

function plainPib(octets: Uint8Array): Pib {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const imageLength = octets.length > PLAIN_HEADER ? view.getUint16(PLAIN_LENGTH_AT, true) : 0;
  const last = PIB_FIELDS.SnifferReturnMAC;
  if (imageLength < last.offset + lengthOfType(last.type) || octets.length < PIB_FIELDS.NID.offset) {
    throw new PibError(
      `Cannot read the parameter block: ${octets.length} octets that begin with ${start(octets)} found, ` +
        "a chain of images (01000100...) or a version header with the block's length expected",
    );
  }
  const image = octets.subarray(0, imageLength);
  return {
    form: "plain",
    version: `${image[0]}-${image[1]}`,
    imageOffset: 0,
    imageLength,
    image,
    isIntact: image.length === imageLength && checksum32(image) === 0,
  };
}

const start = (octets: Uint8Array) =>
  Array.from(octets.subarray(0, 4), (octet) => octet.toString(16).padStart(2, "0")).join("") || "nothing";

function valueAt<const F extends { readonly offset: number; readonly type: PibField["type"] }>(
  image: Uint8Array,
  field: F,
) {
  // The layout that is read has this one field.
  return read(layout({ value: field.type }), image.subarray(field.offset)).value.value as F extends {
    readonly type: { readonly kind: "uint" | "sint" };
  }
    ? number
    : string;
}

/** Whether a block of this form and length has the field. */
export function hasField({ form, imageLength }: Pib, name: PibFieldName): boolean {
  const field: PibField = PIB_FIELDS[name];
  const isInForm = form === "chain" ? !field.isOldOnly : field.isOld || field.isOldOnly;
  return isInForm === true && field.offset + lengthOfType(field.type) <= imageLength;
}

function fieldIn(pib: Pib, name: PibFieldName): PibField {
  const field: PibField = PIB_FIELDS[name];
  if (hasField(pib, name)) return field;
  const place = `0x${field.offset.toString(16)}`;
  throw new PibError(
    pib.form === "plain"
      ? `Cannot find ${name}: blocks of older chips have no such field that is known`
      : `Cannot find ${name}: it would stand at ${place}, and the block of ${pib.chip} ends at 0x${pib.imageLength.toString(16)}`,
  );
}

/** @throws {PibError} where the block has no such field, or is cut off before it. */
export function getField<N extends PibFieldName>(octets: Uint8Array, name: N): PibFieldValue<N> {
  const pib = readPib(octets);
  const field = fieldIn(pib, name);
  const end = field.offset + lengthOfType(field.type);
  if (end > pib.image.length) {
    throw new PibError(
      `Cannot read ${name}: the file ends at 0x${pib.image.length.toString(16)} of the block, 0x${end.toString(16)} wanted`,
    );
  }
  return valueAt(pib.image, field) as PibFieldValue<N>;
}

export interface FieldOfPib {
  readonly name: PibFieldName;
  readonly offset: number;
  readonly length: number;
  readonly value: number | string;
  readonly meaning: string;
  /** What the value stands for, where that is known. */
  readonly words?: string;
  readonly isSecret?: true;
}

/** All fields that the block has and that are there, in their order. */
export function fieldsOf(octets: Uint8Array): FieldOfPib[] {
  const pib = readPib(octets);
  const names = (Object.keys(PIB_FIELDS) as PibFieldName[]).filter((name) => hasField(pib, name));
  return names.flatMap((name) => {
    const field: PibField = PIB_FIELDS[name];
    const { offset, type, meaning, values, isSecret } = field;
    const length = lengthOfType(type);
    if (offset + length > pib.image.length) return [];
    const value = valueAt(pib.image, field);
    const words = typeof value === "number" ? values?.[value] : undefined;
    return { name, offset, length, value, meaning, ...(words ? { words } : {}), ...(isSecret ? { isSecret } : {}) };
  });
}

/** New values of some fields. */
export type FieldValues = { readonly [N in PibFieldName]?: PibFieldValue<N> };

/**
 * A copy with other values and the checksums that belong to them; every other octet is the same.
 *
 * @throws {PibError} where the block has no such field or is cut off.
 * @throws {LayoutWriteError} where a value does not fit its field.
 */
export function setFields(octets: Uint8Array, values: FieldValues): Uint8Array {
  const pib = readPib(octets);
  const changes = Object.entries(values).map(([name, value]) => {
    const { offset, type } = fieldIn(pib, name as PibFieldName);
    return { offset, octets: write(layout({ [name]: type }), { [name]: value } as never) };
  });
  return changed(octets, changes);
}

export const setField = <N extends PibFieldName>(octets: Uint8Array, name: N, value: PibFieldValue<N>): Uint8Array =>
  setFields(octets, { [name]: value } as FieldValues);

/** Gives the block another network key, and the identifier that belongs to it. */
export const setNetworkKey = (octets: Uint8Array, nmk: string, nid: string = nidOf(nmk)): Uint8Array =>
  setFields(octets, { NMK: nmk, NID: nid });

export interface Change {
  /** From the start of the parameters. */
  readonly offset: number;
  readonly octets: Uint8Array;
}

/** A copy with other octets in the parameters, and right checksums. @throws {PibError} where they would not fit. */
export function changed(octets: Uint8Array, changes: readonly Change[]): Uint8Array {
  const pib = readPib(octets);
  if (pib.image.length < pib.imageLength) {
    throw new PibError(
      `Cannot change the parameter block: ${pib.image.length} octets of it found, ${pib.imageLength} expected; the file is cut off`,
    );
  }
  const copy = Uint8Array.from(octets);
  for (const { offset, octets: part } of changes) {
    if (offset < 0 || offset + part.length > pib.imageLength) {
      throw new PibError(
        `Cannot write ${part.length} octets at 0x${offset.toString(16)}: the block ends at 0x${pib.imageLength.toString(16)}`,
      );
    }
    copy.set(part, pib.imageOffset + offset);
  }
  repairPib(copy, pib);
  return copy;
}

/** Works the checksums anew, in place. */
function repairPib(octets: Uint8Array, { form, imageLength }: Pib): void {
  if (form === "chain") {
    repairChecksums(octets, parametersIn(octets).parameters);
    return;
  }
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  view.setUint32(PLAIN_CHECKSUM_AT, 0, true);
  view.setUint32(PLAIN_CHECKSUM_AT, checksum32(octets.subarray(0, imageLength)), true);
}

/** A copy with right checksums, whatever they were. */
export const repaired = (octets: Uint8Array): Uint8Array => changed(octets, []);
