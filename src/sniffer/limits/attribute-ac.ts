/**
 * Says who limits alternating current, where the charger offers and the car takes what it likes: the lowest of all
 * offers, the car's own maximum, or its wish, as far as something was measured.
 *
 * @module
 */

import { type Attribution, type Root, tolerance } from "./attribute.ts";
import type { Sample } from "./sample.ts";

/** Meters and cars are this far from the offer while they use all of it. */
const near = (cap: number) => Math.max(1, 0.06 * cap);

/** @param believes whether what was delivered was measured. */
export function attributeAc(sample: Sample, believes: boolean): Attribution {
  const { chargerStops, chargingComplete } = sample;
  if (chargerStops !== undefined) return { side: "ending", reason: "stop" };
  if (chargingComplete) return { side: "ending", reason: "wish" };
  const offer = lowestOffer(sample);
  const own = vehicleMaximum(sample);
  const delivered = believes ? deliveredCurrent(sample) : undefined;
  if (offer === undefined) {
    const isOwn = own !== undefined && (delivered === undefined || delivered >= own - near(own));
    return isOwn ? { side: "vehicle", reason: "maximum" } : { side: "charger", reason: "control" };
  }
  if (delivered !== undefined) {
    if (delivered > offer.cap + near(offer.cap)) return { side: "charger", reason: "exceeded", ...offer };
    if (delivered < Math.min(offer.cap - near(offer.cap), own === undefined ? Infinity : own - near(own))) {
      return { side: "vehicle", reason: "wish", ...offer };
    }
  }
  if (own !== undefined && own <= offer.cap + tolerance(offer.cap)) {
    return { side: "vehicle", reason: "maximum", ...offer };
  }
  return { side: SIDES[offer.root], reason: offer.root, ...offer };
}

const SIDES: Readonly<Record<Root, "charger" | "cable">> = {
  current: "charger",
  power: "charger",
  schedule: "charger",
  pilot: "cable",
  rating: "cable",
};

/** Watts of all phases as amperes of one; undefined where voltage or phases are not known. */
function toCurrent({ ac }: Sample, power: number | undefined): number | undefined {
  const { nominalVoltage, phases } = ac ?? {};
  return power === undefined || !nominalVoltage || !phases ? undefined : power / (nominalVoltage * phases);
}

/** What was delivered in each phase, in A. */
export const deliveredCurrent = (sample: Sample): number | undefined =>
  sample.presentCurrent ?? toCurrent(sample, sample.ac?.presentPower);

/** What the car can take in each phase, in A. */
export function vehicleMaximum(sample: Sample): number | undefined {
  const { current, power } = sample.vehicle;
  const all = [current, toCurrent(sample, power)].filter((one) => one !== undefined);
  return all.length === 0 ? undefined : Math.min(...all);
}

function lowestOffer(sample: Sample): { cap: number; root: Root; coincides?: Root } | undefined {
  const { charger, schedule, ac = {} } = sample;
  const offers = (
    [
      ["current", charger.current],
      ["power", toCurrent(sample, ac.targetPower ?? charger.power)],
      ["schedule", toCurrent(sample, schedule)],
      ["pilot", ac.pilot],
      ["rating", ac.cable],
    ] as const
  ).filter((one): one is readonly [Root, number] => one[1] !== undefined);
  const [first] = offers;
  if (first === undefined) return undefined;
  const [root, cap] = offers.reduce((lowest, one) => (one[1] < lowest[1] ? one : lowest), first);
  const same = offers.find(([other, value]) => other !== root && value - cap <= tolerance(cap));
  return { cap, root, ...(same ? { coincides: same[0] } : {}) };
}
