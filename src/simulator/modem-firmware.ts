/**
 * Firmware of simulated modems: a chain of images that looks as one, with nothing in it that runs.
 *
 * @module
 */

import { CHAIN_TYPE, MANIFEST, MANIFEST_SIGNATURE, type ManifestEntry, writeManifest } from "../modem/pib/manifest.ts";
import { IMAGE_TYPE, writeChain, writeOldImage } from "../modem/pib/nvm.ts";

/** Octets of the firmware's image; that of real modems has some hundred thousand. */
const LENGTH = 12_288;

/** Where it is loaded and begun: behind the room for parameters. Without an entry point plcboot does not run it. */
const LOADED_AT = 0x0030_0000;

/** The whole file (`.nvm`) of this version. */
export function sampleFirmware(version: string, generation: "newer" | "older" = "newer"): Uint8Array {
  const image = Uint8Array.from({ length: LENGTH }, (_, i) => (i * i + 7) & 0xff);
  if (generation === "older") return writeOldImage({ type: IMAGE_TYPE.firmware, image });
  const number = (type: number, value: number): ManifestEntry => {
    const data = new Uint8Array(4);
    new DataView(data.buffer).setUint32(0, value, true);
    return { type, data };
  };
  const text = new Uint8Array(64);
  text.set(new TextEncoder().encode(version));
  const manifest = writeManifest([
    number(MANIFEST.signature, MANIFEST_SIGNATURE),
    number(MANIFEST.chainType, CHAIN_TYPE.firmware),
    { type: MANIFEST.versionText, data: text },
  ]);
  return writeChain([
    { type: IMAGE_TYPE.manifest, image: manifest },
    { type: IMAGE_TYPE.firmware, image, address: LOADED_AT, entry: LOADED_AT },
  ]);
}
