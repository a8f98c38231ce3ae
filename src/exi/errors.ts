/**
 * What can go wrong between octets and values.
 *
 * @module
 */

/** The octets are not a message of this schema. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  /** Where reading stopped, in bits from the first bit of the EXI header. */
  readonly bit: number;
  /** The element or attribute being read, from the root: `V2G_Message/Header/SessionID`. */
  readonly path: string;

  constructor(reason: string, bit: number, path: string) {
    super(`Cannot read ${path || "the stream"} at bit ${bit}: ${reason}`);
    this.bit = bit;
    this.path = path;
  }
}

/** The value is not a message of this schema. */
export class EncodeError extends Error {
  override readonly name = "EncodeError";
  /** The element or attribute that does not fit, from the root. */
  readonly path: string;

  constructor(reason: string, path: string) {
    super(`Cannot write ${path || "the value"}: ${reason}`);
    this.path = path;
  }
}

/** A value that EXI can carry and that the schema forbids, such as a SessionID of nine octets. */
export interface Warning {
  readonly path: string;
  readonly message: string;
}
