/**
 * What every port does, whatever it is made of. Each fact is run against a pair of ports on one cable; it throws where it
 * does not hold. No test runner is needed, so that whoever makes a port of his own can hold it against them, too.
 *
 * @module
 */

import assert from "node:assert/strict";
import { seededRandom } from "../base/random.ts";
import { compareTimes, type Timestamp } from "../base/timestamp.ts";
import { LinkError, type LinkFault, type Port, type PortState, type ReceivedFrame } from "../link/port.ts";

/** Two ports at the ends of one cable, over which nothing else goes; both hear also what is addressed to others. */
export interface JoinedPorts {
  readonly a: Port;
  readonly b: Port;
  /** The longest frame that the cable carries, without VLAN tag. */
  readonly longest: number;
  /** Lets time pass until `goal` has settled; rejected where it does not. */
  readonly until: <T>(goal: Promise<T>) => Promise<T>;
  /** Lets time pass until nothing can be under way any more. */
  readonly settle: () => Promise<void>;
  /** Pulls the cable out, or puts it back. */
  readonly connect: (isConnected: boolean) => void;
}

export interface PortFact {
  readonly fact: string;
  readonly holds: (joined: JoinedPorts) => Promise<void>;
}

const HEADER = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0, 0, 0, 0, 0x01];
/** Local Experimental EtherType 1 (IEEE 802). */
const TYPE = [0x88, 0xb5];
const TAG = [0x81, 0x00, 0x00, 0x05];
const SHORTEST = 60;

function frame(length: number, seed: number, header: readonly number[] = [...HEADER, ...TYPE]): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length }, (_, at) => header[at] ?? Math.floor(random() * 256));
}

/** The next frames that a port tells of, as many as asked for. */
function next(port: Port, count: number): Promise<ReceivedFrame[]> {
  return new Promise((resolve) => {
    const heard: ReceivedFrame[] = [];
    const stop = port.onFrame((one) => {
      heard.push(one);
      if (heard.length < count) return;
      stop();
      resolve(heard);
    });
  });
}

const nextState = (port: Port, wanted: PortState): Promise<void> =>
  new Promise((resolve) => {
    const stop = port.onState((state) => {
      if (state !== wanted) return;
      stop();
      resolve();
    });
  });

/** Frames as they are compared: no matter which kind of array holds them. */
const octetsOf = (frames: readonly { readonly octets: Uint8Array }[]) => frames.map(({ octets }) => [...octets]);

function refuses(action: () => void, fault: LinkFault): void {
  assert.throws(action, (error) => {
    assert(error instanceof LinkError, `a LinkError expected, found ${error}`);
    assert.equal(error.fault, fault);
    return true;
  });
}

