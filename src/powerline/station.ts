/**
 * A station speaks HomePlug management messages over a port: it sends them, waits for one, keeps those that come while
 * nobody looks, and tells whoever keeps a table of answers.
 *
 * @module
 */

import type { Cancel, Clock } from "../base/clock.ts";
import { feed } from "../base/feed.ts";
import { macText } from "../base/mac-address.ts";
import type { Run } from "../base/run.ts";
import type { Timestamp } from "../base/timestamp.ts";
import type { Infer } from "../layout/layout.ts";
import type { Port } from "../link/port.ts";
import { HOMEPLUG_AV, isMessage, type ReadMme, readMme, writeMme } from "../messages/homeplug/frame.ts";
import type { Mme } from "../messages/homeplug/message.ts";

/** The modem on this wire, whatever its own address: never crosses the power line (Qualcomm and most others). */
export const LOCAL_MODEM = "00:b0:52:00:00:01";

/** A management message that has come, of any kind. */
export interface Heard extends ReadMme {
  readonly source: string;
  readonly destination: string;
  readonly time: Timestamp;
  /** It was sent from this machine. */
  readonly isOutgoing?: true;
}

/** A management message that was waited for. */
export type Received<V> = Omit<Heard, "value"> & { readonly value: V };

/** The same, of a message by its name: `ReceivedOf<typeof CM_SLAC_PARM_REQ>`. */
export type ReceivedOf<M extends { readonly layout: unknown }> = Received<Infer<M["layout"]>>;

/** Whether a message is the one meant, beyond its type. */
export type Test<V> = (message: Received<V>) => boolean;

export interface Inbox<V> {
  /** The next one, also where it came before it was asked for. */
  readonly next: (run: Run) => Promise<Received<V>>;
  /** All that have come and were not taken. */
  readonly take: () => Received<V>[];
  readonly close: () => void;
}

export interface Station {
  /** The address that its frames bear. */
  readonly mac: string;
  readonly port: Port;
  readonly clock: Clock;
  /** @throws {LinkError} where the port is not up. */
  readonly send: <V>(message: Mme<V>, value: V, destination: string) => void;
  /** The next message of a type that passes `test`, from now on. Rejected with the run's reason when that ends. */
  readonly next: <V>(message: Mme<V>, run: Run, test?: Test<V>) => Promise<Received<V>>;
  /** Keeps the messages of a type from now on until it is closed: nothing is missed between two waits. */
  readonly inbox: <V>(message: Mme<V>, test?: Test<V>) => Inbox<V>;
  /** Sends, and gives all answers that come within `ms` milliseconds. */
  readonly gather: <Q, A>(
    question: Mme<Q>,
    value: Q,
    destination: string,
    answer: Mme<A>,
    ms: number,
    run: Run,
    test?: Test<A>,
  ) => Promise<Received<A>[]>;
  /**
   * Sends, and gives the first answer.
   *
   * @throws {TimeoutError} naming the answer, after `limit` milliseconds.
   */
  readonly ask: <Q, A>(
    question: Mme<Q>,
    value: Q,
    destination: string,
    answer: Mme<A>,
    limit: number,
    run: Run,
    test?: Test<A>,
  ) => Promise<Received<A>>;
  /** Calls `action` for each message of a type: how a table hears. */
  readonly on: <V>(message: Mme<V>, action: (message: Received<V>) => void) => Cancel;
  /** Calls `action` for every management message, also those of types that are not known here. */
  readonly onAny: (action: (message: Heard) => void) => Cancel;
  /** Stops listening. The port is not closed: whoever opened it does that. */
  readonly close: () => void;
}

export interface StationOptions {
  readonly clock: Clock;
  /** The address to speak under, where it is not the port's. */
  readonly mac?: string;
}

export function station(port: Port, { clock, mac = port.mac }: StationOptions): Station {
  const heard = feed<Heard>();
  const forget = port.onFrame(({ octets, time, isOutgoing }) => {
    if (octets.length < 17 || ((octets[12]! << 8) | octets[13]!) !== HOMEPLUG_AV) return;
    const message = readMme(octets.subarray(14));
    // What has not even a type is nothing to wait for; the port's recording has it.
    if (!("name" in message)) return;
    heard.tell({
      ...message,
      source: macText(octets, 6),
      destination: macText(octets),
      time,
      ...(isOutgoing ? { isOutgoing } : {}),
    });
  });

  /** Messages of one type whose fields could be read, and which came from elsewhere. */
  const on = <V>(wanted: Mme<V>, action: (message: Received<V>) => void): Cancel =>
    heard.on((message) => {
      if (!isMessage(message, wanted) || message.isOutgoing) return;
      // The layout that read it is that of `wanted`.
      action(message as unknown as Received<V>);
    });

  const own: Station = {
    mac,
    port,
    clock,
    send: (message, value, destination) => port.send(writeMme(message, value, mac, destination)),
    next: (wanted, run, test = () => true) =>
      new Promise((resolve, reject) => {
        const over = () => {
          stop();
          forgetEnd();
        };
        const stop = on(wanted, (message) => {
          if (!test(message)) return;
          over();
          resolve(message);
        });
        const forgetEnd = run.onEnd((reason) => {
          stop();
          reject(reason);
        });
      }),
    inbox: (wanted, test = () => true) => inbox(wanted, test, on),
    async gather(question, value, destination, answer, ms, run, test) {
      const box = own.inbox(answer, test);
      try {
        own.send(question, value, destination);
        await run.pause(ms);
        return box.take();
      } finally {
        box.close();
      }
    },
    ask: (question, value, destination, answer, limit, run, test) =>
      run.within(limit, `${answer.name} from ${destination}`, (run) => {
        // No frame arrives before this turn is over, so the answer cannot be missed.
        own.send(question, value, destination);
        return own.next(answer, run, test);
      }),
    on,
    onAny: heard.on,
    close: forget,
  };
  return own;
}

function inbox<V>(wanted: Mme<V>, test: Test<V>, on: Station["on"]): Inbox<V> {
  const kept: Received<V>[] = [];
  const arrivals = feed<void>();
  const stop = on(wanted, (message) => {
    if (!test(message)) return;
    kept.push(message);
    arrivals.tell();
  });
  return {
    next: (run) =>
      new Promise((resolve, reject) => {
        const first = kept.shift();
        if (first) {
          resolve(first);
          return;
        }
        const forgetArrival = arrivals.on(() => {
          const message = kept.shift();
          if (!message) return;
          forgetArrival();
          forgetEnd();
          resolve(message);
        });
        const forgetEnd = run.onEnd((reason) => {
          forgetArrival();
          reject(reason);
        });
      }),
    take: () => kept.splice(0),
    close: stop,
  };
}
