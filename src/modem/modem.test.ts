import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AtDesk, modemDesk } from "../../test/modem-desk.ts";
import { toHex } from "../base/hex.ts";
import { nidOf } from "../messages/homeplug/keys.ts";
import { sampleFirmware } from "../simulator/modem-firmware.ts";
import type { SimulatedModemOptions } from "../simulator/simulated-modem.ts";
import { adviceOf } from "./adapter.ts";
import type { Desk } from "./asking.ts";
import { boot } from "./boot.ts";
import { describe as describeAdapter, inform } from "./describe.ts";
import { chosen, findAdapters } from "./discovery.ts";
import { readKeys, setKeys, setRemoteKey } from "./keys.ts";
import { countsOf, networksOf, peersOf, toneMapsOf } from "./links.ts";
import { getField, setFields } from "./pib/pib.ts";
import { roleOf } from "./pib/roles.ts";
import { samplePib } from "./pib/sample.ts";
import { readParameters } from "./read-parameters.ts";
import { factoryDefaults, waitUntilBack } from "./restart.ts";
import { type JobOptions, replace, restore, setUp } from "./setup.ts";
import { sniffer } from "./sniffing.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plugtalk-backups-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

let jobs = 0;
/** Each job of its own moment, as real ones. */
const job = (more: Partial<JobOptions> = {}): JobOptions => ({
  at: new Date(1_760_000_000_000 + 1000 * jobs++),
  backups: folder,
  session: 77,
  ...more,
});

/** An adapter that was found, and the way to it. */
async function found(options: Partial<SimulatedModemOptions> = {}, lab = modemDesk()) {
  const at = lab.plug({ seed: 100 + jobs++, ...options });
  const desk = await deskAt(lab, at);
  return { ...lab, ...at, desk, until: lab.clock.until };
}
async function deskAt(lab: ReturnType<typeof modemDesk>, { host }: AtDesk): Promise<Desk> {
  const adapters = await lab.clock.until(findAdapters(host, lab.run));
  return { station: host, adapter: chosen(adapters, ["test"]), run: lab.run };
}

describe("looking for adapters", () => {
  test("those at this end and those beyond the line are told apart", async () => {
    const lab = modemDesk();
    const near = lab.plug({ chip: "QCA7420" });
    const far = lab.plug({ chip: "QCA7005" });

    expect(await lab.clock.until(findAdapters(near.host, lab.run))).toMatchObject([
      {
        mac: near.modem.mac,
        isLocal: true,
        chip: "QCA7420",
        generation: "newer",
        firmware: "MAC-QCA7420-1.4.0.20-00-20171027-CS",
      },
      { mac: far.modem.mac, isLocal: false, chip: "QCA7005" },
    ]);
  });

  test("nobody answers: what was asked, and what to check", async () => {
    const { clock, host, run, wire } = { ...modemDesk(), ...modemDesk().plug() };
    wire.connect(true);

    const adapters = await clock.until(findAdapters({ ...host, gather: async () => [] }, run));

    expect(() => chosen(adapters, ["eth1"])).toThrow("No adapter answers on eth1. Asked for their version");
  });

  test("of two at this end one has to be named", () => {
    const one = { mac: "02:00:00:00:00:01", isLocal: true, vendor: "Qualcomm", chip: "QCA7005" } as const;
    const common = { firmware: "F", generation: "newer", isInBootLoader: false } as const;
    const adapters = [1, 2].map((last) => ({ ...one, ...common, mac: `02:00:00:00:00:0${last}` }));

    expect(() => chosen(adapters, ["eth1"])).toThrow("Which one? 2 adapters answer");
    expect(chosen(adapters, ["eth1"], "02:00:00:00:00:02").mac).toBe("02:00:00:00:00:02");
    expect(() => chosen(adapters, ["eth1"], "02:00:00:00:00:09")).toThrow("There is no adapter 02:00:00:00:00:09");
  });

  test("firmware and chips that are known to fail are said", () => {
    const level = (chip: string, firmware: string) => adviceOf({ chip, firmware }).map((advice) => advice.level);

    expect(level("QCA7420", "MAC-QCA7420-1.1.0.844-01-20120919-FINAL")).toContain("bad");
    expect(level("QCA7420", "MAC-QCA7420-1.4.0.20-00-20171027-CS")).toEqual(["note"]);
    expect(level("QCA7500", "MAC-QCA7500-2.8.0.30")).toEqual(["bad"]);
    expect(level("QCA7005", "MAC-QCA7005-1.1.0.730-04-20140815-CS")).toEqual([]);
  });

  test("an adapter says its part, its names and its flash", async () => {
    const { desk, until } = await found({ role: "pev" });

    expect(await until(describeAdapter(desk))).toEqual({ role: "pev", isLinked: false, advice: [] });
    expect(await until(inform(desk))).toMatchObject({ userName: "PEV", flash: 0x20_0000, build: "20140815 CS" });
  });
});

