/**
 * Sessions of Node's own TLS, and what went over the cable.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { Duplex } from "node:stream";
import tls from "node:tls";
import { inTurn, type Piece, type Side } from "./made-connection.ts";

const PEMS = new URL("../src/sniffer/tls/fixtures/certificates.json", import.meta.url);
const pems = JSON.parse(readFileSync(PEMS, "utf8")) as Readonly<
  Record<string, { readonly certificate: string; readonly key: string }>
>;
export const certificateOf = (name: string): string => pems[name]!.certificate;
export const identity = (name: string): { cert: string; key: string } => ({
  cert: pems[name]!.certificate,
  key: pems[name]!.key,
});

export interface TlsTalk {
  readonly pieces: readonly Piece[];
  readonly keyLog: string;
}

/** What went over the cable, and from which end. */
export type Said = [side: Side, octets: Uint8Array];

/** Two ends of a cable, and what went over it. */
export function cable(heard: Said[]): Readonly<Record<Side, Duplex>> {
  const end = (side: Side, other: () => Duplex) =>
    new Duplex({
      read() {},
      write(chunk: Buffer, _, done) {
        heard.push([side, new Uint8Array(chunk)]);
        setImmediate(() => other().push(chunk));
        done();
      },
      final(done) {
        setImmediate(() => other().push(null));
        done();
      },
    });
  const client: Duplex = end("client", () => server);
  const server: Duplex = end("server", () => client);
  return { client, server };
}

/** The sides say the messages in turn, the client first. */
export async function tlsTalk(
  options: tls.SecureContextOptions,
  messages: readonly Uint8Array[],
  { isMutual = false, serverName }: { readonly isMutual?: boolean; readonly serverName?: string } = {},
): Promise<TlsTalk> {
  const heard: Said[] = [];
  let keyLog = "";
  const ends = cable(heard);
  const own = { ...options, ...identity("p256") };
  const server = new tls.TLSSocket(ends.server, {
    isServer: true,
    secureContext: tls.createSecureContext(own),
    requestCert: isMutual,
    rejectUnauthorized: false,
  });
  const client = tls.connect({
    socket: ends.client,
    rejectUnauthorized: false,
    ...options,
    ...(isMutual ? identity("p256") : {}),
    ...(serverName === undefined ? {} : { servername: serverName }),
  });
  client.on("keylog", (line: Buffer) => {
    keyLog += line.toString();
  });
  await new Promise((resolve, reject) => client.once("secureConnect", resolve).once("error", reject));
  for (const [i, message] of messages.entries()) {
    const [from, to] = i % 2 === 0 ? [client, server] : [server, client];
    const arrived = new Promise((resolve) => to.once("data", resolve));
    from.write(message);
    await arrived;
  }
  const isOver = new Promise((resolve) => server.once("end", resolve).resume());
  client.end();
  await isOver;
  server.end();
  client.destroy();
  server.destroy();
  return { pieces: inTurn(heard), keyLog };
}
