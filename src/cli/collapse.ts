/**
 * Folds lines that say what was said before: a charging session is a few exchanges, some of them a thousand times.
 *
 * Of lines that are alike the first is shown and the others are counted. Where one comes that is not, what was counted is
 * told, or shown after all where it is not more than two. Quantities that change all the time are shown once a second.
 *
 * @module
 */

export interface Line {
  /** Lines of different tracks are folded each on their own, since they come at the same time. */
  readonly track: string;
  /** Who says what: `car → CurrentDemandReq`. Only lines of the same key are compared. */
  readonly key: string;
  /** What it is called where it is counted. */
  readonly name: string;
  /** The values that matter, to compare. */
  readonly words: string;
  /** As it is shown. */
  readonly text: string;
  readonly time?: number | undefined;
  readonly frame?: number | undefined;
  /** It asks for an answer, and is shown with it where the answer is another than before. */
  readonly isRequest?: boolean;
  /** Nobody asks how often it is said: what is like the line before is left out without a word. */
  readonly isAside?: boolean;
  /** It is folded only while nothing else is shown between. */
  readonly isFleeting?: boolean;
  /** It comes ten times a second with other quantities each time. */
  readonly isLoop?: boolean;
}

export interface Fold {
  /** The lines that can be shown with this one. */
  readonly feed: (line: Line) => string[];
  /** What is left, before something else is shown; lines that come after it are shown again. */
  readonly end: () => string[];
  /** Whether it would be left out without a word. */
  readonly isNothingNew: (line: Line) => boolean;
}

/** What was left out: how often each name, and the last line of all. */
export type Told = (names: ReadonlyMap<string, number>, last: Line) => string;

/** Lines that are shown rather than counted. */
const FEW = 2;
/** Different lines that may take turns: a request and its response, the sounds of a car and what some modems hear. */
const MOST_TURNS = 6;
const MOST_TRACKS = 256;
/** In seconds: what was counted is told when so much time went by, and something else is shown. */
const STALE = 1;
/** In seconds. */
const OFTEN = 1;

interface Track {
  /** The lines that take turns, as they were shown last. */
  readonly shown: Map<string, Line>;
  /** Those counted since; of more than a few the last ones. */
  held: Line[];
  count: number;
  names: Map<string, number>;
}

export function fold(told: Told): Fold {
  const tracks = new Map<string, Track>();

  function feed(line: Line): string[] {
    const track = trackOf(line.track);
    const before = track.shown.get(line.key);
    if (before !== undefined && (isAlike(before.words, line.words) || isTooSoon(before, line))) {
      if (line.isAside !== true) hold(track, line);
      return [];
    }
    const others = releaseOthers(track, line);
    const left = release(track, line);
    if (left.length > 0 && before === undefined) track.shown.clear();
    track.shown.delete(line.key);
    track.shown.set(line.key, line);
    const [oldest] = track.shown.keys();
    if (track.shown.size > MOST_TURNS && oldest !== undefined) track.shown.delete(oldest);
    return [...others, ...left, line.text];
  }

  function trackOf(name: string): Track {
    let track = tracks.get(name);
    if (track === undefined) {
      const [oldest] = tracks.keys();
      if (tracks.size >= MOST_TRACKS && oldest !== undefined) tracks.delete(oldest);
      track = { shown: new Map(), held: [], count: 0, names: new Map() };
      tracks.set(name, track);
    }
    return track;
  }

  function hold(track: Track, line: Line): void {
    track.count++;
    track.held.push(line);
    track.names.set(line.name, (track.names.get(line.name) ?? 0) + 1);
    if (track.held.length > FEW) track.held.shift();
  }

  /** What waits in other tracks and belongs before this line. */
  function releaseOthers(track: Track, { time }: Line): string[] {
    const lines: string[] = [];
    for (const other of tracks.values()) {
      if (other === track) continue;
      const last = other.held.at(-1);
      const isStale = last?.time !== undefined && time !== undefined && time - last.time > STALE;
      const isFew = other.count > 0 && other.count <= FEW;
      const isFleeting = [...other.shown.values()].some((line) => line.isFleeting === true);
      if (isStale || isFew || isFleeting) lines.push(...release(other));
      if (isFleeting) other.shown.clear();
    }
    return lines;
  }

  function release(track: Track, next?: Line): string[] {
    const { held, count, names } = track;
    const [before, last] = [held.at(-2), held.at(-1)];
    if (last === undefined) return [];
    track.held = [];
    track.count = 0;
    track.names = new Map();
    const isAnswered = last.isRequest === true && next !== undefined && next.isRequest !== true;
    if (isAnswered && before !== undefined && count > FEW + 1) {
      names.set(last.name, (names.get(last.name) ?? 1) - 1);
      return [told(names, before), last.text];
    }
    if (count > FEW) return [told(names, last)];
    // They were seen after all, so what comes next is held against them.
    for (const line of held) track.shown.set(line.key, line);
    return held.map(({ text }) => text);
  }

  return {
    feed,
    end: () =>
      [...tracks.values()].flatMap((track) => {
        const left = release(track);
        for (const [key, { isAside }] of track.shown) if (isAside !== true) track.shown.delete(key);
        return left;
      }),
    isNothingNew(line) {
      const before = tracks.get(line.track)?.shown.get(line.key);
      return line.isAside === true && before !== undefined && isAlike(before.words, line.words);
    },
  };
}

/** Whether only quantities changed, and others of them were shown just before. */
function isTooSoon(before: Line, line: Line): boolean {
  if (line.isLoop !== true || before.time === undefined || line.time === undefined) return false;
  const since = line.time - before.time;
  return since >= 0 && since < OFTEN && withoutQuantities(before.words) === withoutQuantities(line.words);
}

/** Volts, amperes, watts and watt hours that differ by no more than this share, or this much, are the same to a reader. */
const SHARE = 0.02;
const LEAST: Readonly<Record<string, number>> = { V: 1, A: 0.5, W: 100, kW: 0.1, Wh: 100 };

const withoutQuantities = (words: string) => words.replaceAll(QUANTITY, "# $2");
const QUANTITY = /(-?\d+(?:\.\d+)?) (V|A|W|kW|Wh)\b/g;

/** Whether two lines say the same, but for quantities that hardly differ. */
export function isAlike(a: string, b: string): boolean {
  if (a === b) return true;
  if (withoutQuantities(a) !== withoutQuantities(b)) return false;
  const others = [...b.matchAll(QUANTITY)];
  return [...a.matchAll(QUANTITY)].every(([, number, unit = ""], i) => {
    const [one, other] = [Number(number), Number(others[i]?.[1])];
    return Math.abs(one - other) <= Math.max(LEAST[unit] ?? 0, SHARE * Math.abs(one));
  });
}
