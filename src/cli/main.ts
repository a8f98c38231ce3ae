#!/usr/bin/env node
/**
 * The door: `plugtalk COMMAND …`.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { BAD_INPUT, USAGE, UserError } from "./exit.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** Each command is loaded when it is asked for: the first line of output shall not wait for what it does not need. */
const commands: readonly { readonly name: string; readonly summary: string; readonly load: () => Promise<Command> }[] =
  [
    {
      name: "read",
      summary: "Tell what happened in a recording.",
      load: async () => (await import("./read.ts")).readCommand(),
    },
    {
      name: "report",
      summary: "Report on recordings, as a page with charts, as text, or as values.",
      load: async () => (await import("./report.ts")).reportCommand(),
    },
    {
      name: "sniff",
      summary: "Listen to a charging session as it happens, and keep it.",
      load: async () => (await import("./sniff.ts")).sniffCommand(),
    },
    {
      name: "bridge",
      summary: "Sit between car and charger with two adapters, and hear all that they say.",
      load: async () => (await import("./bridge.ts")).bridgeCommand(),
    },
    {
      name: "extcap",
      summary: "Show charging interfaces in Wireshark.",
      load: async () => (await import("./extcap.ts")).extcapCommand(),
    },
    {
      name: "charger",
      summary: "Be a charger at one plug.",
      load: async () => (await import("./charger.ts")).chargerCommand(),
    },
    {
      name: "car",
      summary: "Be a car at one plug.",
      load: async () => (await import("./car.ts")).carCommand(),
    },
    {
      name: "demo",
      summary: "Watch a car charge with nothing attached: simulated, recorded and reported on.",
      load: async () => (await import("./demo.ts")).demoCommand(),
    },
    {
      name: "slac",
      summary: "Match with a car or a charger over a powerline adapter, step by step.",
      load: async () => (await import("./slac.ts")).slacCommand(),
    },
    {
      name: "modem",
      summary: "Find powerline adapters, set them up, and see how they do.",
      load: async () => (await import("./modem/modem.ts")).modemCommand(),
    },
    {
      name: "simulate",
      summary: "Powerline adapters that are none, on network interfaces, for other programs.",
      load: async () => (await import("./simulate.ts")).simulateCommand(),
    },
    {
      name: "interfaces",
      summary: "List the network interfaces, each with its state.",
      load: async () => (await import("./interfaces.ts")).interfacesCommand(),
    },
    {
      name: "anonymize",
      summary: "Replace who is in a recording, so that it can be given away.",
      load: async () => (await import("./anonymize.ts")).anonymizeCommand(),
    },
    {
      name: "export",
      summary: "Write a recording for Wireshark, with its keys and decoded messages.",
      load: async () => (await import("./export.ts")).exportCommand(),
    },
    {
      name: "exi",
      summary: "Decode, encode and explain single V2G messages.",
      load: async () => (await import("./exi.ts")).exiCommand(),
    },
  ];

const program = new Command("plugtalk")
  .description("Talks with electric cars and charging stations over the charging cable.")
  .version(version)
  .showHelpAfterError("(plugtalk COMMAND --help tells more)")
  .exitOverride();

/** `plugtalk help read` asks for `read`, too. */
const wanted = process.argv.slice(2).filter((word) => !word.startsWith("-") && word !== "help")[0];
for (const { name, summary, load } of commands) {
  program.addCommand(name === wanted ? await load() : new Command(name).description(summary));
}

// A reader that has seen enough (`plugtalk … | head`) is no failure. Whoever holds a car or a recording ends that first.
let isUnread = false;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (isUnread) return;
  isUnread = true;
  if (process.listenerCount("SIGTERM") > 0) {
    process.emit("SIGTERM");
    return;
  }
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
