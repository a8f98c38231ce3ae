/**
 * Keeps account of SDP, by which the car finds the charger's address and learns whether TLS is used.
 *
 * @module
 */

import type { MessageEvent } from "../events.ts";
import { addressOf, at } from "./content.ts";
import type { Sdp } from "./session.ts";

const MOST_ADDRESSES = 8;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** `tls`, `none`, or the octet as it is, of whatever form the value has. */
export function securityOf(value: unknown): string | undefined {
  const said = at(value, "security") ?? at(value, "Security");
  if (typeof said !== "string" && typeof said !== "number") return undefined;
  const text = String(said).toLowerCase();
  if (said === 0 || text === "tls" || text === "0x00" || text === "0x0") return "tls";
  if (said === 16 || text === "0x10" || /^(none|no|no tls|unsecured|no transport layer security)$/.test(text))
    return "none";
  return text.slice(0, 32);
}

/** `[fe80::1]:15118` as the answer names it. */
export function announcedBy(value: unknown): string | undefined {
  const address = at(value, "address") ?? at(value, "ipv6") ?? at(value, "ip");
  const port = at(value, "port");
  const isPort = typeof port === "number" || typeof port === "string";
  return typeof address === "string" && isPort ? `[${address}]:${port}`.slice(0, 64) : undefined;
}

export interface SdpAccount {
  observe(message: MessageEvent): void;
  readonly summary: Sdp | undefined;
}

export function sdpAccount(): SdpAccount {
  let summary: (Mutable<Sdp> & { addresses: string[]; responders: string[] }) | undefined;
  let firstAsked: number | undefined;

  function noteOnce(list: string[], entry: string | undefined): void {
    if (entry !== undefined && !list.includes(entry) && list.length < MOST_ADDRESSES) list.push(entry);
  }

  return {
    get summary() {
      return summary === undefined
        ? undefined
        : { ...summary, addresses: [...summary.addresses], responders: [...summary.responders] };
    },
    observe({ message, value, source, frame, time }) {
      summary ??= { asked: 0, answered: 0, addresses: [], responders: [], firstFrame: frame, lastFrame: frame };
      summary.lastFrame = frame;
      const security = securityOf(value);
      if (message === "SDPReq") {
        summary.asked++;
        firstAsked ??= time;
        if (security !== undefined) {
          summary.wanted ??= security;
          summary.wantedLast = security;
        }
        return;
      }
      summary.answered++;
      if (security !== undefined) summary.offered = security;
      noteOnce(summary.addresses, announcedBy(value));
      noteOnce(summary.responders, addressOf(source));
      if (firstAsked !== undefined && time !== undefined) summary.duration ??= time - firstAsked;
    },
  };
}
