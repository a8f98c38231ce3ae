/**
 * The values of a message that matter to a person who reads along: `400 V 125 A, SoC 43 %`.
 *
 * @module
 */

import { PICKS, UNUSUAL } from "./highlight-values.ts";

type Content = Readonly<Record<string, unknown>>;

/** Units by what a name ends in: numbers of ISO 15118-20 carry none, and in DIN SPEC 70121 they may be missing. */
const UNITS: readonly (readonly [ending: RegExp, unit: string])[] = [
  [/Voltage(Limit)?$/, "V"],
  [/Current(Limit)?$/, "A"],
  [/Power(Limit)?$/, "W"],
  [/SOC$/i, "%"],
  [/MeterReading$/, "Wh"],
];

/** A value to show, made ready once: this is done for every message of a recording. */
interface Shown {
  readonly path: readonly string[];
  /** The last name of the path. */
  readonly name: string;
  readonly unit: string | undefined;
  /** What stands before it; of a flag the words for yes and no. */
  readonly label: string;
  readonly yes: string;
  readonly no: string;
  /** Of a quantity without a label the one before it, to which it belongs. */
  readonly group: string;
}

const SHOWN: ReadonlyMap<string, readonly Shown[]> = new Map(
  Object.entries(PICKS).map(([message, picks]) => [
    message,
    picks.map(([label, text], i) => {
      const path = text.split(".");
      const name = path.at(-1) ?? "";
      const [yes = "", no = ""] = label.split("|");
      const unit = UNITS.find(([ending]) => ending.test(name))?.[1];
      const group = unit === undefined ? "" : (picks.slice(0, i + 1).findLast(([before]) => before !== "")?.[0] ?? "");
      return { path, name, unit, label, yes, no, group };
    }),
  ]),
);

const UNUSUAL_PATHS = UNUSUAL.map(([path, usual]) => ({ path: path.split("."), usual }));

/** The highlights of a message, in one line; empty where it says nothing of note. */
export function highlights(message: string, value: unknown): string {
  const content = contentOf(message, value);
  const words: string[] = [];
  let group = "";
  for (const shown of SHOWN.get(message) ?? []) {
    const text = shownWords(shown, valuesAt(content, shown.path, 0));
    if (text === "") continue;
    // Quantities that belong together stand together: `400 V 125 A`.
    if (shown.group === "" || shown.label !== "") words.push(text);
    else if (group === shown.group) words[words.length - 1] += ` ${text}`;
    else words.push(`${shown.group} ${text}`);
    group = shown.group;
  }
  for (const { path, usual } of UNUSUAL_PATHS) {
    for (const one of valuesAt(content, path, 0)) if (!usual.includes(String(one))) words.push(String(one));
  }
  return words.join(", ");
}

function shownWords({ name, unit, label, yes, no }: Shown, values: readonly unknown[]): string {
  const [first] = values;
  // A flag is worth a word when it is set.
  if (values.length === 0 || first === false) return values.length === 0 ? "" : no;
  if (first === true) return yes;
  const text =
    values.length === 1 ? wordsFor(name, unit, first) : values.map((one) => wordsFor(name, unit, one)).join(" ");
  return label === "" ? text : `${label} ${text}`;
}

function contentOf(message: string, value: unknown): unknown {
  const body = (value as { readonly Body?: Content } | undefined)?.Body;
  return body?.[message] ?? value;
}

const NONE: readonly unknown[] = [];

/** What stands at a path from one of its names on. */
function valuesAt(value: unknown, path: readonly string[], from: number): readonly unknown[] {
  let found = value;
  for (let i = from; i < path.length; i++) {
    const name = path[i] as string;
    if (typeof found !== "object" || found === null) return NONE;
    if (name === "*") return Array.isArray(found) ? found.flatMap((item) => valuesAt(item, path, i + 1)) : NONE;
    found = name.startsWith("~") ? endingWith(found as Content, name.slice(1)) : (found as Content)[name];
  }
  return found === undefined ? NONE : [found];
}

function endingWith(content: Content, ending: string): unknown {
  for (const name in content) if (name.endsWith(ending)) return content[name];
  return undefined;
}

/** A value in words: physical values as numbers with their unit. */
function wordsFor(name: string, unit: string | undefined, value: unknown): string {
  if (value === "") return "(empty)";
  if (name === "Security") return value === 0 ? "TLS" : value === 0x10 ? "no TLS" : `security ${value}`;
  if (name === "EVSEID" && typeof value === "string") return idWords(value);
  if (typeof value !== "object" || value === null) {
    return unit === "%" || unit === "Wh" ? `${value} ${unit}` : String(value);
  }
  const { Value, Multiplier, Exponent, Unit } = value as Readonly<Record<string, unknown>>;
  if (typeof Value !== "number") return JSON.stringify(value);
  const power = Number(Multiplier ?? Exponent ?? 0);
  const number = power < 0 ? Number((Value / 10 ** -power).toFixed(2)) : Value * 10 ** power;
  const shownUnit = typeof Unit === "string" ? Unit : (unit ?? "");
  if (shownUnit === "W" && Math.abs(number) >= 1000) return `${Number((number / 1000).toFixed(2))} kW`;
  return shownUnit === "" ? String(number) : `${number} ${shownUnit}`;
}

/** DIN SPEC 70121 carries the charger's name as octets, which mostly are a text. */
export function idWords(id: string): string {
  if (!/^(?:[2-7][0-9a-f]){5,}$/.test(id)) return id;
  return (id.match(/../g) ?? []).map((octet) => String.fromCharCode(Number.parseInt(octet, 16))).join("");
}
