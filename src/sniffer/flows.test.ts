import { expect, test } from "vitest";
import { ACK, car, charger, FIN, frames, type Host, RST, SYN } from "../../test/made-frames.ts";
import type { Frame } from "../capture/records.ts";
import type { Observation } from "./events.ts";
import { reader } from "./reader.ts";

const STOP = "01fe80010000000e809802004080c1014181c211f000";
const SETUP = "01fe800100000015809802000000000000000011d01808000000000400";

function told(all: readonly Frame[]): Observation[] {
  const { feed, end } = reader();
  return [...all.flatMap((frame) => feed(frame)), ...end()];
}
const changes = (all: readonly Observation[]) =>
  all.flatMap((one) => (one.type === "tcp" ? [`${one.frame} ${one.change} ${one.connection}`] : []));
const messages = (all: readonly Observation[]) =>
  all.flatMap((one) => (one.type === "message" ? [`${one.frame} ${one.message}`] : []));

/** A handshake from these first sequence numbers. */
const opened = ({ tcp }: ReturnType<typeof frames>, of = 100, answer = 500) => [
  tcp(car, charger, { sequence: of, flags: SYN }),
  tcp(charger, car, { sequence: answer, acknowledgement: of + 1, flags: SYN | ACK }),
  tcp(car, charger, { sequence: of + 1, acknowledgement: answer + 1 }),
];

test("a connection is one from its SYN to both ends' FIN, also where SYN and RST are recorded twice", () => {
  const made = frames();
  const { tcp } = made;
  const all = told([
    ...opened(made),
    tcp(charger, car, { sequence: 500, acknowledgement: 101, flags: SYN | ACK }),
    tcp(car, charger, { sequence: 101, acknowledgement: 501, data: STOP }),
    tcp(car, charger, { sequence: 123, acknowledgement: 501, flags: RST }),
    tcp(car, charger, { sequence: 123, acknowledgement: 501, flags: RST }),
    tcp(charger, car, { sequence: 501, acknowledgement: 123, flags: FIN | ACK }),
  ]);
  expect(changes(all)).toEqual(["1 opened 0", "6 reset 0", "8 closed 0"]);
  expect(messages(all)).toEqual(["5 SessionStopReq"]);
});

test("the same ports again are another connection, whoever's SYN is recorded", () => {
  const made = frames();
  const { tcp } = made;
  const both = told([...opened(made), tcp(car, charger, { sequence: 101, data: STOP }), ...opened(made, 7000, 9000)]);
  expect(changes(both)).toEqual(["1 opened 0", "5 opened 1"]);

  const answers = frames();
  const one = told([
    answers.tcp(charger, car, { sequence: 500, flags: SYN | ACK }),
    answers.tcp(charger, car, { sequence: 501, data: STOP }),
    answers.tcp(charger, car, { sequence: 9000, flags: SYN | ACK }),
    answers.tcp(charger, car, { sequence: 9001, data: STOP }),
  ]);
  expect(changes(one)).toEqual(["1 opened 0", "3 opened 1"]);
  expect(messages(one)).toHaveLength(2);
});

test("a message that was overtaken has the frame that brought it, and so has the one that overtook", () => {
  const made = frames();
  const { tcp } = made;
  const all = told([
    ...opened(made),
    tcp(car, charger, { sequence: 101 + 29, data: STOP }),
    tcp(car, charger, { sequence: 101, data: SETUP }),
  ]);
  expect(messages(all)).toEqual(["5 SessionSetupReq", "4 SessionStopReq"]);
});

test("what comes late for a hole that was acknowledged is still read, less sure", () => {
  const made = frames();
  const { tcp } = made;
  const all = told([
    ...opened(made),
    tcp(charger, car, { sequence: 501, acknowledgement: 101 + 29 }),
    tcp(car, charger, { sequence: 101 + 29, data: STOP }),
    tcp(car, charger, { sequence: 101, data: SETUP }),
  ]);
  expect(messages(all)).toEqual(["5 SessionStopReq", "6 SessionSetupReq"]);
  expect(all.find((one) => one.type === "message" && one.frame === 6)).toMatchObject({ confidence: 0.8 });
});

test("an address that moves to other hardware is told, by segments and by neighbour advertisements", () => {
  const thief: Host = { ...car, mac: "0200000000ff" };
  const made = frames();
  const { tcp, advertisement } = made;
  const all = told([
    ...opened(made),
    advertisement(charger, car, car.mac),
    advertisement(charger, car, thief.mac),
    tcp(car, charger, { sequence: 101, data: STOP }),
    tcp(thief, charger, { sequence: 123, flags: RST }),
  ]);
  expect(changes(all)).toEqual(["1 opened 0", "5 moved 0", "6 moved 0", "7 moved 0", "7 reset 0"]);
  expect(all.find((one) => one.type === "tcp" && one.change === "moved")).toMatchObject({
    before: "02:00:00:00:00:01",
    mac: "02:00:00:00:00:ff",
    side: "vehicle",
  });
});

test("at its end a connection tells how many segments came again", () => {
  const made = frames();
  const { tcp } = made;
  const stop = { sequence: 101, data: STOP };
  const all = told([
    ...opened(made),
    tcp(car, charger, stop),
    tcp(car, charger, stop),
    tcp(car, charger, stop),
    tcp(car, charger, { sequence: 123, flags: FIN | ACK }),
  ]);
  expect(all.at(-1)).toMatchObject({ change: "closed", segments: 3, repeated: 2 });
});

test("discovery is read from whatever port it is answered", () => {
  const { udp } = frames();
  const odd: Host = { ...charger, port: 40_000 };
  const answer = `01fe900100000014fe80${"00".repeat(12)}0002ef9d1000`;
  const all = told([
    udp({ ...car, port: 49_153 }, { ...charger, port: 15_118 }, "01fe9000000000021000"),
    udp(odd, { ...car, port: 49_153 }, answer),
    udp(odd, { ...car, port: 49_153 }, "01fe80010000000412345678"),
  ]);
  expect(messages(all)).toEqual(["1 SDPReq", "2 SDPRes"]);
  expect(all).toHaveLength(2);
});
