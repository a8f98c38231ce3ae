/**
 * The modem on the own wire, spoken to by messages that nearly all modems understand: CM_SET_KEY, and for the link
 * whichever of the makers' questions it answers.
 *
 * @module
 */

import { BROADCAST } from "../base/mac-address.ts";
import { type Random, randomInteger, systemRandom } from "../base/random.ts";
import { type Run, TimeoutError } from "../base/run.ts";
import { LinkError } from "../link/port.ts";
import { NSCM_GET_D_LINK_STATUS_CNF, NSCM_GET_D_LINK_STATUS_REQ } from "../messages/homeplug/lumissil.ts";
import type { Mme } from "../messages/homeplug/message.ts";
import {
  CM_AMP_MAP_CNF,
  CM_AMP_MAP_REQ,
  CM_GET_KEY_CNF,
  CM_GET_KEY_REQ,
  CM_NW_STATS_CNF,
  CM_NW_STATS_REQ,
  CM_SET_KEY_CNF,
  CM_SET_KEY_REQ,
  KEY_TYPE,
  PROTOCOL_HLE,
} from "../messages/homeplug/network.ts";
import { GET_SW_CNF, GET_SW_REQ, LINK_STATUS_CNF, LINK_STATUS_REQ } from "../messages/homeplug/qualcomm.ts";
import { LOCAL_MODEM, type Station } from "../powerline/station.ts";
import { MatchingFailed } from "./failures.ts";
import type { OwnModem } from "./own-modem.ts";
import { type SlacTiming, slacTiming } from "./timing.ts";

export interface StandardModemOptions {
  readonly timing?: SlacTiming;
  readonly random?: Random;
  /** Where the modem is spoken to; by default at the address that never crosses the power line. */
  readonly address?: string;
}

export function standardModem(
  station: Station,
  { timing = slacTiming, random = systemRandom, address = LOCAL_MODEM }: StandardModemOptions = {},
): OwnModem {
  let mac: string | undefined;

  /** Its answer, where one comes in time. */
  const ask = async <Q, A>(
    question: Mme<Q>,
    value: Q,
    answer: Mme<A>,
    run: Run,
    test?: (answer: A) => boolean,
  ): Promise<A | undefined> => {
    try {
      const passes = ({ value }: { readonly value: A }) => test?.(value) ?? true;
      return (await station.ask(question, value, address, answer, timing.linkAnswer, run, passes)).value;
    } catch (error) {
      run.throwIfEnded();
      if (error instanceof TimeoutError || error instanceof LinkError) return undefined;
      throw error;
    }
  };

  /** Who of the makers' questions about the link is answered, tells from then on. */
  const tellers: readonly ((run: Run) => Promise<boolean | undefined>)[] = [
    async (run) => {
      const answer = await ask(LINK_STATUS_REQ, {}, LINK_STATUS_CNF, run);
      return answer && answer.LinkStatus === 1;
    },
    async (run) => {
      const answer = await ask(
        NSCM_GET_D_LINK_STATUS_REQ,
        { Version: 0, RequestID: 0 },
        NSCM_GET_D_LINK_STATUS_CNF,
        run,
      );
      return answer && answer.LinkStatus === 1;
    },
    async (run) => {
      const answer = await ask(CM_NW_STATS_REQ, {}, CM_NW_STATS_CNF, run);
      return answer && answer.Stations.length > 0;
    },
  ];
  let teller: ((run: Run) => Promise<boolean | undefined>) | undefined;

  /** Modems of the own network answer a broadcast, those of others do not hear it. */
  const hearsPeers = async (run: Run): Promise<boolean | undefined> => {
    const answers = await station
      .gather(GET_SW_REQ, {}, BROADCAST, GET_SW_CNF, timing.linkAnswer, run)
      .catch((error) => {
        if (error instanceof LinkError) return [];
        throw error;
      });
    if (answers.length === 0) return undefined;
    const others = new Set(answers.map(({ source }) => source));
    if (mac !== undefined) others.delete(mac);
    return others.size > (mac === undefined ? 1 : 0);
  };

  return {
    get mac() {
      return mac;
    },
    async setKey({ NMK, NID }, run) {
      const MyNonce = randomInteger(0, 0xffffffff, random);
      const request = { KeyType: KEY_TYPE.NMK, MyNonce, YourNonce: 0, PID: PROTOCOL_HLE, PRN: 0, PMN: 0 };
      const { value, source } = await station.ask(
        CM_SET_KEY_REQ,
        { ...request, CCoCapability: 0, NID, NewEKS: 1, NewKey: NMK },
        address,
        CM_SET_KEY_CNF,
        timing.setKey,
        run,
        ({ value }) => value.YourNonce === MyNonce,
      );
      mac = source;
      // Bends HomePlug AV, where 1 is failure: all 153 answers on record are 1, from modems that took the key.
      if (value.Result > 1) {
        throw new MatchingFailed("key-refused", `the own modem answered CM_SET_KEY.REQ with result ${value.Result}`);
      }
    },
    async hasKey({ NID, NMK }, run) {
      const MyNonce = randomInteger(0, 0xffffffff, random);
      const request = { RequestType: 0, KeyType: KEY_TYPE.NMK, NID, MyNonce, PID: PROTOCOL_HLE, PRN: 0, PMN: 0 };
      const answer = await ask(CM_GET_KEY_REQ, request, CM_GET_KEY_CNF, run, ({ YourNonce }) => YourNonce === MyNonce);
      if (!answer) return undefined;
      // Asked for a network that is not its own, it names its own. Some that refuse only repeat what they were asked.
      if (answer.NID !== NID) return false;
      return answer.Result === 0 ? answer.Key === NMK : undefined;
    },
    async isLinked(run) {
      if (teller) return teller(run);
      const told = await Promise.all(tellers.map((one) => one(run)));
      const first = told.findIndex((isLinked) => isLinked !== undefined);
      if (first === -1) return hearsPeers(run);
      teller = tellers[first];
      return told[first];
    },
    async setAmplitudeMap(AMDATA, run) {
      const answer = await ask(CM_AMP_MAP_REQ, { AMDATA: [...AMDATA] }, CM_AMP_MAP_CNF, run);
      return answer?.ResType === 0;
    },
  };
}
