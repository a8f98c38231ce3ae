/**
 * One charging session from the charger's side, from an accepted connection to an output that is off: the protocol is
 * agreed upon, the table of its dialect answers, and whatever happens, the output ends switched off.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import { type Random, systemRandom } from "../base/random.ts";
import { CalledOff, type Run, TimeoutError } from "../base/run.ts";
import type { Milliseconds, WattHours } from "../base/units.ts";
import { encode } from "../exi/codec.ts";
import { handshake, type supportedAppProtocolReq, type supportedAppProtocolRes } from "../messages/handshake.ts";
import type { Stream } from "../net/host.ts";
import { type Accent, plainly } from "../v2g/accent.ts";
import { type Connection, connection } from "../v2g/connection.ts";
import { type Dialect, din70121, EXI_PAYLOAD, iso2 } from "../v2g/dialect.ts";
import { decodeUnknown } from "../v2g/message.ts";
import { takeFrom } from "../v2g/negotiation.ts";
import { NO_SESSION, newSessionId } from "../v2g/session-id.ts";
import type { Phase, TalkEvent, Telling } from "../v2g/talk-events.ts";
import { din70121Timing, iso2Timing, type Timing } from "../v2g/timing.ts";
import type { Charger } from "./charger.ts";
import { type ChargerSession, type SessionMemory, switchOff } from "./charger-session.ts";
import { type ChargerWishes, chargerWishes } from "./charger-wishes.ts";
import { din70121Service } from "./din70121.ts";
import { iso2Service } from "./iso2.ts";
import { type ServiceEnd, serve } from "./serve.ts";

export interface ChargerOptions {
  /** What the charger speaks. DIN SPEC 70121 needs direct current. */
  readonly speaks?: readonly Dialect[];
  readonly wishes?: ChargerWishes;
  /** Changes to the timers of the standards. */
  readonly timing?: Partial<Timing>;
  /** Where session numbers come from. */
  readonly random?: Random;
  /** Makes them in another form than eight random octets; hex, 1 to 8 octets. */
  readonly newNumber?: (random: Random) => string;
  /** Of the plug: paused sessions are found here again. */
  readonly memory?: SessionMemory;
  readonly accent?: Accent;
  readonly onEvent?: (event: TalkEvent) => void;
}

export interface ChargerOutcome {
  readonly by: "car" | "charger" | "nobody";
  /** Whether it ended as a session should. */
  readonly isOrderly: boolean;
  /** Why it ended, for people. */
  readonly words: string;
  readonly error?: unknown;
  readonly protocol?: string;
  /** EVCCID, `aa:bb:cc:dd:ee:ff`. */
  readonly vehicleId?: string;
  readonly energy: WattHours;
  readonly isPaused: boolean;
  /** In words, what in the output could not be switched off. */
  readonly troubles: readonly string[];
}

/** The phases in which there may be voltage at the outlet. */
const LIVE: ReadonlySet<Phase | undefined> = new Set<Phase>(["cable check", "pre-charge", "charging"]);

/** What a handler may take: V2G_SECC_Msg_Performance_Time of PowerDelivery and certificates; others are done at once. */
const PERFORMANCE = 4500;

/**
 * Serves a car over a connection. Never throws for what a car or the world does: how it ended is the answer, and by then
 * the output is off.
 *
 * @param run - when it ends, the session ends with it, at once: the car has left, or the charger is switched off.
 */
export async function serveCar(
  stream: Stream,
  charger: Charger,
  run: Run,
  options: ChargerOptions = {},
): Promise<ChargerOutcome> {
  const tell = (event: Telling) => options.onEvent?.({ ...event, at: run.clock.now(), side: "charger" });
  const inner = run.fork();
  const forgetPilot = charger.pilot.onState((state) => {
    if (state === "A") inner.stop(new CalledOff("the plug was pulled"));
    if (state === "E" || state === "F") inner.stop(new CalledOff(`the control pilot is in state ${state}`));
    // IEC 61851-1: no power without state C or D, whatever was said. The next request is told so.
    if (state === "B" && session && (LIVE.has(session.phase) || charger.ac?.contactors.areClosed())) {
      tell({ type: "odd", words: "the car left state C while the output was on: it is switched off" });
      void switchOff(session);
    }
  });
  const talk = connection(stream);
  const { accent = plainly, wishes = chargerWishes(run.clock.now) } = options;
  let session: ChargerSession | undefined;
  let dialect: Dialect | undefined;
  let end: ServiceEnd | undefined;
  let failure: { readonly error: unknown } | undefined;
  let troubles: readonly string[] = [];
  try {
    const spoken = (options.speaks ?? [iso2, din70121]).filter(({ name }) => name !== "din70121" || charger.dc);
    dialect = await agree(talk, inner, spoken, accent, tell);
    tell({ type: "protocol", protocol: dialect.title, remote: stream.remote.address });
    const timing = { ...(dialect.name === "din70121" ? din70121Timing : iso2Timing), ...options.timing };
    if (dialect.name === "din70121") wishes.cannotPause();
    session = begin(charger, dialect, inner, timing, wishes, options, tell);
    const sequence = () => nextRequest(timing, wishes, session);
    const way = { connection: talk, run: inner, tell, sequence, performance: PERFORMANCE, accent };
    end =
      dialect.name === "din70121" ? await serve(din70121Service, session, way) : await serve(iso2Service, session, way);
  } catch (error) {
    failure = { error };
  } finally {
    forgetPilot();
    if (session) troubles = await switchOff(session);
  }
  inner.stop(new CalledOff("the session is over"));
  close(stream, run);
  tell({ type: "phase", phase: "ended" });
  const outcome = outcomeOf(end, failure?.error, session, wishes, troubles);
  tell({ type: "ended", ...outcome });
  return {
    ...outcome,
    energy: session?.energyDelivered ?? 0,
    isPaused: session?.isPaused ?? false,
    troubles,
    ...(dialect ? { protocol: dialect.title } : {}),
    ...(session?.vehicleId ? { vehicleId: session.vehicleId } : {}),
    ...(failure ? { error: failure.error } : {}),
  };
}

