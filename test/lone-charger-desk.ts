/**
 * Our charger as a program meets a program: no car at its plug, the pilot and the battery imagined from what the messages
 * say. For cars of other people's stacks, which are software, too.
 *
 * @module
 */

import { seededRandom } from "../src/base/random.ts";
import { startRun } from "../src/base/run.ts";
import { decode, encode } from "../src/exi/codec.ts";
import { type AppProtocolType, handshake } from "../src/messages/handshake.ts";
import type { Charger } from "../src/secc/charger.ts";
import type { SessionMemory } from "../src/secc/charger-session.ts";
import { chargerWishes } from "../src/secc/charger-wishes.ts";
import { type ChargerOutcome, serveCar } from "../src/secc/serve-car.ts";
import { simulatedClock } from "../src/simulator/clock.ts";
import { loneCharger } from "../src/simulator/imagined-car.ts";
import type { ChargerProfile, SimulatedCharger } from "../src/simulator/simulated-charger.ts";
import { streamPair } from "../src/simulator/stream-pair.ts";
import { connection } from "../src/v2g/connection.ts";
import { type Dialect, EXI_PAYLOAD, readMessage, writeMessage } from "../src/v2g/dialect.ts";
import type { TalkEvent } from "../src/v2g/talk-events.ts";

/** An answer as its receiver sees it. */
export interface Told {
  readonly name: string;
  readonly ResponseCode: string;
  readonly EVSEProcessing?: string;
  readonly [field: string]: unknown;
}

export interface ForeignCar {
  /** Asks and takes the answer; fails where it is none, of another session, or says FAILED. */
  readonly ask: (request: string, content: object) => Promise<Told>;
  readonly wait: (ms: number) => Promise<void>;
  readonly sessionId: () => string;
  readonly wishes: ReturnType<typeof chargerWishes>;
}

export interface Visitor {
  readonly dialect: Dialect;
  readonly offer: readonly AppProtocolType[];
  /** What its first message bears for a session. */
  readonly noSession: string;
  readonly script: (car: ForeignCar) => Promise<void>;
}

export interface DeskOptions {
  readonly profile: ChargerProfile;
  readonly change?: (charger: SimulatedCharger) => Partial<Charger>;
}

export interface Visit {
  readonly outcome: ChargerOutcome;
  readonly events: readonly TalkEvent[];
  readonly sessionId: string;
}

export async function loneChargerDesk({ profile, change }: DeskOptions) {
  const clock = simulatedClock();
  const { charger, follow } = loneCharger(profile, clock);
  Object.assign(charger, change?.(charger));
  charger.pilot.put({ duty: 5 });
  await clock.turn(200);
  const memory: SessionMemory = {};
  const random = seededRandom(4);

  return {
    clock,
    charger,
    /** A whole session, from the handshake to a closed connection. */
    async visit({ dialect, offer, noSession, script }: Visitor): Promise<Visit> {
      const [own, theirs] = streamPair({ clock });
      const run = startRun(clock);
      const events: TalkEvent[] = [];
      const wishes = chargerWishes(clock.now);
      const onEvent = (event: TalkEvent) => {
        events.push(event);
        follow(event);
      };
      const serving = serveCar(theirs, charger, run, { random, memory, wishes, onEvent });
      const talk = connection(own);
      let sessionId = noSession;
      const next = async () => {
        const message = await clock.until(talk.next(run));
        if (!message) throw new Error("The charger closed the connection");
        return message.payload;
      };
      talk.send(EXI_PAYLOAD, encode(handshake, "supportedAppProtocolReq", { AppProtocol: [...offer] }));
      const agreed = decode(handshake, await next()).value as { readonly ResponseCode: string };
      if (!agreed.ResponseCode.startsWith("OK")) throw new Error(`The handshake is answered ${agreed.ResponseCode}`);
      await script({
        wishes,
        wait: (ms) => clock.turn(ms),
        sessionId: () => sessionId,
        async ask(request, content) {
          talk.send(EXI_PAYLOAD, writeMessage(dialect, sessionId, request as never, content as never));
          const answer = readMessage(dialect, await next());
          if (answer.name !== request.replace(/Req$/, "Res")) throw new Error(`${request} is answered ${answer.name}`);
          if (request === "SessionSetupReq") sessionId = answer.sessionId;
          if (answer.sessionId !== sessionId) throw new Error(`${answer.name} bears session ${answer.sessionId}`);
          const { ResponseCode } = answer.content as { readonly ResponseCode: string };
          if (ResponseCode.startsWith("FAILED")) throw new Error(`${request} is answered ${ResponseCode}`);
          return { name: answer.name, ResponseCode, ...answer.content };
        },
      });
      own.end();
      return { outcome: await clock.until(serving), events, sessionId };
    },
  };
}
