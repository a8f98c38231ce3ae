/**
 * What an adapter is and does: the part that it is set for, its names, its network, and what is worth knowing of it.
 *
 * @module
 */

import {
  NSCM_DEVICE_INFO_CNF,
  NSCM_DEVICE_INFO_REQ,
  NSCM_GET_D_LINK_STATUS_CNF,
  NSCM_GET_D_LINK_STATUS_REQ,
} from "../messages/homeplug/lumissil.ts";
import { CM_NW_INFO_CNF, CM_NW_INFO_REQ } from "../messages/homeplug/network.ts";
import {
  GET_NVM_CNF,
  GET_NVM_REQ,
  LINK_STATUS_CNF,
  LINK_STATUS_REQ,
  OP_ATTR_CNF,
  OP_ATTR_REQ,
} from "../messages/homeplug/qualcomm-device.ts";
import { type Adapter, type Advice, adviceOf } from "./adapter.ts";
import { askShyly, type Desk } from "./asking.ts";
import { ModemError } from "./failures.ts";
import { PIB_FIELDS } from "./pib/fields.ts";
import { getField, hasField, PibError, readPib } from "./pib/pib.ts";
import { type PibRole, roleOf } from "./pib/roles.ts";
import { readParametersPartly } from "./read-parameters.ts";

export interface AdapterWords {
  /** Absent where the chip has no parts, or its parameters cannot be read. */
  readonly role?: PibRole | "contradictory";
  /** In a network with at least one other. Absent where it cannot tell. */
  readonly isLinked?: boolean;
  readonly advice: readonly Advice[];
}

/** In few questions: for a list. */
export async function describe(desk: Desk): Promise<AdapterWords> {
  const { adapter } = desk;
  const role = await roleOfAdapter(desk);
  const isLinked = await linkOf(desk);
  return {
    ...(role === undefined ? {} : { role }),
    ...(isLinked === undefined ? {} : { isLinked }),
    advice: [...adviceOf(adapter), ...(adapter.isInBootLoader ? [bootAdvice] : [])],
  };
}

const bootAdvice: Advice = {
  level: "note",
  words: "it runs no firmware: its host has to start it, with `plugtalk modem boot`",
};

async function roleOfAdapter(desk: Desk): Promise<AdapterWords["role"]> {
  if (desk.adapter.generation !== "newer" || desk.adapter.isInBootLoader) return undefined;
  const octets = await identityOctets(desk);
  return octets && (roleOf(octets) ?? "contradictory");
}

/** So much of the block that who it is and its part can be read from it. `undefined` where it does not give it. */
async function identityOctets(desk: Desk): Promise<Uint8Array | undefined> {
  try {
    const start = await readParametersPartly(desk, []);
    const pib = readPib(start);
    if (!hasField(pib, "SLACMode")) return start;
    const wanted = await readParametersPartly(desk, [pib.imageOffset + PIB_FIELDS.SLACMode.offset]);
    // Reading it tells whether it is whole enough.
    getField(wanted, "SLACMode");
    return wanted;
  } catch (error) {
    desk.run.throwIfEnded();
    if (error instanceof PibError || error instanceof ModemError) return undefined;
    throw error;
  }
}

async function linkOf(desk: Desk): Promise<boolean | undefined> {
  const { adapter } = desk;
  if (adapter.isInBootLoader) return false;
  if (adapter.vendor === "Lumissil") {
    const question = { Version: 0, RequestID: 0 };
    const answer = await askShyly(desk, NSCM_GET_D_LINK_STATUS_REQ, question, NSCM_GET_D_LINK_STATUS_CNF);
    return answer && answer.LinkStatus === 1;
  }
  const answer = await askShyly(desk, LINK_STATUS_REQ, {}, LINK_STATUS_CNF);
  if (answer) return answer.Status === 0 ? answer.LinkStatus === 1 : undefined;
  const network = await askShyly(desk, CM_NW_INFO_REQ, {}, CM_NW_INFO_CNF);
  return network && network.Networks.length > 0;
}

export interface AdapterInfo extends Adapter, AdapterWords {
  readonly manufacturerName?: string;
  readonly userName?: string;
  readonly networkName?: string;
  readonly nid?: string;
  readonly parameters?: string;
  readonly build?: string;
  /** Octets of its flash; 0 where it has none. */
  readonly flash?: number;
}

/** Everything that it tells of itself but its keys. */
export async function inform(desk: Desk): Promise<AdapterInfo> {
  const { adapter } = desk;
  const words = await describe(desk);
  const isQualcomm = adapter.vendor === "Qualcomm" && !adapter.isInBootLoader;
  const octets = isQualcomm ? await identityOctets(desk) : undefined;
  const attributes = isQualcomm
    ? await askShyly(desk, OP_ATTR_REQ, { Cookie: 1, ReportType: 0 }, OP_ATTR_CNF)
    : undefined;
  const flash = isQualcomm ? await askShyly(desk, GET_NVM_REQ, {}, GET_NVM_CNF) : undefined;
  const device =
    adapter.vendor === "Lumissil"
      ? await askShyly(desk, NSCM_DEVICE_INFO_REQ, { Version: 0, RequestID: 0 }, NSCM_DEVICE_INFO_CNF)
      : undefined;
  const version = octets && readPib(octets).version;
  return {
    ...adapter,
    ...words,
    ...(octets
      ? {
          manufacturerName: getField(octets, "ManufacturerHFID"),
          userName: getField(octets, "UserHFID"),
          networkName: getField(octets, "NetworkHFID"),
          nid: getField(octets, "NID"),
        }
      : {}),
    ...(device
      ? {
          manufacturerName: device.ManufacturerHFID,
          userName: device.UserHFID,
          networkName: device.NetworkHFID,
          nid: device.NID,
        }
      : {}),
    ...(version === undefined ? {} : { parameters: version }),
    ...(attributes?.BuildDate ? { build: `${attributes.BuildDate} ${attributes.ReleaseType ?? ""}`.trim() } : {}),
    ...(flash ? { flash: flash.Status === 0 ? flash.MemorySize : 0 } : {}),
  };
}
