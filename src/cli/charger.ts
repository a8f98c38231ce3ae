/**
 * `plugtalk charger`: be a charger.
 *
 * @module
 */

import { Command, InvalidArgumentError } from "commander";
import { chargerProgram } from "../app/run-charger.ts";
import { chargerExample, chargerSettings } from "../app/settings.ts";
import { systemClock } from "../base/clock.ts";
import { WHILE_IT_RUNS } from "./asking.ts";
import { type PlugOptions, plugOptions, runPlug, settingsOf } from "./plug-program.ts";

interface Options extends PlugOptions {
  readonly id?: string;
  readonly authorize?: string;
  readonly once?: boolean;
  readonly port?: number;
}

export function chargerCommand(): Command {
  return plugOptions(
    new Command("charger").description(
      "Be a charger: wait for cars at one plug, and charge them (DIN SPEC 70121, ISO 15118-2).",
    ),
  )
    .option("--id <text>", "the charger's number (EVSEID), like DE*ABC*E1234")
    .option("--authorize <who>", "who may charge: everyone, or nobody")
    .option("--port <number>", "the TCP port to listen at; any free one otherwise", (text) => {
      const port = Number(text);
      if (!Number.isInteger(port)) throw new InvalidArgumentError("a port expected");
      return port;
    })
    .option("--once", "end after the first car has left")
    .addHelpText(
      "after",
      `
  plugtalk charger --example > charger.yaml        settings to begin with
  plugtalk charger --config charger.yaml
  plugtalk charger -i eth1 --simulated any --id DE*PLT*E0001 --authorize everyone
${WHILE_IT_RUNS}`,
    )
    .action((options: Options) => charger(options));
}

async function charger(options: Options): Promise<void> {
  if (options.example) {
    process.stdout.write(chargerExample);
    return;
  }
  const settings = await settingsOf(chargerSettings, options, {
    ...(options.id === undefined ? {} : { id: options.id }),
    ...(options.authorize === undefined ? {} : { authorize: options.authorize }),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  let program: Awaited<ReturnType<typeof chargerProgram>> | undefined;
  let isOn = false;
  await runPlug(
    {
      side: "charger",
      settings,
      ask: (asked) => (asked === "resume" ? program?.plug.resume() : program?.plug.want(asked)),
      unsafe: () => (isOn ? "The output may be on: switch it off by hand" : undefined),
      async work(run, tell) {
        program = await chargerProgram(settings, systemClock, (event) => {
          if (event.from === "talk" && event.event.type === "protocol") isOn = true;
          if (event.from === "talk" && event.event.type === "ended") isOn = false;
          if (event.from === "plug" && event.event.type === "basic") isOn = event.event.current > 0;
          tell(event);
        });
        try {
          if (options.once) await program.plug.serveOne(run);
          else await program.plug.serve(run);
        } finally {
          program.close();
        }
      },
    },
    options,
  );
}
