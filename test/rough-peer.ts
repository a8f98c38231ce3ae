/**
 * Whoever connects to a charger and does not behave: says what its test tells it to, over any stream.
 *
 * @module
 */

import type { Run } from "../src/base/run.ts";
import { decode, encode } from "../src/exi/codec.ts";
import { handshake } from "../src/messages/handshake.ts";
import type { Stream } from "../src/net/host.ts";
import { connection } from "../src/v2g/connection.ts";
import { EXI_PAYLOAD, iso2, readMessage, writeMessage } from "../src/v2g/dialect.ts";
import { offerOf } from "../src/v2g/negotiation.ts";
import { NO_SESSION } from "../src/v2g/session-id.ts";

export function roughPeer(stream: Stream, run: Run) {
  const talk = connection(stream);
  let sessionId: string = NO_SESSION;
  const peer = {
    stream,
    say: (request: string, content: object = {}) =>
      talk.send(EXI_PAYLOAD, writeMessage(iso2, sessionId, request as never, content as never)),
    /** The next answer's name and code; nothing once the charger has closed. */
    async hear(): Promise<string | undefined> {
      const message = await talk.next(run);
      if (!message) return undefined;
      const { name, content, sessionId: theirs } = readMessage(iso2, message.payload);
      sessionId = theirs;
      return `${name} ${content["ResponseCode"]}`;
    },
    /** Agrees on ISO 15118-2 and begins a session. */
    async begin(): Promise<string | undefined> {
      talk.send(EXI_PAYLOAD, encode(handshake, "supportedAppProtocolReq", { AppProtocol: offerOf([iso2]) }));
      const message = await talk.next(run);
      if (message) decode(handshake, message.payload);
      peer.say("SessionSetupReq", { EVCCID: "0200000000aa" });
      return peer.hear();
    },
    /** So many requests, one after the other as fast as `pace` lets them, and their answers as they come. */
    async flood(count: number, pace: () => Promise<void> = async () => {}): Promise<number> {
      let heard = 0;
      const hearing = (async () => {
        for (; heard < count; heard++) if ((await peer.hear()) !== "ServiceDiscoveryRes OK") return;
      })();
      for (let i = 0; i < count; i++) {
        peer.say("ServiceDiscoveryReq");
        await pace();
      }
      await hearing;
      return heard;
    },
  };
  return peer;
}

/** A header that announces forty octets, and two of them. */
export const HALF_A_MESSAGE = Uint8Array.of(0x01, 0xfe, 0x80, 0x01, 0, 0, 0, 40, 0x80, 0x9a);
