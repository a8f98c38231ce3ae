/**
 * How commands end.
 *
 * @module
 */

/** The input could not be read, or a message is not what it should be. */
export const BAD_INPUT = 1;
/** The command was called in a way that it does not understand. */
export const USAGE = 2;

/** Something the user can mend: printed as it is, without a stack. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly exitCode: number;

  constructor(message: string, exitCode: number = BAD_INPUT) {
    super(message);
    this.exitCode = exitCode;
  }
}
