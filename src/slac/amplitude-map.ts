/**
 * The amplitude map: the other side asks for less transmit power on some carriers, and the own modem is told
 * (ISO 15118-3, A.9.6).
 *
 * @module
 */

import type { Run } from "../base/run.ts";
import { CM_AMP_MAP_CNF, CM_AMP_MAP_REQ } from "../messages/homeplug/network.ts";
import type { Station } from "../powerline/station.ts";
import type { Tell } from "./events.ts";
import type { OwnModem } from "./own-modem.ts";
import type { SlacTiming } from "./timing.ts";

/** `ResType` of CM_AMP_MAP.CNF. */
const TAKEN = 0;
const REFUSED = 1;
/** Carriers of HomePlug AV; a longer map is none. */
const MOST_CARRIERS = 1155;

export interface AmplitudeMapDesk {
  readonly station: Station;
  readonly modem: OwnModem;
  readonly timing: SlacTiming;
  readonly tell: Tell;
  /** Whether it is the matched partner, who alone may ask. */
  readonly isPartner: (mac: string) => boolean;
}

/** Answers as long as the run lasts. */
export function answerAmplitudeMaps({ station, modem, timing, tell, isPartner }: AmplitudeMapDesk, run: Run): void {
  const forget = station.on(CM_AMP_MAP_REQ, async ({ source, destination, name, value: { AMDATA } }) => {
    if (destination !== station.mac || !isPartner(source)) {
      tell({ type: "ignored", message: name, source, because: "it does not come from the matched partner" });
      return;
    }
    const isSound = AMDATA.length > 0 && AMDATA.length <= MOST_CARRIERS;
    const wasTaken = isSound && (await hand(modem, AMDATA, timing, run));
    if (run.hasEnded) return;
    station.send(CM_AMP_MAP_CNF, { ResType: wasTaken ? TAKEN : REFUSED }, source);
    tell({ type: "amplitudeMap", from: source, carriers: AMDATA.length, wasTaken });
  });
  run.onEnd(forget);
}

/** Whether the modem took it in time: the other side waits for TT_amp_map_exchange. */
async function hand(modem: OwnModem, map: readonly number[], timing: SlacTiming, run: Run): Promise<boolean> {
  if (!modem.setAmplitudeMap) return false;
  const limit = timing.TT_amp_map_exchange / 2;
  try {
    return await run.within(limit, "the own modem to take the amplitude map", (run) =>
      (modem.setAmplitudeMap as NonNullable<typeof modem.setAmplitudeMap>)(map, run),
    );
  } catch {
    // Whatever was in its way, the partner is told that it was not taken.
    return false;
  }
}
