/**
 * The head of a session's report: who, by what protocol, how much, how it ended.
 *
 * @module
 */

import type { LimitsEvent } from "../pipeline.ts";
import type { Party, Session } from "../sessions/session.ts";
import type { AttenuationRow, Header, PartyRow } from "./report.ts";
import type { Series } from "./series.ts";

const PROTOCOLS: Readonly<Record<string, string>> = {
  din: "DIN SPEC 70121",
  iso2: "ISO 15118-2",
  iso20: "ISO 15118-20",
};

/** From so many amperes on, current flows. */
const FLOWING = 1;

/** Whether what was given was measured, so that energy and power can be made of it. */
export const isMeasured = (limits: LimitsEvent | undefined): boolean =>
  limits !== undefined && !limits.doubts.some(({ isDelivered }) => isDelivered);

export function header(session: Session, limits: LimitsEvent | undefined, series: Series | undefined): Header {
  const { vehicle, charger, protocol, service, connections, sessionId, soc, ended } = session;
  const named = protocol === undefined ? undefined : (PROTOCOLS[protocol] ?? protocol);
  const language = named ?? (ended.kind === "basic" ? "control pilot alone (IEC 61851-1)" : undefined);
  const main = connections.find(({ messages }) => messages > 0) ?? connections[0];
  const isEncrypted = connections.some(({ encrypted, tls }) => encrypted || tls !== undefined);
  const tls = main?.tls?.words ?? (isEncrypted ? "TLS" : main === undefined ? undefined : "no TLS");
  const given = limits !== undefined && isMeasured(limits) && limits.peakPower > 0 ? limits : undefined;
  const energy = given?.energy ?? meteredEnergy(series);
  const timeToCharge = isMeasured(limits) ? firstCurrent(series) : undefined;
  return {
    vehicle: partyRow(vehicle),
    charger: partyRow(charger),
    ...(language === undefined ? {} : { protocol: language }),
    service,
    ...(tls === undefined ? {} : { tls }),
    isEncrypted,
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(soc === undefined ? {} : { soc: { first: soc.first, last: soc.last } }),
    ...(energy === undefined ? {} : { energy, energyFrom: given ? "present values" : "meter" }),
    ...(given ? { peakPower: given.peakPower } : {}),
    ...(timeToCharge === undefined ? {} : { timeToCharge }),
  };
}

/** By how much the charger's meter moved, in Wh. */
function meteredEnergy(series: Series | undefined): number | undefined {
  const readings = series?.columns.find(({ quantity }) => quantity === "meter")?.values.filter((one) => one !== null);
  const [first, last] = [readings?.[0], readings?.at(-1)];
  return first === undefined || last === undefined || last <= first ? undefined : last - first;
}

function firstCurrent(series: Series | undefined): number | undefined {
  const column = series?.columns.find(({ quantity }) => quantity === "presentCurrent");
  const index = column?.isImplausible ? -1 : (column?.values.findIndex((one) => one !== null && one > FLOWING) ?? -1);
  return series?.at[index];
}

function partyRow(party: Party): PartyRow {
  const name = party.id === undefined ? undefined : textOfHex(party.id);
  return name === undefined ? party : { ...party, name };
}

/** The text that hex stands for, where all of it can be printed; NUL at its end only fills it up. */
function textOfHex(hex: string): string | undefined {
  if (!/^([0-9a-f]{2}){4,}$/i.test(hex)) return undefined;
  const octets = (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  const text = String.fromCharCode(...octets).replace(/\0+$/, "");
  return text.length >= 4 && /^[\x20-\x7e]+$/.test(text) ? text : undefined;
}

/** What each charger heard of the car, the chosen one first. */
export function attenuation({ slac }: Session): AttenuationRow[] {
  const attempt = slac?.attempts[slac.matched ?? slac.attempts.length - 1];
  const rows = (attempt?.responders ?? []).flatMap(({ mac, groups, attenuation: mean, frame }): AttenuationRow[] =>
    groups === undefined || mean === undefined ? [] : [{ mac, groups, mean, isChosen: mac === attempt?.chosen, frame }],
  );
  return rows.sort((a, b) => Number(b.isChosen) - Number(a.isChosen) || a.mean - b.mean);
}
