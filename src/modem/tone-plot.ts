/**
 * Tone maps as pictures: for a terminal, and as SVG.
 *
 * @module
 */

/** Number of the first carrier, and the distance between two in MHz. */
const FIRST_CARRIER = 74;
const SPACING = 0.0244140625;
const MOST_BITS = 12;

/** In MHz. */
export const frequencyOf = (carrier: number): number => (carrier + FIRST_CARRIER) * SPACING;

/** The mean over the slots, carrier by carrier. */
export function meanOf(slots: readonly (readonly number[])[]): number[] {
  const length = Math.max(0, ...slots.map((slot) => slot.length));
  return Array.from(
    { length },
    (_, i) => slots.reduce((sum, slot) => sum + (slot[i] ?? 0), 0) / Math.max(1, slots.length),
  );
}

/** Raw rate in Mbit/s that the bits make: a symbol takes 46.52 microseconds. */
export const rateOf = (bits: readonly number[]): number => bits.reduce((sum, one) => sum + one, 0) / 46.52;

const BLOCKS = " ▁▂▃▄▅▆▇█";
const HEIGHT = 6;

/** Lines of a bar for each few carriers, with a scale of bits at the left and of MHz below. */
export function plotText(bits: readonly number[], columns = 80): string[] {
  const width = Math.max(10, columns - 6);
  const perColumn = Math.max(1, Math.ceil(bits.length / width));
  const means = Array.from({ length: Math.ceil(bits.length / perColumn) }, (_, i) => {
    const part = bits.slice(i * perColumn, (i + 1) * perColumn);
    return part.reduce((sum, one) => sum + one, 0) / part.length;
  });
  const perRow = MOST_BITS / HEIGHT;
  const rows = Array.from({ length: HEIGHT }, (_, i) => {
    const floor = MOST_BITS - (i + 1) * perRow;
    const bar = means.map((mean) => {
      const eighths = Math.round(Math.max(0, Math.min(1, (mean - floor) / perRow)) * 8);
      return BLOCKS[eighths];
    });
    return `${String(MOST_BITS - i * perRow).padStart(3)} ┤${bar.join("")}`.trimEnd();
  });
  const axis = Array.from({ length: means.length }, (_, i) => (i % 12 === 0 ? "┬" : "─")).join("");
  let labels = "";
  for (let i = 0; i < means.length; i += 12) labels = labels.padEnd(i) + frequencyOf(i * perColumn).toFixed(1);
  return [...rows, `  0 ┼${axis}`, `     ${labels} MHz`];
}

const SVG = { width: 960, height: 240, left: 48, bottom: 36, top: 28 } as const;

/** A whole SVG file. */
export function plotSvg(bits: readonly number[], title: string): string {
  const { width, height, left, bottom, top } = SVG;
  const plotWidth = width - left - 12;
  const plotHeight = height - bottom - top;
  const x = (carrier: number) => left + (carrier / Math.max(1, bits.length)) * plotWidth;
  const y = (value: number) => top + plotHeight * (1 - value / MOST_BITS);
  const number = (value: number) => String(Number(value.toFixed(2)));
  // One path: up where a carrier begins, along, and on to the next.
  const steps = bits.map((value, i) => `V${number(y(value))}H${number(x(i + 1))}`).join("");
  const lines = Array.from({ length: MOST_BITS / 2 + 1 }, (_, i) => 2 * i).map(
    (value) =>
      `<path d="M${left} ${number(y(value))}H${left + plotWidth}" stroke="#ddd"/>` +
      `<text x="${left - 6}" y="${number(y(value) + 4)}" text-anchor="end">${value}</text>`,
  );
  const first = Math.ceil(frequencyOf(0) / 5) * 5;
  const last = frequencyOf(bits.length);
  const ticks: string[] = [];
  for (let mhz = first; mhz <= last; mhz += 5) {
    const at = number(x(mhz / SPACING - FIRST_CARRIER));
    ticks.push(`<text x="${at}" y="${height - bottom + 16}" text-anchor="middle">${mhz}</text>`);
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${left}" y="18" font-size="14">${escaped(title)}</text>`,
    ...lines,
    `<path d="M${left} ${number(y(0))}${steps}V${number(y(0))}Z" fill="#2b6cb0"/>`,
    ...ticks,
    `<text x="${left + plotWidth}" y="${height - 6}" text-anchor="end">MHz; bits on each carrier</text>`,
    "</svg>",
    "",
  ].join("\n");
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