/**
 * How long a car with direct current may say nothing after it was asked to stop. pyPLC's goes to its safe end without a
 * word, and holds the connection.
 */
const SILENT_AFTER_STOP: Milliseconds = 10_000;

function nextRequest({ sequence }: Timing, wishes: ChargerWishes, session?: ChargerSession) {
  if (!wishes.isStopSaid() || session?.isAc) return { limit: sequence, waitingFor: "the car's next request" };
  const limit = Math.min(sequence, SILENT_AFTER_STOP);
  return { limit, waitingFor: "the car's answer to the wish to stop" };
}

/** Says that nothing more comes; the car closes its own side, or is closed a while later. [V2G2-728] */
function close(stream: Stream, { clock }: Run): void {
  stream.end();
  const forgetEnd = stream.onEnd(() => cancel());
  const cancel = clock.after(iso2Timing.close, () => {
    forgetEnd();
    stream.abort();
  });
}

/** The car offers something that is not spoken here, or something else than an offer. */
class NoAgreement extends Error {
  override readonly name = "NoAgreement";
}

/** @throws {NoAgreement}; {TimeoutError} where no offer comes. */
async function agree(
  talk: Connection,
  run: Run,
  spoken: readonly Dialect[],
  accent: Accent,
  tell: (event: Telling) => void,
): Promise<Dialect> {
  const message = await run.within(iso2Timing.communicationSetup, "the car's offer of protocols", talk.next);
  if (!message) throw new NoAgreement("The car closed the connection instead of offering a protocol");
  const document = decodeUnknown(handshake, message.payload);
  if (document instanceof Error || document.root !== "supportedAppProtocolReq") {
    throw new NoAgreement("The car began with something else than an offer of protocols");
  }
  const { AppProtocol } = document.value as supportedAppProtocolReq;
  tell({ type: "received", message: document.root, value: document.value, exi: toHex(message.payload) });
  const { dialect, answer } = takeFrom(AppProtocol, spoken);
  const said = accent({ name: "supportedAppProtocolRes", content: answer, sessionId: NO_SESSION });
  if (said !== "silence") {
    const value = said instanceof Uint8Array ? answer : (said.content as supportedAppProtocolRes);
    const exi = said instanceof Uint8Array ? said : encode(handshake, "supportedAppProtocolRes", value);
    talk.send(EXI_PAYLOAD, exi);
    tell({ type: "sent", message: "supportedAppProtocolRes", value, exi: toHex(exi) });
  }
  if (dialect) return dialect;
  const offered = AppProtocol.map(({ ProtocolNamespace }) => ProtocolNamespace).join(", ");
  throw new NoAgreement(
    `Cannot agree on a protocol: the car offers ${offered}, spoken are ${spoken.map(({ title }) => title).join(" and ")}`,
  );
}

function begin(
  charger: Charger,
  { title }: Dialect,
  run: Run,
  timing: Timing,
  wishes: ChargerWishes,
  { random = systemRandom, newNumber = newSessionId, memory = {} }: ChargerOptions,
  tell: (event: Telling) => void,
): ChargerSession {
  const session: ChargerSession = {
    sessionId: NO_SESSION,
    requestedId: NO_SESSION,
    charger,
    run,
    timing,
    newNumber: () => newNumber(random),
    wishes,
    tell,
    vehicleId: "",
    protocol: title,
    memory,
    tuple: 1,
    offered: [],
    offeredAt: 0,
    carMaxima: {},
    energyDelivered: 0,
    renegotiated() {
      wishes.met();
      // Who stops charging once it goes on again is another matter.
      delete session.isStoppedByCharger;
    },
  };
  return session;
}

function outcomeOf(
  end: ServiceEnd | undefined,
  error: unknown,
  session: ChargerSession | undefined,
  wishes: ChargerWishes,
  troubles: readonly string[],
): Pick<ChargerOutcome, "by" | "isOrderly" | "words"> {
  const words = (text: string) => [text, ...troubles].join("; ");
  if (end) {
    const isOrderly = end.why === "stopped" && troubles.length === 0;
    const isStoppedByCharger = session?.isStoppedByCharger ?? wishes.isStopSaid();
    const by = end.why === "refused" || (end.why === "stopped" && isStoppedByCharger) ? "charger" : "car";
    return { by, isOrderly, words: words(end.words) };
  }
  const by =
    error instanceof TimeoutError || error instanceof CalledOff || error instanceof NoAgreement ? "car" : "charger";
  return { by, isOrderly: false, words: words(error instanceof Error ? error.message : String(error)) };
}