describe.each(["QCA7005", "QCA7420", "INT6400", "AR7400"] as const)("the parameters of %s", (chip) => {
  test("are read as they are", async () => {
    const { desk, modem, until } = await found({ chip });
    const told: number[] = [];

    const octets = await until(readParameters(desk, { onProgress: (done) => told.push(done) }));

    expect(toHex(octets)).toBe(toHex(modem.state.pib));
    expect(told.at(-1)).toBe(octets.length);
  });

  test("are written, kept over a restart, and given back by restore", async () => {
    const { desk, modem, until } = await found({ chip });
    const before = modem.state.pib;
    const young = setFields(before, { UserHFID: "young" });

    const { outcome, backup, changes } = await until(replace(desk, young, job()));

    expect(outcome).toBe("written");
    expect(changes.map(({ name }) => name)).toContain("UserHFID");
    expect(toHex(readFileSync(backup))).toBe(toHex(before));
    expect(statSync(backup).mode & 0o077).toBe(0);
    expect(toHex(modem.state.pib)).toBe(toHex(young));
    await until(restore(desk, undefined, job()));
    expect(toHex(modem.state.flash)).toBe(toHex(before));
  });
});

describe("set up", () => {
  test.each(["evse", "pev"] as const)(
    "as %s in one go, with a copy on disk before anything is written",
    async (role) => {
      const { desk, modem, until } = await found({ chip: "QCA7420" });
      const before = toHex(modem.state.pib);
      const steps: string[] = [];

      const { backup } = await until(setUp(desk, role, job({ onStep: (step) => steps.push(step) })));

      expect(steps).toEqual(["read", "backed up", "written", "committed", "restarted", "verified"]);
      expect(roleOf(modem.state.pib)).toBe(role);
      expect(toHex(readFileSync(backup))).toBe(before);
    },
  );

  test("twice changes nothing the second time", async () => {
    const { desk, until } = await found();
    await until(setUp(desk, "evse", job()));

    expect(await until(setUp(desk, "evse", job()))).toMatchObject({ outcome: "nothing to do" });
  });

  test("of an older chip is not needed, which is said", async () => {
    const { desk, until } = await found({ chip: "INT6400" });

    await expect(until(setUp(desk, "evse", job()))).rejects.toThrow("it passes all messages of matching on as it is");
  });

  test("does nothing where it is not wanted", async () => {
    const { desk, modem, until } = await found();
    const before = modem.state.flash;

    expect(await until(setUp(desk, "evse", job({ confirm: async () => false })))).toMatchObject({
      outcome: "not wanted",
    });
    expect(modem.state.flash).toBe(before);
  });

  test("writes nothing where no copy can be kept", async () => {
    const { desk, modem, until } = await found();
    const before = modem.state.flash;

    const failing = until(setUp(desk, "evse", job({ backups: "/dev/null/no-such" })));

    await expect(failing).rejects.toThrow("Cannot keep a copy of the parameters, so nothing is written");
    expect(modem.state.flash).toBe(before);
  });
});

