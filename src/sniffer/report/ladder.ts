/**
 * The messages of a session in the order in which they came, in bounded memory: of a loop that turns thousands of times
 * the first and the last turns are kept, and whatever is unusual in between.
 *
 * @module
 */

/** A step of the ladder. */
export interface Rung {
  readonly frame: number;
  /** Seconds since the beginning of the session. */
  readonly at?: number;
  readonly kind: "message" | "mme" | "pilot" | "tcp" | "tls" | "unreadable";
  /** Whose word it is; both where neither side speaks. */
  readonly side: "vehicle" | "charger" | "both";
  readonly name: string;
  /** The values that matter. */
  readonly words: string;
  /** From its request, in seconds. */
  readonly latency?: number;
  /** Somebody should look at it: a failure, a late answer, something unreadable. */
  readonly isUnusual?: true;
  /** All that the message says, where it is the first of its kind. */
  readonly value?: unknown;
}

/** Rungs that were left out, all of one loop. */
export interface Omission {
  readonly omitted: number;
}

export interface Ladder {
  readonly rungs: readonly (Rung | Omission)[];
  /** Steps in all, with those that were left out. */
  readonly steps: number;
}

/** What may become a rung: most steps of a loop never do. */
export interface Step {
  readonly isUnusual: boolean;
  readonly rung: () => Rung;
}

export interface LadderStore {
  /** @param loop what turns: steps with the same word, one after the other, are one loop. */
  readonly add: (step: Step, loop: string) => void;
  readonly ladder: () => Ladder;
}

/** Rungs kept at either end of a loop: six turns of two messages. */
const LOOP_END = 12;
/** Rungs of one ladder; beyond them the latest are kept, which tell how it ended. */
const MOST_RUNGS = 4000;
const LATEST = 200;

export const isOmission = (rung: Rung | Omission): rung is Omission => "omitted" in rung;

export function ladderStore(mostRungs: number = MOST_RUNGS): LadderStore {
  const kept: (Rung | Omission)[] = [];
  /** The latest steps of the loop that turns, which may yet prove to be its last. */
  let tail: Step[] = [];
  let loop: string | undefined;
  let inLoop = 0;
  /** Left out before the tail. */
  let omitted = 0;
  let steps = 0;

  function flush() {
    if (omitted > 0) kept.push({ omitted });
    omitted = 0;
    for (const step of tail) kept.push(step.rung());
    tail = [];
  }

  /** Keeps a rung from the middle of a loop, with what was left out before it. */
  function keep(step: Step) {
    if (omitted > 0) kept.push({ omitted });
    omitted = 0;
    kept.push(step.rung());
  }

  return {
    add(step, itsLoop) {
      steps++;
      const isFull = kept.length >= mostRungs;
      if (itsLoop !== loop && !isFull) {
        flush();
        loop = itsLoop;
        inLoop = 0;
      }
      inLoop++;
      if (inLoop <= LOOP_END && !isFull) {
        keep(step);
        return;
      }
      tail.push(step);
      if (tail.length <= (isFull ? LATEST : LOOP_END)) return;
      const oldest = tail.shift() as Step;
      if (oldest.isUnusual && !isFull) keep(oldest);
      else omitted++;
    },
    ladder() {
      const rungs = [...kept, ...(omitted > 0 ? [{ omitted }] : []), ...tail.map((step) => step.rung())];
      return { rungs, steps };
    },
  };
}

/** One ladder of several, by frames. What was left out stays where it was. */
export function joined(ladders: readonly Ladder[]): Ladder {
  const filled = ladders.filter(({ steps }) => steps > 0);
  if (filled.length === 1) return filled[0] as Ladder;
  const groups = filled.flatMap(({ rungs }) => grouped(rungs));
  const rungs = groups.sort((a, b) => a.frame - b.frame).flatMap(({ group }) => group);
  return { rungs, steps: ladders.reduce((sum, { steps }) => sum + steps, 0) };
}

/** Each rung with the omission before it. */
function grouped(rungs: readonly (Rung | Omission)[]): { frame: number; group: readonly (Rung | Omission)[] }[] {
  const groups: { frame: number; group: (Rung | Omission)[] }[] = [];
  let before: Omission[] = [];
  for (const rung of rungs) {
    if (isOmission(rung)) before.push(rung);
    else {
      groups.push({ frame: rung.frame, group: [...before, rung] });
      before = [];
    }
  }
  if (before.length > 0) groups.push({ frame: groups.at(-1)?.frame ?? 0, group: before });
  return groups;
}

/** The same with fewer rungs: the beginning and the end, which tell most. */
export function shortened({ rungs, steps }: Ladder, most: number): Ladder {
  if (rungs.length <= most) return { rungs, steps };
  const [head, tail] = [rungs.slice(0, most >> 1), rungs.slice(rungs.length - (most >> 1))];
  const omitted = rungs
    .slice(head.length, rungs.length - tail.length)
    .reduce((sum, rung) => sum + (isOmission(rung) ? rung.omitted : 1), 0);
  return { rungs: [...head, { omitted }, ...tail], steps };
}
