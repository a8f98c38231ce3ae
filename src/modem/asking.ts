/**
 * Questions to one adapter, asked again while it is silent, and refusals in words.
 *
 * @module
 */

import { type Run, TimeoutError } from "../base/run.ts";
import { LinkError } from "../link/port.ts";
import type { Mme } from "../messages/homeplug/message.ts";
import { statusWords } from "../messages/homeplug/status.ts";
import type { Station } from "../powerline/station.ts";
import type { Adapter } from "./adapter.ts";
import { ModemError } from "./failures.ts";
import { type AdapterTiming, adapterTiming } from "./timing.ts";

/** One adapter, and the way to it. */
export interface Desk {
  readonly station: Station;
  readonly adapter: Adapter;
  readonly run: Run;
  readonly timing?: AdapterTiming;
}

/**
 * Some questions are Qualcomm's alone: who knows none of them would be waited for in vain.
 *
 * @param what what cannot be done then: `switch the sniffer of`
 * @throws {ModemError} `unsuitable`
 */
export function assertQualcomm({ adapter }: Desk, what: string): void {
  if (adapter.vendor === "Qualcomm" && !adapter.isInBootLoader) return;
  const because = adapter.isInBootLoader ? "it runs no firmware" : `how is not known for ${adapter.vendor}`;
  throw new ModemError("unsuitable", `Cannot ${what} ${adapter.mac}: ${because}`);
}

export interface AskOptions<A> {
  /** For one answer. */
  readonly limit?: number;
  /** In all. */
  readonly patience?: number;
  readonly test?: (answer: A) => boolean;
  /** Before it is asked for the second time and after. */
  readonly onSilence?: () => void;
}

/**
 * Asks until it is answered. An interface that is down for a while is waited for, too.
 *
 * @throws {ModemError} `vanished`
 */
export async function ask<Q, A>(
  { station, adapter, run, timing = adapterTiming }: Desk,
  question: Mme<Q>,
  value: Q,
  answer: Mme<A>,
  { limit = timing.answer, patience = timing.vanished, test = () => true, onSilence }: AskOptions<A> = {},
): Promise<A> {
  const until = run.clock.now() + patience;
  for (;;) {
    try {
      const passes = ({ value, source }: { readonly value: A; readonly source: string }) =>
        source === adapter.mac && test(value);
      return (await station.ask(question, value, adapter.mac, answer, limit, run, passes)).value;
    } catch (error) {
      run.throwIfEnded();
      if (!(error instanceof TimeoutError) && !(error instanceof LinkError)) throw error;
      if (run.clock.now() >= until) {
        const seconds = Number((patience / 1000).toFixed(1));
        throw new ModemError("vanished", `${adapter.mac} has not answered ${question.name} for ${seconds} s`, {
          checks: ["Is it still plugged in, and its cable too?", "Does it have power?"],
          cause: error,
        });
      }
      onSilence?.();
      // Where sending itself fails, nothing has waited.
      if (error instanceof LinkError) await run.pause(timing.again);
    }
  }
}

/** Asks once or twice, and gives nothing where it is silent: not every adapter knows every question. */
export async function askShyly<Q, A>(
  desk: Desk,
  question: Mme<Q>,
  value: Q,
  answer: Mme<A>,
  test?: (answer: A) => boolean,
): Promise<A | undefined> {
  const { local, remote } = desk.timing ?? adapterTiming;
  const limit = desk.adapter.isLocal ? local : remote;
  try {
    return await ask(desk, question, value, answer, { limit, patience: limit, ...(test ? { test } : {}) });
  } catch (error) {
    desk.run.throwIfEnded();
    if (error instanceof ModemError && error.fault === "vanished") return undefined;
    throw error;
  }
}

/** @throws {ModemError} `refused`, where the status is one. */
export function checkStatus(message: Mme, status: number, { mac }: Pick<Adapter, "mac">, what: string): void {
  const words = statusWords(message, status);
  if (words !== undefined) throw new ModemError("refused", `Cannot ${what}: ${mac} refuses, ${words}`);
}
