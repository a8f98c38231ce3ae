import { expect, test } from "vitest";
import { fromHex, toHex } from "../../base/hex.ts";
import { disclosedKeyLog, keyStore } from "./key-log.ts";

const random = "0f".repeat(32);
const master = "ab".repeat(48);
const traffic = "cd".repeat(32);
const line = `CLIENT_RANDOM ${random} ${master}`;

test("lines are read in either case, with any line ends, blanks and comments", () => {
  const keys = keyStore();

  const reading = keys.add(
    `# a comment\r\n\r\n  client_random ${random.toUpperCase()} ${master.toUpperCase()}  \rSERVER_TRAFFIC_SECRET_0\t${random} ${traffic}\n`,
  );

  expect(reading).toEqual({ added: 2, repeated: 0, unused: 0, unread: 0 });
  expect(toHex(keys.secretsOf(fromHex(random))!.get("CLIENT_RANDOM")!)).toBe(master);
  expect(toHex(keys.secretsOf(fromHex(random))!.get("SERVER_TRAFFIC_SECRET_0")!)).toBe(traffic);
  expect(keys.sessions(5)).toEqual([random]);
});

test("it says how many lines are of no use, known or no key log at all", () => {
  const keys = keyStore();
  keys.add(line);
  const version = keys.version();

  const reading = keys.add(
    [
      line,
      `EXPORTER_SECRET ${random} ${traffic}`,
      "hello",
      `CLIENT_RANDOM ${random} abcd`,
      `CLIENT_RANDOM 00 ${master}`,
    ].join("\n"),
  );

  expect(reading).toEqual({ added: 0, repeated: 1, unused: 1, unread: 3 });
  expect(keys.version()).toBe(version);
});

test("a corrected secret takes the place of the first", () => {
  const keys = keyStore();
  keys.add(line);

  const reading = keys.add(`CLIENT_RANDOM ${random} ${"01".repeat(48)}`);

  expect(reading.added).toBe(1);
  expect(toHex(keys.secretsOf(fromHex(random))!.get("CLIENT_RANDOM")!)).toBe("01".repeat(48));
});

test("a UDP payload is a disclosure only if every line of it is a key log line", () => {
  const payload = (text: string) => new TextEncoder().encode(text);

  expect(disclosedKeyLog(payload(`${line}\n`))).toBe(`${line}\n`);
  expect(disclosedKeyLog(payload(`${line}\r\n${line}\0`))).toBeDefined();
  expect(disclosedKeyLog(payload(`${line}\nhello`))).toBeUndefined();
  expect(disclosedKeyLog(payload(`CLIENT_RANDOM ${random} ${"ab".repeat(8)}${" ".repeat(80)}`))).toBeUndefined();
  expect(disclosedKeyLog(payload(`${line}\n`.repeat(11)))).toBeUndefined();
  expect(disclosedKeyLog(new Uint8Array(200))).toBeUndefined();
  expect(disclosedKeyLog(new Uint8Array(200).fill(0xfe))).toBeUndefined();
});

test("only so many sessions are kept, the oldest give way", () => {
  const keys = keyStore();
  const randomOf = (i: number) => i.toString(16).padStart(64, "0");
  for (let i = 0; i < 65_537; i++) keys.add(`CLIENT_RANDOM ${randomOf(i)} ${master}`);

  expect(keys.secretsOf(fromHex(randomOf(0)))).toBeUndefined();
  expect(keys.secretsOf(fromHex(randomOf(1)))).toBeDefined();
});
