/**
 * What a user can do who may not send and hear raw frames.
 *
 * @module
 */

import { userInfo } from "node:os";

export interface Caller {
  readonly platform: NodeJS.Platform;
  /** The program and its arguments, as they were called. */
  readonly command: readonly string[];
  readonly user: string;
}

function thisCaller(): Caller {
  let user = "this user";
  try {
    user = userInfo().username;
  } catch {
    // In containers a user may have no name.
  }
  return { platform: process.platform, command: [process.execPath, ...process.argv.slice(1)], user };
}

/** Several lines: what is missing, and each command that grants it. */
export function howToPermit({ platform, command, user }: Caller = thisCaller()): string {
  const [node = "node", ...rest] = command.map(quoted);
  if (platform === "win32")
    return `${user} may not capture. Run this in a terminal that was opened "as administrator", or install Npcap again without "Restrict Npcap driver's access to Administrators only".`;
  const once = `  sudo ${[node, ...rest].join(" ")}`;
  if (platform !== "linux")
    return `${user} may not read /dev/bpf*. Either of these grants it:
${once}
  sudo chown ${quoted(user)} /dev/bpf*    (until the next start; the ChmodBPF of Wireshark does it for good)`;
  return `it needs the capability CAP_NET_RAW, which ${user} has not got. Each of these grants it:
${once}
  cp ${node} ~/plugtalk-node && sudo setcap cap_net_raw+ep ~/plugtalk-node && ~/plugtalk-node ${rest.join(" ")}
      (a copy, because what is granted to node itself is granted to every script)
  AmbientCapabilities=CAP_NET_RAW    (in the [Service] section of a systemd unit)`;
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
