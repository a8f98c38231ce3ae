/**
 * One charging session from the car's side, from an open connection to a car that is safe: the protocol is agreed upon, the
 * script of its dialect runs, and whatever happens, the car ends safe.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import { CalledOff, type Run, TimeoutError } from "../base/run.ts";
import type { Milliseconds, WattHours } from "../base/units.ts";
import { encode } from "../exi/codec.ts";
import { type AppProtocolType, handshake, type supportedAppProtocolRes } from "../messages/handshake.ts";
import type { Stream } from "../net/host.ts";
import { asksForDigital } from "../pilot/control-pilot.ts";
import { dutyToCurrent } from "../pilot/duty.ts";
import type { Accent } from "../v2g/accent.ts";
import { type Connection, connection } from "../v2g/connection.ts";
import { type Dialect, din70121, EXI_PAYLOAD, iso2 } from "../v2g/dialect.ts";
import { decodeUnknown } from "../v2g/message.ts";
import { offerOf, takenFrom } from "../v2g/negotiation.ts";
import type { TalkEvent, Telling } from "../v2g/talk-events.ts";
import { din70121Timing, iso2Timing, PATIENT_ANSWERS, type Timing } from "../v2g/timing.ts";
import type { Car } from "./car.ts";
import { type CarSession, type Pace, type SessionEnd, pace as usualPace } from "./car-session.ts";
import { converse } from "./conversation.ts";
import { chargeByDin } from "./din70121.ts";
import * as faults from "./faults.ts";
import { chargeByIso2, chargingSession } from "./iso2.ts";
import { makeSafe, type Safe, type SafetyTiming, safetyTiming } from "./make-safe.ts";
import { wishes as noWishes, type Wishes } from "./wishes.ts";

export interface CarOptions {
  /** What the car speaks, best first. */
  readonly speaks?: readonly Dialect[];
  readonly wishes?: Wishes;
  readonly pace?: Partial<Pace>;
  readonly safety?: Partial<SafetyTiming>;
  /** Changes to the timers of the standards. Answers are waited for as long as real chargers take, unless said here. */
  readonly timing?: Partial<Timing>;
  /** How long the charger may take to authorize. V2G_EVCC_Ongoing_Timeout is 60 s: somebody may be looking for a card. */
  readonly authorization?: Milliseconds;
  readonly acceptsNoIsolationMonitor?: boolean;
  /** The number of a session that was paused. */
  readonly resumes?: string;
  readonly accent?: Accent;
  /** Other offers in the protocol handshake than those of what the car speaks. */
  readonly offer?: readonly AppProtocolType[];
  /** How this car writes that it has no session yet. */
  readonly noSession?: string;
  readonly onEvent?: (event: TalkEvent) => void;
}

export interface CarOutcome {
  readonly by: "car" | "charger" | "nobody";
  /** Whether it ended as a session should. */
  readonly isOrderly: boolean;
  /** Why it ended, for people. */
  readonly words: string;
  readonly error?: unknown;
  readonly protocol?: string;
  readonly energy: WattHours;
  /** The session can be taken up again under this number. */
  readonly paused?: string;
  readonly safe: Safe;
}

/** How long a farewell is waited for. */
const GOODBYE: Milliseconds = 2000;

/**
 * Charges over a connection. Never throws for what a charger or the world does: how it ended is the answer, and by then
 * the car is as safe as it can be made.
 *
 * @param run - when it ends, the session ends with it: at once, and safely.
 */
