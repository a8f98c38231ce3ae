/**
 * Parameter blocks made by chance, as a device of the chip would have them from its factory: for simulated modems and
 * tests. Nothing in them is copied from a real one.
 *
 * @module
 */

import { toHex } from "../../base/hex.ts";
import { macText } from "../../base/mac-address.ts";
import { type Random, randomInteger, randomOctets, seededRandom } from "../../base/random.ts";
import { nidOf } from "../../messages/homeplug/keys.ts";
import { CHAIN_TYPE, MANIFEST, MANIFEST_SIGNATURE, type ManifestEntry, writeManifest } from "./manifest.ts";
import { IMAGE_TYPE, writeChain } from "./nvm.ts";
import { type FieldValues, repaired, setFields } from "./pib.ts";
import { type PibRole, patchForRole } from "./roles.ts";

/** Chips whose blocks can be made. */
export type SampleChip = "INT6000" | "INT6300" | "INT6400" | "AR7400" | "QCA7420" | "QCA7000" | "QCA7005";

export interface SampleOptions {
  /** By chance where left out, in the range that nobody owns. */
  readonly mac?: string;
  /** That of the phrase HomePlugAV where left out, as in every new adapter. */
  readonly nmk?: string;
  readonly dak?: string;
  /** Older chips have none. */
  readonly role?: PibRole;
}

/** Octets of the parameters of real blocks. */
const LENGTH: Readonly<Record<SampleChip, number>> = {
  INT6000: 16_352,
  INT6300: 16_352,
  INT6400: 16_352,
  AR7400: 16_352,
  QCA7420: 8836,
  QCA7000: 8080,
  QCA7005: 8080,
};
const SIGNATURE: Readonly<Record<string, number>> = { QCA7420: 0x001cfcfc, QCA7000: 0x001b58dc, QCA7005: 0x001b587c };
/** Where chips load their parameters. */
const LOAD_ADDRESS = 0x0020_0000;
const MANIFEST_LENGTH = 768;
/** That of the phrase HomePlugAV. */
const FACTORY_NMK = "50d3e4933f855b7040784df815aa8db7";

/** The whole file, with right checksums. The same seed gives the same file. */
export function samplePib(chip: SampleChip, seed: number, options: SampleOptions = {}): Uint8Array {
  const random = seededRandom(seed);
  const octets = chip in SIGNATURE ? emptyChain(chip, random) : emptyPlain(chip);
  const nmk = options.nmk ?? FACTORY_NMK;
  const identity: FieldValues = {
    MAC: options.mac ?? macText(Uint8Array.of(0x02, 0xb0, 0x52, ...randomOctets(3, random))),
    DAK: options.dak ?? toHex(randomOctets(16, random)),
    ManufacturerHFID: `Plugtalk simulated ${chip}`,
    NMK: nmk,
    UserHFID: "",
    NetworkHFID: "Plugtalk simulated network",
    CCoSelection: 0,
    NID: nidOf(nmk),
    AVLNMembership: 1,
  };
  const factory = setFields(octets, chip in SIGNATURE ? { ...identity, ...settings(chip, random) } : identity);
  return options.role && chip in SIGNATURE ? patchForRole(factory, options.role) : factory;
}

/** What adapters (QCA7420) and Green PHY modules have set differently. */
function settings(chip: SampleChip, random: Random): FieldValues {
  const isAdapter = chip === "QCA7420";
  // Each carrier's level, as real devices have it: up by some steps and down again.
  const prescalers = Uint8Array.from({ length: 1348 }, (_, i) => (i < 6 ? 0 : randomInteger(0x46, 0x64, random)));
  return {
    ChipSignature: SIGNATURE[chip] as number,
    Product: chip,
    BoardType: isAdapter ? 1 : 3,
    HostInterfaceOverride: isAdapter ? 0 : 1,
    SPISlaveEnable: isAdapter ? 0 : 1,
    UnicastPriority: 1,
    MulticastPriority: 1,
    IGMPPriority: 3,
    AVStreamPriority: 2,
    DynamicPSD: isAdapter ? 1 : 0,
    PrescalerType: 1,
    Prescalers: toHex(prescalers),
    ScaledTxGain: isAdapter ? 0x5a : 0x16,
    ROBOUnicast: isAdapter ? 3 : 7,
    ROBOBroadcast: isAdapter ? 1 : 5,
    ROBOManagement: isAdapter ? 3 : 7,
    SLACMode: 0,
    PushButtonControl: isAdapter ? 2 : 0,
    PushButtonMembership: isAdapter ? 1 : 0,
    PushButtonExit: isAdapter ? 1 : 0,
    PushButtonReject: isAdapter ? 1 : 0,
    FastAVLNAssociate: isAdapter ? 0 : 1,
    LEDOverride: 0xc0,
    ReportToHost: isAdapter ? 6 : 0,
    LowLinkSpeed: 10_240,
    HighLinkSpeed: 102_400,
    StandbyConfiguration: isAdapter ? 0x0800 : 0,
    // Five minutes without a link, which is how adapters fall asleep between two cars.
    StandbyIdleTime: isAdapter ? 300_000 : 0,
    DynamicBandwidth: isAdapter ? 0 : 1,
  };
}

function emptyPlain(chip: SampleChip): Uint8Array {
  const octets = new Uint8Array(LENGTH[chip]);
  // Version 3.4 of the block, in which the fields that are known stand where later ones have them.
  octets.set([3, 4]);
  new DataView(octets.buffer).setUint16(4, octets.length, true);
  return repaired(octets);
}

function emptyChain(chip: SampleChip, random: Random): Uint8Array {
  const parameters = new Uint8Array(LENGTH[chip]);
  return writeChain([
    { type: IMAGE_TYPE.manifest, image: manifest(chip, random) },
    { type: IMAGE_TYPE.parameters, image: parameters, address: LOAD_ADDRESS },
  ]);
}

function manifest(chip: SampleChip, random: Random): Uint8Array {
  const number = (type: number, value: number): ManifestEntry => {
    const data = new Uint8Array(4);
    new DataView(data.buffer).setUint32(0, value, true);
    return { type, data };
  };
  const text = (type: number, value: string, room: number): ManifestEntry => {
    const data = new Uint8Array(room).fill(0xff);
    data.set([...new TextEncoder().encode(value), 0]);
    return { type, data };
  };
  const build = randomInteger(1, 999, random);
  const version = `1.1.0.${String(build).padStart(4, "0")}`;
  const entries = [
    number(MANIFEST.signature, MANIFEST_SIGNATURE),
    number(MANIFEST.hardwareMask, 1),
    number(MANIFEST.chainMajor, 1),
    number(MANIFEST.chainMinor, 1),
    number(MANIFEST.chainType, CHAIN_TYPE.parameters),
    number(MANIFEST.buildMajor, 1),
    number(MANIFEST.buildMinor, 1),
    number(MANIFEST.subVersion, 0),
    number(MANIFEST.sustaining, 0),
    text(MANIFEST.buildType, "SIM", 12),
    number(MANIFEST.manifestVersion, 1),
    number(MANIFEST.buildNumber, build),
    text(MANIFEST.description, `${chip} parameters for simulation`, 164),
    text(MANIFEST.versionText, `PIB-${chip}-${version}-SIM`, 156),
  ];
  const used = writeManifest(entries).length;
  // An entry of free space fills the manifest up.
  const free = { type: MANIFEST.freeSpace, data: new Uint8Array(MANIFEST_LENGTH - used - 8).fill(0xff) };
  return writeManifest([...entries, free]);
}
