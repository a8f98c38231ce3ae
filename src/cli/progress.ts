/**
 * A bar on standard error while something takes long: only where a person looks at it.
 *
 * @module
 */

export interface Progress {
  /** So many octets more are done. */
  readonly advance: (octets: number) => void;
  /** What is being done, in a few words. */
  readonly at: (words: string) => void;
  /** Leaves no trace. */
  readonly end: () => void;
}

export interface Screen {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly write: (text: string) => unknown;
}

/** In milliseconds. What is over sooner needs no bar; what is drawn more often nobody sees. */
const PATIENCE = 400;
const REDRAW = 100;
const BAR = 24;

/**
 * @param total octets in all; 0 where nobody knows.
 * @param now milliseconds of a clock that only goes forward.
 */
export function progress(
  total: number,
  screen: Screen = process.stderr,
  now: () => number = () => performance.now(),
): Progress {
  const began = now();
  let drawn = Number.NEGATIVE_INFINITY;
  let isShown = false;
  let done = 0;
  let words = "";

  function draw() {
    if (screen.isTTY !== true || total <= 0) return;
    const time = now();
    if (time - began < PATIENCE || time - drawn < REDRAW) return;
    drawn = time;
    isShown = true;
    const part = Math.min(done / total, 1);
    const full = Math.round(part * BAR);
    const text = `${"█".repeat(full)}${"░".repeat(BAR - full)} ${String(Math.floor(part * 100)).padStart(3)} %  ${words}`;
    screen.write(`\r\u001b[K${text.slice(0, (screen.columns || 80) - 1)}`);
  }

  return {
    advance(octets) {
      done += octets;
      draw();
    },
    at(text) {
      words = text;
      draw();
    },
    end() {
      if (isShown) screen.write("\r\u001b[K");
      isShown = false;
    },
  };
}
