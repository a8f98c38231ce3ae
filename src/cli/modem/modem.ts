/**
 * `plugtalk modem`: the adapter's own affairs.
 *
 * @module
 */

import { Command } from "commander";

export function modemCommand(): Command {
  return new Command("modem").description("Find powerline adapters, set them up, and see how they do.");
}
