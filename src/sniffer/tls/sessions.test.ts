import tls from "node:tls";
import { describe, expect, test } from "vitest";
import { cable, identity, type Said } from "../../../test/tls-talk.ts";
import { timestamp } from "../../base/timestamp.ts";
import { keyStore } from "./key-log.ts";
import type { TlsItem } from "./tls-item.ts";
import { tlsStream } from "./tls-stream.ts";

interface Session {
  readonly chunks: Said[];
  readonly keyLog: string;
}

/** A session of Node's own TLS in which each side says its lines in turn. */
async function talk(options: tls.SecureContextOptions, lines: readonly string[], more: object = {}): Promise<Session> {
  const chunks: Said[] = [];
  let keyLog = "";
  const ends = cable(chunks);
  const { cert, key, ...common } = options;
  const secureContext = tls.createSecureContext({ ...common, ...(cert && key ? { cert, key } : {}) });
  const server = new tls.TLSSocket(ends.server, { isServer: true, secureContext, ...more });
  const client = tls.connect({ socket: ends.client, rejectUnauthorized: false, ...common, ...more });
  client.on("keylog", (line: Buffer) => {
    keyLog += line.toString();
  });
  const hear = (socket: tls.TLSSocket) => new Promise((resolve) => socket.once("data", resolve));
  await new Promise((resolve, reject) => client.once("secureConnect", () => resolve(undefined)).once("error", reject));
  for (const [i, line] of lines.entries()) {
    const [from, to] = i % 2 === 0 ? [client, server] : [server, client];
    const heard = hear(to);
    from.write(line);
    await heard;
  }
  await new Promise((resolve) => client.end(() => resolve(undefined)));
  server.destroy();
  return { chunks, keyLog };
}

const lines = ["hello charger", "hello car", "x".repeat(40_000), "y".repeat(3), "z"];

function listen({ chunks }: Session, keyLog: string, cut = Number.POSITIVE_INFINITY): ReturnType<typeof summary> {
  const keys = keyStore();
  keys.add(keyLog);
  const stream = tlsStream(keys);
  const items: TlsItem[] = [];
  let frame = 0;
  for (const [side, octets] of chunks) {
    for (let at = 0; at < octets.length; at += cut) {
      items.push(...stream.feed(side, octets.subarray(at, at + cut), ++frame, timestamp(1_800_000_000 + frame)));
    }
  }
  items.push(...stream.end());
  return summary(items, stream);
}

function summary(items: TlsItem[], stream: ReturnType<typeof tlsStream>) {
  const said = (side: Said[0]) =>
    items
      .flatMap((item) => (item.kind === "plaintext" && item.side === side ? [new TextDecoder().decode(item.data)] : []))
      .join("");
  return { items, facts: stream.facts(), client: said("client"), server: said("server") };
}

const all = {
  client: lines.filter((_, i) => i % 2 === 0).join(""),
  server: lines.filter((_, i) => i % 2 === 1).join(""),
};

const suites12 = [
  ["p256", "ECDHE-ECDSA-AES128-SHA256", 0xc023],
  ["p256", "ECDHE-ECDSA-AES256-SHA384", 0xc024],
  ["p256", "ECDHE-ECDSA-AES128-GCM-SHA256", 0xc02b],
  ["p256", "ECDHE-ECDSA-AES256-GCM-SHA384", 0xc02c],
  ["p256", "ECDHE-ECDSA-CHACHA20-POLY1305", 0xcca9],
  ["p256", "ECDHE-ECDSA-AES128-SHA", 0xc009],
  ["p256", "ECDHE-ECDSA-AES256-SHA", 0xc00a],
  ["rsa", "ECDHE-RSA-AES128-SHA256", 0xc027],
  ["rsa", "ECDHE-RSA-AES256-GCM-SHA384", 0xc030],
  ["rsa", "AES128-SHA256", 0x003c],
] as const;

/** SSL_OP_NO_ENCRYPT_THEN_MAC of OpenSSL. */
const NO_ENCRYPT_THEN_MAC = 1 << 19;

