/**
 * Records that wait for keys, in the lanes of both directions, and never more than so many octets of them.
 *
 * @module
 */

import type { Directions } from "./direction.ts";
import { type Arrived, type Lane, WIDEST_WINDOW } from "./lane.ts";

/** What a waiting record takes beside its octets. */
const RECORD_OVERHEAD = 128;

export interface WaitingRoom {
  /** Keeps a copy of the record; gives back those that have to go for it. */
  hold(record: Arrived): Departed[];
  /**
   * Offers all records again, the oldest first over both sides. `attempt` says whether the record need not wait any
   * longer.
   */
  offer(attempt: (lane: Lane, record: Arrived) => boolean): void;
  /** Empties the room. */
  leave(): Departed[];
  /** A record of those that came last, if any waits. */
  latest(): Arrived | undefined;
  /** What waits takes so many octets. */
  size(): number;
}

/** A record that waited in vain. */
export interface Departed {
  readonly record: Arrived;
  readonly lane: Lane;
}

const sizeOf = ({ fragment }: Arrived) => fragment.length + RECORD_OVERHEAD;
const byOrder = (a: Departed, b: Departed) => a.record.order - b.record.order;

export function waitingRoom(sides: Directions, most: number): WaitingRoom {
  let octets = 0;

  const lanes = () => [...sides.client.lanes, ...sides.server.lanes];
  const currentOf = ({ side }: Arrived) => sides[side].lanes.at(-1)!;
  const all = () => lanes().flatMap((lane) => lane.held.map((record) => ({ record, lane })));

  function dropIdleLanes(): void {
    for (const here of [sides.client, sides.server]) {
      here.lanes = here.lanes.filter((lane, index) => index === here.lanes.length - 1 || lane.held.length > 0);
    }
  }

  /** The older half, so that it is not sorted for every record that comes. */
  function makeRoom(): Departed[] {
    const waiting = all().sort(byOrder);
    const departed = waiting.slice(0, Math.ceil(waiting.length / 2));
    const gone = new Set(departed.map(({ record }) => record));
    for (const lane of lanes()) {
      const kept = lane.held.filter((record) => !gone.has(record));
      // Whatever was given up had sequence numbers.
      lane.tries = Math.min(WIDEST_WINDOW, lane.tries + lane.held.length - kept.length);
      lane.held = kept;
    }
    for (const { record } of departed) octets -= sizeOf(record);
    dropIdleLanes();
    return departed;
  }

  return {
    hold(record) {
      currentOf(record).held.push({ ...record, fragment: record.fragment.slice() });
      octets += sizeOf(record);
      return octets > most ? makeRoom() : [];
    },
    offer(attempt) {
      const queues = lanes()
        .filter(({ held }) => held.length > 0)
        .map((lane) => ({ lane, records: lane.held, at: 0 }));
      for (const { lane } of queues) lane.held = [];
      for (;;) {
        let next: (typeof queues)[number] | undefined;
        for (const queue of queues) {
          const order = queue.records[queue.at]?.order ?? Number.POSITIVE_INFINITY;
          if (order < (next?.records[next.at]?.order ?? Number.POSITIVE_INFINITY)) next = queue;
        }
        const record = next?.records[next.at++];
        if (!next || !record) break;
        // A change of keys among what waited opens a lane for the rest.
        const lane = sides[record.side].lanes.includes(next.lane) ? next.lane : currentOf(record);
        if (attempt(lane, record)) octets -= sizeOf(record);
        else lane.held.push(record);
      }
      dropIdleLanes();
    },
    leave() {
      const departed = all().sort(byOrder);
      for (const lane of lanes()) lane.held = [];
      octets = 0;
      dropIdleLanes();
      return departed;
    },
    size: () => octets,
    latest: () => sides.client.lanes.at(-1)?.held.at(-1) ?? sides.server.lanes.at(-1)?.held.at(-1),
  };
}
