/**
 * What a charger answers: for each message what it does to the car that sent it, and what happens when a state's time is
 * up. Nothing here waits, so every answer leaves in the very turn in which the question came.
 *
 * @module
 */

import type { Cancel } from "../base/clock.ts";
import { BROADCAST } from "../base/mac-address.ts";
import { LinkError } from "../link/port.ts";
import { isNidOf } from "../messages/homeplug/keys.ts";
import type { Mme } from "../messages/homeplug/message.ts";
import {
  CM_ATTEN_CHAR_IND,
  CM_ATTEN_CHAR_RSP,
  CM_ATTEN_PROFILE_IND,
  CM_MNBC_SOUND_IND,
  CM_SLAC_MATCH_CNF,
  CM_SLAC_MATCH_REQ,
  CM_SLAC_PARM_CNF,
  CM_SLAC_PARM_REQ,
  CM_START_ATTEN_CHAR_IND,
} from "../messages/homeplug/slac.ts";
import type { Received, ReceivedOf, Station } from "../powerline/station.ts";
import { assumedProfile, meanOf } from "./attenuation.ts";
import type { Tell } from "./events.ts";
import {
  type CarAtCharger,
  type CarState,
  type CarsAtCharger,
  carAtCharger,
  isOfOne,
  limits,
  louderThan,
  silence,
} from "./evse-session.ts";
import { MatchingFailed } from "./failures.ts";
import type { NetworkKey } from "./own-modem.ts";
import { inHundreds, type SlacTiming } from "./timing.ts";

export interface AnswersDesk {
  readonly station: Station;
  readonly timing: SlacTiming;
  readonly tell: Tell;
  readonly cars: CarsAtCharger;
  /** dB that the own receiver adds to what the cable loses. */
  readonly correction: number;
  /** In dB. A car has to wait while another that is louder by this may choose: only one hangs on this cable. */
  readonly margin: number;
  /** Answers what the standard lets be: a car whose first question was lost, and the matched car that begins anew. */
  readonly isTolerant: boolean;
  /** Where measurements have to come from, as far as it is known. */
  readonly modemMac: () => string | undefined;
  /** Whether cars may ask. */
  readonly isOpen: () => boolean;
  /** The car that has the key, and whether it has joined. */
  readonly matched: () => { readonly one: CarAtCharger; readonly hasJoined: boolean } | undefined;
  /** The address of a car that is proving itself by the control pilot. */
  readonly proving: () => string | undefined;
  /** The key for a car that has chosen this charger. */
  readonly giveKey: (one: CarAtCharger) => NetworkKey;
  /** It has the key: it is to join. */
  readonly onMatched: (one: CarAtCharger) => void;
  /** The matched car begins anew. */
  readonly onRestart: (one: CarAtCharger) => void;
  /** A car came to nothing. */
  readonly onFailed: (one: CarAtCharger, failure: MatchingFailed) => void;
}

/** Why a message is left aside; `undefined` where it is not, or where it belongs to others. */
type LeftAside = string | undefined;

const COMMON = { APPLICATION_TYPE: 0, SECURITY_TYPE: 0 };
const NOBODY = "00".repeat(17);
const TO_OTHER_STATION = 1;
/** Cars at a time, for each that the standard asks for: whoever sends more of them is no car. */
const FLOOD = 12;
/** Matchings of one car: a new one, and those whose last frames are still under way. */
const MOST_AT_ONCE = 4;

