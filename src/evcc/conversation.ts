/**
 * The car's side of a conversation: it asks, and takes nothing for an answer but the answer. The steps of a session are
 * written in terms of `ask`; no step tests a response code, a session number or a timer again.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import type { Run } from "../base/run.ts";
import type { Milliseconds } from "../base/units.ts";
import type { Schema } from "../exi/schema.ts";
import { type Accent, type Outgoing, plainly } from "../v2g/accent.ts";
import type { Connection } from "../v2g/connection.ts";
import {
  type Answer,
  type Content,
  type Dialect,
  EXI_PAYLOAD,
  type Request,
  readMessage,
  writeMessage,
} from "../v2g/dialect.ts";
import { isSameSession, NO_SESSION } from "../v2g/session-id.ts";
import type { Telling } from "../v2g/talk-events.ts";
import { answerLimit, type Timing } from "../v2g/timing.ts";
import { ConnectionLost, OutOfSequence, Refused } from "./faults.ts";

export interface Conversation<S extends Schema> {
  readonly run: Run;
  readonly timing: Timing;
  readonly tell: (event: Telling) => void;
  /** Hex; that of the charger once it has given one. */
  readonly sessionId: string;
  /**
   * Asks, and gives the answer.
   *
   * @throws {TimeoutError} where none comes in time; {Refused} where it is a FAILED one; {OutOfSequence} where it is
   * another message or of another session; {ConnectionLost}; {Undecodable}; {FramingError}.
   */
  readonly ask: <R extends Request<S>>(request: R, content: Content<S, R>) => Promise<Content<S, Answer<S, R>>>;
  /** The same conversation under a limit of its own: nothing asked in `block` waits longer. */
  readonly within: <T>(
    limit: Milliseconds,
    waitingFor: string,
    block: (conversation: Conversation<S>) => Promise<T>,
  ) => Promise<T>;
  /** The pause between two questions of the same kind: chargers answer as fast as they are asked. */
  readonly pause: (ms: Milliseconds) => Promise<void>;
}

export interface ConversationOptions<S extends Schema> {
  readonly dialect: Dialect<S>;
  readonly connection: Connection;
  readonly timing: Timing;
  readonly run: Run;
  readonly tell: (event: Telling) => void;
  /** Of a session that was paused; or the form in which this car writes none. */
  readonly sessionId?: string;
  readonly accent?: Accent;
}

export function converse<S extends Schema>(options: ConversationOptions<S>): Conversation<S> {
  const { dialect, connection, timing, tell } = options;
  const session = { id: options.sessionId ?? NO_SESSION };

  async function ask(run: Run, request: Request<S>, content: Content<S, Request<S>>): Promise<unknown> {
    const said = (options.accent ?? plainly)({
      name: request,
      content,
      sessionId: session.id,
      protocol: dialect.name,
    });
    const exi = said instanceof Uint8Array ? said : written(said === "silence" ? undefined : said);
    const answer = `${request.slice(0, -"Req".length)}Res`;
    const asked = run.clock.now();
    if (exi) connection.send(EXI_PAYLOAD, exi);
    const isPlain = !(said instanceof Uint8Array) && said !== "silence";
    if (exi)
      tell({
        type: "sent",
        message: isPlain ? said.name : request,
        value: isPlain ? said.content : content,
        exi: toHex(exi),
      });
    const octets = await run.within(answerLimit(timing, request), answer, nextExi);
    const latency = run.clock.now() - asked;
    const spoken = readMessage(dialect, octets);
    tell({ type: "received", message: spoken.name, value: spoken.content, exi: toHex(octets), latency });
    // The code first: a charger that has lost the thread refuses with the answer to something else.
    const code = spoken.content["ResponseCode"];
    if (typeof code === "string" && code.startsWith("FAILED")) throw new Refused(request, code, spoken.notification);
    if (spoken.name !== answer) throw new OutOfSequence(`Asked ${request}, got ${spoken.name}: expected ${answer}`);
    if (request === "SessionSetupReq") session.id = spoken.sessionId;
    else if (!isSameSession(spoken.sessionId, session.id)) {
      throw new OutOfSequence(`${answer} came with session ${spoken.sessionId}: expected ${session.id}`);
    }
    return spoken.content;
  }

  const written = (said: Outgoing | undefined) =>
    said && writeMessage(dialect as Dialect, said.sessionId, said.name as never, said.content as never);

  /** Tesla's chargers send payload types of their own in between; nobody but they knows what for. */
  async function nextExi(run: Run): Promise<Uint8Array> {
    for (;;) {
      const message = await connection.next(run);
      if (!message) throw new ConnectionLost("The charger closed the connection while an answer was due");
      if (message.payloadType === EXI_PAYLOAD) return message.payload;
      tell({ type: "odd", words: `passed over a message of payload type 0x${message.payloadType.toString(16)}` });
    }
  }

  const under = (run: Run): Conversation<S> => ({
    run,
    timing,
    tell,
    get sessionId() {
      return session.id;
    },
    // The compiler cannot see that a request's name gives the type of its content and of its answer.
    ask: (request, content) => ask(run, request, content as never) as Promise<never>,
    within: (limit, waitingFor, block) => run.within(limit, waitingFor, (run) => block(under(run))),
    pause: (ms) => run.pause(ms),
  });
  return under(options.run);
}
