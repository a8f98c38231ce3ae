/**
 * What to say of a recording without a charging session: what there is instead, and what to try.
 *
 * @module
 */

import type { Census } from "../sniffer/census.ts";

/** So many protocols and addresses are named. */
const MOST_NAMED = 8;

/**
 * @param seen how often each message and event was there.
 * @param frames in all.
 */
export function nothingFound(
  seen: ReadonlyMap<string, number>,
  { protocols, senders }: Census,
  frames: number,
): string[] {
  const named = (all: readonly { readonly name: string; readonly frames: number }[]) =>
    `${all
      .slice(0, MOST_NAMED)
      .map(({ name, frames }) => `${name} (${frames})`)
      .join(", ")}${all.length > MOST_NAMED ? `, and ${all.length - MOST_NAMED} more` : ""}`;
  const matching = [...seen.keys()].some((name) => name.startsWith("CM_SLAC"));
  const isHomePlug = protocols.some(({ name }) => name.startsWith("HomePlug"));
  const isDiscovery = seen.has("SDPReq");
  const isIpv6 = protocols.some(({ name }) => !["HomePlug", "ARP", "IPv4"].includes(name));
  const advice =
    frames === 0
      ? "The recording is empty: check that the recorder listens on the interface of the modem, as in tcpdump -i eth1."
      : isDiscovery
        ? "A car looks for a charger and gets no answer, or the answer does not pass the recorder."
        : matching
          ? "Cars and chargers match here, but what they say behind it does not pass the recorder: a modem keeps the traffic of others to itself."
          : isHomePlug
            ? "There is a modem, but no car: a session begins when a car is plugged in."
            : isIpv6
              ? "A session is seen only where both sides' traffic passes the recorder: at the charger, at the car, or on a bridge between. Record without a filter, or with: ip6 or ether proto 0x88e1 or vlan"
              : "Charging speaks HomePlug (EtherType 0x88e1) and IPv6; a capture filter may have left both out.";
  return [
    "",
    `No charging session found in ${frames} frame${frames === 1 ? "" : "s"}.`,
    ...(protocols.length > 0 ? [`  protocols  ${named(protocols)}`] : []),
    ...(senders.length > 0 ? [`  senders    ${named(senders)}`] : []),
    ...(seen.size > 0 ? [`  of these   ${named(countsOf(seen))}`] : []),
    `  ${advice}`,
  ];
}

const countsOf = (seen: ReadonlyMap<string, number>) =>
  [...seen].map(([name, frames]) => ({ name, frames })).sort((a, b) => b.frames - a.frames);
