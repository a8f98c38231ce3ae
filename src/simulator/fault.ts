/**
 * What a fault is, and what faults are made of.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Port } from "../link/port.ts";
import type { Stream } from "../net/host.ts";
import { type Accent, type Outgoing, plainly } from "../v2g/accent.ts";
import type { FaultyWire } from "./faulty-wire.ts";
import type { Plant } from "./plant.ts";
import type { SimulatedModem } from "./simulated-modem.ts";

/** What a message holds. */
export type Fields = Readonly<Record<string, unknown>>;

/** What a fault is given to work on. */
export interface FaultDesk {
  readonly clock: Clock;
  readonly plant: Plant;
  /** The faulty side's end of the connection, once there is one. */
  readonly stream: () => Stream | undefined;
  /** Asks the faulty side's own program for something. */
  readonly want: (wish: "stop" | "pause" | "renegotiate") => void;
  /** What lies below the messages; nothing where two programs talk without modems. */
  readonly line?: FaultLine;
}

/** What the faulty side has between itself and the power line. */
export interface FaultLine {
  /** Its end of the cable to its modem, behind the fault: what is sent here goes as it is. */
  readonly port: Port;
  readonly modem: SimulatedModem;
  readonly otherModem: SimulatedModem;
}

export interface Fault {
  readonly name: string;
  readonly side: "car" | "charger";
  /** What happens, and where it was seen. */
  readonly words: string;
  /** How the other side has to end. */
  readonly expected: "orderly" | "safe";
  /** Left out: it can be given in each of them. */
  readonly protocol?: "din70121" | "iso2";
  readonly accent?: (desk: FaultDesk) => Accent;
  /** Done once, when the session begins. */
  readonly begin?: (desk: FaultDesk) => void;
  /** Present where it lies below the messages: it can be given to a whole charging point only, with modems. */
  readonly wire?: (line: FaultLine, desk: FaultDesk) => FaultyWire;
  /** No message of a session is ever said. */
  readonly endsBefore?: "talk";
  /** A peculiarity that a healthy other side never comes to feel: all goes as if there were none. */
  readonly isUnnoticed?: true;
}

/** How the faulty side speaks: another protocol than the fault's own it speaks as ever. */
export function accentOfFault(fault: Fault | undefined, desk: FaultDesk): Accent {
  const faulty = fault?.accent?.(desk) ?? plainly;
  return (message) => ((fault?.protocol ?? message.protocol) === message.protocol ? faulty(message) : message);
}

/** Says something else from the n-th message of a name on. */
export const from =
  (name: string, nth: number, other: (message: Outgoing) => Outgoing | Uint8Array | "silence") => (): Accent => {
    let count = 0;
    return (message) => (message.name === name && ++count >= nth ? other(message) : message);
  };
/** Does something as the n-th message of a name leaves, which it lets go as it is. */
export const once = (name: string, nth: number, action: () => void) => (): Accent => {
  let count = 0;
  return (message) => {
    if (message.name === name && ++count === nth) action();
    return message;
  };
};
export const withCode = (ResponseCode: string) => (message: Outgoing) => ({
  ...message,
  content: { ...message.content, ResponseCode },
});
export const withStatus = (status: Fields) => (message: Outgoing) => {
  const { DC_EVSEStatus } = message.content as { readonly DC_EVSEStatus?: Fields };
  return { ...message, content: { ...message.content, DC_EVSEStatus: { ...DC_EVSEStatus, ...status } } };
};
export const silent = () => "silence" as const;
/** No EXI at all. */
export const garbage = () => Uint8Array.of(0x80, 0xff, 0xff, 0xff, 0xff);

/** Says another message in the place of the n-th of a name and of all after it. */
export const instead = (name: string, nth: number, other: string, content: (content: Fields) => object) => (): Accent =>
  from(name, nth, (message) => ({ ...message, name: other, content: content(message.content as Fields) }))();

/** Changes the content of the `first` to the `last` message of a name, counted from 1. */
export const during =
  (name: string, first: number, last: number, change: (content: Fields) => object) => (): Accent => {
    let count = 0;
    return (message) => {
      if (message.name !== name || ++count < first || count > last) return message;
      return { ...message, content: change(message.content as Fields) };
    };
  };

const physical = (Unit: "V" | "A" | "W") => (Value: number) => ({ Multiplier: 0, Unit, Value });
/** Physical values as messages bear them. */
export const [volts, amps, watts] = [physical("V"), physical("A"), physical("W")] as const;

/** Leaves fields out. */
export const without =
  (...names: readonly string[]) =>
  (content: Fields): object =>
    Object.fromEntries(Object.entries(content).filter(([name]) => !names.includes(name)));

/** As the last message to be changed: to the end of the session. */
export const ALWAYS = Number.POSITIVE_INFINITY;
