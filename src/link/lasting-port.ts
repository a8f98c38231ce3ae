/**
 * A port that outlives its channel: when the interface goes down or away it says so, and when it is back it opens it
 * again. Linux stops waking a socket whose interface went down, and a capture library does so at times, so there is no
 * other way than a new one.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { feed } from "../base/feed.ts";
import type { Backend, Channel, InterfaceLook, ListenOptions } from "./channel.ts";
import { howToSwitchOn } from "./network-interface.ts";
import { LinkError, type Port, type PortState, type ReceivedFrame, sendable } from "./port.ts";

/** Milliseconds between two looks at an interface that is up, in case that the system did not tell of a change. */
const LOOK_AGAIN = 1000;
/** The same while it is not: this is how late a port comes back at most. */
const TRY_AGAIN = 250;
/** Until the interface has been there for the first time. */
const NO_MAC = "00:00:00:00:00:00";

/** Opened at once where the interface is up, later where it is not. @throws {LinkError} where opening it fails. */
export function lastingPort(name: string, backend: Backend, clock: Clock, options: ListenOptions): Port {
  const frames = feed<ReceivedFrame>();
  const states = feed<PortState>();
  let look: InterfaceLook | undefined;
  let mac = NO_MAC;
  let channel: (Channel & { readonly index: number | undefined; readonly since: number }) | undefined;
  let state: PortState = "gone";
  let isClosed = false;
  /** By channels that are closed already. */
  let lostBefore = 0;
  /** Why the last try to open it failed, where it did. */
  let trouble: string | undefined;
  let cancelLook = () => {};

  const drop = () => {
    if (!channel) return;
    channel.close();
    lostBefore += channel.lost();
    channel = undefined;
  };
  const open = (now: InterfaceLook) => {
    const isMine = () => channel === mine;
    const events = {
      frame: (frame: ReceivedFrame) => {
        if (isMine()) frames.tell(frame);
      },
      failed: ({ message }: LinkError) => {
        if (isMine()) failed(message);
      },
    };
    const mine = { ...backend.open(name, options, events), index: now.index, since: clock.now() };
    channel = mine;
    trouble = undefined;
  };
  const failed = (because: string) => {
    const hasLasted = channel !== undefined && clock.now() - channel.since >= TRY_AGAIN;
    drop();
    trouble = because;
    enter(look ? "down" : "gone");
    // One that breaks as soon as it is opened must not be tried without end.
    if (hasLasted) check();
    else lookLater();
  };
  const enter = (now: PortState) => {
    if (now === state || isClosed) return;
    state = now;
    states.tell(now);
  };
  const lookNow = () => {
    look = backend.look(name);
    mac = look?.mac ?? mac;
  };
  const check = () => {
    if (isClosed) return;
    lookNow();
    if (channel && (!look?.isUp || look.index !== channel.index)) {
      drop();
      enter(look ? "down" : "gone");
      // Whoever was told may have closed the port.
      if (isClosed) return;
    }
    if (!channel && look?.isUp) {
      try {
        open(look);
      } catch (error) {
        trouble = error instanceof Error ? error.message : String(error);
      }
    }
    enter(!look ? "gone" : channel && look.hasCarrier ? "up" : "down");
    lookLater();
  };
  const lookLater = () => {
    cancelLook();
    if (!isClosed) cancelLook = clock.after(state === "up" ? LOOK_AGAIN : TRY_AGAIN, check);
  };

  const stopWatching = backend.watch(check);
  try {
    lookNow();
    if (look?.isUp) open(look);
  } catch (error) {
    stopWatching();
    throw error;
  }
  state = !look ? "gone" : channel && look.hasCarrier ? "up" : "down";
  lookLater();

  return {
    name,
    get mac() {
      return mac;
    },
    get state() {
      return state;
    },
    get lost() {
      return lostBefore + (channel?.lost() ?? 0);
    },
    send(octets) {
      if (isClosed || !channel || !look || state !== "up") throw new LinkError(notUp(), "interface down");
      channel.send(sendable(octets, name, look.mtu));
    },
    onFrame: frames.on,
    onState: states.on,
    close() {
      if (isClosed) return;
      isClosed = true;
      state = "gone";
      cancelLook();
      stopWatching();
      drop();
    },
  };

  function notUp(): string {
    if (isClosed) return `Cannot send over ${name}: the port is closed`;
    if (state === "gone" || !look) return `Cannot send over ${name}: there is no such interface at present`;
    if (!look.isUp) return `Cannot send over ${name}: the interface is down${howToSwitchOn(name)}`;
    if (!look.hasCarrier)
      return `Cannot send over ${name}: nothing answers at the other end of its cable. Is the cable plugged in, and the adapter powered?`;
    return `Cannot send over ${name}: it is being opened again${trouble === undefined ? "" : ` (${trouble})`}`;
  }
}
