import fc from "fast-check";
import { expect, test } from "vitest";
import { connectionTable } from "./connection-table.ts";
import type { Packet } from "./headers.ts";

/** Two addresses of 16 octets, then two ports. */
const packet: Packet = {
  kind: "tcp",
  etherType: 0x86dd,
  protocol: 6,
  sourceMac: -1,
  destinationMac: -1,
  source: 0,
  destination: 16,
  addressLength: 16,
  start: 32,
  end: 36,
};
const octets = (from: readonly number[], to: readonly number[], ports: readonly [number, number]) =>
  Uint8Array.from([...from, ...to, ...ports.flatMap((port) => [port >> 8, port & 255])]);
const address = fc.array(fc.nat(3), { minLength: 16, maxLength: 16 });
const end = fc.record({ address, port: fc.nat(0xffff) });
type End = { readonly address: readonly number[]; readonly port: number };
const between = (a: End, b: End) => octets(a.address, b.address, [a.port, b.port]);
const isSame = (a: End, b: End) => a.port === b.port && a.address.join() === b.address.join();

test("a connection is found from both its sides, and nobody else's is taken for it", () => {
  fc.assert(
    fc.property(end, end, end, (client, server, other) => {
      fc.pre(!isSame(client, server) && !isSame(other, client) && !isSame(other, server));
      const { add, find, isFromClient } = connectionTable<string>(4);
      const { entry } = add(between(server, client), packet, false, 1, "the one");
      expect(find(between(client, server), packet)).toBe(entry);
      expect(find(between(server, client), packet)).toBe(entry);
      expect(isFromClient(entry, between(client, server), packet)).toBe(true);
      expect(isFromClient(entry, between(server, client), packet)).toBe(false);
      expect(find(between(client, other), packet)).toBeUndefined();
      expect(find(between(other, server), packet)).toBeUndefined();
    }),
  );
});

test("of too many connections the quietest have to go", () => {
  const { add, find, all } = connectionTable<number>(4);
  const server: End = { address: Array.from({ length: 16 }, () => 9), port: 15118 };
  const client = (port: number): End => ({ address: server.address, port });
  const entries = [1, 2, 3, 4].map((port) => add(between(client(port), server), packet, true, port, port).entry);
  (entries[0] as (typeof entries)[0]).lastFrame = 100;

  const { gone } = add(between(client(5), server), packet, true, 101, 5);

  expect(gone.map(({ value }) => value)).toEqual([2]);
  expect(find(between(client(2), server), packet)).toBeUndefined();
  expect(all().map(({ value }) => value)).toHaveLength(4);
});
