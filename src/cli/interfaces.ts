/**
 * `plugtalk interfaces`: what `--interface` can name.
 *
 * @module
 */

import { Command } from "commander";
import { isEthernet, listInterfaces } from "../link/interfaces.ts";
import type { NetworkInterface } from "../link/network-interface.ts";
import { LinkError } from "../link/port.ts";
import { UserError } from "./exit.ts";
import { output } from "./output.ts";

interface Options {
  readonly json?: boolean;
  readonly all?: boolean;
}

export function interfacesCommand(): Command {
  return new Command("interfaces")
    .description("List the network interfaces that a powerline adapter can be behind, each with its state.")
    .option("--json", "one JSON object a line")
    .option("-a, --all", "also those that do not carry Ethernet frames, as loopback and tunnels")
    .exitOverride()
    .action(tellInterfaces);
}

async function tellInterfaces({ json = false, all = false }: Options): Promise<void> {
  const interfaces = (await found()).filter((one) => all || isEthernet(one));
  if (interfaces.length === 0 && !json)
    throw new UserError("There is no network interface that carries Ethernet frames; --all shows the others.");
  const out = output();
  const lines = json ? interfaces.map((one) => JSON.stringify(one)) : table(interfaces);
  for (const line of lines) out.line(line);
  await out.flush();
}

async function found(): Promise<readonly NetworkInterface[]> {
  try {
    return await listInterfaces();
  } catch (error) {
    throw error instanceof LinkError ? new UserError(error.message) : error;
  }
}

function table(interfaces: readonly NetworkInterface[]): string[] {
  const rows = interfaces.map(({ name, kind, state, mac, linkLocal, driver, description }) => [
    name,
    kind,
    state,
    mac || "-",
    linkLocal.join(" ") || "-",
    [driver, description].filter(Boolean).join(", ") || "-",
  ]);
  const all = [["name", "kind", "state", "address", "IPv6 on this cable", "driver"], ...rows];
  const widths = all.reduce((most, row) => row.map((cell, i) => Math.max(cell.length, most[i] ?? 0)), [] as number[]);
  return all.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
