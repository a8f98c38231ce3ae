/**
 * A program that a test has started: what it says, line by line, and how it ends.
 *
 * @module
 */

import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";

export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly pid: number;
  /**
   * The first line, of either output, that matches, also where it came before.
   *
   * @throws where the program ends without it, with what it said.
   */
  readonly line: (pattern: RegExp) => Promise<string>;
  readonly write: (text: string) => void;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly ended: Promise<Ended>;
}

export function running(child: ChildProcessWithoutNullStreams, command: readonly string[]): Running {
  const said: string[] = [];
  let out = "";
  let err = "";
  const waiting = new Set<() => void>();
  const move = () => {
    for (const look of waiting) look();
  };
  let ending: Ended | undefined;
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => {
      if (stream === child.stdout) out += `${line}\n`;
      else err += `${line}\n`;
      said.push(line);
      move();
    });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      // The last line is told in a moment of its own.
      setImmediate(() => {
        ending = { code, out, err };
        resolve(ending);
        move();
      });
    });
  });
  return {
    pid: child.pid ?? 0,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = said.find((line) => pattern.test(line));
          if (found === undefined && !ending) return;
          waiting.delete(look);
          if (found !== undefined) resolve(found);
          else
            reject(
              new Error(
                `\`${command.join(" ")}\` ended with ${ending?.code} without saying ${pattern}:\n${ending?.out}${ending?.err}`,
              ),
            );
        };
        waiting.add(look);
        look();
      }),
    write: (text) => {
      child.stdin.write(text);
    },
    signal: (name) => {
      child.kill(name);
    },
    ended,
  };
}
