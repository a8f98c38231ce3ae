/**
 * Asks an echo every so often, for `sessions.ts`, and prints how long each answer took. A pause between questions lets the
 * processor fall asleep, as it does between those of a car: waking it is most of what a short answer takes.
 *
 * @module
 */

import { connect } from "node:net";

const [port = 0, count = 1000, pause = 0] = process.argv.slice(2).map(Number);
const socket = connect({ host: "::1", port });
socket.setNoDelay(true);
await new Promise((resolve) => socket.once("connect", resolve));
const question = Buffer.alloc(60, 1);
const times: number[] = [];
for (let i = 0; i < count; i++) {
  const began = performance.now();
  socket.write(question);
  await new Promise((resolve) => socket.once("data", resolve));
  times.push(performance.now() - began);
  await new Promise((resolve) => setTimeout(resolve, pause));
}
socket.end();
process.stdout.write(`${JSON.stringify(times)}\n`);
