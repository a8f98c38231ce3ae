/**
 * One TCP connection of a host in memory (RFC 9293), as much of it as a quiet link needs: numbers, acknowledgements,
 * repeated segments, order restored, an orderly and a sudden end. No congestion: there is nobody else on the cable.
 *
 * @module
 */

import type { Cancel, Clock } from "../base/clock.ts";
import type { Milliseconds } from "../base/units.ts";
import { type Endpoint, type Stream, StreamReset } from "./host.ts";
import { octetInbox } from "./octet-inbox.ts";
import { ACK, type FastSegment, FIN, PSH, RST, type SegmentNumbers, SYN } from "./tcp-template.ts";

export interface TcpConnection {
  readonly stream: Stream;
  /** A segment of it has come. */
  readonly arrive: (segment: FastSegment) => void;
  /** Settles when it is open; rejects where the other side refuses or is silent. */
  readonly opened: Promise<void>;
}

export interface TcpOptions {
  readonly clock: Clock;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** The first number of this side. */
  readonly start: number;
  /** The other side's first segment, where it was it that opened. */
  readonly opening?: FastSegment;
  readonly send: (numbers: SegmentNumbers, flags: number, payload?: Uint8Array) => void;
  /** It is over and forgotten. */
  readonly onGone: () => void;
}

/** Ethernet's 1500 octets without headers. */
const MOST_IN_SEGMENT = 1440;
const WINDOW = 0xffff;
/** RFC 9293, 3.8.6.3: 500 ms at the most; Linux 40 ms. */
const DELAYED_ACK: Milliseconds = 40;
/** RFC 6298, and what systems do on a fast link. */
const FIRST_RETRY: Milliseconds = 250;
const MOST_RETRIES = 8;
/** Numbers are circular: whether `a` is behind `b`. */
const isBehind = (a: number, b: number) => ((a - b) | 0) < 0;

interface Sent {
  readonly sequence: number;
  readonly end: number;
  readonly flags: number;
  readonly payload: Uint8Array | undefined;
}