export async function charge(stream: Stream, car: Car, run: Run, options: CarOptions = {}): Promise<CarOutcome> {
  const tell = (event: Telling) => options.onEvent?.({ ...event, at: run.clock.now(), side: "car" });
  const energy = { total: 0 };
  const session = run.fork();
  const isDigital = asksForDigital(car.pilot.signal);
  const forgetPilot = car.pilot.onSignal((signal) => {
    if (isDigital ? asksForDigital(signal) : typeof signal === "object") return;
    session.stop(
      new faults.PilotLost(
        signal === undefined
          ? "The plug was pulled"
          : `The charger ends digital communication: its pilot says ${pilotText(signal)}`,
      ),
    );
  });
  const talk = connection(stream);
  let protocol: Dialect | undefined;
  let sessionId = "";
  let goodbye: ((end: SessionEnd) => Promise<void>) | undefined;
  let end: SessionEnd | undefined;
  let failure: { readonly error: unknown } | undefined;
  let safe: Safe;
  try {
    checkPilot(car);
    protocol = await agree(talk, session, options.speaks ?? [iso2, din70121], options.offer, tell);
    tell({ type: "protocol", protocol: protocol.title, remote: stream.remote.address });
    const script = scriptOf(protocol, talk, car, session, options, energy, tell);
    goodbye = script.goodbye;
    end = await script.play();
    sessionId = script.sessionId();
  } catch (error) {
    failure = { error };
  } finally {
    forgetPilot();
    safe = await makeSafe(car, run, tell, { ...safetyTiming, ...options.safety });
  }
  end ??= stoppedBy(failure?.error);
  if (end && goodbye && !run.hasEnded) {
    await goodbye(end).catch((error) => {
      failure ??= { error };
    });
  }
  session.stop(new CalledOff("the session is over"));
  stream.end();
  tell({ type: "phase", phase: "ended" });
  const outcome = outcomeOf(end, failure?.error, safe);
  tell({ type: "ended", by: outcome.by, isOrderly: outcome.isOrderly, words: outcome.words });
  return {
    ...outcome,
    energy: energy.total,
    safe,
    ...(protocol ? { protocol: protocol.title } : {}),
    ...(failure ? { error: failure.error } : {}),
    ...(end?.isPaused && !failure ? { paused: sessionId } : {}),
  };
}

/**
 * Messages go beside an oscillation of 5 %, with alternating current beside a nominal one, too (ISO 15118-3, 6.4).
 *
 * @throws {PilotLost} where the charger does not ask for them.
 */
function checkPilot({ pilot: { signal }, ac }: Car): void {
  if (asksForDigital(signal)) return;
  if (signal === undefined) throw new faults.PilotLost("Cannot charge: nothing is plugged in");
  if (ac && typeof signal === "object" && dutyToCurrent(signal.duty) !== "none") return;
  throw new faults.PilotLost(
    `Cannot charge by messages: the charger's pilot says ${pilotText(signal)}, an oscillation of 5 % expected. Is the charger ready, and does it charge by messages?`,
  );
}

/** @throws {Incompatible} where the charger speaks none of them. */
async function agree(
  talk: Connection,
  run: Run,
  speaks: readonly Dialect[],
  offer: readonly AppProtocolType[] | undefined,
  tell: (event: Telling) => void,
): Promise<Dialect> {
  const AppProtocol = offer ? [...offer] : offerOf(speaks);
  const exi = encode(handshake, "supportedAppProtocolReq", { AppProtocol });
  talk.send(EXI_PAYLOAD, exi);
  tell({ type: "sent", message: "supportedAppProtocolReq", value: { AppProtocol }, exi: toHex(exi) });
  const limit = PATIENT_ANSWERS.otherwise;
  const message = await run.within(limit, "supportedAppProtocolRes", talk.next);
  if (!message) throw new faults.ConnectionLost("The charger closed the connection instead of agreeing on a protocol");
  const document = decodeUnknown(handshake, message.payload);
  if (document instanceof Error || document.root !== "supportedAppProtocolRes") {
    throw new faults.OutOfSequence("The charger answered the protocol handshake with something else");
  }
  const value = document.value as supportedAppProtocolRes;
  tell({ type: "received", message: document.root, value, exi: toHex(message.payload) });
  const dialect = takenFrom(AppProtocol, speaks, value);
  if (dialect) return dialect;
  throw new faults.Incompatible(
    `Cannot agree on a protocol: the charger says ${value.ResponseCode}, offered were ${speaks.map(({ title }) => title).join(" and ")}`,
  );
}

interface Script {
  readonly play: () => Promise<SessionEnd>;
  readonly goodbye: (end: SessionEnd) => Promise<void>;
  readonly sessionId: () => string;
}

