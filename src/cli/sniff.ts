/**
 * `plugtalk sniff`: listen to a charging session as it happens.
 *
 * @module
 */

import { Command } from "commander";
import { liveListener } from "../app/live-listener.ts";
import { systemClock } from "../base/clock.ts";
import { CalledOff, type Run, startRun, TimeoutError } from "../base/run.ts";
import { openPort } from "../link/open-port.ts";
import { LinkError, type Port } from "../link/port.ts";
import { station } from "../powerline/station.ts";
import { MatchingFailed } from "../slac/failures.ts";
import { standardModem } from "../slac/standard-modem.ts";
import { EVENTS_VERSION } from "../sniffer/events.ts";
import type { SnifferEvent } from "../sniffer/pipeline.ts";
import { keyStore } from "../sniffer/tls/key-log.ts";
import { USAGE, UserError } from "./exit.ts";
import { readKeyLog } from "./key-log-file.ts";
import { livePrinter } from "./live-printer.ts";
import { readFiles } from "./reading.ts";
import { type RecordingOptions, recorderFor, recordingOptions } from "./recording-options.ts";

interface Options extends RecordingOptions {
  readonly interface?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly all?: boolean;
  readonly join?: boolean;
  readonly keylog?: string;
}

export function sniffCommand(): Command {
  return recordingOptions(
    new Command("sniff")
      .description("Listen to a charging session as it happens, and keep it.")
      .argument("[source]", "- for a recording that comes on standard input: tcpdump -w - | plugtalk sniff -")
      .option("-i, --interface <name>", "the network interface to listen at")
      .option("--join", "enter the network of a matching that goes by, with the own adapter")
      .option("--json", "one JSON object a line: docs/events.md tells the form")
      .option("-a, --all", "every message, also those like the one before")
      .option("-v, --verbose", "every message with all its values")
      .option("--keylog <file>", "TLS keys in NSS key log format"),
    "plugtalk-sniff",
  )
    .exitOverride()
    .action((source: string | undefined, options: Options) => sniff(source, options));
}

/** A second of a busy line. */
const ROOM_FOR_FRAMES = 32 << 20;

/** What an adapter can and cannot show, said before somebody wonders. */
const LIMITS = `An ordinary powerline adapter hears the matching and what is for everybody. What car and charger say to each other
after it passes by unless this machine is one of the two, sits between them (plugtalk bridge), or the adapter mirrors it.`;

async function sniff(source: string | undefined, options: Options): Promise<void> {
  if (source !== undefined && source !== "-") {
    throw new UserError(
      `Cannot listen at ${source}: use --interface ${source}, or plugtalk read ${source} for a file`,
      USAGE,
    );
  }
  if (source === "-") {
    await readFiles(["-"], {
      ...(options.json ? { json: true } : {}),
      ...(options.all ? { all: true } : {}),
      ...(options.verbose ? { verbose: true } : {}),
      ...(options.keylog === undefined ? {} : { keylog: options.keylog }),
    });
    return;
  }
  if (options.interface === undefined) {
    throw new UserError("Which interface? Use --interface NAME; `plugtalk interfaces` lists them", USAGE);
  }
  const keys = keyStore();
  if (options.keylog !== undefined) keys.add((await readKeyLog(options.keylog)).text);
  const say = (words: string) => process.stderr.write(`${words}\n`);
  const port = await opened(options.interface);
  const run = startRun(systemClock);
  const stop = () => run.stop(new CalledOff("stopped by the user"));
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);

  const recorder = recorderFor(options, [port.name], say);
  const out = process.stdout;
  if (options.json) out.write(`${JSON.stringify({ type: "start", version: EVENTS_VERSION, interface: port.name })}\n`);
  else
    say(
      `Listening at ${port.name}${options.record ? `, keeping it in ${options.record}` : ""}. Ctrl-C ends it.\n${LIMITS}`,
    );
  const printer = livePrinter({
    out,
    json: options.json === true,
    verbose: options.verbose === true,
    all: options.all === true,
  });
  const joiner = options.join ? joinerAt(port, run, say) : undefined;
  port.onState((state) => say(`${port.name} is ${state}`));

  const listener = liveListener(
    {
      ports: [port],
      clock: systemClock,
      keys,
      tell(event) {
        printer.feed(event);
        joiner?.(event);
      },
      onFrame: ({ octets, time }) => recorder?.frame(octets, time),
      onLost(count) {
        recorder?.lost(count, systemClock.time());
        say(`${count} frames came faster than they could be taken, and are lost`);
      },
    },
    run,
  );
  const flushing = setInterval(() => recorder?.flush(), 1000);
  try {
    await run.until(new Promise<never>(() => {}));
  } catch (error) {
    if (!(error instanceof CalledOff)) throw error;
  } finally {
    clearInterval(flushing);
    listener.end();
    printer.end();
    recorder?.close();
    port.close();
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    if (!options.json) {
      const lost = listener.lost();
      say(`${listener.frames()} frames heard, ${lost === 0 ? "none" : lost} lost`);
      for (const file of recorder?.files() ?? []) say(`Kept in ${file}: plugtalk report ${file}`);
    }
  }
}

async function opened(name: string): Promise<Port> {
  try {
    return await openPort(name, {
      clock: systemClock,
      hearsOutgoing: true,
      isPromiscuous: true,
      bufferSize: ROOM_FOR_FRAMES,
    });
  } catch (error) {
    if (error instanceof LinkError) throw new UserError(error.message);
    throw error;
  }
}

/** Gives the own adapter the key of a matching that goes by. */
function joinerAt(port: Port, run: Run, say: (words: string) => void): (event: SnifferEvent) => void {
  const own = station(port, { clock: systemClock });
  const modem = standardModem(own);
  let last = "";
  return (event) => {
    if (event.type !== "mme" || event.name !== "CM_SLAC_MATCH.CNF") return;
    const { NMK, NID } = event.value as { readonly NMK?: string; readonly NID?: string };
    if (NMK === undefined || NID === undefined || NMK === last) return;
    last = NMK;
    say(`Joining the network ${NID}: the adapter is deaf for some seconds`);
    run
      .within(2000, "the adapter to take the key", (run) => modem.setKey({ NMK, NID }, run))
      .then(
        () =>
          say(
            `The adapter has the key of ${NID}. It hears what is for everybody there, not what the two tell each other`,
          ),
        (error: unknown) => {
          const isTold = error instanceof MatchingFailed || error instanceof TimeoutError;
          if (!run.hasEnded) say(`The adapter did not take the key: ${isTold ? error.message : error}`);
        },
      );
  };
}
