import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { howCapturesEnded } from "../../../test/how-captures-ended.ts";
import { recordedObservations } from "../../../test/recorded-observations.ts";
import { describeShared, sharedUrl } from "../../../test/shared.ts";
import type { Observation } from "../events.ts";
import type { Session } from "./session.ts";
import { sessions } from "./sessions.ts";

interface Summary {
  readonly byMessage: Readonly<Record<string, number>>;
  readonly hpav: Readonly<Record<string, number>>;
  readonly slacMatch: readonly {
    readonly evseMac: string;
    readonly pevMac: string;
    readonly nid: string;
    readonly nmk: string;
  }[];
  readonly attenCharInd: readonly { readonly avgDb: number | null }[];
}

const told = (observations: readonly Observation[]): Session[] => {
  const stage = sessions();
  const all = [...observations.flatMap((one) => stage.feed(one)), ...stage.end()];
  return all.sort((one, other) => one.session - other.session);
};

const summaryOf = (file: string): Summary =>
  JSON.parse(readFileSync(sharedUrl(`captures/${file}.summary.json`), "utf8")) as Summary;

const plain = (octets: string) => octets.replace(/:/g, "");

const count = (messages: Summary["byMessage"], end: RegExp) =>
  Object.entries(messages).reduce((sum, [name, number]) => (end.test(name) ? sum + number : sum), 0);

describeShared("captures", "the real recordings", () => {
  const files = Object.entries(howCapturesEnded);
  const all = new Map<string, Session[]>();

  test.each(files)("%s: it says how each session ended", (file, words) => {
    const observations = recordedObservations(file);
    all.set(file, told(observations));
    expect(all.get(file)?.map(({ ended }) => ended.words)).toEqual(words);
  });

  test.each(files)("%s: no message is lost or counted twice", (file) => {
    const { byMessage } = summaryOf(file);
    const sessions = all.get(file) ?? [];
    const sum = (of: (session: Session) => number) => sessions.reduce((sum, session) => sum + of(session), 0);
    expect(sum(({ sdp }) => sdp?.asked ?? 0)).toBe(byMessage["SDPReq"] ?? 0);
    expect(sum(({ sdp }) => sdp?.answered ?? 0)).toBe(byMessage["SDPRes"] ?? 0);
    const requests = sum(({ messages }) => messages.reduce((all, { requests }) => all + requests, 0));
    const responses = sum(({ messages }) => messages.reduce((all, { responses }) => all + responses, 0));
    expect(requests).toBe(count(byMessage, /Req$/) - (byMessage["SDPReq"] ?? 0));
    expect(responses).toBe(count(byMessage, /Res$/) - (byMessage["SDPRes"] ?? 0));
  });

  test.each(files)("%s: SLAC's matches, keys and attenuations are those of the summary", (file) => {
    const { slacMatch, attenCharInd } = summaryOf(file);
    const attempts = (all.get(file) ?? []).flatMap(({ slac, vehicle }) =>
      (slac?.attempts ?? []).map((attempt) => ({ ...attempt, vehicle: vehicle.mac })),
    );
    const matches = attempts.filter(({ stage }) => stage === "matched");
    for (const { evseMac, pevMac, nid, nmk } of slacMatch) {
      const found = { chosen: evseMac, vehicle: pevMac, nid: plain(nid), nmk: plain(nmk) };
      expect(matches).toContainEqual(expect.objectContaining(found));
    }
    const means = attempts.flatMap(({ responders }) => responders.flatMap(({ attenuation }) => attenuation ?? []));
    for (const { avgDb } of attenCharInd) {
      if (avgDb !== null) expect(means.some((mean) => Math.abs(mean - avgDb) < 0.01)).toBe(true);
    }
  });

  test("every session is plain data of bounded size", () => {
    for (const session of [...all.values()].flat()) {
      expect(JSON.parse(JSON.stringify(session))).toEqual(session);
      expect(JSON.stringify(session).length).toBeLessThan(40_000);
    }
  });

  test("phases follow one another without holes", () => {
    for (const { phases, session } of [...all.values()].flat()) {
      for (const [index, phase] of phases.entries()) {
        const before = phases[index - 1];
        if (before !== undefined) expect([session, phase.start]).toEqual([session, before.end]);
      }
    }
  });

  test("the pause of the Audi Q4 is four sessions that the next one resumes", () => {
    const audi = all.get("everest_Audi_Q4_ac_iso2-1.pcap") ?? [];
    expect(audi.map(({ resumes }) => resumes)).toEqual([undefined, 1, 2, 3, 4]);
  });
});
