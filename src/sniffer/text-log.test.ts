import { expect, test } from "vitest";
import { describeShared } from "../../test/shared.ts";
import { type TruthRow, truthOf } from "../../test/truth.ts";
import { captureRecords } from "../capture/read.ts";
import { pipeline, type SnifferEvent } from "./pipeline.ts";

async function* source(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

async function told(lines: readonly string[]): Promise<SnifferEvent[]> {
  const all = pipeline();
  const events: SnifferEvent[] = [];
  for await (const records of captureRecords(source(lines.join("\n"))))
    for (const record of records) events.push(...all.feed(record));
  return [...events, ...all.end()];
}

/** How consoles write a message: milliseconds since they began, a date and spaces, epoch seconds and a whole V2GTP. */
const STYLES: readonly (readonly [string, (row: TruthRow, start: number) => string])[] = [
  [
    "milliseconds and who wrote it",
    ({ time, message, exi }, start) =>
      `[${Math.round((Number(time) - start) * 1000)}ms] ${/Req$/.test(message) ? "received" : "responding"} ${exi}`,
  ],
  [
    "dates, codec marks and blanks",
    ({ time, message, exi = "" }) =>
      `${new Date(Number(time) * 1000).toISOString().slice(0, -1)}=${/^supp/.test(message) ? "Dh" : "DD"} ${exi.match(/../g)?.join(" ")}`,
  ],
  [
    "seconds since 1970 and the V2GTP header",
    ({ time, exi = "" }) =>
      `${(Number(time) + 1.7e9).toFixed(3)} data 01fe8001${(exi.length / 2).toString(16).padStart(8, "0")}${exi}`,
  ],
];

describeShared("captures/", "a text log of a real session tells the same as its recording", () => {
  const rows = truthOf("spi_ioniq_alpiHYC150_makerspace_landsberg_left_small_2024-04-03_ok.pcap").filter(
    ({ exi }) => exi !== undefined,
  );

  test.each(STYLES)("with %s", async (_, write) => {
    const start = Number(rows[0]?.time);
    const events = await told(rows.map((row) => write(row, start)));

    const messages = events.flatMap((one) => (one.type === "message" ? [one] : []));
    expect(messages.map(({ message, exi }) => [message, exi])).toEqual(
      rows.map(({ message, exi }) => [message, exi?.toLowerCase()]),
    );
    expect(events.flatMap((one) => (one.type === "session" ? [one.ended.words] : []))).toEqual([
      "The charger shut down while charging at 58 %: EVSE_Shutdown; the car obeyed with PowerDelivery(Stop)",
    ]);
    expect(events.flatMap((one) => (one.type === "limits" ? [one.verdict] : []))).toEqual([
      "The car limited for 45 % of the time (it asked for 172 A, 5 A below the charger's cap from 37.1 s); before that the car was ramping up.",
    ]);
  });
});
