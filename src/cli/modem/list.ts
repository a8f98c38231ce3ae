/**
 * `plugtalk modem list | info`: which adapters there are, and what they are.
 *
 * @module
 */

import type { Command } from "commander";
import type { FoundAdapter } from "../../app/adapters.ts";
import { type AdapterWords, describe, inform } from "../../modem/describe.ts";
import { nobodyAnswers } from "../../modem/discovery.ts";
import {
  type AdapterOptions,
  adapterCommand,
  say,
  sayJson,
  tableLines,
  withAdapter,
  withAdapters,
} from "./adapter-command.ts";

export const listCommand = (): Command =>
  adapterCommand("list", "List all adapters, here and over the power line: chip, firmware, part, link.").action(list);

export const infoCommand = (): Command =>
  adapterCommand("info", "Tell everything that an adapter says of itself, but its keys.").action(info);

async function list(options: AdapterOptions): Promise<void> {
  await withAdapters(options, async ({ found, interfaces, deskFor }) => {
    if (found.length === 0) throw nobodyAnswers(interfaces);
    const all: (FoundAdapter & AdapterWords)[] = [];
    for (const adapter of found) all.push({ ...adapter, ...(await describe(deskFor(adapter))) });
    if (options.json) {
      for (const one of all) sayJson(one);
      return;
    }
    const rows = all.map((one) => [
      one.interface,
      one.mac,
      one.isLocal ? "here" : "remote",
      one.chip,
      one.role ?? "-",
      linkWords(one.isLinked),
      one.firmware,
    ]);
    const head = ["interface", "address", "where", "chip", "role", "link", "firmware"];
    for (const line of tableLines([head, ...rows])) say(line);
    for (const { mac, advice } of all)
      for (const { level, words } of advice) say(`${mac}: ${level === "bad" ? "BAD: " : ""}${words}`);
  });
}

const linkWords = (isLinked: boolean | undefined) => (isLinked === undefined ? "-" : isLinked ? "up" : "none");

const ROLES: Readonly<Record<string, string>> = {
  evse: "a charger's (evse)",
  pev: "a car's (pev)",
  none: "none: an ordinary adapter; `plugtalk modem setup` gives it one",
  contradictory: "contradictory: its settings do not suit each other; `plugtalk modem setup` mends them",
};

async function info(options: AdapterOptions): Promise<void> {
  await withAdapter(options, async (desk) => {
    const all = await inform(desk);
    if (options.json) {
      sayJson(all);
      return;
    }
    const rows: (readonly [string, string | undefined])[] = [
      ["Address", `${all.mac}${all.isLocal ? "" : " (over the power line)"}`],
      ["Chip", `${all.chip} (${all.vendor})`],
      ["Firmware", all.firmware],
      ["Built", all.build],
      ["Parameters", all.parameters],
      ["Flash", all.flash === undefined ? undefined : all.flash === 0 ? "none" : `${all.flash / 1024} KiB`],
      ["Role", all.role && ROLES[all.role]],
      ["Link", all.isLinked === undefined ? "not known" : all.isLinked ? "up" : "none: alone in its network"],
      ["NID", all.nid],
      ["Maker's name", all.manufacturerName],
      ["Own name", all.userName],
      ["Network's name", all.networkName],
    ];
    for (const line of tableLines(rows.filter((row): row is readonly [string, string] => Boolean(row[1])))) say(line);
    for (const { level, words } of all.advice) say(`${level === "bad" ? "BAD" : "Note"}: ${words}`);
  });
}
