/**
 * What a simulated modem has counted of its links.
 *
 * @module
 */

export interface LinkCount {
  /** Bursts on the line. */
  readonly mpdus: number;
  /** Blocks of 512 octets that the frames were cut into. */
  readonly blocks: number;
}

export interface Traffic {
  readonly sent: (to: string, octets: number) => void;
  readonly received: (from: string, octets: number) => void;
  /** From and to one peer, by its address; with all together without one. */
  readonly counts: (peer?: string) => { readonly sent: LinkCount; readonly received: LinkCount };
  readonly clear: (peer?: string) => void;
}

const BLOCK = 512;

export function traffic(): Traffic {
  interface Count {
    mpdus: number;
    blocks: number;
  }
  const links = new Map<string, { readonly sent: Count; readonly received: Count }>();
  const linkTo = (peer: string) => {
    const known = links.get(peer) ?? { sent: { mpdus: 0, blocks: 0 }, received: { mpdus: 0, blocks: 0 } };
    links.set(peer, known);
    return known;
  };
  const count = (one: Count, octets: number) => {
    one.mpdus++;
    one.blocks += Math.ceil(octets / BLOCK);
  };
  return {
    sent: (to, octets) => count(linkTo(to).sent, octets),
    received: (from, octets) => count(linkTo(from).received, octets),
    counts(peer) {
      const all = peer === undefined ? [...links.values()] : [linkTo(peer)];
      const sum = (side: "sent" | "received"): LinkCount => ({
        mpdus: all.reduce((total, link) => total + link[side].mpdus, 0),
        blocks: all.reduce((total, link) => total + link[side].blocks, 0),
      });
      return { sent: sum("sent"), received: sum("received") };
    },
    clear(peer) {
      if (peer === undefined) links.clear();
      else links.delete(peer);
    },
  };
}
