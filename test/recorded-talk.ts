/**
 * What cars and chargers said in the recordings beside the project, session by session: for playing one of them again to
 * our side of the cable. Only what was sent without TLS, in a dialect that is spoken here.
 *
 * @module
 */

import { fromHex } from "../src/base/hex.ts";
import { type Dialect, din70121, iso2 } from "../src/v2g/dialect.ts";
import { captureNames, rowsOf } from "./captures.ts";

export interface RecordedMessage {
  readonly name: string;
  /** Milliseconds since the recording began. */
  readonly at: number;
  readonly exi: Uint8Array;
}

/** A request, and what was answered to it where something was. */
export interface Exchange {
  readonly request: RecordedMessage;
  readonly answer?: RecordedMessage;
}

export interface RecordedTalk {
  /** File and number of the TCP connection in it. */
  readonly name: string;
  readonly dialect: Dialect;
  /** The protocol handshake. */
  readonly offer: Exchange;
  readonly exchanges: readonly Exchange[];
}

interface Row {
  readonly l4?: string;
  readonly stream?: number;
  readonly message: string;
  readonly trel: string;
  readonly exi?: string;
  readonly schema?: string;
  readonly tls?: unknown;
}

const DIALECTS: readonly Dialect[] = [din70121, iso2];

/** All sessions that went further than the protocol handshake. */
export function recordedTalks(): RecordedTalk[] {
  return captureNames().flatMap((capture) => {
    const streams = new Map<number, Row[]>();
    for (const row of rowsOf<Row>(capture, "truth")) {
      if (row.l4 !== "tcp" || row.stream === undefined || row.tls || !row.exi) continue;
      streams.set(row.stream, [...(streams.get(row.stream) ?? []), row]);
    }
    return [...streams].flatMap(([stream, rows]) => talkOf(`${capture} #${stream}`, rows) ?? []);
  });
}

function talkOf(name: string, rows: readonly Row[]): RecordedTalk | undefined {
  const dialect = DIALECTS.find(({ namespace }) => rows.some(({ schema }) => schema === namespace));
  const exchanges: { request: RecordedMessage; answer?: RecordedMessage }[] = [];
  for (const { message, trel, exi = "" } of rows) {
    const said = { name: message, at: Number(trel) * 1000, exi: fromHex(exi.toLowerCase()) };
    const last = exchanges.at(-1);
    if (message.endsWith("Req")) exchanges.push({ request: said });
    else if (last && !last.answer) last.answer = said;
  }
  const [offer, ...rest] = exchanges;
  if (!dialect || offer?.request.name !== "supportedAppProtocolReq" || rest.length === 0) return undefined;
  return { name, dialect, offer, exchanges: rest };
}
