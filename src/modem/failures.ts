/**
 * What can go wrong between us and an adapter, in words, with what to check.
 *
 * @module
 */

export type ModemFault =
  /** Nobody answers. */
  | "no-adapter"
  /** More than one answers, and nobody said which is meant. */
  | "several-adapters"
  /** It answered before, and does not any more. */
  | "vanished"
  /** It answers that it does not want to. */
  | "refused"
  /** It is not one for which this can be done. */
  | "unsuitable"
  /** The file must not be written to it. */
  | "bad-file"
  /** It took what was written, and has something else. */
  | "not-verified";

/** An adapter did not do what was asked of it. */
export class ModemError extends Error {
  override readonly name = "ModemError";
  readonly fault: ModemFault;
  /** What the user can check or do, the likeliest first. */
  readonly checks: readonly string[];
  /** The file with the parameters that the adapter had before, where there is one. */
  readonly backup?: string;

  constructor(
    fault: ModemFault,
    message: string,
    { checks = [], backup, cause }: { checks?: readonly string[]; backup?: string; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.fault = fault;
    this.checks = checks;
    if (backup !== undefined) this.backup = backup;
  }
}
