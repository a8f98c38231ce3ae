/**
 * Keeps account of SDP, by which the car finds the charger's address and learns whether TLS is used.
 *
 * @module
 */

import type { MessageEvent } from "../events.ts";
import { addressOf, numberAt, textAt } from "./content.ts";
import { elapsed } from "./elapsed.ts";
import type { Sdp } from "./session.ts";

const MOST_ADDRESSES = 8;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** `tls`, `none`, or the octet as it is. */
function securityOf(value: unknown): string | undefined {
  const octet = numberAt(value, "Security");
  if (octet === undefined) return undefined;
  return SECURITY[octet] ?? `0x${octet.toString(16).padStart(2, "0")}`;
}

const SECURITY: Readonly<Record<number, string>> = { 0: "tls", 16: "none" };

/** `[fe80::1]:15118` as the answer names it. */
function announcedBy(value: unknown): string | undefined {
  const address = textAt(value, "SECC_IP_Address");
  const port = numberAt(value, "SECC_Port");
  return address === undefined || port === undefined ? undefined : `[${address.slice(0, 45)}]:${port}`;
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
      if (firstAsked !== undefined && time !== undefined) summary.duration ??= elapsed(firstAsked, time);
    },
  };
}
