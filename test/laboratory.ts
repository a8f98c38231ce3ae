/**
 * Network namespaces of Linux, joined by cables in memory (veth pairs), and programs that run in them. Tests take theirs
 * from `namespaces.ts`, which ends them with the test.
 *
 * @module
 */

import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { threadId } from "node:worker_threads";
import { systemClock } from "../src/base/clock.ts";
import { type OpenPortOptions, openPort } from "../src/link/open-port.ts";
import type { Port } from "../src/link/port.ts";
import { type Running, running } from "./running.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Runs what follows as the user and group without rights. */
const AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

export interface StartOptions {
  /** Runs it as a user who may do nothing. */
  readonly isNobody?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Namespace {
  readonly name: string;
  /** `ip …` in it, to its end. */
  readonly ip: (...args: string[]) => string;
  /** Starts a program in it. */
  readonly start: (command: readonly string[], options?: StartOptions) => Running;
  /** Starts Node on a TypeScript file, its path from the root of the repository. */
  readonly node: (script: string, ...args: string[]) => Running;
}

/** One plug of a cable. */
export interface Plug {
  /** Where it is; in the namespace of the tests themselves without it. */
  readonly in?: Namespace;
  /** At most fifteen characters; a name for the namespace of the tests comes from `freeName`. */
  readonly name: string;
  readonly mac?: string;
  /**
   * It has a link-local address, which holds at once. Without it nothing goes over the cable but what the test sends;
   * with it neighbours are discovered and groups are joined, as everywhere.
   */
  readonly hasIpv6?: boolean;
}

export interface Laboratory {
  readonly namespace: (label: string) => Namespace;
  /** Both plugs are switched on, and find each other. */
  readonly join: (one: Plug, other: Plug) => void;
  /** A name for an interface beside all others in the namespace of the tests. */
  readonly freeName: () => string;
  /** Opens an interface in the namespace of the tests. The port is closed with the laboratory. */
  readonly open: (name: string, options?: Partial<OpenPortOptions>) => Promise<Port>;
  readonly [Symbol.dispose]: () => void;
}

const ip = (...args: string[]): string =>
  execFileSync("ip", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const quietly = (action: () => void) => {
  try {
    action();
  } catch {
    // It is gone already.
  }
};

/** Begin the names of all that is made here; the process that made it follows. */
const NAMESPACE = "plugtalk";
const INTERFACE = "pt";
let made = 0;
/** Short, because fifteen characters are all that an interface may have; the tests run in several threads. */
const unique = () => [process.pid, threadId, made++].map((number) => number.toString(36)).join(".");

let tried: { readonly needed?: string } | undefined;

/** What is needed for namespaces and not here; undefined where they work. */
export function neededForNamespaces(): string | undefined {
  tried ??= attempt();
  return tried.needed;
}

function attempt(): { readonly needed?: string } {
  if (process.platform !== "linux") return { needed: "Linux" };
  if (process.getuid?.() !== 0) return { needed: "root" };
  try {
    sweep();
    using lab = laboratory();
    lab.join({ in: lab.namespace("try"), name: "try0" }, { name: lab.freeName() });
    return {};
  } catch (error) {
    // Only what `ip` refuses is a lack of this machine.
    if (!(error instanceof Error && "status" in error)) throw error;
    return { needed: `\`ip netns\` and veth pairs (${error.message.trim().split("\n").at(-1)})` };
  }
}

/** Whether programs of the repository can be run by a user without rights. */
export function nobodyCanRead(): boolean {
  const [command = "", ...args] = [...AS_NOBODY, "test", "-r", `${root}/package.json`];
  return spawnSync(command, args).status === 0;
}

export function laboratory(): Laboratory {
  const namespaces: string[] = [];
  const interfaces: string[] = [];
  const children = new Set<ChildProcess>();
  const ports: Port[] = [];

  let isOver = false;
  const dispose = () => {
    if (isOver) return;
    isOver = true;
    process.removeListener("exit", dispose);
    for (const port of ports) port.close();
    for (const child of children) child.kill("SIGKILL");
    // A cable vanishes with its first end, but a namespace lives on while a program in it has not quite ended.
    for (const one of interfaces) quietly(() => ip("link", "del", one));
    for (const name of namespaces) quietly(() => ip("netns", "del", name));
  };
  process.on("exit", dispose);

  const start = (namespace: string, command: readonly string[], { isNobody = false, env }: StartOptions): Running => {
    const child = spawn("ip", ["netns", "exec", namespace, ...(isNobody ? AS_NOBODY : []), ...command], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    children.add(child);
    return running(child, command);
  };

  return {
    namespace(label) {
      const name = `${NAMESPACE}-${unique()}-${label}`;
      ip("netns", "add", name);
      namespaces.push(name);
      ip("-n", name, "link", "set", "lo", "up");
      return {
        name,
        ip: (...args) => ip("-n", name, ...args),
        start: (command, options = {}) => start(name, command, options),
        node: (script, ...args) => start(name, [process.execPath, "--import", "tsx", script, ...args], {}),
      };
    },
    join(one, other) {
      const words = ({ in: namespace, name, mac }: Plug) => [
        ...["name", name],
        ...(namespace ? ["netns", namespace.name] : []),
        ...(mac === undefined ? [] : ["address", mac]),
      ];
      ip("link", "add", ...words(one), "type", "veth", "peer", ...words(other));
      // Those in namespaces vanish with them.
      for (const { in: namespace, name } of [one, other]) if (!namespace) interfaces.push(name);
      for (const plug of [one, other]) switchOn(plug);
      for (const plug of [one, other]) awaitCarrier(plug);
    },
    freeName,
    async open(name, options) {
      const port = await openPort(name, { clock: systemClock, ...options });
      // A test that was given up goes on.
      if (isOver) port.close();
      else ports.push(port);
      return port;
    },
    [Symbol.dispose]: dispose,
  };
}

function freeName(): string {
  return `${INTERFACE}${unique()}`;
}

/** So often the kernel is asked; each time takes some milliseconds. */
const MOST_LOOKS = 2000;

/** The kernel finds the other end in its own time, which takes up to a second on a busy machine. */
function awaitCarrier({ in: namespace, name }: Plug): void {
  const inside = namespace ? ["-n", namespace.name] : [];
  for (let look = 0; look < MOST_LOOKS; look++)
    if (ip(...inside, "-o", "link", "show", "dev", name).includes("state UP")) return;
  throw new Error(`Cannot join ${name}: its carrier does not come up`);
}

function switchOn({ in: namespace, name, hasIpv6 = false }: Plug): void {
  const inside = namespace ? ["ip", "netns", "exec", namespace.name] : [];
  // An address is ready at once, rather than after asking for a second whether somebody else has it.
  const addressing = hasIpv6
    ? `echo 0 > /proc/sys/net/ipv6/conf/${name}/accept_dad`
    : `ip link set dev ${name} addrgenmode none`;
  const [command = "", ...args] = [...inside, "sh", "-c", `${addressing} && ip link set dev ${name} up`];
  execFileSync(command, args, { stdio: ["ignore", "pipe", "pipe"] });
}

/** Takes down what was left behind by tests that were killed. */
function sweep(): void {
  const isLeft = (name: string, beginning: string): boolean => {
    const pid = new RegExp(`^${beginning}([0-9a-z]+)\\.`).exec(name)?.[1];
    return pid !== undefined && !existsSync(`/proc/${Number.parseInt(pid, 36)}`);
  };
  for (const line of ip("netns", "list").split("\n")) {
    const [name = ""] = line.split(" ");
    if (!isLeft(name, `${NAMESPACE}-`)) continue;
    for (const pid of ip("netns", "pids", name).split("\n").filter(Boolean))
      quietly(() => process.kill(Number(pid), "SIGKILL"));
    quietly(() => ip("netns", "del", name));
  }
  for (const line of ip("-o", "link", "show", "type", "veth").split("\n")) {
    const name = /^\d+: ([^@:]+)/.exec(line)?.[1] ?? "";
    if (isLeft(name, INTERFACE)) quietly(() => ip("link", "del", name));
  }
}
