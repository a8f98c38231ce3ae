/**
 * The charger's side of a conversation: whoever answers keeps a table. A state says which requests it takes and what is
 * done with each; what it does not list is refused here, once for all states. A handler sends nothing and owns no timer.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import type { Run } from "../base/run.ts";
import type { Milliseconds } from "../base/units.ts";
import type { Schema } from "../exi/schema.ts";
import { type Accent, plainly } from "../v2g/accent.ts";
import type { Connection, V2gtpMessage } from "../v2g/connection.ts";
import {
  type Answer,
  type Content,
  type Dialect,
  EXI_PAYLOAD,
  type HeaderExtras,
  type Request,
  readMessage,
  type Spoken,
  Undecodable,
  writeMessage,
} from "../v2g/dialect.ts";
import { isSameSession } from "../v2g/session-id.ts";
import type { Telling } from "../v2g/talk-events.ts";

/** The end of a conversation that went as it should. */
export const END = "end";

export interface Reply<S extends Schema, R extends Request<S>, State extends string> {
  readonly answer: Content<S, Answer<S, R>>;
  /** Where the conversation stands after it. */
  readonly next: State | typeof END;
}

export type Handler<S extends Schema, R extends Request<S>, State extends string, X> = (
  request: Content<S, R>,
  session: X,
) => Reply<S, R, State> | Promise<Reply<S, R, State>>;

export type Row<S extends Schema, State extends string, X> = {
  readonly [R in Request<S>]?: Handler<S, R, State, X>;
};
export type Table<S extends Schema, State extends string, X> = Readonly<Record<State, Row<S, State, X>>>;

/** A handler's way to refuse: the matching answer with this code, and the connection is closed. */
export class Refuse extends Error {
  override readonly name = "Refuse";
  readonly code: string;

  constructor(code: string, words: string) {
    super(words);
    this.code = code;
  }
}

export interface Service<S extends Schema, State extends string, X> {
  readonly dialect: Dialect<S>;
  readonly table: Table<S, State, X>;
  readonly first: State;
  /** Requests that are taken in every state. */
  readonly always: Row<S, State, X>;
  /** The least answer to a request that the schema allows, with a code in it. */
  readonly refusal: (request: Request<S>, code: string, session: X) => object;
}

/** What `serve` needs of a session. */
export interface Served {
  /** Hex; the charger's choice once there is one. */
  sessionId: string;
  /** Hex, as SessionSetupReq bore it: none, or that of a session to be joined again. */
  requestedId: string;
}

export interface Conversation {
  readonly connection: Connection;
  readonly run: Run;
  readonly tell: (event: Telling) => void;
  /** How long the next request is waited for, looked up after each answer: V2G_SECC_Sequence_Timeout at most. */
  readonly sequence: () => { readonly limit: Milliseconds; readonly waitingFor: string };
  /** How long a handler may take. What hardware has not done by then, it has failed to do. */
  readonly performance: Milliseconds;
  readonly accent?: Accent;
}

/** How the conversation ended. */
export interface ServiceEnd {
  readonly why: "stopped" | "closed by car" | "refused" | "undecodable";
  readonly words: string;
}

/**
 * Answers until the conversation is over. Every request that can be read gets an answer.
 *
 * @throws {TimeoutError} where no request comes in time; what the stream or a handler throws beside `Refuse`, after the
 * request has been answered with FAILED.
 */
export async function serve<S extends Schema, State extends string, X extends Served>(
  { dialect, table, first, always, refusal }: Service<S, State, X>,
  session: X,
  { connection, run, tell, sequence, performance, accent = plainly }: Conversation,
): Promise<ServiceEnd> {
  let state: State = first;
  for (;;) {
    const { limit, waitingFor } = sequence();
    const message = await run.within(limit, waitingFor, nextExi);
    if (!message) return { why: "closed by car", words: "the car closed the connection" };
    const came = run.clock.now();
    let spoken: Spoken;
    try {
      spoken = readMessage(dialect, message.payload);
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error;
      // No request, no answer: nobody knows which one it would be.
      return { why: "undecodable", words: error.message };
    }
    tell({ type: "received", message: spoken.name, value: spoken.content, exi: toHex(spoken.exi) });
    const request = spoken.name as Request<S>;
    const answered = (content: object, extras?: HeaderExtras) => {
      const name = `${request.slice(0, -"Req".length)}Res`;
      const said = accent({ name, content, sessionId: session.sessionId, protocol: dialect.name });
      if (said === "silence") return;
      const isOctets = said instanceof Uint8Array;
      const exi = isOctets
        ? said
        : writeMessage(dialect as Dialect, said.sessionId, said.name as never, said.content as never, extras);
      connection.send(EXI_PAYLOAD, exi);
      const latency = run.clock.now() - came;
      tell({
        type: "sent",
        message: isOctets ? name : said.name,
        value: isOctets ? content : said.content,
        exi: toHex(exi),
        latency,
      });
    };
    const refuse = (code: string, words: string): ServiceEnd => {
      answered(refusal(request, code, session), {
        Notification: { FaultCode: "UnknownError", FaultMsg: words.slice(0, 64) },
      });
      return { why: "refused", words: `${request} is answered ${code}: ${words}` };
    };

    if (!request.endsWith("Req")) return { why: "undecodable", words: `the car sent ${request}, which is no request` };
    const handler = (table[state][request] ?? always[request]) as Handler<S, Request<S>, State, X> | undefined;
    // [V2G2-538] the answer is of the request's own type, and then the connection is closed.
    if (!handler) {
      const allowed = [...Object.keys(table[state]), ...Object.keys(always)].join(", ");
      return refuse("FAILED_SequenceError", `${request} came in state ${state}, expected ${allowed}`);
    }
    if (request === "SessionSetupReq") session.requestedId = spoken.sessionId;
    else if (!isSameSession(spoken.sessionId, session.sessionId)) {
      return refuse("FAILED_UnknownSession", `session ${spoken.sessionId} found, ${session.sessionId} expected`);
    }
    try {
      const reply = await run.within(performance, `the charger to do what ${request} asks`, async (run) =>
        run.until(Promise.resolve(handler(spoken.content as Content<S, Request<S>>, session))),
      );
      answered(reply.answer);
      if (reply.next === END) return { why: "stopped", words: "the car ended the session" };
      state = reply.next;
    } catch (error) {
      if (error instanceof Refuse) return refuse(error.code, error.message);
      // A run that has ended (plug pulled, called off) still owes its last answer.
      refuse("FAILED", error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  /** Payload types that are not known are passed over. */
  async function nextExi(run: Run): Promise<V2gtpMessage | undefined> {
    for (;;) {
      const message = await connection.next(run);
      if (!message || message.payloadType === EXI_PAYLOAD) return message;
      tell({ type: "odd", words: `passed over a message of payload type 0x${message.payloadType.toString(16)}` });
    }
  }
}