describe("TLS 1.2", () => {
  const options = (name: string, ciphers: string) =>
    ({ ...identity(name), ciphers, minVersion: "TLSv1.2", maxVersion: "TLSv1.2", ecdhCurve: "prime256v1" }) as const;

  test.each(suites12)("%s %s is opened", async (name, ciphers, code) => {
    const session = await talk(options(name, ciphers), lines);

    const { client, server, facts } = listen(session, session.keyLog);

    expect({ client, server }).toEqual(all);
    expect(facts).toMatchObject({ version: "TLS 1.2", cipherSuite: { code }, keys: "all" });
    expect(facts.finished).toEqual({ client: true, server: true });
    expect(facts.certificates.server).toHaveLength(1);
    expect(facts.alerts.map(({ alert }) => alert?.name)).toContain("close_notify");
  });

  test.each(["ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA384"])(
    "%s is opened with the MAC inside, as cars do it",
    async (ciphers) => {
      const session = await talk({ ...options("p256", ciphers), secureOptions: NO_ENCRYPT_THEN_MAC }, lines);

      const { client, server, facts } = listen(session, session.keyLog);

      expect({ client, server }).toEqual(all);
      expect(facts.serverHello?.encryptThenMac).toBe(false);
    },
  );

  test("with the suite that OpenSSL wraps in encrypt-then-MAC the extension is seen", async () => {
    const session = await talk(options("p256", "ECDHE-ECDSA-AES128-SHA256"), lines);

    expect(listen(session, session.keyLog).facts.serverHello?.encryptThenMac).toBe(true);
  });

  test("a charger as ISO 15118-2 asks gives nothing to say about its agreement", async () => {
    const wanted = { ...options("p256", "ECDHE-ECDSA-AES128-SHA256"), sigalgs: "ecdsa_secp256r1_sha256" };
    const session = await talk(wanted, lines);

    const { facts } = listen(session, session.keyLog);

    const codes = facts.observations.filter(({ standard }) => standard === "ISO 15118-2").map(({ code }) => code);
    expect(codes).toEqual([]);
  });
});

const suites13 = [
  ["TLS_AES_128_GCM_SHA256", 0x1301, "prime256v1", "p256"],
  ["TLS_AES_256_GCM_SHA384", 0x1302, "secp521r1", "p521"],
  ["TLS_CHACHA20_POLY1305_SHA256", 0x1303, "X448", "ed448"],
] as const;

describe("TLS 1.3", () => {
  const options = (ciphers: string, ecdhCurve: string, name: string) =>
    ({ ...identity(name), ciphers, ecdhCurve, minVersion: "TLSv1.3", maxVersion: "TLSv1.3" }) as const;

  test.each(suites13)("%s is opened", async (ciphers, code, curve, name) => {
    const session = await talk(options(ciphers, curve, name), lines);

    const { client, server, facts, items } = listen(session, session.keyLog);

    expect({ client, server }).toEqual(all);
    expect(facts).toMatchObject({ version: "TLS 1.3", cipherSuite: { code }, keys: "all", sessionTickets: 2 });
    expect(facts.finished).toEqual({ client: true, server: true });
    expect(facts.certificates.server).toHaveLength(1);
    expect(items.filter(({ kind }) => kind === "undecryptable")).toEqual([]);
  });

  test("a charger as ISO 15118-20 asks is only missed asking for the car's certificate", async () => {
    const session = await talk(options("TLS_AES_256_GCM_SHA384", "secp521r1", "p521"), lines);

    const { facts } = listen(session, session.keyLog);

    const codes = facts.observations.filter(({ standard }) => standard === "ISO 15118-20").map(({ code }) => code);
    expect(codes).toEqual(["client-certificate-not-asked", "certificate-role"]);
  });

  test("it is told that the car was asked for its certificate and sent none, or one", async () => {
    const ask = { requestCert: true, rejectUnauthorized: false };
    const asked = await talk(options("TLS_AES_256_GCM_SHA384", "secp521r1", "p521"), lines, ask);
    const sent = await talk(options("TLS_AES_256_GCM_SHA384", "secp521r1", "p521"), lines, {
      ...ask,
      ...identity("ed448"),
    });

    const [none, one] = [asked, sent].map((session) => listen(session, session.keyLog).facts);

    expect(none!.certificateRequest?.signatureAlgorithms).toContain("ecdsa_secp521r1_sha512");
    expect(none!.certificates.client).toEqual([]);
    expect(none!.observations.map(({ code }) => code)).toContain("client-certificate-not-sent");
    expect(one!.certificates.client).toMatchObject([{ commonName: "Vehicle", role: "OEM" }]);
    expect(one!.signature).toEqual({ client: "ed448", server: "ecdsa_secp521r1_sha512" });
  });

  test("a retried hello is followed", async () => {
    const session = await talk(options("TLS_AES_256_GCM_SHA384", "X448:secp521r1", "p521"), lines, {
      ecdhCurve: "X448:secp521r1",
    });

    expect(listen(session, session.keyLog).client).toBe(all.client);
  });

  test("with the keys of the data alone, the handshake stays closed and the data opens", async () => {
    const session = await talk(options("TLS_AES_256_GCM_SHA384", "secp521r1", "p521"), lines);
    const keyLog = session.keyLog
      .split("\n")
      .filter((line) => /TRAFFIC_SECRET_0/.test(line))
      .join("\n");

    const { client, server, facts, items } = listen(session, keyLog);

    expect({ client, server }).toEqual(all);
    expect(facts.keys).toBe("some");
    expect(items.find(({ kind }) => kind === "undecryptable")).toMatchObject({
      because: "the keys of this part of the session are missing",
    });
  });
});

