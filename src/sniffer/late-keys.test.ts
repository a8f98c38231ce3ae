import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { derivedNames, openCapture } from "../../test/captures.ts";
import { describeShared, sharedUrl } from "../../test/shared.ts";
import { captureRecords } from "../capture/read.ts";
import { pipeline, type SnifferEvent } from "./pipeline.ts";

/** All that is told of a recording without keys, with a block of keys behind its last frame. */
async function told(name: string, keyLog?: string): Promise<SnifferEvent[]> {
  const all = pipeline();
  const events: SnifferEvent[] = [];
  for await (const records of captureRecords(openCapture(name))) {
    for (const record of records) {
      if (record.kind === "end" && keyLog !== undefined) {
        events.push(...all.feed({ kind: "secrets", keyLog, raw: undefined }));
      }
      events.push(...all.feed(record));
    }
  }
  return [...events, ...all.end()];
}

const sessionsIn = (events: readonly SnifferEvent[]) => events.flatMap((one) => (one.type === "session" ? [one] : []));

describeShared("captures/derived/", "sessions by TLS without keys at hand", () => {
  const names = derivedNames().filter((name) => name.includes(".nokey."));
  const keyLogOf = (name: string) =>
    readFileSync(sharedUrl(`captures/${name.slice("derived/".length).replace(".nokey", "")}.keylog`), "utf8");

  test.each(names)("%s: it says that the session is encrypted, and whose keys are missing", async (name) => {
    const events = await told(name);

    expect(sessionsIn(events).map(({ ended }) => ended)).toMatchObject([
      { kind: "cut", words: expect.stringMatching(/^The session is encrypted and its keys are not known; the c/) },
    ]);
    const random = keyLogOf(name).split(" ")[1] as string;
    const finding = events.find((one) => one.type === "finding" && one.code === "undecryptable");
    expect(finding).toMatchObject({ words: expect.stringContaining(`client random ${random.toLowerCase()}`) });
    const closed = events.filter((one) => one.type === "tls" && one.change === "undecryptable");
    expect(closed.length).toBeLessThan(4);
  });

  test.each(names)("%s: keys behind the last frame open the session although it is over", async (name) => {
    const events = await told(name, keyLogOf(name));

    expect(sessionsIn(events).map(({ ended }) => ended.words)).toEqual(["The car stopped: ChargingComplete at 100 %"]);
    expect(events.filter((one) => one.type === "limits")).toHaveLength(1);
    expect(events.filter((one) => one.type === "finding" && one.code === "undecryptable")).toEqual([]);
  });
});
