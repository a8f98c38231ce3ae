/**
 * Stands at the other end of a cable, in a namespace of its own: `node … test/port-peer.ts INTERFACE TASK …`.
 *
 * - `away`: opens an interface that need not be there.
 * - `echo [THROUGH]`: sends back each frame to whom it came from.
 * - `flood COUNT PER_MS`: waits for a first frame, then sends so many, numbered, at that pace, and ends.
 *
 * @module
 */

import { systemClock } from "../src/base/clock.ts";
import { macOctets } from "../src/base/mac-address.ts";
import { openPort } from "../src/link/open-port.ts";
import { numberedFrame, TEST_TYPE } from "./test-frames.ts";

const [name = "", task, ...rest] = process.argv.slice(2);
const through = task === "echo" && rest[0] === "capture library" ? "capture library" : "packet socket";
const port = await openPort(name, {
  clock: systemClock,
  etherType: TEST_TYPE,
  isPromiscuous: true,
  through,
  mayBeAway: task === "away",
});

if (task === "echo") {
  const mac = macOctets(port.mac);
  port.onFrame(({ octets }) => {
    const answer = octets.slice();
    answer.set(octets.subarray(6, 12), 0);
    answer.set(mac, 6);
    port.send(answer);
  });
} else if (task === "flood") {
  const [count = 0, perMs = 1] = rest.map(Number);
  const stop = port.onFrame(() => {
    stop();
    const start = performance.now();
    let sent = 0;
    const go = () => {
      const due = Math.min(count, Math.ceil((performance.now() - start) * perMs));
      while (sent < due) port.send(numberedFrame(sent++));
      if (sent < count) setTimeout(go, 1);
      else {
        console.log(`sent ${sent}`);
        port.close();
      }
    };
    go();
  });
} else if (task !== "away") throw new Error(`Cannot do ${task}: away, echo or flood`);

console.log(`ready ${port.mac}`);
