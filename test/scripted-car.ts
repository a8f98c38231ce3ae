/**
 * A car that says what its test tells it to, right or wrong, to a simulated charger: for the charger's controller. Answers
 * are encoded and read by the schema, nothing is overlooked.
 *
 * @module
 */

import { seededRandom } from "../src/base/random.ts";
import { startRun } from "../src/base/run.ts";
import { decode, encode } from "../src/exi/codec.ts";
import { handshake } from "../src/messages/handshake.ts";
import { writeV2gtp } from "../src/messages/v2gtp.ts";
import type { Charger } from "../src/secc/charger.ts";
import { chargerWishes } from "../src/secc/charger-wishes.ts";
import { type ChargerOptions, serveCar } from "../src/secc/serve-car.ts";
import { carProfiles } from "../src/simulator/car-profiles.ts";
import { chargerProfiles } from "../src/simulator/charger-profiles.ts";
import { simulatedClock } from "../src/simulator/clock.ts";
import { plant } from "../src/simulator/plant.ts";
import type { ChargerProfile, SimulatedCharger } from "../src/simulator/simulated-charger.ts";
import { streamPair } from "../src/simulator/stream-pair.ts";
import { connection } from "../src/v2g/connection.ts";
import { type Dialect, EXI_PAYLOAD, iso2, readMessage, writeMessage } from "../src/v2g/dialect.ts";
import { offerOf } from "../src/v2g/negotiation.ts";
import { NO_SESSION } from "../src/v2g/session-id.ts";

/** A request and what it holds. */
export type Line = readonly [request: string, content: object];

/** An answer, flat: the name beside its content. */
export interface Heard {
  readonly name: string;
  readonly ResponseCode: string;
  readonly EVSEProcessing?: string;
  readonly [field: string]: unknown;
}

export interface Stage {
  readonly dialect?: Dialect;
  readonly profile?: ChargerProfile;
  /** More capabilities than the simulated charger has. */
  readonly change?: (charger: SimulatedCharger) => Partial<Charger>;
  readonly options?: ChargerOptions;
}

const physical = (Unit: "V" | "A" | "W" | "Wh") => (Value: number) => ({ Multiplier: 0, Unit, Value });
export const [volts, amps, watts, wattHours] = [physical("V"), physical("A"), physical("W"), physical("Wh")];

export async function scriptedCar({ dialect = iso2, profile = chargerProfiles.any, change, options }: Stage = {}) {
  const clock = simulatedClock();
  const world = plant({ clock, car: carProfiles.any, charger: profile });
  const charger = Object.assign(world.charger, change?.(world.charger));
  world.pilot.plug(true);
  world.pilot.charger.put({ duty: 5 });
  await clock.turn(100);
  const [own, theirs] = streamPair({ clock });
  const run = startRun(clock);
  const wishes = chargerWishes(clock.now);
  const ended = serveCar(theirs, charger, run, { random: seededRandom(3), wishes, ...options });
  const talk = connection(own);
  let sessionId: string = NO_SESSION;

  /** The next answer; nothing once the charger has closed. */
  async function hear(): Promise<Heard | undefined> {
    const message = await clock.until(talk.next(run));
    if (!message) return undefined;
    const { name, content, sessionId: theirs } = readMessage(dialect, message.payload);
    sessionId = theirs;
    return { name, ...content } as unknown as Heard;
  }
  const say = ([request, content]: Line, number = sessionId) =>
    talk.send(EXI_PAYLOAD, writeMessage(dialect, number, request as never, content as never));
  const car = {
    clock,
    world,
    wishes,
    stream: own,
    ended: () => clock.until(ended),
    say,
    hear,
    async ask(line: Line, number?: string): Promise<Heard> {
      say(line, number);
      const answer = await hear();
      if (!answer) throw new Error(`The charger closed instead of answering ${line[0]}`);
      return answer;
    },
    sendOctets: (octets: Uint8Array, payloadType: number = EXI_PAYLOAD) => own.write(writeV2gtp(payloadType, octets)),
    async agree() {
      talk.send(EXI_PAYLOAD, encode(handshake, "supportedAppProtocolReq", { AppProtocol: offerOf([dialect]) }));
      const message = await clock.until(talk.next(run));
      return message && decode(handshake, message.payload).value;
    },
    /** Says these lines, each until it is `Finished`; and takes the pilot to state C before a cable check. */
    async play(lines: readonly Line[]): Promise<Heard | undefined> {
      let last: Heard | undefined;
      for (const line of lines) {
        if (line[0] === "CableCheckReq" || isStart(line)) {
          world.pilot.car.load("C");
          await clock.turn(50);
        }
        do {
          last = await car.ask(line);
          if (!last.ResponseCode.startsWith("OK")) throw new Error(`${line[0]} is answered ${last.ResponseCode}`);
          if (last.EVSEProcessing?.startsWith("Ongoing")) await clock.turn(200);
        } while (last.EVSEProcessing?.startsWith("Ongoing"));
      }
      return last;
    },
  };
  return car;
}

