/**
 * Key logs that are sent over the cable, without the keys that nobody may have.
 *
 * @module
 */

import { fromHex } from "../../base/hex.ts";
import { KEY_LINE } from "../tls/key-lines.ts";
import { type Pseudonyms, writtenLike } from "./pseudonyms.ts";

/** A key log in which the secrets of other sessions are noise. Every character keeps its place. */
export function withoutKeys(keyLog: string, mayKnow: (clientRandom: string) => boolean, people: Pseudonyms): string {
  const noise = (digits: string) => writtenLike(digits, people.scrambled(fromHex(digits)));
  return keyLog.replace(KEY_LINE, (whole, label: string, random: string, blank: string, secret: string) =>
    mayKnow(random.toLowerCase()) ? whole : label + noise(random) + blank + noise(secret),
  );
}