describe("writing refuses", () => {
  const cases: readonly [string, (own: Uint8Array) => Uint8Array, string][] = [
    [
      "a block of another chip",
      () => samplePib("QCA7420", 1),
      "the block is made for QCA7420, and the device is a QCA7005",
    ],
    ["one that is cut", (own) => own.slice(0, 5000), "the file ends after"],
    [
      "one that does not add up",
      (own) => own.map((octet, i) => (i === 4000 ? octet ^ 1 : octet)),
      "the checksum of the image",
    ],
    ["another device's", (own) => setFields(own, { MAC: "02:00:00:00:00:99" }), "MAC is not the device's own"],
    ["what is no block", () => new Uint8Array(100), "a chain of images (01000100...) or a version header"],
  ];
  test.each(cases)("%s, and writes nothing", async (_, make, words) => {
    const { desk, modem, until } = await found();
    const before = modem.state.flash;

    await expect(until(replace(desk, make(modem.state.pib), job()))).rejects.toThrow(words);
    expect(modem.state.flash).toBe(before);
  });

  test("another device's unless forced", async () => {
    const { desk, modem, until } = await found();
    const other = setFields(modem.state.pib, { ManufacturerHFID: "Somebody else" });

    await until(replace(desk, other, job({ isForced: true })));

    expect(getField(modem.state.pib, "ManufacturerHFID")).toBe("Somebody else");
  });
});

describe("an adapter that vanishes while it is written", () => {
  /** Does something when so many octets were written, once. */
  const at = (octets: number, action: () => void) => {
    let isDone = false;
    return (what: string, done: number) => {
      if (what !== "writing" || done < octets || isDone) return;
      isDone = true;
      action();
    };
  };

  test("for good: the copy is named, and that nothing was committed", async () => {
    const { desk, wire, until } = await found();

    const failing = until(setUp(desk, "evse", job({ onProgress: at(4000, () => wire.connect(false)) })));

    await expect(failing).rejects.toMatchObject({ fault: "vanished", backup: expect.stringContaining(folder) });
    await expect(failing).rejects.toThrow(
      /It still has what it had before: nothing was committed. What it had before is in .*pib/,
    );
  });

  test("for some seconds: the writing goes on", async () => {
    const { clock, desk, modem, wire, until } = await found();
    const pull = () => {
      wire.connect(false);
      clock.after(9000, () => wire.connect(true));
    };
    let silences = 0;

    await until(setUp(desk, "evse", job({ onProgress: at(4000, pull), onSilence: () => silences++ })));

    expect(silences).toBeGreaterThan(1);
    expect(roleOf(modem.state.pib)).toBe("evse");
  });

  test("and has forgotten all about it: the writing begins anew", async () => {
    const { desk, modem, until } = await found();

    await until(setUp(desk, "evse", job({ onProgress: at(4000, () => modem.state.reset()) })));

    expect(roleOf(modem.state.pib)).toBe("evse");
  });

  test("its answer alone is lost: the part is not written twice", async () => {
    const { desk, modem, until } = await found();
    let lost = 0;
    const forgetful: Desk = {
      ...desk,
      station: {
        ...desk.station,
        ask: (question, value, to, answer, limit, run, passes) =>
          desk.station.ask(question, value, to, answer, limit, run, (message) => {
            const operation = (message.value as { Operations?: { Operation?: number }[] }).Operations?.[0]?.Operation;
            if (operation === 0x11 && lost++ === 2) return false;
            return passes?.(message) ?? true;
          }),
      },
    };

    await until(setUp(forgetful, "evse", job()));

    expect(lost).toBeGreaterThan(3);
    expect(roleOf(modem.state.pib)).toBe("evse");
  });
});

test("an adapter that gives no whole block is not believed", async () => {
  const { desk, modem, until } = await found();
  modem.state.pib = modem.state.pib.slice(0, 3000);

  await expect(until(setUp(desk, "evse", job()))).rejects.toThrow(/what .* gives is no whole block/);
});

