/**
 * A whole frame, field by field: which octets made what, from the Ethernet header to the message.
 *
 * @module
 */

import { explainLayout } from "../layout/explain.ts";
import type { Layout, Tagged } from "../layout/layout.ts";
import type { Span } from "../layout/read.ts";
import { ETHER_TYPE, Ethernet, VlanTag } from "./ethernet.ts";
import { explainMme, HOMEPLUG_AV } from "./homeplug/frame.ts";
import { Icmpv6 } from "./icmpv6.ts";
import { Ipv4 } from "./ipv4.ts";
import { ExtensionHeader, FragmentHeader, Ipv6, NEXT_HEADER } from "./ipv6.ts";
import { SDP_PORT, SDP_REQUEST, SDP_RESPONSE, SDPReq, SDPRes } from "./sdp.ts";
import { Tcp } from "./tcp.ts";
import { Udp } from "./udp.ts";
import { V2gtp } from "./v2gtp.ts";

export interface ExplainedFrame {
  /** Offsets count from the start of the frame, paths from the layer: `IPv6/HopLimit`. */
  readonly spans: readonly Span[];
  /** Why what follows the last span cannot be told. */
  readonly because?: string;
}

const TAGS: readonly unknown[] = [ETHER_TYPE.vlan, ETHER_TYPE.serviceVlan];
const EXTENSIONS: readonly unknown[] = [NEXT_HEADER.hopByHop, NEXT_HEADER.routing, NEXT_HEADER.destinationOptions];

/** Octets of an Ethernet frame. V2G messages on TCP are left to their stream; discovery is explained to its end. */
export function explainFrame(octets: Uint8Array): ExplainedFrame {
  const spans: Span[] = [];
  let because: string | undefined;

  /** Explains a layer; where what it carries begins and ends is told by its last field. */
  function layer(name: string, layout: Layout | Tagged, from: number, end: number, carried?: string) {
    const { spans: own, error } = explainLayout(layout, octets.subarray(from, end));
    because ??= error?.message;
    const payload = own.find(({ path }) => path === carried);
    for (const span of own) {
      if (span !== payload) spans.push({ ...span, path: `${name}/${span.path}`, offset: from + span.offset });
    }
    const told = (path: string) => own.find((span) => span.path === path)?.value;
    const start = payload ? from + payload.offset : end;
    return { told, start, end: payload ? start + payload.length : end };
  }

  function ethernet() {
    let { told, start, end } = layer("Ethernet", Ethernet, 0, octets.length, "Payload");
    while (TAGS.includes(told("EtherType"))) {
      ({ told, start, end } = layer("VLAN", VlanTag, start, end, "Payload"));
    }
    switch (told("EtherType")) {
      case HOMEPLUG_AV: {
        const { spans: own, because: why } = explainMme(octets.subarray(start, end));
        for (const span of own) spans.push({ ...span, path: `HomePlug/${span.path}`, offset: start + span.offset });
        because ??= why;
        return;
      }
      case ETHER_TYPE.ipv6: {
        const ip = layer("IPv6", Ipv6, start, end, "Payload");
        inIp(ip.told("NextHeader"), ip.start, ip.end);
        return;
      }
      case ETHER_TYPE.ipv4:
        layer("IPv4", Ipv4, start, end);
        return;
      default:
        rest("Ethernet", start, end);
    }
  }

  function inIp(first: unknown, from: number, end: number) {
    let [next, start] = [first, from];
    while (EXTENSIONS.includes(next) && start < end) {
      const before = spans.length;
      const extension = layer("Extension", ExtensionHeader, start, end);
      if (because) return;
      next = extension.told("NextHeader");
      start += spans.slice(before).reduce((sum, { length }) => sum + length, 0);
    }
    switch (next) {
      case NEXT_HEADER.fragment:
        layer("Fragment", FragmentHeader, start, end);
        return;
      case NEXT_HEADER.udp: {
        const udp = layer("UDP", Udp, start, end, "Payload");
        const isDiscovery = [udp.told("SourcePort"), udp.told("DestinationPort")].includes(SDP_PORT);
        if (isDiscovery) discovery(udp.start, udp.end);
        else rest("UDP", udp.start, udp.end);
        return;
      }
      case NEXT_HEADER.tcp:
        layer("TCP", Tcp, start, end);
        return;
      case NEXT_HEADER.icmpv6:
        layer("ICMPv6", Icmpv6, start, end);
        return;
      default:
        rest("IPv6", start, end);
    }
  }

  function discovery(from: number, to: number) {
    const { told, start, end } = layer("V2GTP", V2gtp, from, to, "Payload");
    const type = told("PayloadType");
    if (type === SDP_REQUEST) layer("SDPReq", SDPReq, start, end);
    else if (type === SDP_RESPONSE) layer("SDPRes", SDPRes, start, end);
    else rest("V2GTP", start, end);
  }

  function rest(name: string, from: number, end: number) {
    if (end > from && !because)
      spans.push({ path: `${name}/Payload`, offset: from, length: end - from, value: undefined });
  }

  ethernet();
  return { spans, ...(because === undefined ? {} : { because }) };
}
