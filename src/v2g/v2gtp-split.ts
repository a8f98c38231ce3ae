/**
 * V2GTP messages that stand one behind the other, as in a stream or a dump (ISO 15118-2, 7.8.3).
 *
 * @module
 */

import { readV2gtpHeader, V2GTP_HEADER_LENGTH } from "../messages/v2gtp.ts";

/** The schemas that a payload type may hold, by name; the first message of a session tells which of several it is. */
export const SCHEMAS_BY_PAYLOAD_TYPE: Readonly<Record<number, readonly string[]>> = {
  32769: ["app-handshake", "din", "iso2"],
  32770: ["iso20-common"],
  32771: ["iso20-ac"],
  32772: ["iso20-dc"],
  32773: ["iso20-acdp"],
  32774: ["iso20-wpt"],
};

export interface V2gtpPart {
  readonly payloadType: number;
  readonly schemas: readonly string[];
  readonly exi: Uint8Array;
}

export interface V2gtpSplit {
  readonly parts: readonly V2gtpPart[];
  /** What is wrong with the header behind the last part. */
  readonly error?: string;
  /** The payload behind that header, as far as it is there. */
  readonly rest?: V2gtpPart;
}

/** The messages up to the first header that is wrong. */
export function splitV2gtp(octets: Uint8Array): V2gtpSplit {
  const parts: V2gtpPart[] = [];
  for (let at = 0; at < octets.length; ) {
    const fault = (reason: string) => ({ parts, error: `Cannot read the V2GTP header at octet ${at}: ${reason}` });
    const header = readV2gtpHeader(octets.subarray(at));
    if ("because" in header) return fault(header.because);
    const { payloadType, payloadLength: length } = header;
    const schemas = SCHEMAS_BY_PAYLOAD_TYPE[payloadType];
    if (!schemas) return fault(`payload type 0x${payloadType.toString(16)} found, which holds no EXI`);
    const start = at + V2GTP_HEADER_LENGTH;
    if (length > octets.length - start) {
      const rest = { payloadType, schemas, exi: octets.subarray(start) };
      return { ...fault(`${length} octets of payload announced, ${octets.length - start} found`), rest };
    }
    parts.push({ payloadType, schemas, exi: octets.subarray(start, start + length) });
    at = start + length;
  }
  return { parts };
}