/** Answers until it is cancelled. */
export function answerCars(desk: AnswersDesk): Cancel {
  const { station, timing, tell, cars } = desk;
  const charger = station.mac;

  const send = <V>(message: Mme<V>, value: V, destination: string): void => {
    try {
      station.send(message, value, destination);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      tell({ type: "unsent", message: message.name, because: error.message });
    }
  };
  /** Takes each message of a type; where that is left aside and it is worth a word, `take` gives the reason. */
  const on = <V>(message: Mme<V>, take: (message: Received<V>) => LeftAside): Cancel =>
    station.on(message, (received) => {
      const because = take(received);
      if (because) tell({ type: "ignored", message: received.name, source: received.source, because });
    });
  const fail = (one: CarAtCharger, failure: MatchingFailed): void => {
    cars.remove(one);
    tell({ type: "triedInVain", car: one.car, failure: failure.kind, words: failure.message, checks: failure.checks });
    desk.onFailed(one, failure);
  };

  const isFlooded = () => cars.size >= FLOOD * timing.C_EVSE_match_parallel;

  /** The end of each state that a car does not leave by itself. */
  const timeUp: Readonly<Record<Exclude<CarState, "matched">, (one: CarAtCharger) => void>> = {
    asked: (one) => fail(one, silence(one, timing)),
    sounding: (one) => report(one),
    reported: (one) => (one.reports <= timing.C_EV_match_retry ? tellResult(one) : fail(one, silence(one, timing))),
    acknowledged: (one) => fail(one, silence(one, timing)),
  };
  const enter = (one: CarAtCharger, state: Exclude<CarState, "matched">, ms = limits[state].ms(timing)): void => {
    one.stopTimer();
    one.state = state;
    one.since = station.clock.now();
    one.stopTimer = station.clock.after(ms, () => timeUp[state](one));
  };

  const confirm = (one: CarAtCharger, destination: string): void => {
    const { car, RunID } = one;
    const offer = {
      M_SOUND_TARGET: BROADCAST,
      NUM_SOUNDS: timing.C_EV_match_MNBC,
      Time_Out: inHundreds(timing.TT_EVSE_match_MNBC),
      RESP_TYPE: TO_OTHER_STATION,
      FORWARDING_STA: destination,
    };
    send(CM_SLAC_PARM_CNF, { ...offer, ...COMMON, RunID }, destination);
    // Told when it has left: the car waits.
    if (!one.isLate) tell({ type: "asked", car, RunID, times: one.asked });
    tell({ type: "confirmed", car, charger, RunID, sounds: offer.NUM_SOUNDS });
  };

  const onQuestion = (message: ReceivedOf<typeof CM_SLAC_PARM_REQ>): LeftAside => {
    const { source, value } = message;
    const { RunID } = value;
    const matched = desk.matched();
    const because = againstCommon(value) ?? againstNewcomer(source, matched);
    if (because) return because;
    if (matched) {
      if (matched.hasJoined && !desk.isTolerant) return "it is matched";
      tell({ type: "restarted", car: source });
      desk.onRestart(matched.one);
    }
    if (!desk.isOpen()) return "no car is waited for";
    if (isFlooded()) return `${cars.size} cars are being measured`;
    const one = newcomer(source, RunID);
    confirm(one, source);
    return undefined;
  };

  /** In whatever state a car was, it begins anew. [V2G3-A09-16] */
  const newcomer = (source: string, RunID: string): CarAtCharger => {
    const before = cars.find(RunID, source);
    if (before?.state === "sounding") {
      // What was counted is right as long as the RunID is the same: the question may have been overtaken by sounds.
      before.asked++;
      before.isAskedAgain = true;
      return before;
    }
    const one = carAtCharger(source, RunID, { sounds: timing.C_EV_match_MNBC, correction: desk.correction });
    if (before) one.asked = before.asked + 1;
    const own = [...cars.all()].filter((other) => other.car === source && other !== before);
    if (own[0] && own.length >= MOST_AT_ONCE) cars.remove(own[0]);
    cars.add(one);
    enter(one, "asked");
    return one;
  };

  const onAnnouncement = (message: ReceivedOf<typeof CM_START_ATTEN_CHAR_IND>): LeftAside => {
    const { source, value } = message;
    const { RunID, FORWARDING_STA, NUM_SOUNDS } = value;
    const because = againstCommon(value);
    if (because) return because;
    const one = cars.find(RunID, source, FORWARDING_STA) ?? latecomer(message);
    if (!one) return undefined;
    if (one.isLate) confirm(one, source);
    if (one.state !== "asked" && !(one.state === "sounding" && one.isAskedAgain)) return undefined;
    one.isAskedAgain = false;
    if (NUM_SOUNDS > 0) one.announced = NUM_SOUNDS;
    tell({ type: "announced", car: one.car, RunID, sounds: one.announced });
    enter(one, "sounding");
    return undefined;
  };

  /**
   * A car whose question was lost. Bends ISO 15118-3, which wants the question first: a charger that says nothing lets the
   * car take a neighbour for its own. One that has asked under another RunID meant that.
   */
  const latecomer = (message: ReceivedOf<typeof CM_START_ATTEN_CHAR_IND>): CarAtCharger | undefined => {
    const { source, value } = message;
    const isKnown = [...cars.all()].some(
      ({ addresses, state }) => addresses.has(source) && (state === "asked" || state === "sounding"),
    );
    if (!desk.isTolerant || !desk.isOpen() || desk.matched() || isKnown || isFlooded()) return undefined;
    if (value.FORWARDING_STA !== source || !isOfOne(source)) return undefined;
    const sounds = timing.C_EV_match_MNBC;
    const one = carAtCharger(source, value.RunID, { isLate: true, sounds, correction: desk.correction });
    cars.add(one);
    return one;
  };

  const onSound = (message: ReceivedOf<typeof CM_MNBC_SOUND_IND>): LeftAside => {
    const { source, value } = message;
    const one = cars.find(value.RunID, source);
    if (!one || againstCommon(value)) return undefined;
    // Without an announcement, where all of them were lost.
    if (one.state === "asked") enter(one, "sounding");
    if (one.state !== "sounding") return undefined;
    one.sounds.add(value.Cnt);
    finishWhenComplete(one);
    return undefined;
  };

  const onMeasurement = ({ source, value }: ReceivedOf<typeof CM_ATTEN_PROFILE_IND>): LeftAside => {
    const own = desk.modemMac();
    // Another modem on the same wire measures another cable.
    if (own !== undefined && source !== own) return `it does not come from the own modem, ${own}`;
    for (const one of cars.all()) {
      if (!one.addresses.has(value.PEV_MAC) || (one.state !== "asked" && one.state !== "sounding")) continue;
      if (one.state === "asked") enter(one, "sounding");
      one.told++;
      const wasMeasured = one.measured.add(value.AAG);
      tell({ type: "measured", car: one.car, ...(wasMeasured ? { attenuation: meanOf(value.AAG) } : {}) });
      finishWhenComplete(one);
    }
    return undefined;
  };

  const finishWhenComplete = (one: CarAtCharger): void => {
    if (one.measured.count >= one.announced) report(one);
    // All sounds are in: only the modem's last measurement may be under way.
    else if (one.sounds.size >= one.announced) enter(one, "sounding", timing.finalizeSounding);
  };

  const report = (one: CarAtCharger): void => {
    one.stopTimer();
    const heard = Math.min(Math.max(one.sounds.size, one.told), one.announced);
    if (heard === 0) {
      fail(one, silence(one, timing));
      return;
    }
    tell({ type: "sounded", car: one.car, RunID: one.RunID, sounds: heard });
    const measured = one.measured.average();
    const profile = measured ?? assumedProfile();
    const sounds = measured ? Math.min(one.measured.count, one.announced) : heard;
    one.result = { profile, attenuation: meanOf(profile), sounds, isAssumed: !measured };
    tellResult(one);
  };

  const tellResult = (one: CarAtCharger): void => {
    const { car, RunID, result } = one;
    if (!result) return;
    const { profile, attenuation, sounds, isAssumed } = result;
    const ids = { SOURCE_ADDRESS: car, RunID, SOURCE_ID: NOBODY, RESP_ID: NOBODY };
    send(CM_ATTEN_CHAR_IND, { ...COMMON, ...ids, NUM_SOUNDS: sounds, ATTEN_PROFILE: profile }, car);
    const times = ++one.reports;
    tell({ type: "reported", car, charger, RunID, attenuation, sounds, times, ...(isAssumed ? { isAssumed } : {}) });
    enter(one, "reported");
  };

  const onAcknowledgement = (message: ReceivedOf<typeof CM_ATTEN_CHAR_RSP>): LeftAside => {
    const { source, destination, value } = message;
    // The same car acknowledges each charger's result to that one: where both are on this wire, the other's is none.
    if (destination !== charger && destination !== BROADCAST) return undefined;
    const one = cars.find(value.RunID, source, value.SOURCE_ADDRESS);
    if (one?.state !== "reported") return undefined;
    const because = againstCommon(value);
    if (because) return because;
    if (value.Result === 0) {
      tell({ type: "acknowledged", car: one.car, charger, RunID: one.RunID });
      enter(one, "acknowledged");
    } else {
      fail(one, new MatchingFailed("result-refused", `${one.car} answered the result with ${value.Result}`));
    }
    return undefined;
  };

  const onChoice = (message: ReceivedOf<typeof CM_SLAC_MATCH_REQ>): LeftAside => {
    const { source, destination, value } = message;
    const one = cars.find(value.RunID, source, value.PEV_MAC);
    if (!one) return `no matching of ${value.PEV_MAC} with RunID ${value.RunID} is under way`;
    const because = againstCommon(value) ?? againstChoice(one, destination, value.EVSE_MAC);
    if (because) return because;
    one.matchAsked++;
    tell({ type: "matchAsked", car: one.car, charger, RunID: one.RunID, times: one.matchAsked });
    // Asked again, it gets the very same answer: the first was lost.
    const key = one.key ?? desk.giveKey(one);
    const { PEV_ID, PEV_MAC, EVSE_ID, EVSE_MAC, RunID } = value;
    send(CM_SLAC_MATCH_CNF, { ...COMMON, PEV_ID, PEV_MAC, EVSE_ID, EVSE_MAC, RunID, ...key }, source);
    const isDerived = isNidOf(key.NID, key.NMK);
    tell({ type: "matchConfirmed", car: one.car, charger, RunID, isDerived, ...key });
    if (one.key) return undefined;
    one.stopTimer();
    one.state = "matched";
    one.key = key;
    desk.onMatched(one);
    return undefined;
  };

  const againstChoice = (one: CarAtCharger, destination: string, EVSE_MAC: string): string | undefined => {
    if (destination !== charger) return `it is addressed to ${destination}`;
    if (EVSE_MAC !== charger) return `it chooses ${EVSE_MAC} (EVSE_MAC)`;
    const matched = desk.matched();
    if (matched && matched.one !== one) return `${matched.one.car} is matched`;
    if (one.state === "matched") return undefined;
    if (one.state !== "reported" && one.state !== "acknowledged") return "its attenuation has not been told";
    const proving = desk.proving();
    if (proving !== undefined && !one.addresses.has(proving)) return `the control pilot is watched for ${proving}`;
    const louder = louderThan(one, cars, desk.margin, station.clock.now() - timing.awaitLouder);
    return louder && `${louder.car} is louder and has not chosen yet, and only one car hangs on this cable`;
  };

  const cancels = [
    on(CM_SLAC_PARM_REQ, onQuestion),
    on(CM_START_ATTEN_CHAR_IND, onAnnouncement),
    on(CM_MNBC_SOUND_IND, onSound),
    on(CM_ATTEN_PROFILE_IND, onMeasurement),
    on(CM_ATTEN_CHAR_RSP, onAcknowledgement),
    on(CM_SLAC_MATCH_REQ, onChoice),
  ];
  return () => {
    for (const cancel of cancels) cancel();
    cars.clear();
  };
}

function againstCommon(value: { readonly APPLICATION_TYPE: number; readonly SECURITY_TYPE: number }) {
  if (value.APPLICATION_TYPE !== 0) return `its APPLICATION_TYPE is ${value.APPLICATION_TYPE}, 0 expected`;
  if (value.SECURITY_TYPE !== 0) return `its SECURITY_TYPE is ${value.SECURITY_TYPE}, 0 expected`;
  return undefined;
}

function againstNewcomer(source: string, matched: { readonly one: CarAtCharger } | undefined) {
  if (!isOfOne(source)) return "nobody can send from this address";
  if (matched && !matched.one.addresses.has(source)) return `${matched.one.car} is matched`;
  return undefined;
}
