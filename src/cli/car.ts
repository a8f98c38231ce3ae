/**
 * `plugtalk car`: be a car.
 *
 * @module
 */

import { Command, InvalidArgumentError } from "commander";
import { carProgram } from "../app/run-car.ts";
import { carExample, carSettings } from "../app/settings.ts";
import type { CarVisit } from "../app/vehicle.ts";
import { systemClock } from "../base/clock.ts";
import { WHILE_IT_RUNS } from "./asking.ts";
import { BAD_INPUT } from "./exit.ts";
import { type PlugOptions, plugOptions, runPlug, settingsOf } from "./plug-program.ts";

interface Options extends PlugOptions {
  readonly soc?: number;
  readonly target?: number;
  readonly retries?: number;
  readonly speaks?: string;
}

const number = (text: string) => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("a number expected");
  return value;
};

export function carCommand(): Command {
  return plugOptions(
    new Command("car").description(
      "Be a car: find the charger at the other end of the cable, and charge (DIN SPEC 70121, ISO 15118-2).",
    ),
  )
    .option("--soc <percent>", "of a simulated car: its state of charge", number)
    .option("--target <percent>", "of a simulated car: where it is full", number)
    .option("--speaks <list>", "protocols, best first: iso2,din70121")
    .option("--retries <number>", "how often it tries again after a session that failed", number)
    .addHelpText(
      "after",
      `
  plugtalk car --example > car.yaml        settings to begin with
  plugtalk car --config car.yaml
  plugtalk car -i eth1 --simulated any --soc 40 --target 80
${WHILE_IT_RUNS}`,
    )
    .action((options: Options) => car(options));
}

async function car(options: Options): Promise<void> {
  if (options.example) {
    process.stdout.write(carExample);
    return;
  }
  const settings = await settingsOf(carSettings, options, {
    ...(options.soc === undefined ? {} : { soc: options.soc }),
    ...(options.target === undefined ? {} : { target: options.target }),
    ...(options.retries === undefined ? {} : { retries: options.retries }),
    ...(options.speaks === undefined ? {} : { speaks: options.speaks.split(",").map((name) => name.trim()) }),
  });
  let program: Awaited<ReturnType<typeof carProgram>> | undefined;
  let visit: CarVisit | undefined;
  let isCharging = false;
  await runPlug(
    {
      side: "car",
      settings,
      ask: (asked) => (asked === "resume" ? program?.plug.resume() : program?.plug.want(asked)),
      unsafe: () =>
        isCharging ? "The contactors may be closed and the plug under voltage: do not touch it" : undefined,
      async work(run, tell) {
        program = await carProgram(settings, systemClock, (event) => {
          if (event.from === "talk" && event.event.type === "protocol") isCharging = true;
          if (event.from === "talk" && event.event.type === "ended") isCharging = false;
          if (event.from === "plug" && event.event.type === "basic") isCharging = event.event.current > 0;
          tell(event);
        });
        try {
          visit = await program.plug.charge(run);
        } finally {
          program.close();
        }
      },
    },
    options,
  );
  if (visit && !visit.sessions.at(-1)?.isOrderly) process.exitCode = BAD_INPUT;
}
