import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plugtalk } from "./cli.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const STOP = "809802004080c1014181c211f000";
const VALUE = { Header: { SessionID: "0102030405060708" }, Body: { SessionStopReq: { ChargingSession: "Terminate" } } };
const json = (text: string) => JSON.parse(text) as Record<string, unknown>;

test.each([
  ["hex", [STOP]],
  ["hex with 0x and spaces", ["0x80 98 02 00 40 80 c1", "01 41 81 c2 11 f0 00"]],
  ["base64", [Buffer.from(STOP, "hex").toString("base64")]],
  ["a V2GTP header", [`01fe80010000000e${STOP}`]],
])("decode takes %s", (_, words) => {
  const { code, out } = plugtalk(["exi", "decode", "--json", ...words]);
  expect(code).toBe(0);
  expect(json(out)).toMatchObject({
    schema: "iso2",
    kind: "document",
    root: "V2G_Message",
    message: "SessionStopReq",
    value: VALUE,
  });
});

test("decode takes standard input and files, as octets or as text", () => {
  const file = join(temporaryFolder(), "message.exi");
  writeFileSync(file, Buffer.from(STOP, "hex"));
  for (const run of [plugtalk(["exi", "decode", "--json", file]), plugtalk(["exi", "decode", "--json"], `${STOP}\n`)]) {
    expect(json(run.out)["value"]).toEqual(VALUE);
  }
});

test("decode shows people what the message says, and how it knew the schema", () => {
  const { out } = plugtalk(["exi", "decode", STOP]);
  expect(out).toContain("SessionStopReq  (iso2, found out, 100 % sure)");
  expect(out).toMatch(/SessionID {2,}0102030405060708/);
});

test("decode --xml gives the XML that the EXI stands for", () => {
  const { out } = plugtalk(["exi", "decode", "--xml", STOP]);
  expect(out).toContain('xmlns:ns4="urn:iso:15118:2:2013:MsgDef"');
  expect(out).toContain("ChargingSession>Terminate<");
});

test("encode gives back what decode took", () => {
  const decoded = plugtalk(["exi", "decode", "--json", STOP]).out;
  expect(plugtalk(["exi", "encode"], decoded).out).toBe(`${STOP}\n`);
  expect(plugtalk(["exi", "encode", "--schema", "iso2"], JSON.stringify(VALUE)).out).toBe(`${STOP}\n`);
});

test("explain tells what each bit is for, up to the fault", () => {
  const whole = plugtalk(["exi", "explain", STOP]);
  expect(whole.code).toBe(0);
  expect(whole.out).toMatch(/ 8 {2}1001100 +SE V2G_Message/);
  expect(whole.out).toMatch(/SE ChargingSession in <SessionStopReq>/);

  const cut = plugtalk(["exi", "explain", "--schema", "iso2", STOP.slice(0, 16)]);
  expect(cut.code).toBe(1);
  expect(cut.out).toMatch(/SE SessionID in <Header>/);
  expect(cut.err).toMatch(/Cannot read V2G_Message\/Header\/SessionID at bit \d+: \d+ octets announced/);
});

test.each([
  ["an unknown schema", ["exi", "decode", "--schema", "iso3", STOP], 1, 'Unknown schema "iso3": expected one of'],
  [
    "an inherited name for a schema",
    ["exi", "decode", "--schema", "constructor", STOP],
    1,
    'Unknown schema "constructor"',
  ],
  ["two forms of output", ["exi", "decode", "--json", "--xml", STOP], 2, "cannot be used with"],
  ["an unknown option", ["exi", "decode", "--yaml", STOP], 2, "unknown option"],
  ["an unknown command", ["exi", "decipher"], 2, "unknown command"],
  ["odd hex", ["exi", "decode", "809"], 1, "3 digits found, an even number expected"],
  ["nothing", ["exi", "decode"], 1, "it is empty"],
  ["what is no EXI", ["exi", "decode", "deadbeef"], 1, "are no message in any of"],
  ["a file that is not there, as JSON", ["exi", "encode", "/no/such/file"], 1, "there is no such file"],
  ["a file that is not there, as lines", ["exi", "decode", "--jsonl", "/no/such/file"], 1, "there is no such file"],
])("%s ends with words and the right exit code", (_, args, exitCode, words) => {
  const { code, err } = plugtalk(args);
  expect(err).toContain(words);
  expect(code).toBe(exitCode);
});

