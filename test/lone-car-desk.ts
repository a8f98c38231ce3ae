/**
 * Our car as a program meets a program: no charger at its inlet, the pilot and the supply imagined from what the messages
 * say. For chargers of other people's stacks, which are software, too.
 *
 * @module
 */

import { startRun } from "../src/base/run.ts";
import { type CarOptions, type CarOutcome, charge } from "../src/evcc/charge.ts";
import { wishes as newWishes, type Wishes } from "../src/evcc/wishes.ts";
import { decode, encode } from "../src/exi/codec.ts";
import { type AppProtocolType, handshake } from "../src/messages/handshake.ts";
import { simulatedClock } from "../src/simulator/clock.ts";
import { type LoneCar, loneCar } from "../src/simulator/imagined-charger.ts";
import type { CarProfile } from "../src/simulator/simulated-car.ts";
import { streamPair } from "../src/simulator/stream-pair.ts";
import { connection } from "../src/v2g/connection.ts";
import { type Dialect, EXI_PAYLOAD, readMessage, writeMessage } from "../src/v2g/dialect.ts";
import type { TalkEvent } from "../src/v2g/talk-events.ts";

/** A request as the charger reads it. */
export interface Asked {
  readonly name: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly sessionId: string;
}

export interface ForeignCharger {
  readonly dialect: Dialect;
  /** Its number for a new session. */
  readonly sessionId: string;
  /** From a request to its answer. */
  readonly latency?: number;
  /** What it answers, without a code where that is OK. */
  readonly answer: (asked: Asked) => object;
}

/** The charger refuses. */
export class Refusal extends Error {}

export interface CarVisit {
  readonly outcome: CarOutcome;
  /** The names of the requests in their order, runs of the same one written once. */
  readonly asked: readonly string[];
  readonly refusals: readonly string[];
  readonly events: readonly TalkEvent[];
  /** All that the car asked by this name. */
  readonly saidAs: (name: string) => readonly Asked["content"][];
}

export async function loneCarDesk(profile: CarProfile, change?: (car: LoneCar["car"]) => object) {
  const clock = simulatedClock();
  const { car, follow } = loneCar(profile, clock, { soc: 40, targetSoc: 80 });
  Object.assign(car, change?.(car));
  await clock.turn(200);

  return {
    clock,
    /** @param meanwhile - is handed the driver, to want something while the session goes on. */
    async visit(
      charger: ForeignCharger,
      meanwhile: (driver: Wishes) => void,
      options: CarOptions = {},
    ): Promise<CarVisit> {
      const [own, theirs] = streamPair({ clock });
      const run = startRun(clock);
      const driver = newWishes();
      const events: TalkEvent[] = [];
      const heard: Asked[] = [];
      const refusals: string[] = [];
      const onEvent = (event: TalkEvent) => {
        events.push(event);
        follow(event);
      };
      const charging = charge(own, car, run, { speaks: [charger.dialect], ...options, wishes: driver, onEvent });
      const serving = serve();
      meanwhile(driver);
      const outcome = await clock.until(charging);
      await clock.until(serving);
      const names = heard.map(({ name }) => name);
      return {
        outcome,
        asked: names.filter((name, i) => name !== names[i - 1]),
        refusals,
        events,
        saidAs: (name) => heard.flatMap((one) => (one.name === name ? [one.content] : [])),
      };

      async function serve(): Promise<void> {
        const talk = connection(theirs);
        const offer = await talk.next(run);
        if (!offer) return;
        const { AppProtocol } = decode(handshake, offer.payload).value as { AppProtocol: readonly AppProtocolType[] };
        const SchemaID = AppProtocol.find((one) => one.ProtocolNamespace === charger.dialect.namespace)
          ?.SchemaID as number;
        const agreed = { ResponseCode: "OK_SuccessfulNegotiation", SchemaID } as const;
        talk.send(EXI_PAYLOAD, encode(handshake, "supportedAppProtocolRes", agreed));
        for (let message = await talk.next(run); message; message = await talk.next(run)) {
          const asked: Asked = readMessage(charger.dialect, message.payload);
          heard.push(asked);
          await run.pause(charger.latency ?? 5);
          const isFirst = asked.name === "SessionSetupReq";
          if (!isFirst && asked.sessionId !== charger.sessionId)
            refusals.push(`${asked.name}: session ${asked.sessionId}`);
          let content: object;
          try {
            content = { ResponseCode: isFirst ? "OK_NewSessionEstablished" : "OK", ...charger.answer(asked) };
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
            refusals.push(`${asked.name}: ${error.message}`);
            break;
          }
          const name = asked.name.replace(/Req$/, "Res");
          talk.send(EXI_PAYLOAD, writeMessage(charger.dialect, charger.sessionId, name as never, content as never));
        }
        theirs.end();
      }
    },
  };
}
