/**
 * Whole sessions: how fast one goes in simulated time, and how long a charger takes for its answers over real sockets, one
 * car at a time and two hundred at once. The cars live in a process of their own, as they do in the field.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { createServer, type Server } from "node:net";
import { fileURLToPath } from "node:url";
import { simulation } from "../src/app/simulated-charge.ts";
import { systemClock } from "../src/base/clock.ts";
import { fromHex } from "../src/base/hex.ts";
import { startRun } from "../src/base/run.ts";
import { systemStream } from "../src/net/system-stream.ts";
import { serveCar } from "../src/secc/serve-car.ts";
import { carProfiles } from "../src/simulator/car-profiles.ts";
import { chargerProfiles } from "../src/simulator/charger-profiles.ts";
import { loneCharger } from "../src/simulator/imagined-car.ts";
import { iso2, readMessage, writeMessage } from "../src/v2g/dialect.ts";

const say = (name: string, figure: string, yardstick: string) =>
  process.stdout.write(`  ${name.padEnd(44)} ${figure.padStart(16)}   ${yardstick}\n`);
const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
const ms = (value: number) => `${value.toFixed(2)} ms`;

/** Plug to unplug with ten minutes of charging; beside it, the codec's share: the same messages read and written alone. */
async function simulated(): Promise<void> {
  const play = async () => {
    const exis: string[] = [];
    const world = simulation({
      car: carProfiles.any,
      charger: chargerProfiles.any,
      soc: 40,
      targetSoc: 56.5,
      tell({ from, event }) {
        if (from === "talk" && event.type === "sent") exis.push(event.exi);
      },
    });
    const began = performance.now();
    await world.clock.until(world.play());
    return { took: performance.now() - began, simulated: world.clock.now(), exis };
  };
  const { took, simulated, exis } = await play();
  const again = (await play()).took;
  const octets = exis.map((exi) => fromHex(exi));
  const began = performance.now();
  let messages = 0;
  for (const exi of octets) {
    try {
      const { name, content, sessionId } = readMessage(iso2, exi);
      writeMessage(iso2, sessionId, name as "SessionStopReq", content as never);
      messages++;
    } catch {
      // The two of the protocol handshake.
    }
  }
  const alone = performance.now() - began;
  say(
    `${(simulated / 60_000).toFixed(1)} min from plug to unplug, simulated`,
    `${took.toFixed(0)} ms`,
    `aim: 1000 ms for 10 min; once more: ${again.toFixed(0)} ms; its ${messages} messages read and written alone: ${alone.toFixed(0)} ms`,
  );
}

/** CurrentDemandRes as it reaches the cars; beside it, an echo asked as often over the same sockets. */
async function live(cars: number): Promise<void> {
  const run = startRun(systemClock);
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const { charger, follow } = loneCharger(chargerProfiles.any, systemClock);
    // The plug is seen a moment after it went in.
    setTimeout(() => void serveCar(systemStream(socket), charger, run, { onEvent: follow }), 200);
  });
  const latencies = (await carsAt(await portOf(server), cars)).sort((a, b) => a - b);
  server.close();
  const echo = createServer((socket) => socket.setNoDelay(true).pipe(socket));
  const echoes = (await echoesAt(await portOf(echo), cars === 1 ? 200 : 2000, cars === 1 ? 50 : 1)).sort(
    (a, b) => a - b,
  );
  echo.close();
  const [median, last] = cars === 1 ? [1, 5] : [undefined, 25];
  const aim = `aim: ${median ? `${median} ms, ` : ""}99 %: ${last} ms`;
  say(
    `CurrentDemandRes, ${cars} ${cars === 1 ? "car" : "cars at once"} (${latencies.length} answers)`,
    `${ms(percentile(latencies, 0.5))}, 99 %: ${ms(percentile(latencies, 0.99))}`,
    `${aim}; echo: ${ms(percentile(echoes, 0.5))}, 99 %: ${ms(percentile(echoes, 0.99))}`,
  );
}

const portOf = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, "::1", () => resolve((server.address() as { readonly port: number }).port));
  });

const child = (script: string, ...args: readonly number[]) =>
  new Promise<number[]>((resolve, reject) => {
    const file = fileURLToPath(new URL(script, import.meta.url));
    const process_ = spawn(process.execPath, ["--import", "tsx", file, ...args.map(String)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let out = "";
    process_.stdout.on("data", (text: Buffer) => {
      out += text.toString();
    });
    process_.on("exit", (code) =>
      code === 0 ? resolve(JSON.parse(out) as number[]) : reject(new Error(`${script}: ${code}`)),
    );
  });
const carsAt = (port: number, cars: number) => child("./session-cars.ts", port, cars, 18);
const echoesAt = (port: number, count: number, pause: number) => child("./session-echo.ts", port, count, pause);

process.stdout.write("Sessions\n");
await simulated();
for (const cars of [1, 200]) await live(cars);
