/**
 * Wireshark on the command line, where it is installed: another opinion on what we write.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { describe, test } from "vitest";

export const hasTshark = spawnSync("tshark", ["--version"]).status === 0;

/** `describe` for tests that need tshark: where it is missing, one skipped test says so. */
export function describeTshark(name: string, body: () => void): void {
  if (hasTshark) describe(name, body);
  else describe(name, () => test.skip("needs tshark, which is not installed here", () => {}));
}

/** The lines that it prints of a file. */
export function tshark(file: string, args: readonly string[]): string[] {
  const { stdout, status, stderr } = spawnSync("tshark", ["-n", "-r", file, ...args], { maxBuffer: 2 ** 30 });
  // It warns of running as root, and of files that are cut.
  if (status !== 0 && stdout.length === 0) throw new Error(stderr.toString());
  return stdout.toString().split("\n").filter(Boolean);
}

/** The numbers of frames with a wrong checksum, of whatever protocol. */
export const wrongChecksums = (file: string): string[] =>
  tshark(file, [
    ...["ip", "tcp", "udp"].flatMap((protocol) => ["-o", `${protocol}.check_checksum:TRUE`]),
    "-Y",
    ["ip", "tcp", "udp", "icmp", "icmpv6"].map((protocol) => `${protocol}.checksum.status=="Bad"`).join(" || "),
    "-T",
    "fields",
    "-e",
    "frame.number",
  ]);

/** What the two sides of the first TLS connection say, in hex, once Wireshark has opened it. */
export const tlsContent = (file: string): string =>
  tshark(file, ["-q", "-z", "follow,tls,raw,0"])
    .filter((line) => /^\t?[0-9a-f]+$/.test(line))
    .map((line) => line.trim())
    .join("");