test("explain without a schema explains by the one that reads furthest", () => {
  const { code, out, err } = plugtalk(["exi", "explain", STOP.slice(0, 26)]);
  expect(code).toBe(1);
  expect(out).toContain("iso2 reads furthest");
  expect(out).toMatch(/SE SessionStopReq in <Body>/);
  expect(err).toContain("(schema iso2, in which it reads furthest)");
});

test("of parts that read further and messages, messages are meant", () => {
  expect(plugtalk(["exi", "explain", "8098020040"]).out).toContain("iso2 reads furthest");
});

test("--jsonl answers with the kind that was said, and says what a line lacks", () => {
  const lines = [{ schema: "iso2", kind: "string-hits", exi: STOP }, { exi: STOP }, { schema: "iso3", exi: STOP }];
  const { code, out } = plugtalk(["exi", "decode", "--jsonl"], lines.map((line) => JSON.stringify(line)).join("\n"));
  const [hits, nameless, unknown] = out.trimEnd().split("\n").map(json);
  expect(code).toBe(0);
  expect(hits).toMatchObject({ kind: "string-hits", value: VALUE });
  expect(nameless).toMatchObject({ error: { message: 'no "schema" found, the name of one expected' } });
  expect(unknown).toMatchObject({ error: { message: expect.stringContaining('Unknown schema "iso3"') } });
});

test("a good message in front of a bad one is shown", () => {
  const { code, out, err } = plugtalk([
    "exi",
    "decode",
    "--json",
    `01fe80010000000e${STOP}`,
    `01fe80010000000f${STOP}`,
  ]);
  expect(code).toBe(1);
  expect(json(out.split("\n")[0] as string)).toMatchObject({ message: "SessionStopReq" });
  expect(err).toContain("15 octets of payload announced, 14 found");
});

test("a value that does not fit is refused, unless lenient", () => {
  const value = JSON.stringify({ ...VALUE, Header: { SessionID: "010203040506070809" } });
  const strict = plugtalk(["exi", "encode", "--schema", "iso2"], value);
  expect(strict.code).toBe(1);
  expect(strict.err).toContain("V2G_Message/Header/SessionID: 9 octets found, at most 8 expected");

  const lenient = plugtalk(["exi", "encode", "--schema", "iso2", "--lenient"], value);
  expect(lenient.code).toBe(0);
  const decoded = plugtalk(["exi", "decode", "--schema", "iso2", lenient.out.trim()]);
  expect(decoded.code).toBe(0);
  expect(decoded.err).toContain("Warning: V2G_Message/Header/SessionID: 9 octets found, at most 8 expected");
});

test("--jsonl answers each line in order, errors too, and takes ten thousand", () => {
  const good = JSON.stringify({ schema: "iso2", kind: "document", root: "V2G_Message", exi: STOP });
  const lines = Array.from({ length: 10_000 }, (_, i) => (i % 1000 === 7 ? '{"schema":"iso2","exi":"8098"}' : good));
  const { code, out } = plugtalk(["exi", "decode", "--jsonl"], lines.join("\n"));
  const answers = out.trimEnd().split("\n").map(json);
  expect(code).toBe(0);
  expect(answers).toHaveLength(10_000);
  expect(answers[0]).toEqual({
    schema: "iso2",
    kind: "document",
    root: "V2G_Message",
    message: "SessionStopReq",
    value: VALUE,
    exi: STOP,
  });
  expect(answers[7]).toEqual({
    error: { name: "DecodeError", message: expect.any(String), bit: 16, path: "V2G_Message/Header" },
  });

  const encoded = plugtalk(["exi", "encode", "--jsonl"], `${JSON.stringify(answers[0])}\nnot json\n`)
    .out.trimEnd()
    .split("\n")
    .map(json);
  expect(encoded[0]).toEqual(answers[0]);
  expect(encoded[1]).toMatchObject({ error: { name: "SyntaxError" } });
});
