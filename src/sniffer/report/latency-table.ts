/**
 * From request to response, for each kind of message, against the time that the standard lets the car wait.
 *
 * @module
 */

import type { MessageEvent } from "../events.ts";
import { messageTimeout } from "../findings/timing.ts";
import { dialectOf, isRequest, stemOf } from "../sessions/content.ts";
import { elapsed } from "../sessions/elapsed.ts";
import { type Latencies, latencies } from "../sessions/latencies.ts";

export interface LatencyRow {
  /** `CurrentDemand`. */
  readonly message: string;
  readonly requests: number;
  readonly responses: number;
  /** Seconds, all absent where no request has a response with a time. The 95th percentile is exact to a tenth. */
  readonly min?: number;
  readonly mean?: number;
  readonly p95?: number;
  readonly max?: number;
  /** The response that came latest. */
  readonly maxFrame?: number;
  /** What the car waits at most, in seconds, and where that stands. */
  readonly limit: number;
  readonly clause: string;
  /** Responses that came later than that. */
  readonly late: number;
  /** Mean seconds from one request to the next of the same kind, where it is repeated. */
  readonly period?: number;
}

export interface LatencyTable {
  /** Gives the latency of an answer to the request before it. */
  readonly feed: (message: MessageEvent) => number | undefined;
  /** How long the car waits for this answer, in seconds. */
  readonly limitOf: (message: MessageEvent) => number | undefined;
  readonly rows: () => readonly LatencyRow[];
  /** The longest that the car was silent after a response, and the request that ended it. */
  readonly silence: () => { readonly seconds: number; readonly frame: number } | undefined;
}

interface Kind {
  readonly message: string;
  readonly limit: number;
  readonly clause: string;
  readonly latency: Latencies;
  requests: number;
  responses: number;
  late: number;
  lastAsked?: number;
  periods: number;
  periodsSum: number;
}

/** All standards together have about 60 requests. */
const MOST_KINDS = 96;

export function latencyTable(): LatencyTable {
  const kinds = new Map<string, Kind>();
  let asked: { readonly stem: string; readonly time?: number } | undefined;
  let before: { readonly stem: string; readonly isRequest: boolean; readonly time?: number } | undefined;
  let longest: { readonly seconds: number; readonly frame: number } | undefined;

  function kindOf(stem: string, schema: string): Kind | undefined {
    const known = kinds.get(stem);
    if (known || kinds.size >= MOST_KINDS) return known;
    const { seconds: limit, clause } = messageTimeout(dialectOf(schema), stem);
    const kind: Kind = {
      message: stem,
      limit,
      clause,
      latency: latencies(),
      requests: 0,
      responses: 0,
      late: 0,
      periods: 0,
      periodsSum: 0,
    };
    kinds.set(stem, kind);
    return kind;
  }

  function request(kind: Kind, stem: string, { time, frame }: MessageEvent) {
    kind.requests++;
    if (time !== undefined && kind.lastAsked !== undefined && before?.stem === stem) {
      kind.periods++;
      kind.periodsSum += elapsed(kind.lastAsked, time);
    }
    if (time !== undefined) kind.lastAsked = time;
    if (time !== undefined && before?.isRequest === false && before.time !== undefined) {
      const seconds = elapsed(before.time, time);
      if (longest === undefined || seconds > longest.seconds) longest = { seconds, frame };
    }
    asked = { stem, ...(time === undefined ? {} : { time }) };
  }

  function response(kind: Kind, stem: string, { time, frame }: MessageEvent): number | undefined {
    kind.responses++;
    const isAnswer = asked?.stem === stem;
    const since = asked?.time;
    if (isAnswer) asked = undefined;
    if (!isAnswer || since === undefined || time === undefined || time < since) return undefined;
    const latency = elapsed(since, time);
    kind.latency.count(latency, frame);
    if (latency > kind.limit) kind.late++;
    return latency;
  }

  return {
    feed(message) {
      const stem = stemOf(message.message);
      const kind = kindOf(stem, message.schema);
      if (kind === undefined) return undefined;
      const isAsking = isRequest(message.message);
      const latency = isAsking ? undefined : response(kind, stem, message);
      if (isAsking) request(kind, stem, message);
      const { time } = message;
      before = { stem, isRequest: isAsking, ...(time === undefined ? {} : { time }) };
      return latency;
    },
    limitOf: ({ message }) => kinds.get(stemOf(message))?.limit,
    rows: () =>
      [...kinds.values()].map(
        ({ message, requests, responses, latency, limit, clause, late, periods, periodsSum }) => ({
          message,
          requests,
          responses,
          ...latency.summary(),
          limit,
          clause,
          late,
          ...(periods === 0 ? {} : { period: elapsed(0, periodsSum / periods) }),
        }),
      ),
    silence: () => longest,
  };
}
