import { expect, test } from "vitest";
import type { PilotState } from "../pilot/control-pilot.ts";
import { chargerProfiles } from "./charger-profiles.ts";
import { simulatedClock } from "./clock.ts";
import { loneCharger } from "./imagined-car.ts";

async function desk(profile: "any" | "wallbox") {
  const clock = simulatedClock();
  const { charger, follow } = loneCharger(chargerProfiles[profile], clock);
  await clock.turn(200);
  const states: PilotState[] = [];
  charger.pilot.onState((state) => states.push(state));
  return {
    clock,
    states,
    hear: (message: string, value: object) =>
      follow({ type: "received", message, value, exi: "", at: clock.now(), side: "charger" }),
    end: () => follow({ type: "phase", phase: "ended", at: clock.now(), side: "charger" }),
  };
}

test("a car that has paused stays plugged in, and wakes the charger by a toggle of its state", async () => {
  const { clock, states, hear, end } = await desk("any");
  hear("SessionStopReq", { ChargingSession: "Pause" });
  end();
  await clock.turn(10_000);
  expect(states).toEqual(["C", "B"]);
});

test("a car that has ended is followed by the next one", async () => {
  const { clock, states, hear, end } = await desk("any");
  hear("SessionStopReq", { ChargingSession: "Terminate" });
  end();
  await clock.turn(10_000);
  expect(states).toEqual(["A", "B"]);
});

test("negotiating anew leaves the pilot alone with alternating current, and not with direct current", async () => {
  const car = await desk("wallbox");
  car.hear("PowerDeliveryReq", { ChargeProgress: "Start" });
  car.hear("PowerDeliveryReq", { ChargeProgress: "Renegotiate" });
  await car.clock.turn(1000);
  expect(car.states).toEqual(["C"]);

  const direct = await desk("any");
  direct.hear("ChargeParameterDiscoveryReq", { RequestedEnergyTransferMode: "DC_extended" });
  direct.hear("PowerDeliveryReq", { ChargeProgress: "Start" });
  await direct.clock.turn(1000);
  direct.hear("PowerDeliveryReq", { ChargeProgress: "Renegotiate" });
  await direct.clock.turn(1000);
  expect(direct.states).toEqual(["C", "B"]);
});

test("a program that is back at the cable check before the car has moved finds it in state C", async () => {
  const { clock, states, hear } = await desk("any");
  hear("PowerDeliveryReq", { ChargeProgress: "Start" });
  hear("PowerDeliveryReq", { ChargeProgress: "Renegotiate" });
  await clock.turn(10);
  hear("CableCheckReq", {});
  await clock.turn(1000);
  expect(states).toEqual(["C"]);
});
