/**
 * How long an adapter is waited for, in milliseconds.
 *
 * @module
 */

export interface AdapterTiming {
  /** For answers of those at this end of the line; real ones take 0.5 ms, the slowest on record 46 ms. */
  readonly local: number;
  /** For answers from the other end of the line. */
  readonly remote: number;
  /** For one answer, before it is asked again. A module read took up to 579 ms on record. */
  readonly answer: number;
  /** For the answer to a commit: Qualcomm's tools give it 90 s. */
  readonly commit: number;
  /** For an adapter that has stopped answering in the middle, before it is given up. */
  readonly vanished: number;
  /** Between two tries. */
  readonly again: number;
  /** From a reset to its silence, where none is noticed. */
  readonly goneDark: number;
  /** From a reset until it answers again; Qualcomm's tools give it 60 s. */
  readonly restart: number;
  /** From a new key until it tells it; adapters restart inwardly meanwhile. */
  readonly newKey: number;
}

export const adapterTiming: AdapterTiming = {
  local: 200,
  remote: 300,
  answer: 1000,
  commit: 90_000,
  vanished: 30_000,
  again: 250,
  goneDark: 5000,
  restart: 60_000,
  newKey: 15_000,
};
