import { expect, test } from "vitest";
import { modemDesk } from "../../test/modem-desk.ts";
import { macOctets } from "../base/mac-address.ts";
import { randomInteger, randomOctets, seededRandom } from "../base/random.ts";
import { sample } from "../layout/sample.ts";
import { writeMme } from "../messages/homeplug/frame.ts";
import { NSCM_GET_VERSION_CNF, NSCM_GET_VERSION_REQ } from "../messages/homeplug/lumissil.ts";
import { managementMessages } from "../messages/homeplug/messages.ts";
import { GET_SW_CNF, GET_SW_REQ } from "../messages/homeplug/qualcomm.ts";
import { LOCAL_MODEM } from "../powerline/station.ts";
import type { SimulatedModemOptions } from "./simulated-modem.ts";

/** What restarts it: it would answer nothing afterwards. */
const RESTARTING: ReadonlySet<number> = new Set([0xa01c, 0xa07c, 0xa028, 0xac34, 0xac70]);
const ROUNDS = 1500;
/** What Ethernet carries, with its header. */
const LONGEST = 1514;

test.each<Partial<SimulatedModemOptions>>([
  { chip: "QCA7005", role: "evse" },
  { chip: "QCA7420", role: "pev" },
  { chip: "INT6400" },
  { chip: "AR7400" },
  { chip: "QCA7005", isFlashless: true },
  { chip: "CG5317", role: "evse" },
])("whatever is sent to it, %o answers on, and never longer than a frame", async (options) => {
  const { clock, plug, run } = modemDesk();
  const { host, port, modem } = plug(options);
  plug({ chip: options.chip ?? "QCA7005" });
  const random = seededRandom(7);
  const questions = managementMessages.filter(({ mmtype }) => !RESTARTING.has(mmtype & ~3));
  const addresses = [LOCAL_MODEM, modem.mac, "ff:ff:ff:ff:ff:ff", "02:00:00:00:00:77"];
  let longest = 0;
  port.onFrame(({ octets }) => {
    longest = Math.max(longest, octets.length);
  });

  for (let round = 0; round < ROUNDS; round++) {
    const message = questions[randomInteger(0, questions.length - 1, random)]!;
    const address = addresses[randomInteger(0, addresses.length - 1, random)]!;
    let frame = writeMme(message, sample(message.layout as never, random) as never, host.mac, address);
    if (random() < 0.4) frame.set(randomOctets(3, random), randomInteger(17, Math.min(60, frame.length) - 3, random));
    if (random() < 0.1) frame = frame.slice(0, randomInteger(14, frame.length, random));
    if (random() < 0.05) frame = Uint8Array.from([...macOctets(address), ...randomOctets(54, random)]);
    port.send(frame.subarray(0, LONGEST));
    if (round % 50 === 0) await clock.turn(5);
  }
  await clock.turn(8000);

  const asked =
    options.chip === "CG5317"
      ? host.ask(NSCM_GET_VERSION_REQ, { Version: 0, RequestID: 0 }, LOCAL_MODEM, NSCM_GET_VERSION_CNF, 1000, run)
      : host.ask(GET_SW_REQ, {}, LOCAL_MODEM, GET_SW_CNF, 1000, run);
  expect((await clock.until<{ readonly source: string }>(asked)).source).toBe(modem.mac);
  expect(longest).toBeLessThanOrEqual(LONGEST);
});
