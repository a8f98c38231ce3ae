/**
 * Real chargers, as they were recorded with other cars, for our car: what a charger answered is answered again, word for
 * word and as fast, and our car must come as far with it as the recorded car did, and end safe.
 *
 * Our car has a battery of the voltage that the recorded one asked for. Answers that only say "go on waiting" are given
 * once; a charging loop ends where the recording's ends.
 *
 * @module
 */

import { expect, test } from "vitest";
import { startRun } from "../src/base/run.ts";
import { charge } from "../src/evcc/charge.ts";
import { wishes } from "../src/evcc/wishes.ts";
import { decode, encode } from "../src/exi/codec.ts";
import { type AppProtocolType, handshake } from "../src/messages/handshake.ts";
import { simulatedClock } from "../src/simulator/clock.ts";
import { loneCar } from "../src/simulator/imagined-charger.ts";
import type { CarProfile } from "../src/simulator/simulated-car.ts";
import { streamPair } from "../src/simulator/stream-pair.ts";
import { connection } from "../src/v2g/connection.ts";
import { type Dialect, EXI_PAYLOAD, readMessage } from "../src/v2g/dialect.ts";
import { type PhysicalValue, toNumber } from "../src/v2g/quantities.ts";
import type { TalkEvent } from "../src/v2g/talk-events.ts";
import { type Exchange, type RecordedTalk, recordedTalks } from "./recorded-talk.ts";
import { describeShared } from "./shared.ts";

type Fields = Readonly<Record<string, unknown>>;
const volts = (value: unknown) => toNumber(value as PhysicalValue);

/** A car like the recorded one, as far as its charger could tell. */
function carOf({ dialect, exchanges }: RecordedTalk): CarProfile {
  // The last one: some cars ask for anything at first.
  const said = (name: string): Fields | undefined => {
    const found = exchanges.filter(({ request }) => request.name === name).at(-1);
    return found && readMessage(dialect, found.request.exi).content;
  };
  const limits = said("ChargeParameterDiscoveryReq")?.["DC_EVChargeParameter"] as Fields | undefined;
  const offer = exchanges.find(({ request }) => request.name === "ServiceDiscoveryReq")?.answer;
  const asked = said("ChargeParameterDiscoveryReq")?.["RequestedEnergyTransferMode"];
  const isAc = asked
    ? String(asked).startsWith("AC")
    : offer !== undefined && !/DC_/.test(JSON.stringify(readMessage(dialect, offer.exi).content));
  const target = said("PreChargeReq")?.["EVTargetVoltage"];
  const battery = target ? volts(target) : 380;
  const maximumVoltage = Math.max(limits ? volts(limits["EVMaximumVoltageLimit"]) : 0, battery + 10);
  return {
    name: "Recorded car",
    mac: "02:00:00:00:00:0a",
    battery: {
      capacity: 60_000,
      openCircuit: [
        [0, battery],
        [100, battery],
      ],
      resistance: 0.05,
      maximumVoltage: maximumVoltage - 2,
      maximumCurrent: [
        [0, 100],
        [100, 100],
      ],
    },
    ...(isAc
      ? { ac: { phases: 3, maximumCurrent: 16, minimumCurrent: 6 } }
      : { dc: { maximumVoltage, maximumCurrent: 200, maximumPower: 100_000 } }),
  };
}

/** What the recorded charger answered to each kind of request, in order; waiting is cut to its first and its last answer. */
function answersOf({ dialect, exchanges }: RecordedTalk): Map<string, Exchange[]> {
  const answers = new Map<string, Exchange[]>();
  for (const exchange of exchanges) {
    const { request, answer } = exchange;
    const own = answers.get(request.name) ?? [];
    answers.set(request.name, own);
    const waits = ({ answer }: Exchange) =>
      answer && String(readMessage(dialect, answer.exi).content["EVSEProcessing"]).startsWith("Ongoing");
    const before = own.at(-1);
    if (answer && before && waits(before) && waits(exchange)) continue;
    own.push(exchange);
  }
  return answers;
}

/** Asked until the car has seen enough, which need not be as often as the recorded one asked. */
const REPEATED = new Set(["PreChargeReq", "WeldingDetectionReq", "CurrentDemandReq", "ChargingStatusReq"]);
const LOOPS = new Set(["CurrentDemandReq", "ChargingStatusReq"]);

