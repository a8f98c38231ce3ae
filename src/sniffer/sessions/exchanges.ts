/**
 * Joins each response to its request, and keeps of thousands of them what fits on a page.
 *
 * @module
 */

import type { MessageEvent } from "../events.ts";
import { bodyOf, isFailed, isRequest, stemOf, textAt } from "./content.ts";
import { elapsed } from "./elapsed.ts";
import { type Latencies, latencies } from "./latencies.ts";
import type { Exchange, FailedResponse, MessageStatistics } from "./session.ts";

const MOST_EXCHANGES = 256;
/** All standards together have about 60 requests. */
const MOST_NAMES = 96;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface Pending {
  readonly message: string;
  readonly frame: number;
  readonly time?: number;
}

export interface Exchanges {
  /** Gives the latency where the message is the response to the pending request. */
  observe(message: MessageEvent): number | undefined;
  /** Octets are missing: the next response may answer a request that was lost. */
  lose(): void;
  /** The request that waits for its response. */
  readonly pending: Pending | undefined;
  readonly last: Mutable<Exchange> | undefined;
  /** Of the last response, where it answered a request. In seconds. */
  readonly lastLatency: number | undefined;
  readonly failed: FailedResponse | undefined;
  rows(): readonly Exchange[];
  statistics(): readonly MessageStatistics[];
  countOf(stem: string): number;
}

export function exchanges(): Exchanges {
  const rows: Mutable<Exchange>[] = [];
  const names = new Map<string, { requests: number; responses: number; latency: Latencies }>();
  let pending: Pending | undefined;
  let last: Mutable<Exchange> | undefined;
  let lastLatency: number | undefined;
  let isBehindHole = false;
  let failed: Mutable<FailedResponse> | undefined;

  function statisticsOf(stem: string) {
    let statistics = names.get(stem);
    if (statistics === undefined) {
      statistics = { requests: 0, responses: 0, latency: latencies() };
      if (names.size < MOST_NAMES) names.set(stem, statistics);
    }
    return statistics;
  }

  function rowFor(message: MessageEvent, stem: string): Mutable<Exchange> {
    if (last?.message === stem) return last;
    last = {
      message: stem,
      schema: message.schema,
      requests: 0,
      responses: 0,
      firstFrame: message.frame,
      lastFrame: message.frame,
      ...(message.time === undefined ? {} : { start: message.time }),
    };
    if (rows.length < MOST_EXCHANGES) rows.push(last);
    return last;
  }

  function noteCode(message: MessageEvent, row: Mutable<Exchange>): void {
    const body = bodyOf(message);
    const code = textAt(body, "ResponseCode");
    const processing = textAt(body, "EVSEProcessing");
    if (code !== undefined) row.responseCode = code;
    if (processing !== undefined) row.processing = processing;
    if (code === undefined || !isFailed(code)) return;
    if (failed !== undefined) {
      failed.count++;
      return;
    }
    const request = pending?.message === `${row.message}Req` ? pending : undefined;
    failed = {
      code,
      response: message.message,
      responseFrame: message.frame,
      ...(request === undefined ? {} : { request: request.message, requestFrame: request.frame }),
      count: 1,
    };
  }

  return {
    get pending() {
      return pending;
    },
    get last() {
      return last;
    },
    get lastLatency() {
      return lastLatency;
    },
    get failed() {
      return failed;
    },
    lose() {
      isBehindHole = true;
    },
    observe(message) {
      const stem = stemOf(message.message);
      const row = rowFor(message, stem);
      const statistics = statisticsOf(stem);
      row.lastFrame = message.frame;
      if (message.time !== undefined) row.end = message.time;
      const isMeasured = !isBehindHole;
      isBehindHole = false;
      if (isRequest(message.message)) {
        row.requests++;
        statistics.requests++;
        const { time } = message;
        pending = { message: message.message, frame: message.frame, ...(time === undefined ? {} : { time }) };
        return undefined;
      }
      row.responses++;
      statistics.responses++;
      noteCode(message, row);
      lastLatency = undefined;
      const isAnswer = pending?.message === `${stem}Req`;
      const asked = pending?.time;
      if (!isAnswer) return undefined;
      pending = undefined;
      if (!isMeasured || asked === undefined || message.time === undefined || message.time < asked) return undefined;
      lastLatency = elapsed(asked, message.time);
      statistics.latency.count(lastLatency, message.frame);
      return lastLatency;
    },
    rows: () => rows.map((row) => ({ ...row })),
    statistics: () =>
      [...names].map(([message, { requests, responses, latency }]) => {
        const summary = latency.summary();
        return { message, requests, responses, ...(summary === undefined ? {} : { latency: summary }) };
      }),
    countOf: (stem) => names.get(stem)?.requests ?? 0,
  };
}
