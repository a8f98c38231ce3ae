/**
 * `plugtalk modem reset | factory | sniffer | boot`: what an adapter is told to do.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { Argument, type Command } from "commander";
import { backUp } from "../../modem/backup.ts";
import { boot } from "../../modem/boot.ts";
import { readParameters } from "../../modem/read-parameters.ts";
import { factoryDefaults, reset, waitUntilBack } from "../../modem/restart.ts";
import { sniffer } from "../../modem/sniffing.ts";
import { UserError } from "../exit.ts";
import { progress } from "../progress.ts";
import { type AdapterOptions, adapterCommand, confirmed, say, sayJson, withAdapter } from "./adapter-command.ts";

export const resetCommand = (): Command =>
  adapterCommand("reset", "Restart an adapter, and wait until it is back.")
    .option("--no-wait", "do not wait")
    .action(async (options: AdapterOptions & { readonly wait: boolean }) => {
      await withAdapter(options, async (desk) => {
        const { mac } = desk.adapter;
        await reset(desk);
        const firmware = options.wait ? await waitUntilBack(desk) : undefined;
        if (options.json) sayJson({ mac, ...(firmware === undefined ? {} : { firmware }) });
        else say(firmware === undefined ? `${mac} restarts.` : `${mac} is back: ${firmware}`);
      });
    });

export const factoryCommand = (): Command =>
  adapterCommand("factory", "Give an adapter back the parameters that it left the factory with.")
    .option("-y, --yes", "without asking")
    .option("--backups <folder>", "where the copy of what it has goes (~/.plugtalk/backups)")
    .action(async (options: AdapterOptions & { readonly yes?: boolean; readonly backups?: string }) => {
      await withAdapter(options, async (desk) => {
        const { mac } = desk.adapter;
        const { file } = await backUp(await readParameters(desk), mac, new Date(), options.backups);
        if (!(await confirmed(`Reset ${mac} to the factory's state (copy in ${file})?`, options))) {
          throw new UserError("Nothing was done.");
        }
        await factoryDefaults(desk);
        const firmware = await waitUntilBack(desk);
        if (options.json) sayJson({ mac, firmware, backup: file });
        else
          say(
            `${mac} is back with the factory's parameters.\nThe way back: plugtalk modem restore --mac ${mac} ${file}`,
          );
      });
    });

const CONTROLS = { on: "on", off: "off", show: "asItIs" } as const;

export const snifferCommand = (): Command =>
  adapterCommand("sniffer", "Let an adapter tell the frame control of whatever goes over the line (`watch` shows it).")
    .addArgument(new Argument("<state>").choices(Object.keys(CONTROLS)))
    .action(async (state: keyof typeof CONTROLS, options: AdapterOptions) => {
      await withAdapter(options, async (desk) => {
        const found = await sniffer(desk, CONTROLS[state]);
        if (options.json) sayJson({ mac: desk.adapter.mac, ...found });
        else
          say(found.isOn ? `On: ${found.to} is told. It shows frame controls and beacons, never user data.` : "Off.");
      });
    });

interface BootOptions extends AdapterOptions {
  readonly pib: string;
  readonly firmware: string;
  readonly softloader?: string;
}

export const bootCommand = (): Command =>
  adapterCommand("boot", "Start an adapter without flash memory: give it parameters and firmware.")
    .requiredOption("--pib <file>", "its parameters (.pib)")
    .requiredOption("--firmware <file>", "its firmware (.nvm)")
    .option("--softloader <file>", "what prepares its memory, where the firmware's file has it not (.nvm)")
    .action(async (options: BootOptions) => {
      const [parameters, firmware] = await Promise.all([octetsOf(options.pib), octetsOf(options.firmware)]);
      const preparation = options.softloader === undefined ? undefined : await octetsOf(options.softloader);
      await withAdapter(options, async (desk) => {
        const { mac } = desk.adapter;
        let bar: ReturnType<typeof progress> | undefined;
        let before = 0;
        const running = await boot(desk, {
          parameters,
          firmware,
          ...(preparation ? { preparation } : {}),
          onProgress(done, total = 0) {
            bar ??= progress(total);
            bar.at(`booting ${mac}`);
            bar.advance(done - before);
            before = done;
            if (done >= total) bar.end();
          },
        });
        if (options.json) sayJson({ mac, firmware: running });
        else say(`${mac} runs ${running}`);
      });
    });

async function octetsOf(file: string): Promise<Uint8Array> {
  return Uint8Array.from(
    await readFile(file).catch((error: Error) => {
      throw new UserError(`Cannot read ${file}: ${error.message}`);
    }),
  );
}
