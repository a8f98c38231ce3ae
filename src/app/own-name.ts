/**
 * Names for files that several programs may write into one folder at the same second.
 *
 * @module
 */

import { closeSync, openSync } from "node:fs";

/**
 * Takes a name that nobody has, by making an empty file of it: `base`, or `base-2`, `base-3` where that is taken. Where no
 * file can be made it is `base`, and whoever writes to it meets the reason.
 *
 * @param ending - of the file that is made, with its dot.
 */
export function ownName(base: string, ending: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    try {
      closeSync(openSync(name + ending, "wx"));
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") return base;
    }
  }
}
