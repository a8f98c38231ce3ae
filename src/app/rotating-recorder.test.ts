import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { timestamp } from "../base/timestamp.ts";
import { captureRecords } from "../capture/read.ts";
import { rotatingRecorder } from "./rotating-recorder.ts";

const folder = () => {
  const made = mkdtempSync(join(tmpdir(), "plugtalk-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
};
async function framesIn(file: string) {
  async function* octets() {
    yield new Uint8Array(readFileSync(file));
  }
  const frames: number[] = [];
  for await (const records of captureRecords(octets())) {
    for (const record of records) if (record.kind === "frame") frames.push(record.data[0] as number);
  }
  return frames;
}

test("files follow each other, the oldest go, and what is kept is whole", async () => {
  const where = folder();
  const recorder = rotatingRecorder({
    folder: where,
    interfaces: ["plc0"],
    fileSize: 4000,
    files: 3,
    onTrouble: () => {},
  });
  for (let i = 0; i < 200; i++) recorder.frame(new Uint8Array(60).fill(i), timestamp(1_760_000_000 + i));
  recorder.close();
  expect(readdirSync(where)).toHaveLength(3);
  const kept = (await Promise.all(recorder.files().map(framesIn))).flat();
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => 200 - kept.length + i));
});

test("a folder that cannot be written ends the recording, is told once, and nothing else", () => {
  const troubles: string[] = [];
  const where = folder();
  const recorder = rotatingRecorder({
    folder: where,
    interfaces: ["plc0"],
    fileSize: 1e6,
    files: 3,
    onTrouble: (words) => troubles.push(words),
  });
  rmSync(where, { recursive: true });
  for (let i = 0; i < 10; i++) recorder.frame(new Uint8Array(60), timestamp(1_760_000_000));
  recorder.close();
  expect(troubles).toHaveLength(1);
  expect(troubles[0]).toContain("Recording has ended, what is heard is still shown");
});
