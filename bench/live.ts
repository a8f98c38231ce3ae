/**
 * The listener and the bridge as programs on live interfaces: whole sessions at 20,000 frames a second, and how much later
 * a frame comes by the bridge.
 *
 * @module
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Laboratory, laboratory, type Namespace, neededForNamespaces } from "../test/laboratory.ts";
import { framesIn } from "./frames-in.ts";
import { makeRecording } from "./made-recording.ts";

const plugtalk = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const PEER = "bench/link-peer.ts";
const RATE = 20_000;
/** Octets of the recording that is said again: some seconds of it. */
const SIZE = 25_000_000;
const QUESTIONS = "1000";
const whole = (value: number) => Math.round(value).toLocaleString("en");

const needed = neededForNamespaces();
if (needed !== undefined) console.log(`Live: not measured, it needs ${needed}`);
else {
  console.log("Live: programs between network namespaces");
  await listen();
  await bridge();
}

function say(name: string, measured: string, yardstick: string): void {
  console.log(`  ${name.padEnd(56)}  ${measured}  (${yardstick})`);
}

/** `plugtalk sniff` hears, decodes, prints and keeps what another process says as fast. */
async function listen(): Promise<void> {
  using lab = laboratory();
  const [speaker, listener] = [lab.namespace("speaker"), lab.namespace("listener")];
  lab.join({ in: speaker, name: "a" }, { in: listener, name: "b" });
  const folder = mkdtempSync(join(tmpdir(), "plugtalk-bench-"));
  try {
    const recording = join(folder, "made.pcapng");
    const made = await makeRecording(recording, SIZE, "accompanied");
    const kept = join(folder, "kept");
    const sniffing = listener.start([process.execPath, plugtalk, "sniff", "-i", "b", "--json", "--record", kept]);
    await sniffing.line(/"type":"start"/);
    const before = processorTime(sniffing.pid);
    const { out } = await speaker.node(PEER, "a", "packet socket", "replay", recording, String(RATE)).ended;
    const { frames, rate } = JSON.parse(out) as { readonly frames: number; readonly rate: number };
    const used = processorTime(sniffing.pid) - before;
    await new Promise((resolve) => setTimeout(resolve, 3000));
    sniffing.signal("SIGINT");
    const told = await sniffing.ended;
    const messages = told.out.split("\n").filter((line) => line.startsWith('{"type":"message"')).length;
    let recorded = 0;
    for (const file of readdirSync(kept)) for await (const _ of framesIn(join(kept, file))) recorded++;
    const share = (100 * used * rate) / frames;
    say(
      `frames not heard at ${whole(rate)} a second, a quarter V2GTP`,
      `${frames - recorded} of ${whole(frames)} kept, ${made.messages - messages} of ${whole(made.messages)} messages told; ${whole(share)} % of a core`,
      "none",
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** UDP from car to charger and back, by a cable and by the bridge. */
async function bridge(): Promise<void> {
  using lab = laboratory();
  const direct = await roundTrip(lab, "direct");
  const bridged = await roundTrip(lab, "bridged");
  say(
    "µs that a frame comes later by the bridge, median",
    `${whole((bridged - direct) / 2)}`,
    `less than 1,000; there and back: ${whole(bridged)}, by a cable alone ${whole(direct)}`,
  );
}

async function roundTrip(lab: Laboratory, way: "direct" | "bridged"): Promise<number> {
  const [car, charger] = [lab.namespace(`${way}-car`), lab.namespace(`${way}-charger`)];
  const mac = "02:00:00:00:00:0b";
  const ends = [
    { in: car, name: "plc0", hasIpv6: true },
    { in: charger, name: "plc0", mac, hasIpv6: true },
  ] as const;
  let bridging: ReturnType<Namespace["start"]> | undefined;
  if (way === "direct") lab.join(...ends);
  else {
    const between = lab.namespace("between");
    lab.join(ends[0], { in: between, name: "tocar" });
    lab.join(ends[1], { in: between, name: "tocharger" });
    const sides = ["--car-side", "tocar", "--charger-side", "tocharger"];
    bridging = between.start([
      process.execPath,
      plugtalk,
      "bridge",
      ...sides,
      "--no-matching",
      "--no-record",
      "--json",
    ]);
    await bridging.line(/"type":"start"/);
  }
  const echo = charger.node(PEER, "plc0", "", "udp-echo");
  await echo.line(/ready/);
  const { out } = await car.node(PEER, "plc0", "fe80::ff:fe00:b", "udp-ask", QUESTIONS).ended;
  echo.signal("SIGKILL");
  bridging?.signal("SIGINT");
  await Promise.all([echo.ended, bridging?.ended]);
  const sorted = out
    .split("\n")
    .map(Number)
    .filter((ns) => ns > 0)
    .sort((a, b) => a - b);
  return (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN) / 1000;
}

/** Seconds of processor that a process has used: fields 14 and 15, in hundredths. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