export function tcpConnection({ clock, local, remote, start, opening, send, onGone }: TcpOptions): TcpConnection {
  let next = start;
  /** What the other side sends next; known once it has said where it begins. */
  let expected = opening ? (opening.sequence + 1) >>> 0 : 0;
  let isOpen = false;
  let isReset = false;
  /** This side has said that it sends no more. */
  let hasEnded = false;
  let hasPeerEnded = false;
  const flying: Sent[] = [];
  const early = new Map<number, FastSegment>();
  const inbox = octetInbox();
  let retries = 0;
  let cancelRetry: Cancel | undefined;
  let cancelAck: Cancel | undefined;
  let open: () => void = () => {};
  let refuse: (error: Error) => void = () => {};
  const opened = new Promise<void>((resolve, reject) => {
    open = resolve;
    refuse = reject;
  });
  opened.catch(() => {});

  const numbers = (sequence: number): SegmentNumbers => ({ sequence, acknowledgement: expected, window: WINDOW });

  function transmit(flags: number, payload?: Uint8Array): void {
    const length = (payload?.length ?? 0) + (flags & (SYN | FIN) ? 1 : 0);
    const sent: Sent = { sequence: next, end: (next + length) >>> 0, flags, payload };
    next = sent.end;
    flying.push(sent);
    put(sent);
    if (!cancelRetry) scheduleRetry();
  }
  function put({ sequence, flags, payload }: Sent): void {
    cancelAck?.();
    cancelAck = undefined;
    send(numbers(sequence), flags, payload);
  }
  function scheduleRetry(): void {
    cancelRetry?.();
    cancelRetry = undefined;
    if (flying.length === 0) return;
    cancelRetry = clock.after(FIRST_RETRY * 2 ** retries, () => {
      cancelRetry = undefined;
      if (retries >= MOST_RETRIES) {
        fail(new StreamReset(`The connection with ${remote.address} broke: nothing is acknowledged any more`));
        return;
      }
      retries++;
      put(flying[0] as Sent);
      scheduleRetry();
    });
  }
  function acknowledge(isUrgent: boolean): void {
    if (isUrgent) {
      cancelAck?.();
      cancelAck = undefined;
      send(numbers(next), ACK);
    } else
      cancelAck ??= clock.after(DELAYED_ACK, () => {
        cancelAck = undefined;
        send(numbers(next), ACK);
      });
  }

  function fail(error: StreamReset): void {
    if (isReset) return;
    isReset = true;
    quiet();
    refuse(error);
    inbox.fail(error);
    onGone();
  }
  function quiet(): void {
    cancelRetry?.();
    cancelRetry = undefined;
    cancelAck?.();
    cancelAck = undefined;
    flying.length = 0;
  }
  function forgetWhenOver(): void {
    if (hasEnded && hasPeerEnded && flying.length === 0) {
      // Acknowledges a last segment that is repeated, for as long as it may be under way.
      clock.after(2 * FIRST_RETRY, () => {
        quiet();
        onGone();
      });
    }
  }

  function arrive(segment: FastSegment): void {
    if (isReset) return;
    const { flags, sequence, acknowledgement, payload } = segment;
    if (flags & RST) {
      // Believed only where it fits: an old connection's would tear down the new one.
      const isFitting = isOpen ? sequence === expected : acknowledgement === next;
      if (isFitting || opening) {
        const words = isOpen ? "was torn down by the other side" : "was refused: nobody listens there";
        fail(new StreamReset(`The connection with [${remote.address}]:${remote.port} ${words}`));
      }
      return;
    }
    if (flags & ACK) acknowledged(acknowledgement);
    if (flags & SYN) {
      if (opening) {
        // The answer was lost: it is repeated by its own timer.
        return;
      }
      expected = (sequence + 1) >>> 0;
      opened_();
      acknowledge(true);
      return;
    }
    if (!isOpen && opening && flags & ACK) opened_();
    if (!isOpen) return;
    if (payload.length === 0 && (flags & FIN) === 0) return;
    take(segment);
  }

  function opened_(): void {
    isOpen = true;
    open();
  }

  function acknowledged(number: number): void {
    let hasMoved = false;
    while (flying.length > 0 && !isBehind(number, (flying[0] as Sent).end)) {
      flying.shift();
      hasMoved = true;
    }
    if (!hasMoved) return;
    retries = 0;
    scheduleRetry();
    forgetWhenOver();
  }

  function take(segment: FastSegment): void {
    if (isBehind(segment.sequence, expected)) {
      const known = (expected - segment.sequence) >>> 0;
      const isNew = known < segment.payload.length;
      if (!isNew) {
        acknowledge(true);
        return;
      }
      take({ ...segment, sequence: expected, payload: segment.payload.subarray(known) });
      return;
    }
    if (segment.sequence !== expected) {
      if (early.size < 64) early.set(segment.sequence, segment);
      acknowledge(true);
      return;
    }
    let hasNews = false;
    for (let now: FastSegment | undefined = segment; now; now = early.get(expected)) {
      early.delete(now.sequence);
      if (now.payload.length > 0) {
        inbox.push(now.payload.slice());
        expected = (expected + now.payload.length) >>> 0;
        hasNews = true;
      }
      if (now.flags & FIN) {
        expected = (expected + 1) >>> 0;
        hasPeerEnded = true;
        acknowledge(true);
        inbox.end();
        forgetWhenOver();
        return;
      }
    }
    if (hasNews) acknowledge(false);
  }

  const stream: Stream = {
    local,
    remote,
    isEncrypted: false,
    read: inbox.read,
    onEnd: inbox.onEnd,
    write(octets) {
      if (hasEnded || isReset) return;
      for (let at = 0; at < octets.length; at += MOST_IN_SEGMENT) {
        const payload = octets.slice(at, at + MOST_IN_SEGMENT);
        transmit(at + MOST_IN_SEGMENT >= octets.length ? ACK | PSH : ACK, payload);
      }
    },
    end() {
      if (hasEnded || isReset) return;
      hasEnded = true;
      transmit(ACK | FIN);
    },
    abort() {
      if (isReset) return;
      send(numbers(next), RST | ACK);
      hasEnded = true;
      fail(new StreamReset("The connection was torn down by this side"));
    },
  };

  transmit(opening ? SYN | ACK : SYN);
  return { stream, arrive, opened };
}