export const portFacts: readonly PortFact[] = [
  {
    fact: "it has a name and an address, is up, and has lost nothing",
    async holds({ a, b }) {
      for (const port of [a, b]) {
        assert.notEqual(port.name, "");
        assert.match(port.mac, /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
        assert.equal(port.state, "up");
        assert.equal(port.lost, 0);
      }
      assert.notEqual(a.mac, b.mac);
    },
  },
  {
    fact: "frames of any length arrive octet for octet, in order, both ways",
    async holds({ a, b, longest, until }) {
      const lengths = [SHORTEST, 61, 64, 127, 128, 129, 1000, longest - 1, longest];
      const there = lengths.map((length, i) => frame(length, i));
      const back = lengths.map((length, i) => frame(length, 100 + i));
      const heard = [next(b, there.length), next(a, back.length)];
      for (const [i, one] of there.entries()) {
        a.send(one);
        b.send(back[i] as Uint8Array);
      }
      const [atB = [], atA = []] = await until(Promise.all(heard));
      assert.deepEqual(
        octetsOf(atB),
        there.map((one) => [...one]),
      );
      assert.deepEqual(
        octetsOf(atA),
        back.map((one) => [...one]),
      );
    },
  },
  {
    fact: "a frame with a VLAN tag keeps it, and may be longer by it",
    async holds({ a, b, longest, until }) {
      const sent = [80, longest + TAG.length].map((length) => frame(length, length, [...HEADER, ...TAG, ...TYPE]));
      const heard = next(b, sent.length);
      for (const one of sent) a.send(one);
      assert.deepEqual(
        octetsOf(await until(heard)),
        sent.map((one) => [...one]),
      );
    },
  },
  {
    fact: "nobody hears himself",
    async holds({ a, b, until }) {
      const heard = next(a, 1);
      const arrived = next(b, 1);
      a.send(frame(SHORTEST, 1));
      await until(arrived);
      b.send(frame(SHORTEST, 2));
      const [first] = await until(heard);
      assert.deepEqual([...(first?.octets ?? [])], [...frame(SHORTEST, 2)]);
      assert.equal(first?.isOutgoing, undefined);
    },
  },
  {
    fact: "a short frame is padded with zeros",
    async holds({ a, b, until }) {
      const heard = next(b, 2);
      a.send(frame(14, 1));
      a.send(frame(59, 2));
      const [bare, almost] = await until(heard);
      assert.deepEqual([...(bare?.octets ?? [])], [...frame(14, 1), ...new Array<number>(SHORTEST - 14).fill(0)]);
      assert.deepEqual([...(almost?.octets ?? [])], [...frame(59, 2), 0]);
    },
  },
  {
    fact: "what is no frame, or too long, is refused, and the port goes on",
    async holds({ a, b, longest, until }) {
      const heard = next(b, 1);
      for (const length of [0, 1, 13, longest + 1, longest + 100, 70_000])
        refuses(() => a.send(frame(length, length)), "bad frame");
      assert.equal(a.state, "up");
      a.send(frame(SHORTEST, 1));
      assert.deepEqual(octetsOf(await until(heard)), [[...frame(SHORTEST, 1)]]);
    },
  },
  {
    fact: "who sends may use his octets again, and what is heard stays as it is",
    async holds({ a, b, until }) {
      const heard = next(b, 2);
      const mine = frame(SHORTEST, 1);
      a.send(mine);
      mine.fill(0xaa, 20);
      a.send(mine);
      const [first, second] = await until(heard);
      assert.deepEqual([...(first?.octets ?? [])], [...frame(SHORTEST, 1)]);
      assert.deepEqual([...(second?.octets ?? [])], [...mine]);
    },
  },
  {
    fact: "times never go back",
    async holds({ a, b, until }) {
      const times: Timestamp[] = [];
      for (let i = 0; i < 5; i++) {
        const heard = next(b, 1);
        a.send(frame(SHORTEST, i));
        for (const { time } of await until(heard)) times.push(time);
      }
      assert.deepEqual(times, [...times].sort(compareTimes));
      for (const { nanoseconds } of times) assert(nanoseconds >= 0 && nanoseconds < 1e9);
    },
  },
  {
    fact: "all who listen are told, and nobody who has stopped",
    async holds({ a, b, until }) {
      const told: string[] = [];
      b.onFrame(() => told.push("first"));
      const stop = b.onFrame(() => {
        told.push("second");
        stop();
      });
      for (const seed of [1, 2]) {
        const heard = next(b, 1);
        a.send(frame(SHORTEST, seed));
        await until(heard);
      }
      assert.deepEqual(told, ["first", "second", "first"]);
    },
  },
  {
    fact: "a pulled cable is told once, refuses frames, and works when it is back",
    async holds({ a, b, until, connect }) {
      const told: PortState[] = [];
      a.onState((state) => told.push(state));

      const down = Promise.all([nextState(a, "down"), nextState(b, "down")]);
      connect(false);
      await until(down);
      refuses(() => a.send(frame(SHORTEST, 1)), "interface down");
      assert.equal(a.state, "down");
      const up = Promise.all([nextState(a, "up"), nextState(b, "up")]);
      connect(true);
      await until(up);
      const heard = [next(a, 1), next(b, 1)];
      a.send(frame(SHORTEST, 2));
      b.send(frame(SHORTEST, 3));

      assert.deepEqual((await until(Promise.all(heard))).map(octetsOf), [
        [[...frame(SHORTEST, 3)]],
        [[...frame(SHORTEST, 2)]],
      ]);
      assert.deepEqual(told, ["down", "up"]);
    },
  },
  {
    fact: "closing while frames come ends them at once; closing twice is harmless; the other end goes on",
    async holds({ a, b, until, settle }) {
      let heard = 0;
      const closed = new Promise<void>((resolve) => {
        b.onFrame(() => {
          if (++heard < 3) return;
          b.close();
          resolve();
        });
      });
      for (let i = 0; i < 20; i++) a.send(frame(SHORTEST, i));
      await until(closed);
      b.close();

      assert.equal(b.state, "gone");
      refuses(() => b.send(frame(SHORTEST, 1)), "interface down");
      a.send(frame(SHORTEST, 1));
      await settle();
      assert.equal(heard, 3);
      assert.equal(a.state, "up");
    },
  },
];