function scriptOf(
  dialect: Dialect,
  connection: Connection,
  car: Car,
  run: Run,
  options: CarOptions,
  energy: { total: WattHours },
  tell: (event: Telling) => void,
): Script {
  const timing = (standard: Timing): Timing => ({
    ...standard,
    answer: { ...standard.answer, ...PATIENT_ANSWERS },
    ...options.timing,
  });
  const common = {
    car,
    wishes: options.wishes ?? noWishes(),
    pace: { ...usualPace, ...options.pace },
    safety: { ...safetyTiming, ...options.safety },
    authorization: options.authorization ?? iso2Timing.ongoing,
    acceptsNoIsolationMonitor: options.acceptsNoIsolationMonitor ?? false,
    energy,
  };
  const sessionId = options.resumes ?? options.noSession;
  const begins = {
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(options.accent ? { accent: options.accent } : {}),
  };
  if (dialect.name === "din70121") {
    const talk = converse({ dialect: din70121, connection, timing: timing(din70121Timing), run, tell, ...begins });
    const session: CarSession<typeof din70121.schema> = { ...common, talk };
    return {
      play: () => chargeByDin(session, dcOf(car)),
      goodbye: () => farewell(run, () => talk.ask("SessionStopReq", {})),
      sessionId: () => talk.sessionId,
    };
  }
  const talk = converse({ dialect: iso2, connection, timing: timing(iso2Timing), run, tell, ...begins });
  const session: CarSession<typeof iso2.schema> = { ...common, talk };
  return {
    play: () => chargeByIso2(session),
    goodbye: (end) => farewell(run, () => talk.ask("SessionStopReq", { ChargingSession: chargingSession(end) })),
    sessionId: () => talk.sessionId,
  };
}

/** @throws {Incompatible} */
function dcOf({ dc }: Car) {
  if (dc) return dc;
  throw new faults.Incompatible("Cannot charge by DIN SPEC 70121: the car has no inlet for direct current");
}

async function farewell(run: Run, ask: () => Promise<unknown>): Promise<void> {
  await run.within(GOODBYE, "the charger's goodbye", (run) => run.until(ask()));
}

/** What is no fault: somebody wanted it. */
function stoppedBy(error: unknown): SessionEnd | undefined {
  if (error instanceof faults.StoppedByCharger) return { by: "charger", words: error.message };
  if (error instanceof faults.StoppedByCar) return { by: "car", words: error.message };
  // The charger still listens, and the plug stays locked on its side until it hears that nothing will come.
  if (error instanceof faults.Incompatible || error instanceof faults.CarTrouble)
    return { by: "car", words: error.message };
  return undefined;
}

function outcomeOf(
  end: SessionEnd | undefined,
  error: unknown,
  safe: Safe,
): Pick<CarOutcome, "by" | "isOrderly" | "words"> {
  const troubles = safe.troubles.length > 0 ? `; ${safe.troubles.join("; ")}` : "";
  const isWanted =
    error === undefined || error instanceof faults.StoppedByCharger || error instanceof faults.StoppedByCar;
  if (end && isWanted) return { by: end.by, isOrderly: safe.troubles.length === 0, words: `${end.words}${troubles}` };
  return { by: blame(error), isOrderly: false, words: `${error instanceof Error ? error.message : error}${troubles}` };
}

function blame(error: unknown): CarOutcome["by"] {
  if (error instanceof faults.CarTrouble || error instanceof faults.Incompatible) return "car";
  if (error instanceof CalledOff) return "car";
  if (error instanceof faults.PilotLost) return "charger";
  if (error instanceof TimeoutError) return "car";
  return error instanceof Error && BY_CHARGER.has(error.name) ? "charger" : "nobody";
}

const BY_CHARGER: ReadonlySet<string> = new Set([
  "Refused",
  "OutOfSequence",
  "ConnectionLost",
  "ChargerFault",
  "Undecodable",
  "FramingError",
  "StreamReset",
]);

const pilotText = (signal: "steady" | "E" | "F" | { readonly duty: number }): string =>
  typeof signal === "object"
    ? `${signal.duty} %`
    : signal === "steady"
      ? "12 V without oscillation"
      : `state ${signal}`;
