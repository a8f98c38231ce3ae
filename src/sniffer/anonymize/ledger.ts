/**
 * The new octets of one direction of a TCP connection by their sequence numbers. Every segment takes its octets from here,
 * whenever it was sent and however often: nothing that was not looked at comes through.
 *
 * @module
 */

interface Range {
  start: number;
  length: number;
}

interface Waiting {
  readonly sequence: number;
  readonly length: number;
  readonly then: () => void;
}

interface Stretch {
  /** Sequence number of the first octet, without the wrap at 32 bits. */
  readonly start: number;
  readonly octets: Uint8Array;
}

export interface Ledger {
  /** Octets that are looked at; what becomes of them is told by `decide`. Without a number they have no place. */
  readonly take: (sequence: number | undefined, length: number) => void;
  /** The new octets for the earliest ones that are not decided yet. */
  readonly decide: (octets: Uint8Array) => void;
  /** The same for octets out of order: those that come where a hole was given up before. */
  readonly takeLate: (sequence: number | undefined, length: number) => void;
  readonly decideLate: (octets: Uint8Array) => void;
  /** Calls back once nothing more becomes known of these octets, at once where that is so already. */
  readonly whenDecided: (sequence: number, length: number, then: () => void) => void;
  /** Puts the new octets in; gives how many were not known, which become 0. */
  readonly read: (sequence: number, into: Uint8Array) => number;
  /** No more octets come. */
  readonly close: () => void;
}

/** What all ledgers of a recording keep together: the oldest octets give way. */
export interface LedgerShelf {
  readonly ledger: () => Ledger;
}

/** Octets of streams that are kept for segments that are sent again; many times what a window of TCP holds. */
const MOST_KEPT = 1 << 23;
/** What a stretch takes beside its octets. */
const OVERHEAD = 400;
/** So many of those that wait are asked at once. */
const MOST_ASKED = 64;
/** Of octets whose number is not known. */
const NOWHERE = Number.NEGATIVE_INFINITY;

export function ledgerShelf(most = MOST_KEPT): LedgerShelf {
  /** In the order in which they came, over all ledgers. */
  let queue: (() => void)[] = [];
  let first = 0;
  let octets = 0;

  function keep(length: number, drop: () => void): void {
    octets += length + OVERHEAD;
    queue.push(() => {
      octets -= length + OVERHEAD;
      drop();
    });
    while (octets > most && first < queue.length) queue[first++]!();
    if (first > 1024 && 2 * first > queue.length) {
      queue = queue.slice(first);
      first = 0;
    }
  }

  function ledger(): Ledger {
    /** Sorted by their starts. */
    const stretches: Stretch[] = [];
    let dropped = 0;
    /** Octets that are looked at and not decided. */
    const undecided: Range[] = [];
    const undecidedLate: Range[] = [];
    /** Who waits for octets, in the order in which they came. */
    let waiting: Waiting[] = [];
    /** The number behind the last octet that was taken. */
    let front: number | undefined;
    let isClosed = false;

    /** A sequence number without its wrap, near to those before. */
    const unwrapped = (sequence: number | undefined): number =>
      sequence === undefined ? NOWHERE : front === undefined ? sequence : front + ((sequence - front) | 0);

    function put(start: number, made: Uint8Array): void {
      if (start === NOWHERE) return;
      const stretch = { start, octets: made };
      const index = indexAfter(start);
      if (index === stretches.length) stretches.push(stretch);
      else stretches.splice(index, 0, stretch);
      keep(made.length, () => {
        const at = stretches[dropped] === stretch ? dropped : stretches.indexOf(stretch);
        if (at !== dropped) stretches.splice(at, 1);
        else if (++dropped > 256) {
          stretches.splice(0, dropped);
          dropped = 0;
        }
      });
    }

    /** The first stretch that starts behind a number. */
    function indexAfter(start: number): number {
      let [low, high] = [dropped, stretches.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (stretches[middle]!.start <= start) low = middle + 1;
        else high = middle;
      }
      return low;
    }

    function isDecided(sequence: number, length: number): boolean {
      if (isClosed) return true;
      if (front === undefined) return false;
      const start = unwrapped(sequence);
      const end = start + length;
      const edge = undecided.find(({ start }) => start !== NOWHERE)?.start ?? front;
      if (end > edge) return false;
      return !undecidedLate.some((range) => range.start < end && start < range.start + range.length);
    }

    /** Those that came first wait for what comes first, as a rule. */
    function tellWaiting(): void {
      if (waiting.length === 0) return;
      const asked = isClosed ? waiting.length : MOST_ASKED;
      const done = waiting.slice(0, asked).filter(({ sequence, length }) => isDecided(sequence, length));
      if (done.length === 0) return;
      const told = new Set(done);
      waiting = waiting.filter((one) => !told.has(one));
      for (const { then } of done) then();
    }

    function decide(ranges: Range[], made: Uint8Array): void {
      let at = 0;
      while (at < made.length) {
        const next = ranges[0];
        if (!next) break;
        const count = Math.min(next.length, made.length - at);
        put(next.start, made.subarray(at, at + count));
        next.start += count;
        next.length -= count;
        if (next.length === 0) ranges.shift();
        at += count;
      }
      tellWaiting();
    }

    return {
      take(sequence, length) {
        const start = unwrapped(sequence);
        if (start !== NOWHERE) front = start + length;
        const last = undecided.at(-1);
        if (last && last.start + last.length === start) last.length += length;
        else undecided.push({ start, length });
      },
      decide: (made) => decide(undecided, made),
      takeLate: (sequence, length) => undecidedLate.push({ start: unwrapped(sequence), length }),
      decideLate: (made) => decide(undecidedLate, made),
      whenDecided(sequence, length, then) {
        if (isDecided(sequence, length)) then();
        else waiting.push({ sequence, length, then });
      },
      read(sequence, into) {
        const start = unwrapped(sequence);
        const end = start + into.length;
        let missing = into.length;
        into.fill(0);
        for (let i = Math.max(dropped, indexAfter(start) - 1); i < stretches.length; i++) {
          const { start: from, octets: made } = stretches[i]!;
          if (from >= end) break;
          const [left, right] = [Math.max(from, start), Math.min(from + made.length, end)];
          if (left >= right) continue;
          into.set(made.subarray(left - from, right - from), left - start);
          missing -= right - left;
        }
        return Math.max(0, missing);
      },
      close() {
        isClosed = true;
        tellWaiting();
      },
    };
  }

  return { ledger };
}