test("the factory's state comes back, and the adapter with it", async () => {
  const { desk, modem, until } = await found();
  const factory = toHex(modem.state.factory);
  await until(setUp(desk, "evse", job()));

  await until(factoryDefaults(desk));
  expect(await until(waitUntilBack(desk))).toBe("MAC-QCA7005-1.1.0.730-04-20140815-CS");

  expect(toHex(modem.state.pib)).toBe(factory);
});

describe("keys", () => {
  const nmk = "8f1af3ebd67252be4a8195c96e7b5fb0";

  test("are set as the standard has it, and read back", async () => {
    const { desk, modem, until, random } = await found();

    expect(await until(setKeys(desk, { nmk, nid: nidOf(nmk) }, random))).toBe(true);

    expect(modem.state.nmk()).toBe(nmk);
    expect(await until(readKeys(desk, random))).toEqual({ nmk, nid: "65188c71e87d0d" });
  });

  test("of another adapter are set through this one, with its own key", async () => {
    const lab = modemDesk();
    const far = lab.plug();
    const { desk, until } = await found({}, lab);
    const dak = getField(far.modem.state.pib, "DAK");

    await expect(until(setRemoteKey(desk, nmk, { mac: far.modem.mac, dak: "00".repeat(16) }))).rejects.toThrow(
      "could not decrypt",
    );
    await until(setRemoteKey(desk, nmk, { mac: far.modem.mac, dak }));

    expect(far.modem.state.nmk()).toBe(nmk);
  });
});

describe.each(["QCA7420", "INT6400"] as const)("the links of %s", (chip) => {
  test("are told with their rates, counts and tone maps", async () => {
    const lab = modemDesk();
    const far = lab.plug({ chip });
    const { desk, until } = await found({ chip }, lab);

    const [network] = await until(networksOf(desk));
    const [peer] = await until(peersOf(desk));
    const { slots } = await until(toneMapsOf(desk, far.modem.mac, "sends"));

    expect(network?.stations).toEqual([peer]);
    expect(peer?.mac).toBe(far.modem.mac);
    expect(peer?.sends).toBeGreaterThan(50);
    expect(slots).toHaveLength(6);
    expect((await until(countsOf(desk, far.modem.mac))).received.bursts).toBeGreaterThan(0n);
  });

  test("alone it has none, and what to check is said", async () => {
    const { desk, until } = await found({ chip });

    await expect(until(peersOf(desk))).rejects.toThrow("is alone in its network");
  });
});

test("the sniffer is switched and asked", async () => {
  const { desk, host, until } = await found();

  expect(await until(sniffer(desk, "on"))).toEqual({ isOn: true, to: host.mac });
  expect(await until(sniffer(desk, "asItIs"))).toMatchObject({ isOn: true });
  expect(await until(sniffer(desk, "off"))).toMatchObject({ isOn: false });
});

test("a chip without flash is started, and not twice", async () => {
  const lab = await found({ isFlashless: true });
  const { desk, modem, until } = lab;
  const files = { parameters: samplePib("QCA7005", 9, { role: "evse" }), firmware: sampleFirmware("MAC-QCA7005") };
  await expect(until(readParameters(desk))).rejects.toThrow("runs no firmware, only its boot loader");

  expect(await until(boot(desk, files))).toBe("MAC-QCA7005-1.1.0.730-04-20140815-CS");

  expect(roleOf(modem.state.pib)).toBe("evse");
  await expect(until(boot(await deskAt(lab, lab), files))).rejects.toThrow("already");
});

test("the same parameters are kept once", () => {
  const names = readdirSync(folder);
  const contents = names.map((name) => toHex(readFileSync(join(folder, name))));
  for (const [i, name] of names.entries()) {
    const next = names[i + 1];
    if (next?.slice(0, 12) === name.slice(0, 12)) expect(contents[i + 1]).not.toBe(contents[i]);
  }
});
