/**
 * Many cars in a process of their own, for `sessions.ts`: they charge at a port of this machine for a while, and print how
 * long the charger took for each of its answers, from the request's octets to those of the answer. Real cars do not go in
 * step with one another: these come one after the other within a second.
 *
 * @module
 */

import { connect } from "node:net";
import { systemClock } from "../src/base/clock.ts";
import { startRun } from "../src/base/run.ts";
import { charge } from "../src/evcc/charge.ts";
import { wishes } from "../src/evcc/wishes.ts";
import { systemStream } from "../src/net/system-stream.ts";
import { carProfiles } from "../src/simulator/car-profiles.ts";
import { loneCar } from "../src/simulator/imagined-charger.ts";

const [port = 0, count = 1, seconds = 10] = process.argv.slice(2).map(Number);
const latencies: number[] = [];
const run = startRun(systemClock);

async function drive(_: unknown, index: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, (1000 * index) / count));
  const { car, follow } = loneCar(carProfiles.any, systemClock, { soc: 20, targetSoc: 90 });
  const own = wishes();
  setTimeout(() => own.want("stop"), seconds * 1000);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const socket = connect({ host: "::1", port, allowHalfOpen: true });
  await new Promise((resolve) => socket.once("connect", resolve));
  let [asked, answered] = [0, 0];
  socket.on("data", () => {
    answered = performance.now();
  });
  const stream = systemStream(socket);
  const timed = {
    ...stream,
    write(octets: Uint8Array) {
      asked = performance.now();
      stream.write(octets);
    },
  };
  await charge(timed, car, run, {
    wishes: own,
    pace: { charging: 50 },
    onEvent(event) {
      follow(event);
      if (event.type === "received" && event.message === "CurrentDemandRes") latencies.push(answered - asked);
    },
  });
}

await Promise.all(Array.from({ length: count }, drive));
process.stdout.write(`${JSON.stringify(latencies)}\n`);
