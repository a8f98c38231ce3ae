/**
 * How a session ended, as data.
 *
 * @module
 */

/**
 * - `completed`: the car has what it wanted.
 * - `stopped`: one side said stop in the words of the protocol.
 * - `paused`: the car said SessionStop(Pause).
 * - `shutdown`: the charger's status said so.
 * - `refused`: the charger answered FAILED.
 * - `error`: the car's error code said so.
 * - `closed`: a side ended the connection without a word.
 * - `no-answer`: the charger did not answer a request.
 * - `silent`: the car sent no more.
 * - `no-protocol`: the handshake found nothing in common.
 * - `slac-failed`, `no-sdp`, `sdp-failed`, `tcp-failed`, `tls-failed`: it did not come to messages.
 * - `basic`: charging by the control pilot alone.
 * - `restarted`: the car began again.
 * - `cut`: the recording ends first.
 */
export type EndKind =
  | "completed"
  | "stopped"
  | "paused"
  | "shutdown"
  | "refused"
  | "error"
  | "closed"
  | "no-answer"
  | "silent"
  | "no-protocol"
  | "slac-failed"
  | "no-sdp"
  | "sdp-failed"
  | "tcp-failed"
  | "tls-failed"
  | "basic"
  | "restarted"
  | "cut";

export interface Ended {
  /** Which side ended it; `nobody` where the recording ends first or nothing tells. */
  readonly by: "vehicle" | "charger" | "nobody";
  readonly kind: EndKind;
  /** One sentence without a full stop. */
  readonly words: string;
  /** The frame that shows it. */
  readonly frame: number;
  /** The standard's name of the cause: `ChargingComplete`, `EVSE_EmergencyShutdown`, `FAILED_SequenceError`. */
  readonly cause?: string;
}

/** Why a session is told now. */
export interface Finish {
  /**
   * `closed`: its connection is; `unplugged`: the pilot says so; `restart`: the car began anew; `quiet`: nothing came for
   * long; `end`: the recording ends.
   */
  readonly reason: "closed" | "unplugged" | "restart" | "quiet" | "end";
  /** The latest time that the recording knows, in seconds since 1970. */
  readonly now?: number;
}
