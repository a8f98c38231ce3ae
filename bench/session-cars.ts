/**
 * Many cars in a process of their own, for `sessions.ts`: they charge at a port of this machine for a while, and print how
 * long each answer took to each of their requests.
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

async function drive(): Promise<void> {
  const { car, follow } = loneCar(carProfiles.any, systemClock, { soc: 20, targetSoc: 90 });
  const own = wishes();
  setTimeout(() => own.want("stop"), seconds * 1000);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const socket = connect({ host: "::1", port, allowHalfOpen: true });
  await new Promise((resolve) => socket.once("connect", resolve));
  await charge(systemStream(socket), car, run, {
    wishes: own,
    pace: { charging: 50 },
    onEvent(event) {
      follow(event);
      if (event.type === "received" && event.message === "CurrentDemandRes" && event.latency !== undefined) {
        latencies.push(event.latency);
      }
    },
  });
}

await Promise.all(Array.from({ length: count }, drive));
process.stdout.write(`${JSON.stringify(latencies)}\n`);
