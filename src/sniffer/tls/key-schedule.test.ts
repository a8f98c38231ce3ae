import { sha256, sha384 } from "@noble/hashes/sha2.js";
import { expect, test } from "vitest";
import { fromHex, toHex } from "../../base/hex.ts";
import { keyBlock, prf, trafficKeys } from "./key-schedule.ts";

test("the pseudo-random function with SHA-256 gives the published vector", () => {
  const secret = fromHex("9bbe436ba940f017b17652849a71db35");
  const seed = fromHex("a0ba9f936cda311827a6f796ffd5198c");

  expect(toHex(prf(sha256, secret, "test label", seed, 100))).toBe(
    "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17" +
      "abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66",
  );
});

test("the pseudo-random function with SHA-384 gives the published vector", () => {
  const secret = fromHex("b80b733d6ceefcdc71566ea48e5567df");
  const seed = fromHex("cd665cf6a8447dd6ff8b27555edb7465");

  expect(toHex(prf(sha384, secret, "test label", seed, 64))).toBe(
    "7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0e534cb400fed2700" +
      "884f9dc236f80edd",
  );
});

test("RFC 8446, 7.3: keys and IVs are those of RFC 8448, 3", () => {
  const handshake = fromHex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");
  const application = fromHex("a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643");

  const [first, second] = [handshake, application].map((secret) => trafficKeys(sha256, secret, 16));

  expect(toHex(first!.key)).toBe("3fce516009c21727d0f2e4e86ee403bc");
  expect(toHex(first!.iv)).toBe("5d313eb2671276ee13000b30");
  expect(toHex(second!.key)).toBe("9f02283b6c9c07efc26bb9f2ac92e356");
  expect(toHex(second!.iv)).toBe("cf782b88dd83549aadf1e984");
});

test("RFC 5246, 6.3: the key block is cut into MAC keys, keys and IVs, the client's first", () => {
  const [master, client, server] = [new Uint8Array(48).fill(1), new Uint8Array(32).fill(2), new Uint8Array(32).fill(3)];
  const seed = new Uint8Array([...server, ...client]);
  const block = toHex(prf(sha256, master, "key expansion", seed, 2 * (32 + 16 + 4)));

  const keys = keyBlock(sha256, master, client, server, { mac: 32, key: 16, iv: 4 });

  const { client: c, server: s } = keys;
  expect([c.mac, s.mac, c.key, s.key, c.iv, s.iv].map((part) => toHex(part)).join("")).toBe(block);
});