const isStart = ([request, content]: Line) =>
  request === "PowerDeliveryReq" && (content as { readonly ChargeProgress?: string }).ChargeProgress === "Start";

const DC_EVStatus = { EVReady: true, EVErrorCode: "NO_ERROR", EVRESSSOC: 50 };
const target = (voltage: number, current: number) => ({
  EVTargetVoltage: volts(voltage),
  EVTargetCurrent: amps(current),
});
const dcLimits = {
  DC_EVStatus,
  EVMaximumCurrentLimit: amps(200),
  EVMaximumVoltageLimit: volts(420),
};

const shared = {
  setup: ["SessionSetupReq", { EVCCID: "0200000000aa" }],
  discovery: ["ServiceDiscoveryReq", {}],
  cableCheck: ["CableCheckReq", { DC_EVStatus }],
  preCharge: ["PreChargeReq", { DC_EVStatus, ...target(380, 1) }],
  demand: ["CurrentDemandReq", { DC_EVStatus, ChargingComplete: false, ...target(380, 50) }],
  welding: ["WeldingDetectionReq", { DC_EVStatus }],
} satisfies Record<string, Line>;

const SelectedServiceList = { SelectedService: [{ ServiceID: 1 }] };
const payment = { SelectedPaymentOption: "ExternalPayment", SelectedServiceList };

/** What a car without faults says by DIN SPEC 70121. */
export const din = {
  ...shared,
  payment: ["ServicePaymentSelectionReq", payment],
  authorization: ["ContractAuthenticationReq", {}],
  parameters: [
    "ChargeParameterDiscoveryReq",
    { EVRequestedEnergyTransferType: "DC_extended", DC_EVChargeParameter: dcLimits },
  ],
  start: ["PowerDeliveryReq", { ReadyToChargeState: true }],
  stop: ["PowerDeliveryReq", { ReadyToChargeState: false }],
  goodbye: ["SessionStopReq", {}],
} satisfies Record<string, Line>;

/** The same by ISO 15118-2. */
export const iso = {
  ...shared,
  payment: ["PaymentServiceSelectionReq", payment],
  authorization: ["AuthorizationReq", {}],
  parameters: [
    "ChargeParameterDiscoveryReq",
    { RequestedEnergyTransferMode: "DC_extended", DC_EVChargeParameter: dcLimits },
  ],
  acParameters: [
    "ChargeParameterDiscoveryReq",
    {
      RequestedEnergyTransferMode: "AC_three_phase_core",
      AC_EVChargeParameter: {
        EAmount: wattHours(10_000),
        EVMaxVoltage: volts(400),
        EVMaxCurrent: amps(16),
        EVMinCurrent: amps(6),
      },
    },
  ],
  start: ["PowerDeliveryReq", { ChargeProgress: "Start", SAScheduleTupleID: 1 }],
  stop: ["PowerDeliveryReq", { ChargeProgress: "Stop", SAScheduleTupleID: 1 }],
  renegotiate: ["PowerDeliveryReq", { ChargeProgress: "Renegotiate", SAScheduleTupleID: 1 }],
  status: ["ChargingStatusReq", {}],
  goodbye: ["SessionStopReq", { ChargingSession: "Terminate" }],
  pause: ["SessionStopReq", { ChargingSession: "Pause" }],
} satisfies Record<string, Line>;

const before = ({ setup, discovery, payment, authorization }: Readonly<Record<string, Line>>) =>
  [setup, discovery, payment, authorization] as readonly Line[];

/** The lines of a session in their order, up to current and to its end. */
export const dinLines: readonly Line[] = [
  ...before(din),
  din.parameters,
  din.cableCheck,
  din.preCharge,
  din.start,
  din.demand,
  din.stop,
  din.welding,
];
export const isoLines: readonly Line[] = [
  ...before(iso),
  iso.parameters,
  iso.cableCheck,
  iso.preCharge,
  iso.start,
  iso.demand,
  iso.stop,
  iso.welding,
];
export const isoAcLines: readonly Line[] = [...before(iso), iso.acParameters, iso.start, iso.status, iso.stop];

/** The lines before `last`. */
export const upTo = (lines: readonly Line[], last: Line): readonly Line[] => lines.slice(0, lines.indexOf(last));
