/**
 * One end of the cable in `bench/link.ts`, by our own ports: `link-peer.ts INTERFACE THROUGH TASK …`.
 *
 * - `echo`: sends back each frame to whom it came from.
 * - `ask COUNT`: asks so many times, prints the round trips in nanoseconds, one a line.
 * - `count`: counts frames until a line comes in, then prints what came and what was lost, and what load that was.
 * - `replay FILE RATE`: says the frames of a recording, so many a second; prints how many, and how fast it was.
 * - `idle SECONDS`: listens to silence, and prints the load.
 * - `udp-echo`, `udp-ask COUNT`: the same two by `node:dgram`.
 *
 * @module
 */

import { createSocket } from "node:dgram";
import { createInterface } from "node:readline";
import { systemClock } from "../src/base/clock.ts";
import { type OpenPortOptions, openPort } from "../src/link/open-port.ts";
import { TEST_TYPE, testFrame } from "../test/test-frames.ts";
import { framesIn } from "./frames-in.ts";

const [name = "", through = "packet socket", task = "", count = "0", rate = "0"] = process.argv.slice(2);
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const UDP_PORT = 15118;

/** The share of one core that the process has used since it was called first, in percent. */
function load() {
  const [start, used] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(used);
    return (user + system) / 10 / (performance.now() - start);
  };
}

async function open() {
  const options: OpenPortOptions = { clock: systemClock, etherType: TEST_TYPE, isPromiscuous: true };
  return openPort(name, { ...options, through: through as "packet socket" | "capture library", bufferSize: 32 << 20 });
}

/** Asks so often, and waits in between, so that who answers has fallen asleep. */
async function ask(send: () => void, onAnswer: (answered: () => void) => void) {
  let answered = () => {};
  onAnswer(() => answered());
  for (let i = 0; i < Number(count); i++) {
    const start = process.hrtime.bigint();
    const answer = new Promise<void>((resolve) => {
      answered = resolve;
    });
    send();
    await answer;
    console.log(String(process.hrtime.bigint() - start));
    await pause(1);
  }
  process.exit(0);
}

const tasks: Record<string, () => Promise<void>> = {
  async echo() {
    const port = await open();
    port.onFrame(({ octets }) => {
      const answer = octets.slice();
      answer.copyWithin(0, 6, 12);
      port.send(answer);
    });
    console.log("ready");
  },
  async ask() {
    const port = await open();
    const question = testFrame();
    await ask(
      () => port.send(question),
      (answered) => port.onFrame(answered),
    );
  },
  async count() {
    const port = await open();
    let heard = 0;
    port.onFrame(() => heard++);
    const used = load();
    console.log("ready");
    createInterface({ input: process.stdin }).once("line", async () => {
      const percent = used();
      // What waits in the buffer is not lost.
      for (let before = -1; before < heard; await pause(500)) before = heard;
      console.log(JSON.stringify({ heard, lost: port.lost, percent }));
      process.exit(0);
    });
  },
  async replay() {
    const port = await open();
    const frames: Uint8Array[] = [];
    for await (const frame of framesIn(count)) frames.push(frame);
    const start = performance.now();
    let sent = 0;
    while (sent < frames.length) {
      const due = Math.min(frames.length, Math.ceil(((performance.now() - start) * Number(rate)) / 1000));
      while (sent < due) port.send(frames[sent++] as Uint8Array);
      await pause(1);
    }
    console.log(JSON.stringify({ frames: sent, rate: (sent * 1000) / (performance.now() - start) }));
    process.exit(0);
  },
  async idle() {
    await open();
    await pause(1000);
    const used = load();
    await pause(Number(count) * 1000);
    console.log(used());
    process.exit(0);
  },
  async "udp-echo"() {
    const socket = createSocket("udp6");
    socket.on("message", (message, { port, address }) => socket.send(message, port, address));
    socket.bind(UDP_PORT, () => console.log("ready"));
  },
  async "udp-ask"() {
    const socket = createSocket("udp6");
    const question = Buffer.alloc(46);
    await ask(
      () => socket.send(question, UDP_PORT, `${through}%${name}`),
      (answered) => socket.on("message", answered),
    );
  },
};

await tasks[task]?.();
