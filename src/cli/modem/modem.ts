/**
 * `plugtalk modem`: the adapter's own affairs.
 *
 * @module
 */

import { Command } from "commander";
import { diffCommand, getCommand, setCommand, showCommand } from "./files.ts";
import { readCommand, restoreCommand, setupCommand, writeCommand } from "./jobs.ts";
import { keyCommand } from "./key.ts";
import { ratesCommand, statsCommand, tonemapCommand } from "./links.ts";
import { infoCommand, listCommand } from "./list.ts";
import { bootCommand, factoryCommand, resetCommand, snifferCommand } from "./restart.ts";
import { watchCommand } from "./watch.ts";

export function modemCommand(): Command {
  const modem = new Command("modem").description("Find powerline adapters, set them up, and see how they do.");
  const commands = [
    listCommand(),
    infoCommand(),
    setupCommand(),
    restoreCommand(),
    readCommand(),
    writeCommand(),
    showCommand(),
    getCommand(),
    setCommand(),
    diffCommand(),
    keyCommand(),
    ratesCommand(),
    statsCommand(),
    tonemapCommand(),
    resetCommand(),
    factoryCommand(),
    watchCommand(),
    snifferCommand(),
    bootCommand(),
  ];
  for (const command of commands) modem.addCommand(command);
  return modem.addHelpText(
    "after",
    `
Nothing is written to an adapter without a copy of what it had on disk (~/.plugtalk/backups).
Exit codes: 0 done, 1 failed, 2 called in a way that is not understood.`,
  );
}
