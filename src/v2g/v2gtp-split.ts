/**
 * V2GTP messages that stand one behind the other, as in a stream or a dump (ISO 15118-2, 7.8.3).
 *
 * @module
 */

/** The schemas that a payload type may hold, by name; the first message of a session tells which of several it is. */
export const SCHEMAS_BY_PAYLOAD_TYPE: Readonly<Record<number, readonly string[]>> = {
  32769: ["app-handshake", "din", "iso2"],
  32770: ["iso20-common"],
  32771: ["iso20-ac"],
  32772: ["iso20-dc"],
  32773: ["iso20-acdp"],
  32774: ["iso20-wpt"],
};

/** Version 1 and its inverse. */
const VERSION = 0x01fe;
const HEADER_LENGTH = 8;

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
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const parts: V2gtpPart[] = [];
  for (let at = 0; at < octets.length; ) {
    const left = octets.length - at;
    const fault = (reason: string) => ({ parts, error: `Cannot read the V2GTP header at octet ${at}: ${reason}` });
    if (left < HEADER_LENGTH) return fault(`${left} octets left, ${HEADER_LENGTH} wanted`);
    const version = view.getUint16(at);
    if (version !== VERSION) return fault(`version 0x${hex(version)} found, 0x01fe expected`);
    const payloadType = view.getUint16(at + 2);
    const schemas = SCHEMAS_BY_PAYLOAD_TYPE[payloadType];
    if (!schemas) return fault(`payload type 0x${hex(payloadType)} found, which holds no EXI`);
    const length = view.getUint32(at + 4);
    const start = at + HEADER_LENGTH;
    if (length > octets.length - start) {
      const rest = { payloadType, schemas, exi: octets.subarray(start) };
      return { ...fault(`${length} octets of payload announced, ${octets.length - start} found`), rest };
    }
    parts.push({ payloadType, schemas, exi: octets.subarray(start, start + length) });
    at = start + length;
  }
  return { parts };
}

const hex = (value: number) => value.toString(16).padStart(4, "0");
