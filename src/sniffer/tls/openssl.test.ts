import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fromHex } from "../../base/hex.ts";
import type { TlsSide } from "./facts.ts";
import { keyStore } from "./key-log.ts";
import type { TlsItem } from "./tls-item.ts";
import { tlsStream } from "./tls-stream.ts";

/** What went over a proxy between OpenSSL's s_client and s_server, made for these tests. */
interface Recording {
  readonly keyLog: string;
  readonly connections: readonly (readonly (readonly [side: TlsSide, hex: string])[])[];
}

function listen(name: string, connection: number, wanted = (_: string) => true) {
  const file = readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8");
  const recording = JSON.parse(file) as Recording;
  const keys = keyStore();
  keys.add(recording.keyLog.split("\n").filter(wanted).join("\n"));
  const stream = tlsStream(keys);
  const items: TlsItem[] = [];
  for (const [side, hex] of recording.connections[connection]!) {
    items.push(...stream.feed(side, fromHex(hex), 1, undefined));
  }
  items.push(...stream.end());
  const said = items.flatMap((item) =>
    item.kind === "plaintext"
      ? [`${item.side}${item.early ? " early" : ""}: ${new TextDecoder().decode(item.data).trim()}`]
      : [],
  );
  return { said, items, facts: stream.facts() };
}

test("RFC 8446, 4.6.3: keys are followed over every KeyUpdate", () => {
  const { said, facts } = listen("key-update", 0);

  expect(said).toEqual([
    "client: one",
    "client: two",
    "server: three",
    "server: four",
    "client: five",
    "client: six",
    "server: seven",
  ]);
  expect(facts.keyUpdates.client + facts.keyUpdates.server).toBeGreaterThanOrEqual(4);
});

test("RFC 8446, 2.3: early data is opened and named so", () => {
  const { said, facts } = listen("early-data", 1);

  expect(said).toEqual(["client early: early words", "client: two", "server: three"]);
  expect(facts).toMatchObject({ earlyData: "accepted", resumed: "pre-shared key", clientHello: { presharedKeys: 1 } });
});

test("without its own secret early data stays closed and the rest opens", () => {
  const { said, items } = listen("early-data", 1, (line) => !line.includes("EARLY"));

  expect(said).toEqual(["client: two", "server: three"]);
  expect(items.filter(({ kind }) => kind === "undecryptable").length).toBeGreaterThan(0);
});

test("RFC 5246, 7.4.1: a handshake inside the connection is followed", () => {
  const { said, facts } = listen("renegotiation", 0);

  expect(said).toEqual(["client: one", "client: two", "server: three"]);
  expect(facts.renegotiations).toBe(1);
});

test("a session resumed by ticket is opened and named so", () => {
  const { said, facts } = listen("renegotiation", 1);

  expect(said).toEqual(["client: four", "server: five"]);
  expect(facts).toMatchObject({ resumed: "session id or ticket", certificates: {} });
});
