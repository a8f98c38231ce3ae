/**
 * The key of an adapter's network: read, and set.
 *
 * @module
 */

import { type Random, randomInteger, systemRandom } from "../base/random.ts";
import { nidOf } from "../messages/homeplug/keys.ts";
import {
  CM_GET_KEY_CNF,
  CM_GET_KEY_REQ,
  CM_SET_KEY_CNF,
  CM_SET_KEY_REQ,
  KEY_TYPE,
  PROTOCOL_HLE,
} from "../messages/homeplug/network.ts";
import { PEKS, VS_SET_KEY_CNF, VS_SET_KEY_REQ } from "../messages/homeplug/qualcomm-device.ts";
import { ask, askShyly, assertQualcomm, checkStatus, type Desk } from "./asking.ts";
import { ModemError } from "./failures.ts";
import { getField } from "./pib/pib.ts";
import { readParametersPartly } from "./read-parameters.ts";
import { adapterTiming } from "./timing.ts";

export interface NetworkKeys {
  /** 16 octets in hex. */
  readonly nmk: string;
  /** 7 octets in hex. */
  readonly nid: string;
}

const NO_NID = "00".repeat(7);
const NO_KEY = "00".repeat(16);
const handle = { PID: PROTOCOL_HLE, PRN: 0, PMN: 0 };

/**
 * The key that it has at present: asked for as the standard has it, which many grant who name the network first; else from
 * its parameters.
 *
 * @throws {ModemError} `refused`, where it gives it in neither way.
 */
export async function readKeys(desk: Desk, random: Random = systemRandom): Promise<NetworkKeys> {
  const asked = await askForKey(desk, NO_NID, random);
  if (asked?.nmk !== undefined) return { nid: asked.nid, nmk: asked.nmk };
  const again = asked && (await askForKey(desk, asked.nid, random));
  if (again?.nmk !== undefined) return { nid: again.nid, nmk: again.nmk };
  if (desk.adapter.generation === "other") {
    throw new ModemError("refused", `Cannot read the key: ${desk.adapter.mac} does not give it`);
  }
  const octets = await readParametersPartly(desk, []);
  return { nmk: getField(octets, "NMK"), nid: getField(octets, "NID") };
}

/** A refusal names the network all the same. */
async function askForKey(desk: Desk, NID: string, random: Random): Promise<{ nid: string; nmk?: string } | undefined> {
  const MyNonce = randomInteger(0, 0xffffffff, random);
  const question = { RequestType: 0, KeyType: KEY_TYPE.NMK, NID, MyNonce, ...handle };
  const answer = await askShyly(
    desk,
    CM_GET_KEY_REQ,
    question,
    CM_GET_KEY_CNF,
    ({ YourNonce }) => YourNonce === MyNonce,
  );
  if (!answer) return undefined;
  const isGiven = answer.Result === 0 && answer.Key !== NO_KEY;
  return { nid: answer.NID, ...(isGiven ? { nmk: answer.Key } : {}) };
}

/**
 * Gives it another key, and waits until it tells that it has it. It leaves its network for that of the key.
 *
 * @returns whether it has told so; false where it cannot tell.
 * @throws {ModemError} `refused`, `vanished`, and `not-verified` where it tells another key.
 */
export async function setKeys(desk: Desk, { nmk, nid }: NetworkKeys, random: Random = systemRandom): Promise<boolean> {
  const MyNonce = randomInteger(0, 0xffffffff, random);
  const question = { KeyType: KEY_TYPE.NMK, MyNonce, YourNonce: 0, ...handle, CCoCapability: 0, NID: nid };
  const answer = await ask(desk, CM_SET_KEY_REQ, { ...question, NewEKS: 1, NewKey: nmk }, CM_SET_KEY_CNF, {
    test: ({ YourNonce }) => YourNonce === MyNonce,
  });
  // Bends HomePlug AV, where 1 is failure: Qualcomm's modems say 1 when they have taken the key.
  if (answer.Result > 1) {
    throw new ModemError("refused", `Cannot set the key: ${desk.adapter.mac} answers with result ${answer.Result}`);
  }
  const { newKey, again } = desk.timing ?? adapterTiming;
  const until = desk.run.clock.now() + newKey;
  let found: string | undefined;
  while (desk.run.clock.now() < until) {
    found = (await askForKey(desk, nid, random))?.nid;
    if (found === nid) return true;
    await desk.run.pause(again);
  }
  if (found === undefined) return false;
  throw new ModemError(
    "not-verified",
    `${desk.adapter.mac} took the key, and still names network ${found} instead of ${nid}`,
    {
      checks: ["Did something else set a key at the same time? `evse`, `pev` and SLAC do."],
    },
  );
}

/**
 * Gives another adapter a key through this one, which has to know the password on the other's label.
 *
 * @throws {ModemError} `refused`, `unsuitable`
 */
export async function setRemoteKey(
  desk: Desk,
  nmk: string,
  remote: { readonly mac: string; readonly dak: string },
): Promise<void> {
  assertQualcomm(desk, `set the key of ${remote.mac} through`);
  const question = { EKS: 1, NMK: nmk, PEKS: PEKS.remoteByDak, RemoteMAC: remote.mac, DAK: remote.dak };
  const { Status } = await ask(desk, VS_SET_KEY_REQ, question, VS_SET_KEY_CNF);
  checkStatus(VS_SET_KEY_CNF, Status, desk.adapter, `set the key of ${remote.mac}`);
}

/** The keys of a network, by its NMK alone. */
export const keysOf = (nmk: string): NetworkKeys => ({ nmk, nid: nidOf(nmk) });
