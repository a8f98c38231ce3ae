/**
 * V2G messages as events, for tests of what follows from them: names and values as on the wire, a frame and a tenth of a
 * second each.
 *
 * @module
 */

import type { MessageEvent } from "../src/sniffer/events.ts";

type Value = Readonly<Record<string, unknown>>;

export interface Messages {
  /** The next message. */
  readonly say: (message: string, content?: Value) => MessageEvent;
  readonly wait: (seconds: number) => void;
}

/** @param schema `din`, `iso2`: wrapped in a body; `iso20-dc` and its kin: bare. */
export function messages(schema: string): Messages {
  let frame = 0;
  let time = 1_700_000_000;
  return {
    wait: (seconds) => {
      time += seconds;
    },
    say(message, content = {}) {
      frame++;
      time += 0.1;
      return {
        type: "message",
        frame,
        time,
        source: "",
        destination: "",
        side: message.endsWith("Req") ? "vehicle" : "charger",
        schema,
        message,
        value: schema.startsWith("iso20") ? content : { Body: { [message]: content } },
        payloadType: 0x8001,
        connection: 1,
      };
    },
  };
}

export const amps = (Value: number) => ({ Multiplier: 0, Unit: "A", Value });
export const watts = (Value: number) => ({ Multiplier: 0, Unit: "W", Value });
export const rational = (Value: number) => ({ Exponent: 0, Value });
