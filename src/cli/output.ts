/**
 * Standard output in pieces: a write for each line would cost more than making it.
 *
 * @module
 */

const PIECE = 1 << 16;

export interface Output {
  readonly line: (text: string) => void;
  /** Hands on what there is, and waits while the reader is slow. */
  readonly flush: () => Promise<void>;
}

export function output(): Output {
  let pieces: string[] = [];
  let length = 0;
  let isFirst = true;
  const write = (): boolean => {
    if (length === 0) return true;
    const text = pieces.join("");
    pieces = [];
    length = 0;
    return process.stdout.write(text);
  };
  return {
    line(text) {
      pieces.push(`${text}\n`);
      length += text.length + 1;
      // The first line shows that something happens.
      if (length > PIECE || isFirst) write();
      isFirst = false;
    },
    async flush() {
      if (!write() || process.stdout.writableNeedDrain)
        await new Promise((resolve) => process.stdout.once("drain", resolve));
    },
  };
}
