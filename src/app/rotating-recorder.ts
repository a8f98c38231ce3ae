/**
 * Keeps what a listener hears as pcapng files that never grow without bound: a file is followed by the next one, and the
 * oldest is removed. A disk that is full ends the keeping, is told, and harms nothing else.
 *
 * @module
 */

import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type Timestamp, toIsoTime } from "../base/timestamp.ts";
import { frameBlock, interfaceBlock, secretsBlock, sectionBlock, statisticsBlock } from "../capture/write-pcapng.ts";

export interface RecordingOptions {
  readonly folder: string;
  /** Names of the interfaces, in the order of their numbers. */
  readonly interfaces: readonly string[];
  /** Octets of one file. */
  readonly fileSize: number;
  /** How many files are kept. */
  readonly files: number;
  readonly onTrouble: (words: string) => void;
}

export interface RotatingRecorder {
  readonly frame: (octets: Uint8Array, time: Timestamp, interfaceNumber?: number) => void;
  readonly secrets: (keyLog: string) => void;
  /** Frames that the system lost; stands in the file where it was noticed. */
  readonly lost: (count: number, time: Timestamp) => void;
  /** Hands what waits to the disk; called now and then, so that little is lost when the machine dies. */
  readonly flush: () => void;
  readonly close: () => void;
  /** All that are there. */
  readonly files: () => readonly string[];
}

/** LINKTYPE_ETHERNET */
const ETHERNET = 1;
/** Handed to the disk in pieces of this size. */
const PIECE = 1 << 17;

export function rotatingRecorder(options: RecordingOptions): RotatingRecorder {
  const { folder, interfaces, fileSize, files: most, onTrouble } = options;
  mkdirSync(folder, { recursive: true });
  const names: string[] = [];
  let file: number | undefined;
  let size = 0;
  let pieces: Uint8Array[] = [];
  let waiting = 0;
  let isBroken = false;
  let keys = "";
  let count = 0;

  const put = (octets: Uint8Array) => {
    pieces.push(octets);
    waiting += octets.length;
    size += octets.length;
    if (waiting >= PIECE) flush();
  };
  function flush(): void {
    if (waiting === 0 || file === undefined) return;
    const all = Buffer.concat(pieces);
    pieces = [];
    waiting = 0;
    try {
      for (let at = 0; at < all.length; ) at += writeSync(file, all, at);
    } catch (error) {
      fail(error);
    }
  }
  function fail(error: unknown): void {
    if (isBroken) return;
    isBroken = true;
    const words = error instanceof Error ? error.message : String(error);
    onTrouble(`Recording has ended, what is heard is still shown: ${words}`);
    end();
  }
  function end(): void {
    if (file === undefined) return;
    const own = file;
    file = undefined;
    try {
      fsyncSync(own);
    } catch {
      // The disk that failed before fails again: it has been told.
    }
    closeSync(own);
  }
  function begin(time: Timestamp): void {
    const name = join(
      folder,
      `${toIsoTime(time).slice(0, 19).replaceAll(":", "-")}-${String(++count).padStart(3, "0")}.pcapng`,
    );
    try {
      file = openSync(name, "wx");
    } catch (error) {
      fail(error);
      return;
    }
    names.push(name);
    while (names.length > most) rmSync(names.shift() as string, { force: true });
    size = 0;
    put(sectionBlock());
    for (const one of interfaces) put(interfaceBlock({ linkType: ETHERNET, name: one }));
    if (keys) put(secretsBlock(keys));
  }

  return {
    frame(octets, time, interfaceNumber = 0) {
      if (isBroken) return;
      if (file !== undefined && size >= fileSize) {
        flush();
        end();
      }
      if (file === undefined) begin(time);
      put(frameBlock({ time, data: octets, interface: interfaceNumber }));
    },
    secrets(keyLog) {
      keys += keyLog.endsWith("\n") ? keyLog : `${keyLog}\n`;
      if (file !== undefined) put(secretsBlock(keyLog));
    },
    lost(count, time) {
      if (file !== undefined) put(statisticsBlock({ time, dropped: count }));
    },
    flush,
    close() {
      flush();
      end();
    },
    files: () => [...names],
  };
}
