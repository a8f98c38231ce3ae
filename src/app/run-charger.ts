/**
 * The charger's program: settings and an interface in, a charger that serves one car after the other until it is told to
 * stop.
 *
 * @module
 */

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Clock } from "../base/clock.ts";
import type { Run } from "../base/run.ts";
import { prepare } from "../exi/codec.ts";
import { openPort } from "../link/open-port.ts";
import { handshake } from "../messages/handshake.ts";
import { HOMEPLUG_AV } from "../messages/homeplug/frame.ts";
import { systemHost } from "../net/system-host.ts";
import { station } from "../powerline/station.ts";
import type { Charger, ValueAddedService } from "../secc/charger.ts";
import { accentOf, chargerProfiles } from "../simulator/charger-profiles.ts";
import { loneCharger } from "../simulator/imagined-car.ts";
import { standardModem } from "../slac/standard-modem.ts";
import type { Accent } from "../v2g/accent.ts";
import { type Dialect, din70121, iso2 } from "../v2g/dialect.ts";
import { type ChargingStation, chargingStation } from "./charging-station.ts";
import type { PlugEvent } from "./plug-events.ts";
import { type ChargerSettings, SettingsError } from "./settings.ts";

const DIALECTS: Readonly<Record<"iso2" | "din70121", Dialect>> = { iso2, din70121 };

export interface Program<P> {
  readonly plug: P;
  /** Closes what it has opened. Called when nothing runs any more. */
  readonly close: () => void;
}

/** @throws {LinkError}, {SettingsError} */
export async function chargerProgram(
  settings: ChargerSettings,
  clock: Clock,
  tell: (event: PlugEvent) => void,
): Promise<Program<ChargingStation>> {
  const { hardware } = settings;
  const profile = "simulated" in hardware ? chargerProfiles[hardware.simulated] : undefined;
  const lone = profile && loneCharger({ ...profile, id: settings.id }, clock);
  const made = lone?.charger ?? (await moduleOf<Charger>("module" in hardware ? hardware.module : "", "charger"));
  const charger: Charger = Object.assign(Object.create(made) as Charger, {
    id: settings.id,
    authorize: authorizer(settings, made),
    ...(settings.services ? { services: settings.services.map(serviceOf) } : {}),
  });
  const accent: Accent | undefined = profile && accentOf(profile);
  const matching = settings.matching ? await matchingOn(settings.interface, clock) : undefined;
  const host = systemHost(settings.interface, clock);
  const dialects = dialectsOf(settings.speaks, clock);
  const plug = chargingStation({
    charger,
    host,
    ...(matching ? { slac: matching.sideOf(lone) } : {}),
    options: {
      speaks: dialects,
      ...(accent ? { accent } : {}),
      ...(profile?.speech?.sessionId ? { newNumber: profile.speech.sessionId } : {}),
    },
    ...(settings.port === undefined ? {} : { port: settings.port }),
    tell(event) {
      if (event.from === "talk") lone?.follow(event.event);
      tell(event);
    },
  });
  return {
    plug,
    close() {
      host.close();
      matching?.close();
    },
  };
}

/** What is spoken by these names. Their codecs are made while nobody waits for them. */
export function dialectsOf(names: readonly (keyof typeof DIALECTS)[], clock: Clock): Dialect[] {
  const dialects = names.map((name) => DIALECTS[name]);
  for (const schema of [handshake, ...dialects.map(({ schema }) => schema)]) clock.after(0, () => prepare(schema));
  return dialects;
}

type Service = NonNullable<ChargerSettings["services"]>[number];
const serviceOf = ({ id, name, free, parameters }: Service): ValueAddedService => ({
  id,
  name,
  isFree: free,
  ...(parameters ? { parameters } : {}),
});

/** Whoever the settings name; a module may ask further. */
function authorizer({ authorize }: ChargerSettings, made: Charger): Charger["authorize"] {
  return async (vehicle, run: Run) => {
    const isNamed =
      authorize === "everyone" || (authorize !== "nobody" && authorize.vehicles.includes(vehicle.id.toLowerCase()));
    return isNamed ? made.authorize(vehicle, run) : "rejected";
  };
}

/** The modem on an interface, spoken to as host of that interface. */
export async function matchingOn(interfaceName: string, clock: Clock) {
  const port = await openPort(interfaceName, { clock, etherType: HOMEPLUG_AV });
  const own = station(port, { clock });
  const side = { station: own, modem: standardModem(own) };
  return {
    /** For matching. Nobody at the other end sees an imagined pilot change, so it proves nothing: no validation then. */
    sideOf: (imagined: object | undefined) => (imagined ? { ...side, pilot: undefined } : side),
    close() {
      own.close();
      port.close();
    },
  };
}

/**
 * Somebody's own hardware: the default export of a module, or what that makes where it is a function.
 *
 * @throws {SettingsError}
 */
export async function moduleOf<T>(file: string, what: string): Promise<T> {
  let loaded: { readonly default?: unknown };
  try {
    loaded = (await import(pathToFileURL(resolve(file)).href)) as { readonly default?: unknown };
  } catch (error) {
    throw new SettingsError(`Cannot load ${file}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
  const made: unknown = typeof loaded.default === "function" ? await loaded.default() : loaded.default;
  if (typeof made === "object" && made !== null && "pilot" in made) return made as T;
  throw new SettingsError(
    `Cannot use ${file}: a default export expected that is a ${what}, or a function that makes one`,
  );
}
