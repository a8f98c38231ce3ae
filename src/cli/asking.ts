/**
 * What somebody may ask of a plug while its program runs: by a key where there is a terminal, by a line on standard input
 * where there is another program.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

export type Asked = "stop" | "pause" | "resume" | "renegotiate";

const KEYS: ReadonlyMap<string, Asked> = new Map([
  ["s", "stop"],
  ["p", "pause"],
  ["r", "resume"],
  ["n", "renegotiate"],
]);
const WORDS: ReadonlySet<string> = new Set(KEYS.values());
const [CTRL_C, CTRL_D] = ["\u0003", "\u0004"];

/** For the help of both programs. */
export const WHILE_IT_RUNS = `
While it runs, the keys s, p, r and n stop, pause, resume and negotiate anew;
where standard input is no terminal, the lines stop, pause, resume, renegotiate.`;

export interface Asking {
  readonly input: NodeJS.ReadStream;
  readonly ask: (asked: Asked) => void;
  /** Tells the user which keys there are, or that a line is none of the words. */
  readonly say: (words: string) => void;
}

/** Listens until the function that it gives is called; the program may end before. */
export function hearAsking(asking: Asking): () => void {
  if (!asking.input.isTTY) return hearLines(asking);
  return isInForeground() ? hearKeys(asking) : () => {};
}

function hearKeys({ input, ask, say }: Asking): () => void {
  const onKeys = (keys: string) => {
    for (const key of keys) {
      const asked = KEYS.get(key.toLowerCase());
      if (asked) ask(asked);
      // A terminal that gives each key at once gives this one, too, instead of the signal.
      else if (key === CTRL_C || key === CTRL_D) process.emit("SIGINT");
    }
  };
  input.setRawMode(true);
  input.setEncoding("utf8").on("data", onKeys).resume();
  input.unref();
  say("Keys: s stops, p pauses, r resumes, n negotiates anew, Ctrl-C ends");
  return () => {
    input.off("data", onKeys).pause();
    input.setRawMode(false);
  };
}

function hearLines({ input, ask, say }: Asking): () => void {
  const lines = createInterface({ input });
  lines.on("line", (line) => {
    const word = line.trim().toLowerCase();
    if (WORDS.has(word)) ask(word as Asked);
    else if (word !== "") say(`Cannot do ${JSON.stringify(word)}: ${[...WORDS].join(", ")} expected`);
  });
  // Whoever has nothing to ask need not keep the program alive; a file has nothing to unref.
  if ("unref" in input) input.unref();
  return () => lines.close();
}

/** A program in the background of a terminal is stopped where it asks for keys. Known on Linux; elsewhere it is believed. */
function isInForeground(): boolean {
  try {
    // proc(5): behind the name in parentheses come state, parent, process group, session, terminal, and its group.
    const [, , group, , , foreground] = readFileSync("/proc/self/stat", "latin1").split(") ").at(-1)?.split(" ") ?? [];
    return group === foreground;
  } catch {
    return true;
  }
}
