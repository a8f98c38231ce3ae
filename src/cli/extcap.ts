/**
 * `plugtalk extcap`: charging interfaces in Wireshark's list of interfaces. Wireshark calls this with options of its own
 * (the manual page extcap(4)); `--install` puts a small script where it looks for such programs.
 *
 * @module
 */

import { chmodSync, closeSync, existsSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { frameRecorder } from "../app/frame-recorder.ts";
import { systemClock } from "../base/clock.ts";
import { isEthernet, listInterfaces } from "../link/interfaces.ts";
import { openPort } from "../link/open-port.ts";
import { LinkError } from "../link/port.ts";
import { USAGE, UserError } from "./exit.ts";

interface Options {
  readonly extcapInterfaces?: boolean;
  readonly extcapDlts?: boolean;
  readonly extcapConfig?: boolean;
  readonly extcapInterface?: string;
  readonly capture?: boolean;
  readonly fifo?: string;
  readonly install?: string | true;
}

/** How our interfaces are called in Wireshark. */
const PREFIX = "plugtalk-";
/** LINKTYPE_ETHERNET */
const ETHERNET = 1;
const VERSION = "1.0";

export function extcapCommand(): Command {
  return new Command("extcap")
    .description("Show charging interfaces in Wireshark; it calls this with options of its own.")
    .option("--install [folder]", "put a script where Wireshark looks for such programs")
    .option("--extcap-interfaces", "list the interfaces")
    .option("--extcap-version [version]", "the version of Wireshark that asks")
    .option("--extcap-interface <name>", "the interface that is meant")
    .option("--extcap-dlts", "what kind of frames it has")
    .option("--extcap-config", "what can be set")
    .option("--extcap-capture-filter <filter>", "not used")
    .option("--capture", "capture")
    .option("--fifo <file>", "where to")
    .exitOverride()
    .action((options: Options) => extcap(options));
}

async function extcap(options: Options): Promise<void> {
  const say = (lines: readonly string[]) => process.stdout.write(`${lines.join("\n")}\n`);
  if (options.install !== undefined) return install(options.install);
  if (options.extcapInterfaces) {
    const interfaces = (await listInterfaces()).filter(isEthernet);
    return void say([
      `extcap {version=${VERSION}}{display=Plugtalk}`,
      ...interfaces.map(({ name }) => `interface {value=${PREFIX}${name}}{display=Charging cable at ${name}}`),
    ]);
  }
  if (options.extcapDlts) return void say([`dlt {number=${ETHERNET}}{name=EN10MB}{display=Ethernet}`]);
  if (options.extcapConfig) return;
  if (options.capture && options.fifo !== undefined && options.extcapInterface !== undefined) {
    return capture(options.extcapInterface.replace(PREFIX, ""), options.fifo);
  }
  throw new UserError("Wireshark calls this; `plugtalk extcap --install` tells it to", USAGE);
}

/** Until Wireshark closes its end, or ends this program. */
async function capture(name: string, fifo: string): Promise<void> {
  const port = await openPort(name, { clock: systemClock, hearsOutgoing: true, isPromiscuous: true }).catch((error) => {
    throw error instanceof LinkError ? new UserError(error.message) : error;
  });
  const file = openSync(fifo, "w");
  await new Promise<void>((resolve) => {
    const end = () => resolve();
    // Each piece at once: who looks at a session wants to see it now.
    const recorder = frameRecorder(name, (octets) => {
      try {
        for (let at = 0; at < octets.length; ) at += writeSync(file, octets, at);
      } catch {
        end();
      }
    });
    port.onFrame(({ octets, time }) => recorder.frame(octets, time));
    process.once("SIGTERM", end);
    process.once("SIGINT", end);
  });
  port.close();
  closeSync(file);
}

/** Where Wireshark looks for programs of one user: from 4.2 on, and before (Debian 12, Raspberry Pi OS). */
const OWN_FOLDERS =
  process.platform === "win32"
    ? [join(process.env["APPDATA"] ?? homedir(), "Wireshark", "extcap")]
    : [".local/lib/wireshark/extcap", ".config/wireshark/extcap"].map((folder) => join(homedir(), folder));

function install(folder: string | true): void {
  const main = fileURLToPath(new URL(import.meta.url)).replace(/chunks[\\/].*$|extcap\.[tj]s$/, "main.js");
  if (!existsSync(main)) throw new UserError(`Cannot install: ${main} is not there; build it with \`npm run build\``);
  const isWindows = process.platform === "win32";
  const text = isWindows
    ? `@"${process.execPath}" "${main}" extcap %*\r\n`
    : `#!/bin/sh\nexec "${process.execPath}" "${main}" extcap "$@"\n`;
  const scripts = (folder === true ? OWN_FOLDERS : [folder]).map((where) => {
    mkdirSync(where, { recursive: true });
    const script = join(where, isWindows ? "plugtalk.bat" : "plugtalk");
    writeFileSync(script, text);
    chmodSync(script, 0o755);
    return script;
  });
  process.stdout.write(
    `Wrote ${scripts.join(" and ")}. Wireshark shows the interfaces as "Charging cable at …" after a restart; if it does not, its folders stand under Help, About, Folders ("Extcap path"): plugtalk extcap --install FOLDER.\n`,
  );
}
