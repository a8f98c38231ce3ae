/**
 * A message as a person reads it: indented names, values in a column, physical values as numbers with units.
 *
 * @module
 */

type Content = Readonly<Record<string, unknown>>;
interface Row {
  readonly indent: number;
  readonly name: string;
  readonly value?: string;
}

/** The tree under a root element, its lines joined. */
export function messageTree(root: string, value: unknown): string {
  const rows: Row[] = [];
  add(rows, root, value, 0);
  const column = Math.min(
    44,
    Math.max(...rows.filter((row) => row.value !== undefined).map((row) => 2 * row.indent + row.name.length), 0) + 2,
  );
  return rows
    .map(({ indent, name, value }) => {
      const label = `${"  ".repeat(indent)}${name}`;
      return value === undefined ? label : `${label.padEnd(column)}${label.length >= column ? "  " : ""}${value}`;
    })
    .join("\n");
}

function add(rows: Row[], name: string, value: unknown, indent: number) {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) add(rows, `${name} ${index + 1}`, item, indent);
    return;
  }
  if (typeof value !== "object" || value === null) {
    rows.push({ indent, name, value: `${value}${typeof value === "string" ? wordsIn(value) : ""}` });
    return;
  }
  const physical = physicalValue(value as Content);
  if (physical !== undefined) {
    rows.push({ indent, name, value: physical });
    return;
  }
  rows.push({ indent, name });
  for (const [key, inner] of Object.entries(value)) add(rows, key, inner, indent + 1);
}

/** Fewer octets are text by chance. */
const FEWEST_CHARACTERS = 6;

/** What octets say that are text: keys made of passwords, identifiers, the words of makers. */
function wordsIn(digits: string): string {
  if (digits.length < 2 * FEWEST_CHARACTERS || !/^(?:[2-7][0-9a-f])+$/.test(digits)) return "";
  const text = Buffer.from(digits, "hex").toString("latin1");
  return text.includes("\x7f") ? "" : `  ${JSON.stringify(text)}`;
}

/** `400 V` for a PhysicalValue, `400` for a RationalNumber, with the digits as they were sent. */
function physicalValue(value: Content): string | undefined {
  const { Value, Multiplier, Exponent, Unit } = value as Readonly<
    Record<"Value" | "Multiplier" | "Exponent" | "Unit", unknown>
  >;
  const power = Multiplier ?? Exponent;
  const known = Object.keys(value).every((key) => ["Value", "Multiplier", "Exponent", "Unit"].includes(key));
  if (!known || typeof Value !== "number" || typeof power !== "number") return undefined;
  const number = power < 0 ? (Value / 10 ** -power).toFixed(Math.min(-power, 20)) : String(Value * 10 ** power);
  const unit = typeof Unit === "string" ? ` ${Unit}` : "";
  return power === 0 ? `${number}${unit}` : `${number}${unit}  (${Value} × 10^${power})`;
}
