/**
 * The file that `--keylog` names.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { keyStore } from "../sniffer/tls/key-log.ts";
import { checkReadable } from "./input.ts";

export interface KeyLog {
  readonly file: string;
  readonly text: string;
}

/** Says on standard error where no key is in it. */
export async function readKeyLog(file: string): Promise<KeyLog> {
  await checkReadable(file);
  const text = await readFile(file, "utf8");
  const { added, repeated, unused } = keyStore().add(text);
  if (added + repeated + unused === 0) {
    process.stderr.write(
      `${file} holds no TLS keys: lines of LABEL, client random and secret in hex expected (NSS key log)\n`,
    );
  }
  return { file, text };
}
