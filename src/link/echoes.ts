/**
 * Knows frames again that come back to who sent them: some systems hand a capture whatever goes over the interface, also
 * what was sent through it.
 *
 * @module
 */

export interface Echoes {
  readonly sent: (octets: Uint8Array) => void;
  /** Whether it was sent and has not come back yet; each frame comes back once. */
  readonly isEcho: (octets: Uint8Array) => boolean;
}

/** So many frames can be on their way to the interface and back. Older ones have been lost. */
const MOST = 256;

export function echoes(): Echoes {
  /** How often each is awaited; in the order of sending, as a Map keeps it. */
  const awaited = new Map<string, number>();
  const textOf = (octets: Uint8Array) => Buffer.from(octets).toString("latin1");
  return {
    sent(octets) {
      const text = textOf(octets);
      const count = (awaited.get(text) ?? 0) + 1;
      awaited.delete(text);
      awaited.set(text, count);
      if (awaited.size > MOST) for (const oldest of awaited.keys()) return void awaited.delete(oldest);
    },
    isEcho(octets) {
      if (awaited.size === 0) return false;
      const text = textOf(octets);
      const count = awaited.get(text);
      if (count === undefined) return false;
      if (count > 1) awaited.set(text, count - 1);
      else awaited.delete(text);
      return true;
    },
  };
}
