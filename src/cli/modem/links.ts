/**
 * `plugtalk modem stats | rates | tonemap`: how an adapter's links do.
 *
 * @module
 */

import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import type { Desk } from "../../modem/asking.ts";
import {
  afterCoding,
  countsOf,
  type DirectionCounts,
  networksOf,
  type Peer,
  peersOf,
  toneMapsOf,
} from "../../modem/links.ts";
import { meanOf, plotSvg, plotText, rateOf } from "../../modem/tone-plot.ts";
import { UserError } from "../exit.ts";
import { type AdapterOptions, adapterCommand, mac, say, sayJson, tableLines, withAdapter } from "./adapter-command.ts";

interface LinkOptions extends AdapterOptions {
  readonly peer?: string;
  readonly clear?: boolean;
  readonly receives?: boolean;
  readonly svg?: string;
}

const linkCommand = (name: string, description: string): Command =>
  adapterCommand(name, description).option("--peer <address>", "one of its partners (all)", mac);

export const statsCommand = (): Command =>
  linkCommand("stats", "What it has counted to and from each partner: bursts and blocks, and those lost.")
    .option("--clear", "count anew afterwards")
    .action(stats);

export const ratesCommand = (): Command =>
  adapterCommand("rates", "Its network: who is in it, and how fast.").action(rates);

export const tonemapCommand = (): Command =>
  linkCommand("tonemap", "How many bits each carrier bears, to each partner.")
    .option("--receives", "from each partner, instead of to it")
    .option("--svg <file>", "also as a picture")
    .action(tonemap);

async function partners(desk: Desk, { peer }: LinkOptions): Promise<readonly Peer[]> {
  const all = await peersOf(desk);
  const found = peer === undefined ? all : all.filter((one) => one.mac === peer);
  if (found.length > 0) return found;
  throw new UserError(`${desk.adapter.mac} has no partner ${peer}, only ${all.map((one) => one.mac).join(", ")}`);
}

async function stats(options: LinkOptions): Promise<void> {
  await withAdapter(options, async (desk) => {
    const rows = [["partner", "", "blocks", "lost", "", "bursts", "lost"]];
    for (const { mac: peer } of await partners(desk, options)) {
      const counts = await countsOf(desk, peer, options.clear);
      if (options.json) sayJson({ mac: desk.adapter.mac, peer, ...counts });
      const row = (words: string, { blocks, lostBlocks, bursts, lostBursts }: DirectionCounts) =>
        [peer, words, blocks, lostBlocks, share(lostBlocks, blocks), bursts, lostBursts].map(String);
      rows.push(row("sent", counts.sent), row("received", counts.received));
    }
    if (!options.json) for (const line of tableLines(rows)) say(line);
  });
}

const share = (lost: bigint, well: bigint) =>
  lost + well === 0n ? "-" : `${((100 * Number(lost)) / Number(lost + well)).toFixed(2)} %`;

async function rates(options: AdapterOptions): Promise<void> {
  await withAdapter(options, async (desk) => {
    const networks = await networksOf(desk);
    if (options.json) {
      for (const network of networks) sayJson({ mac: desk.adapter.mac, ...network });
      return;
    }
    if (networks.length === 0) say(`${desk.adapter.mac} is alone: in no network with another.`);
    for (const { nid, coordinator, isCoordinator, stations } of networks) {
      say(`Network ${nid}, coordinated by ${isCoordinator ? "this adapter" : coordinator}`);
      const speed = (raw: number) => `${raw} (${afterCoding(raw).toFixed(0)})`;
      const rows = stations.map(({ mac, host, sends, receives }) => [mac, host ?? "-", speed(sends), speed(receives)]);
      for (const line of tableLines([["partner", "host", "sends", "receives"], ...rows])) say(line);
      say("Mbit/s on the line, and without coding.");
    }
  });
}

async function tonemap(options: LinkOptions): Promise<void> {
  await withAdapter(options, async (desk) => {
    const direction = options.receives ? "receives" : "sends";
    const found = await partners(desk, options);
    for (const [index, { mac: peer }] of found.entries()) {
      const maps = await toneMapsOf(desk, peer, direction);
      const mean = meanOf(maps.slots);
      const title = `${desk.adapter.mac} ${direction} ${direction === "sends" ? "to" : "from"} ${peer}`;
      const rate = rateOf(mean);
      if (options.json) sayJson({ mac: desk.adapter.mac, ...maps, mean, rate });
      else {
        const on = mean.filter((bits) => bits > 0).length;
        say(`${title}: ${on} of ${mean.length} carriers, ${maps.slots.length} slots, ${rate.toFixed(0)} Mbit/s raw`);
        for (const line of plotText(mean, process.stdout.columns ?? 80)) say(line);
      }
      if (options.svg !== undefined) {
        const file = index === 0 ? options.svg : options.svg.replace(/(\.svg)?$/i, `-${index + 1}$1`);
        await writeFile(file, plotSvg(mean, title)).catch((error: Error) => {
          throw new UserError(`Cannot write ${file}: ${error.message}`);
        });
        if (!options.json) say(`The picture is in ${file}`);
      }
    }
  });
}