async function replay(talk: RecordedTalk) {
  const { dialect } = talk;
  const clock = simulatedClock();
  const { car, follow } = loneCar(carOf(talk), clock, { soc: 40, targetSoc: 90 });
  await clock.turn(200);
  const [own, theirs] = streamPair({ clock });
  const run = startRun(clock);
  const driver = wishes();
  const asked = new Set<string>();
  const onEvent = (event: TalkEvent) => {
    if (event.type === "sent") asked.add(event.message);
    follow(event);
  };
  const { AppProtocol } = decode(handshake, talk.offer.request.exi).value as { AppProtocol: AppProtocolType[] };
  const charging = charge(own, car, run, { speaks: [dialect], offer: AppProtocol, wishes: driver, onEvent });
  const answering = answer();
  const outcome = await clock.until(charging);
  return { outcome, asked, unanswered: await clock.until(answering) };

  /** Closes where the recording has no answer. @returns what it has none to. */
  async function answer(): Promise<string | undefined> {
    const charger = connection(theirs);
    const answers = answersOf(talk);
    const turns = new Map<string, number>();
    const offered = await charger.next(run);
    if (offered && talk.offer.answer) charger.send(EXI_PAYLOAD, talk.offer.answer.exi);
    for (let message = await charger.next(run); message; message = await charger.next(run)) {
      const { name, content } = readMessage(dialect, message.payload);
      const known = answers.get(name) ?? [];
      const turn = turns.get(name) ?? 0;
      turns.set(name, turn + 1);
      const exchange = known[turn] ?? (REPEATED.has(name) ? known.at(-1) : undefined);
      if (LOOPS.has(name) && turn + 2 >= known.length) driver.want("stop");
      if (!exchange?.answer) {
        theirs.end();
        return name;
      }
      await run.pause(exchange.answer.at - exchange.request.at);
      const isOver = name === "PreChargeReq" && turn >= known.length;
      const { exi } = exchange.answer;
      charger.send(EXI_PAYLOAD, isOver ? reporting(dialect, exi, content["EVTargetVoltage"]) : exi);
    }
    theirs.end();
    return undefined;
  }
}

/**
 * The same answer with another voltage: many recorded cars trusted their own reading while the charger's report came late,
 * and the recording ends before it is right. Ours waits for both.
 */
function reporting({ schema }: Dialect, exi: Uint8Array, EVSEPresentVoltage: unknown): Uint8Array {
  const { value } = decode(schema, exi) as { value: { readonly Body: { readonly PreChargeRes: object } } };
  const PreChargeRes = { ...value.Body.PreChargeRes, EVSEPresentVoltage };
  return encode(schema, "V2G_Message" as never, { ...value, Body: { PreChargeRes } } as never);
}

interface Exception {
  /** How it ends with our car, and why that is right. */
  readonly words: RegExp;
  /** What the recorded car went on with, and ours does not. */
  readonly leavesOut?: readonly string[];
}

const EXCEPTIONS: Readonly<Record<string, Exception>> = {
  "2022-12-13_compleo_with_bulb.pcapng #0": { words: /it says EVSE_EmergencyShutdown/ },
  "2022-12-20_alpi_currentDemandSequenceErrorShutdown.pcapng #0": {
    words: /refused CurrentDemandReq: FAILED_SequenceError/,
  },
  // The recorded car, an early pyPLC, did not look at the code.
  ...Object.fromEntries(
    [0, 26].map((stream) => [
      `2023-03-02_SuperCharger_CableCheck_error.pcapng #${stream}`,
      {
        words: /refused ServiceDiscoveryReq: FAILED_UnknownSession/,
        leavesOut: [
          "ServicePaymentSelectionReq",
          "ContractAuthenticationReq",
          "ChargeParameterDiscoveryReq",
          "CableCheckReq",
        ],
      },
    ]),
  ),
  "everest_Polestar_Polestar2_iso15118-2_DC_2023-04-04-polestar2_iso15118-2_dc.pcap #0": {
    words: /refused SessionStopReq: FAILED/,
  },
  // The recorded car asked for pre-charge once and said goodbye.
  "everest_Renault_Zoe_Z50_R135_din_spec_70121-DC_Zoe_Z50_R135_DC_Charging.pcap #0": {
    words: /insulation Invalid: Valid expected/,
    leavesOut: ["PreChargeReq", "SessionStopReq"],
  },
};

describeShared("captures", "a recorded charger", () => {
  test.each(recordedTalks())("takes our car as far as the recorded one: $name", async (talk) => {
    const { outcome, asked, unanswered } = await replay(talk);
    expect(outcome.safe).toEqual({ troubles: [], isFree: true });
    const answered = new Set(talk.exchanges.flatMap(({ request, answer }) => (answer ? [request.name] : [])));
    const leavesOut = [...answered].filter((name) => !asked.has(name));
    const exception = EXCEPTIONS[talk.name];
    if (exception) {
      expect(outcome.words).toMatch(exception.words);
      expect(leavesOut).toEqual(exception.leavesOut ?? []);
    } else if (unanswered) {
      // Ours asked for something more, as a rule welding detection, before its goodbye.
      expect(outcome.words).toContain("closed the connection while an answer was due");
      expect(leavesOut.filter((name) => name !== "SessionStopReq")).toEqual([]);
    } else {
      expect(outcome).toMatchObject({ isOrderly: true });
      expect(leavesOut).toEqual([]);
    }
  });

  test("every exception is a recording that there is", () => {
    const names = recordedTalks().map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(EXCEPTIONS)));
    expect(names.length).toBeGreaterThan(50);
  });
});
