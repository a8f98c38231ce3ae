/**
 * What ends a session from the car's point of view, one class for each.
 *
 * @module
 */

import type { CarFault } from "./car.ts";

/** The charger answered with a FAILED code. [V2G2-034] no SessionStopReq follows: the connection is closed. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly request: string;
  readonly code: string;

  /** @param words - what the charger says to it. */
  constructor(request: string, code: string, words?: string) {
    super(`The charger refused ${request}: ${code}${words === undefined ? "" : `, ${JSON.stringify(words)}`}`);
    this.request = request;
    this.code = code;
  }
}

/** The charger answered with something else than the answer. */
export class OutOfSequence extends Error {
  override readonly name = "OutOfSequence";
}

/** The charger closed or tore down the connection while an answer was due. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/** The charger has switched off, or says that it is broken: current must stop at once. */
export class ChargerFault extends Error {
  override readonly name = "ChargerFault";
}

/** The control pilot says that the charger is gone, the plug was pulled, or the charger wants it to stop. */
export class PilotLost extends Error {
  override readonly name = "PilotLost";
}

/** The charger asked to stop, and the car does. Not a fault. */
export class StoppedByCharger extends Error {
  override readonly name = "StoppedByCharger";
}

/** The driver, or the program, asked to stop before current flowed. Not a fault. */
export class StoppedByCar extends Error {
  override readonly name = "StoppedByCar";
}

/** The car and this charger do not fit: says in what. */
export class Incompatible extends Error {
  override readonly name = "Incompatible";
}

/** Something in the car is not as it has to be. */
export class CarTrouble extends Error {
  override readonly name = "CarTrouble";
  readonly fault: CarFault;

  constructor(fault: CarFault) {
    super(fault.words);
    this.fault = fault;
  }
}
