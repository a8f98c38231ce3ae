/**
 * SECC discovery on both sides: the car asks everybody on the link, the charger answers with its address, its port, and
 * whether it will talk through TLS (ISO 15118-2, 7.10.1).
 *
 * @module
 */

import type { Cancel } from "../base/clock.ts";
import { type Run, TimeoutError } from "../base/run.ts";
import type { Milliseconds } from "../base/units.ts";
import { readSdp, SDP_PORT, SDP_SECURITY, SDP_TRANSPORT, type SDPRes, writeSdp } from "../messages/sdp.ts";
import { readV2gtpHeader, V2GTP_HEADER_LENGTH } from "../messages/v2gtp.ts";
import { ALL_NODES, type Endpoint, type Host, NetError } from "./host.ts";

export interface SdpTiming {
  /** How long one question is given. V2G_EVCC_SDP_Response_Timeout */
  readonly answer: Milliseconds;
  /** [V2G2-160] how often it is asked. */
  readonly questions: number;
}

export const sdpTiming: SdpTiming = { answer: 250, questions: 50 };

export interface Discovered extends Endpoint {
  readonly isTls: boolean;
}

export interface DiscoveryWish {
  readonly isTls?: boolean;
  readonly timing?: SdpTiming;
}

/** No charger has answered. */
export class NoCharger extends NetError {
  override readonly name = "NoCharger";
}

/**
 * Asks until a charger answers. The answer says what the charger is willing to do, which need not be what was asked for.
 *
 * @throws {NoCharger} after the last question; {NetError} where no socket can be had.
 */
export async function discoverCharger(
  host: Host,
  run: Run,
  { isTls = false, timing = sdpTiming }: DiscoveryWish = {},
): Promise<Discovered> {
  const socket = await host.datagrams(run);
  let hear: (found: Discovered) => void = () => {};
  const forget = socket.onDatagram((octets, from) => {
    const message = sdpIn(octets);
    if (message?.message === "SDPRes" && from.port === SDP_PORT) hear(discovered(message.value));
  });
  const Security = isTls ? SDP_SECURITY.tls : SDP_SECURITY.none;
  const question = writeSdp({ message: "SDPReq", value: { Security, TransportProtocol: SDP_TRANSPORT.tcp } });
  try {
    for (let asked = 0; asked < timing.questions; asked++) {
      const answered = new Promise<Discovered>((resolve) => {
        hear = resolve;
      });
      socket.send(question, { address: ALL_NODES, port: SDP_PORT });
      try {
        return await run.within(timing.answer, "a charger to answer discovery", (run) => run.until(answered));
      } catch (error) {
        run.throwIfEnded();
        if (!(error instanceof TimeoutError)) throw error;
      }
    }
  } finally {
    forget();
    socket.close();
  }
  const seconds = (timing.questions * timing.answer) / 1000;
  throw new NoCharger(
    `Cannot find a charger on ${host.name}: ${timing.questions} questions within ${seconds} s had no answer. Is the powerline network up, and does a firewall let UDP to port ${SDP_PORT} pass?`,
  );
}

export interface DiscoveryOffer extends Endpoint {
  readonly isTls?: boolean;
}

export interface Discovery {
  /** By the clock, when a car asked last; minus infinity where none has. */
  readonly lastAsked: () => number;
  readonly close: Cancel;
}

/**
 * Answers every question at once with what the charger offers, whatever security was asked for: a car that hears nothing
 * asks fifty times before it asks for less (Audi Q4).
 */
export async function answerDiscovery(
  host: Host,
  offer: DiscoveryOffer,
  run: Run,
  onAsked?: (from: Endpoint & { readonly wantsTls: boolean }) => void,
): Promise<Discovery> {
  const socket = await host.datagrams(run, SDP_PORT);
  let last = Number.NEGATIVE_INFINITY;
  const answer = writeSdp({
    message: "SDPRes",
    value: {
      SECC_IP_Address: offer.address,
      SECC_Port: offer.port,
      Security: offer.isTls ? SDP_SECURITY.tls : SDP_SECURITY.none,
      TransportProtocol: SDP_TRANSPORT.tcp,
    },
  });
  const forget = socket.onDatagram((octets, from) => {
    const message = sdpIn(octets);
    if (message?.message !== "SDPReq" || message.value.TransportProtocol !== SDP_TRANSPORT.tcp) return;
    last = run.clock.now();
    socket.send(answer, from);
    onAsked?.({ ...from, wantsTls: message.value.Security === SDP_SECURITY.tls });
  });
  return {
    lastAsked: () => last,
    close() {
      forget();
      socket.close();
    },
  };
}

/** What is no discovery is somebody else's. */
function sdpIn(octets: Uint8Array) {
  const header = readV2gtpHeader(octets);
  if ("because" in header) return undefined;
  const message = readSdp(header.payloadType, octets.subarray(V2GTP_HEADER_LENGTH));
  return "because" in message ? undefined : message;
}

const discovered = ({ SECC_IP_Address, SECC_Port, Security }: SDPRes): Discovered => ({
  address: SECC_IP_Address,
  port: SECC_Port,
  isTls: Security === SDP_SECURITY.tls,
});
