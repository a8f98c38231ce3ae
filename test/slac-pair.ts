/**
 * One car and one charger on the powerline desk, and strangers who speak on the line by hand.
 *
 * @module
 */

import { BROADCAST } from "../src/base/mac-address.ts";
import type { CarriedFrame } from "../src/link/cable.ts";
import { writeMme } from "../src/messages/homeplug/frame.ts";
import type { Mme } from "../src/messages/homeplug/message.ts";
import {
  CM_MNBC_SOUND_IND,
  CM_SLAC_MATCH_REQ,
  CM_SLAC_PARM_REQ,
  CM_START_ATTEN_CHAR_IND,
} from "../src/messages/homeplug/slac.ts";
import type { CarSide } from "../src/slac/ev.ts";
import type { SlacEvent } from "../src/slac/events.ts";
import { type ChargerSide, chargerMatching } from "../src/slac/evse.ts";
import { type DeskOptions, messagesOf, powerlineDesk } from "./powerline-desk.ts";

export const COMMON = { APPLICATION_TYPE: 0, SECURITY_TYPE: 0 };
export const NOBODY = "00".repeat(17);

export function slacPair(
  options: DeskOptions & { readonly car?: Partial<CarSide>; readonly charger?: Partial<ChargerSide> } = {},
) {
  const desk = powerlineDesk(options);
  const [car, charger] = [desk.plug("car", "car"), desk.plug("charger", "charger")];
  const told: SlacEvent[] = [];
  const frames: CarriedFrame[] = [];
  desk.tap((frame) => frames.push(frame));
  const tell = (event: SlacEvent) => told.push(event);
  const { random } = desk;
  const carSide: CarSide = { ...car, random, tell, ...options.car };
  const matching = chargerMatching({ ...charger, random, tell, ...options.charger });
  return {
    ...desk,
    car,
    charger,
    told,
    frames,
    carSide,
    matching,
    /** The messages of a type that went over the line. */
    sent: <V>(message: Mme<V>) => messagesOf(frames, message),
    events: <T extends SlacEvent["type"]>(type: T) =>
      told.filter((event): event is Extract<SlacEvent, { readonly type: T }> => event.type === type),
  };
}

/** A car that does what a test says, message by message. */
export function strangeCar(desk: Pick<ReturnType<typeof slacPair>, "stranger" | "clock">, mac: string, RunID: string) {
  const port = desk.stranger(mac);
  const send = <V>(message: Mme<V>, value: V, destination = BROADCAST, source = mac) =>
    port.send(writeMme(message, value, source, destination));
  return {
    mac,
    RunID,
    send,
    ask: () => send(CM_SLAC_PARM_REQ, { ...COMMON, RunID }),
    announce: (NUM_SOUNDS = 10) =>
      send(CM_START_ATTEN_CHAR_IND, {
        ...COMMON,
        NUM_SOUNDS,
        Time_Out: 6,
        RESP_TYPE: 1,
        FORWARDING_STA: mac,
        RunID,
      }),
    async sound(sounds = 10, destination = BROADCAST) {
      for (let Cnt = sounds - 1; Cnt >= 0; Cnt--) {
        const Rnd = "ff".repeat(16);
        send(CM_MNBC_SOUND_IND, { ...COMMON, SenderID: NOBODY, Cnt, RunID, Rnd }, destination);
        await desk.clock.turn(20);
      }
    },
    choose: (EVSE_MAC: string, PEV_MAC = mac, destination = EVSE_MAC) =>
      send(CM_SLAC_MATCH_REQ, { ...COMMON, PEV_ID: NOBODY, PEV_MAC, EVSE_ID: NOBODY, EVSE_MAC, RunID }, destination),
  };
}
