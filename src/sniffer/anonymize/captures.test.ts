import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { anonymized, eventsIn, inPieces, nameless } from "../../../test/anonymized.ts";
import { captureNames, derivedNames, openCapture } from "../../../test/captures.ts";
import { describeShared, sharedUrl } from "../../../test/shared.ts";
import { captureRecords } from "../../capture/read.ts";
import type { CaptureRecord, Frame } from "../../capture/records.ts";
import type { SnifferEvent } from "../pipeline.ts";
import { sumOf } from "./checksums.ts";

const keyLogOf = (name: string): string | undefined => {
  const file = sharedUrl(`captures/${name}.keylog`);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
};

/** Comments and faults of the file are gone, and what could not be read is blank. */
const isSame = (event: SnifferEvent) => event.type !== "recording";
const told = (events: readonly SnifferEvent[]) =>
  nameless(events.filter(isSame)).map((event) =>
    (event as SnifferEvent).type === "unreadable" ? { ...(event as object), because: "" } : event,
  );

async function framesIn(chunks: AsyncIterable<Uint8Array>): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const records of captureRecords(chunks)) {
    for (const record of records) if (isFrame(record)) frames.push({ ...record, data: record.data.slice() });
  }
  return frames;
}
const isFrame = (record: CaptureRecord): record is Frame => record.kind === "frame";

/** Whether all checksums of an Ethernet frame with IPv6 fit (RFC 8200, 8.1): the sum over what they cover is all ones. */
function hasRightChecksum({ data, originalLength }: Frame): boolean | undefined {
  const at = data[12] === 0x81 ? 18 : 14;
  if (data[at - 2] !== 0x86 || data[at - 1] !== 0xdd || data.length < originalLength) return undefined;
  const [protocol, length] = [data[at + 6]!, (data[at + 4]! << 8) | data[at + 5]!];
  if (![6, 17, 58].includes(protocol) || length === 0) return undefined;
  let sum = sumOf(data, at + 8, at + 40) + protocol + length;
  sum += sumOf(data, at + 40, at + 40 + length);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return sum === 0xffff;
}

describeShared("captures/", "an anonymized recording tells the same of other cars and chargers", () => {
  test.each([...captureNames(), ...derivedNames().filter((name) => !name.endsWith(".gz"))])("%s", async (name) => {
    const keyLog = keyLogOf(name);
    const done = await anonymized(() => openCapture(name), keyLog === undefined ? {} : { keyLog });
    const out = () => inPieces(done.octets);

    expect(told(await eventsIn(out(), keyLog))).toEqual(told(await eventsIn(openCapture(name), keyLog)));
    expect(await done.check(out)).toMatchObject({ left: [], changed: [] });

    const [before, after] = [await framesIn(openCapture(name)), await framesIn(out())];
    const placed = ({ number, time, originalLength, data, direction }: Frame) => {
      return { number, time, originalLength, length: data.length, direction };
    };
    expect(after.map(placed)).toEqual(before.map(placed));
    expect(after.filter((frame) => hasRightChecksum(frame) === false).map(({ number }) => number)).toEqual([]);
  });
});
