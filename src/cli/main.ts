#!/usr/bin/env node
/**
 * The door: `plugtalk COMMAND …`.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { exiCommand } from "./exi.ts";
import { BAD_INPUT, USAGE, UserError } from "./exit.ts";
import { readCommand } from "./read.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const program = new Command("plugtalk")
  .description("Talks with electric cars and charging stations over the charging cable.")
  .version(version)
  .showHelpAfterError("(plugtalk COMMAND --help tells more)")
  .exitOverride();
program.addCommand(readCommand());
program.addCommand(exiCommand());

// A reader that has seen enough (`plugtalk … | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`Cannot write the output: ${error.message}\n`);
  process.exit(BAD_INPUT);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USAGE;
  else if (error instanceof UserError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(
      `${error instanceof Error ? error.stack : error}\nThis is a fault in plugtalk, please report it.\n`,
    );
    process.exitCode = BAD_INPUT;
  }
}
