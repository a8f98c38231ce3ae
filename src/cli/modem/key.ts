/**
 * `plugtalk modem key read | set | random | passphrase`: the key of an adapter's network.
 *
 * @module
 */

import { Command } from "commander";
import { toHex } from "../../base/hex.ts";
import { randomOctets } from "../../base/random.ts";
import { dakOfPassword, faultOfPhrase, nidOf, nmkOfPhrase } from "../../messages/homeplug/keys.ts";
import type { Desk } from "../../modem/asking.ts";
import { backUp } from "../../modem/backup.ts";
import { ModemError } from "../../modem/failures.ts";
import { type NetworkKeys, readKeys, setKeys, setRemoteKey } from "../../modem/keys.ts";
import { readParameters } from "../../modem/read-parameters.ts";
import { USAGE, UserError } from "../exit.ts";
import {
  type AdapterOptions,
  adapterCommand,
  confirmed,
  mac,
  nid,
  nmk,
  say,
  sayJson,
  withAdapter,
} from "./adapter-command.ts";

interface SetOptions extends AdapterOptions {
  readonly nid?: string;
  readonly yes?: boolean;
  readonly backups?: string;
  readonly remote?: string;
  readonly dak?: string;
  readonly password?: string;
}

export function keyCommand(): Command {
  const key = new Command("key").description("Read and set the key of the network that an adapter is in (NMK, NID).");
  const setting = (name: string, description: string) =>
    adapterCommand(name, description)
      .option("-y, --yes", "set it without asking")
      .option("--backups <folder>", "where the copy of its parameters goes (~/.plugtalk/backups)")
      .option("--remote <address>", "of another adapter, through this one, which has to know its key or password", mac)
      .option("--dak <hex>", "the other one's own key", nmk)
      .option("--password <words>", "the other one's password, from its label");
  key.addCommand(adapterCommand("read", "Print the key that it has.").action(read));
  key.addCommand(
    setting("set", "Give it this key.")
      .argument("<nmk>", "16 octets in hex", nmk)
      .option("--nid <hex>", "identifier of the network, where it is not the one that belongs to the key", nid)
      .action((key: string, options: SetOptions) => set({ nmk: key, nid: options.nid ?? nidOf(key) }, options)),
  );
  key.addCommand(
    setting("random", "Give it a key that nobody knows: it leaves every network.").action((options: SetOptions) =>
      set(keys(toHex(randomOctets(16))), options),
    ),
  );
  key.addCommand(
    setting("passphrase", "Give it the key of a pass phrase, as the makers' programs do.")
      .argument("<phrase>", "12 to 64 characters")
      .action((phrase: string, options: SetOptions) => {
        const fault = faultOfPhrase(phrase);
        if (fault !== undefined) throw new UserError(`Cannot take the phrase: ${fault}`, USAGE);
        return set(keys(nmkOfPhrase(phrase)), options);
      }),
  );
  return key;
}

const keys = (key: string): NetworkKeys => ({ nmk: key, nid: nidOf(key) });

async function read(options: AdapterOptions): Promise<void> {
  await withAdapter(options, async (desk) => {
    const found = await readKeys(desk);
    if (options.json) sayJson({ mac: desk.adapter.mac, ...found });
    else say(`NMK  ${found.nmk}\nNID  ${found.nid}`);
  });
}

async function set(wanted: NetworkKeys, options: SetOptions): Promise<void> {
  const dak = options.dak ?? (options.password === undefined ? undefined : dakOfPassword(options.password));
  if ((options.remote === undefined) !== (dak === undefined)) {
    throw new UserError("Cannot set another adapter's key: --remote and --dak or --password belong together", USAGE);
  }
  await withAdapter(options, async (desk) => {
    const target = options.remote ?? desk.adapter.mac;
    const backup = await kept(desk, options);
    const copy = backup === undefined ? "its parameters cannot be read: no copy of them" : `copy in ${backup}`;
    if (!(await confirmed(`Give ${target} the key of network ${wanted.nid} (${copy})?`, options))) {
      throw new UserError("Nothing was set.");
    }
    let isVerified = false;
    if (options.remote !== undefined && dak !== undefined)
      await setRemoteKey(desk, wanted.nmk, { mac: options.remote, dak });
    else isVerified = await setKeys(desk, wanted);
    if (options.json) sayJson({ mac: target, ...wanted, isVerified, ...(backup === undefined ? {} : { backup }) });
    else {
      say(`NMK  ${wanted.nmk}\nNID  ${wanted.nid}`);
      say(isVerified ? `${target} has it.` : `${target} took it; it cannot tell what it has.`);
    }
  });
}

/** The old key is among its parameters. Those of another adapter are read over the line only where it is its own. */
async function kept(desk: Desk, { backups }: SetOptions): Promise<string | undefined> {
  try {
    return (await backUp(await readParameters(desk), desk.adapter.mac, new Date(), backups)).file;
  } catch (error) {
    desk.run.throwIfEnded();
    // Some adapters (Devolo) do not give them; a key can be set in them all the same, as matching does.
    if (error instanceof ModemError && error.fault !== "bad-file") return undefined;
    throw error;
  }
}