test.each([1, 7, 1400])("segments of %d octets make no difference", async (cut) => {
  const session = await talk({ ...identity("p256"), maxVersion: "TLSv1.3" }, lines);

  const { client, server } = listen(session, session.keyLog, cut);

  expect({ client, server }).toEqual(all);
});

test.each(["TLSv1.2", "TLSv1.3"] as const)(
  "%s: keys that come one line at a time behind the records open them in order",
  async (version) => {
    const session = await talk({ ...identity("p256"), minVersion: version, maxVersion: version }, lines);
    const keys = keyStore();
    const stream = tlsStream(keys);
    const items: TlsItem[] = [];
    for (const [side, octets] of session.chunks) items.push(...stream.feed(side, octets, 1, undefined));
    const secrets = session.keyLog.trim().split("\n").reverse();
    expect(items.filter(({ kind }) => kind === "plaintext")).toEqual([]);

    for (const line of secrets) {
      keys.add(line);
      items.push(...stream.keysChanged());
    }
    items.push(...stream.end());

    const { client, server } = summary(items, stream);
    expect({ client, server }).toEqual(all);
    expect(items.filter(({ kind }) => kind === "undecryptable")).toEqual([]);
    expect(stream.facts().finished).toEqual({ client: true, server: true });
    expect(stream.facts().records.client.waiting).toBe(0);
  },
);

test("only so many octets wait for keys; what comes after them still opens", async () => {
  const talkative = Array.from({ length: 60 }, (_, i) => String(i).padEnd(1000, "."));
  const session = await talk(
    { ...identity("p256"), maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" },
    talkative,
  );
  const keys = keyStore();
  const stream = tlsStream(keys, { waiting: 20_000 });
  const items: TlsItem[] = [];
  for (const [side, octets] of session.chunks) items.push(...stream.feed(side, octets, 1, undefined));
  keys.add(session.keyLog);
  items.push(...stream.keysChanged(), ...stream.end());

  const opened = items.flatMap((item) =>
    item.kind === "plaintext" ? [Number.parseInt(new TextDecoder().decode(item.data), 10)] : [],
  );
  expect(opened.length).toBeGreaterThan(8);
  expect(opened).toEqual(Array.from({ length: opened.length }, (_, i) => 60 - opened.length + i));
  expect(items.find(({ kind }) => kind === "undecryptable")).toMatchObject({
    because: "no keys for this session, and too much waits for them",
  });
});

test("a refused handshake tells who refused it and why", async () => {
  const chunks: Said[] = [];
  const ends = cable(chunks);
  const secureContext = tls.createSecureContext({ ...identity("p256"), minVersion: "TLSv1.3" });
  new tls.TLSSocket(ends.server, { isServer: true, secureContext }).on("error", () => {});
  const client = tls.connect({ socket: ends.client, maxVersion: "TLSv1.2" });
  await new Promise((resolve) => client.once("error", resolve));

  const { facts } = listen({ chunks, keyLog: "" }, "");

  expect(facts.alerts).toMatchObject([
    { side: "server", encrypted: false, alert: { level: "fatal", name: "protocol_version" } },
  ]);
  expect(facts.observations.map(({ code }) => code)).toContain("fatal-alert");
});
