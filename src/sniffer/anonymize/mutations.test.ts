import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { anonymized, eventsIn, inPieces, nameless } from "../../../test/anonymized.ts";
import { openCapture } from "../../../test/captures.ts";
import { dice, mutations } from "../../../test/mutations.ts";
import { describeShared, sharedUrl } from "../../../test/shared.ts";
import { captureRecords } from "../../capture/read.ts";
import type { Frame } from "../../capture/records.ts";
import { frameBlock, interfaceBlock, sectionBlock } from "../../capture/write-pcapng.ts";
import type { SnifferEvent } from "../pipeline.ts";

/** TLS 1.3, TLS 1.2, and one that has every segment twice. */
const NAMES = [
  "ISO-20_TLS13_DC_DS5366_Josev.pcapng",
  "ISO-2_DC_PnC_TLS_CertInstallation_DS5366_RiseV2G.pcapng",
  "2022-12-20_alpi_currentDemandSequenceErrorShutdown.pcapng",
];
/** Of each recording, so that the test does not take minutes. */
const FRAMES = 700;

const keyLogOf = (name: string) =>
  name.includes("TLS") ? readFileSync(sharedUrl(`captures/${name}.keylog`), "utf8") : undefined;

async function framesOf(name: string): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const records of captureRecords(openCapture(name))) {
    for (const record of records) if (record.kind === "frame") frames.push({ ...record, data: record.data.slice() });
  }
  return frames.slice(0, FRAMES);
}

const told = (events: readonly SnifferEvent[]) =>
  nameless(
    events.filter(
      (event) => event.type !== "recording" && !("code" in event && event.code === "tls-secrets-in-recording"),
    ),
  ).map((event) => ((event as SnifferEvent).type === "unreadable" ? { ...(event as object), because: "" } : event));

describeShared("captures/", "recordings as they might have been are anonymized as well", () => {
  for (const name of NAMES) {
    test.each(Object.keys(mutations))(`${name}: %s`, async (what) => {
      const keyLog = keyLogOf(name);
      const frames = mutations[what]!(await framesOf(name), dice(1));
      const input = Buffer.concat([
        sectionBlock(),
        interfaceBlock({ linkType: 1 }),
        ...frames.map(({ time, data, originalLength }) => frameBlock({ time, data, originalLength })),
      ]);
      const { octets, check } = await anonymized(() => inPieces(input), keyLog === undefined ? {} : { keyLog });

      const [before, after] = [await eventsIn(inPieces(input), keyLog), await eventsIn(inPieces(octets), keyLog)];
      expect(told(after)).toEqual(told(before));
      expect(await check(() => inPieces(octets))).toMatchObject({ left: [], changed: [] });
    });
  }
});
