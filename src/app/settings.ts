/**
 * Settings of the programs: one commented YAML file, checked once, with errors that name line and key. What has no safe
 * default has none: who may charge must be written.
 *
 * @module
 */

import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { type CarProfileName, carProfiles } from "../simulator/car-profiles.ts";
import { type ChargerProfileName, chargerProfiles } from "../simulator/charger-profiles.ts";

const mac = z
  .string()
  .regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i, "a hardware address like aa:bb:cc:dd:ee:ff expected")
  .transform((text) => text.toLowerCase());
const protocols = z
  .array(z.enum(["iso2", "din70121"], "iso2 or din70121 expected"))
  .nonempty("one protocol at least expected");
const flag = z.boolean("true or false expected");
const between = (least: number, most: number) => {
  const expected = `${least} to ${most} expected`;
  return z.number(expected).min(least, expected).max(most, expected);
};
const percent = between(0, 100);

const common = {
  /** The network interface of the powerline adapter. */
  interface: z.string().min(1),
  speaks: protocols.default(["iso2", "din70121"]),
  /** `off` where there is no powerline between the two: a network cable in a laboratory. */
  matching: flag.default(true),
  /** A folder; each session becomes a pcapng file and its events beside it. */
  recordings: z.string().min(1).optional(),
};

const simulatedHardware = <N extends string>(names: readonly [N, ...N[]]) =>
  z.strictObject({ simulated: z.enum(names) });
const module_ = z.strictObject({
  /** A file with a default export that makes the hardware: see docs/build-a-charger.md and docs/build-a-car.md. */
  module: z.string().min(1),
});

/** ISO 15118-2, table 105: 3 is internet access, 4 use case information; from 60,000 on they are of one's own. */
const isServiceId = (id: number) => id === 3 || id === 4 || (id >= 60_000 && id <= 65_535);
const service = z.strictObject({
  id: z.number().int().refine(isServiceId, "3 (internet access), 4 (use case information) or 60000 to 65535 expected"),
  name: z.string().min(1).max(32, "32 characters at most expected"),
  free: flag,
  parameters: z
    .array(
      z.strictObject({
        id: between(-32_768, 32_767).int("a whole number expected"),
        values: z.record(z.string().max(32), z.union([z.string().max(64), z.number()])),
      }),
    )
    .optional(),
});

export const chargerSettings = z.strictObject({
  ...common,
  id: z.string().min(7, "7 characters at least expected, like DE*ABC*E1234").max(37, "37 characters at most expected"),
  /** No default: free power is a decision. */
  authorize: z.union([
    z.literal("everyone"),
    z.literal("nobody"),
    z.strictObject({ vehicles: z.array(mac).nonempty() }),
  ]),
  hardware: z.union([simulatedHardware(Object.keys(chargerProfiles) as [ChargerProfileName]), module_]),
  port: between(1024, 65_535).int("a whole number expected").optional(),
  /** Offered beside charging by ISO 15118-2; those of a module where nothing is written. */
  services: z.array(service).max(8).optional(),
});
export type ChargerSettings = z.infer<typeof chargerSettings>;

export const carSettings = z.strictObject({
  ...common,
  hardware: z.union([simulatedHardware(Object.keys(carProfiles) as [CarProfileName]), module_]),
  /** Of a simulated car. */
  soc: percent.default(40),
  target: percent.default(80),
  retries: between(0, 100).int("a whole number expected").default(2),
  /** Seconds that the charger may take to authorize. */
  authorization: between(1, 3600).default(60),
  acceptNoIsolationMonitor: flag.default(false),
});
export type CarSettings = z.infer<typeof carSettings>;

/** What the user has written cannot be used. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * Reads and checks settings.
 *
 * @param file - the name that errors bear.
 * @param given - settings from the command line, which win.
 * @throws {SettingsError} with a line for each fault: where, what was found, what was expected.
 */
export function readSettings<S extends z.ZodObject>(
  schema: S,
  text: string,
  file: string,
  given: Readonly<Record<string, unknown>> = {},
): z.infer<S> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number | undefined) => (offset === undefined ? file : `${file}:${lines.linePos(offset).line}`);
  if (document.errors.length > 0) {
    throw new SettingsError(document.errors.map(({ message, pos }) => `${at(pos[0])}: ${message}`).join("\n"));
  }
  const written: unknown = document.toJS() ?? {};
  if (typeof written !== "object" || Array.isArray(written)) {
    throw new SettingsError(`${file}: settings like "interface: eth1" expected, found ${JSON.stringify(written)}`);
  }
  const checked = schema.safeParse({ ...written, ...given });
  if (checked.success) return checked.data;
  const faults = checked.error.issues.flatMap((issue) => {
    const place = (path: readonly PropertyKey[]) => {
      for (let depth = path.length; depth > 0; depth--) {
        const node = document.getIn(path.slice(0, depth), true) as { readonly range?: readonly number[] } | undefined;
        if (node?.range) return at(node.range[0]);
      }
      return file;
    };
    if (issue.code === "unrecognized_keys") {
      const known = Object.keys(schema.shape).join(", ");
      return issue.keys.map(
        (key) => `${place([...issue.path, key])}: ${[...issue.path, key].join(".")} is no setting; there are ${known}`,
      );
    }
    const key = issue.path.join(".") || "settings";
    const found = issue.path.reduce<unknown>(
      (value, name) => (value as Record<PropertyKey, unknown> | undefined)?.[name],
      {
        ...written,
        ...given,
      },
    );
    if (found === undefined) return [`${place(issue.path)}: ${key} is missing${HINTS[key] ? `: ${HINTS[key]}` : ""}`];
    return [`${place(issue.path)}: ${key} is ${JSON.stringify(found)}: ${HINTS[key] ?? issue.message}`];
  });
  throw new SettingsError(faults.join("\n"));
}

/** What helps more than the type that was expected. */
const HINTS: Readonly<Record<string, string>> = {
  interface: "the name of the powerline adapter's interface expected, like eth1; `plugtalk interfaces` lists them",
  authorize: "who may charge has to be written: everyone, nobody, or vehicles: [aa:bb:cc:dd:ee:ff]",
  id: "the charger's number expected, 7 to 37 characters like DE*ABC*E1234",
  hardware: `simulated: NAME, or module: FILE expected; simulated chargers: ${Object.keys(chargerProfiles).join(", ")}; cars: ${Object.keys(carProfiles).join(", ")}`,
  speaks: "a list of iso2 and din70121 expected, best first",
};

export const chargerExample = `# Settings of a charger: plugtalk charger --config charger.yaml

# The interface that the powerline adapter is plugged into.
interface: eth1

# As it is printed on the charger (EVSEID).
id: DE*PLT*E0001

# Who may charge: everyone, nobody, or the cars that are named by the address of their modem:
#   authorize:
#     vehicles: [04:65:65:00:64:c3]
authorize: everyone

# What makes the current. A simulated charger makes none, and imagines the car's end of the cable; it is for trying
# things out. Your own is a module: drivers/blueprint.ts is there to be copied.
#   hardware:
#     module: ./my-charger.mjs
hardware:
  simulated: any

# Protocols, best first; the car decides among those that both speak.
speaks: [iso2, din70121]

# false where no powerline is between charger and car, but a network cable.
matching: true

# Offered beside charging, where the car asks for it: 3 is internet access, 4 use case information, 60000 and above your own.
#   services:
#     - id: 3
#       name: internet
#       free: true
#       parameters: [{ id: 1, values: { Protocol: http, Port: 80 } }]

# Each session becomes a pcapng file and its events here.
recordings: recordings
`;

export const carExample = `# Settings of a car: plugtalk car --config car.yaml

# The interface that the powerline adapter is plugged into.
interface: eth1

# What is charged. A simulated car is for trying things out, and imagines the charger's end of the cable; your own is a
# module: drivers/blueprint.ts is there to be copied.
#   hardware:
#     module: ./my-car.mjs
hardware:
  simulated: any

# Of a simulated car, in percent.
soc: 40
target: 80

# Protocols, best first.
speaks: [iso2, din70121]

# false where no powerline is between car and charger, but a network cable.
matching: true

# How often it tries again after a session that failed.
retries: 2

# Seconds that the charger may take to authorize: somebody may be looking for a card.
authorization: 60

# Charges at a charger that says it has no insulation monitor. Leave it at false on anything that people touch.
acceptNoIsolationMonitor: false

# Each session becomes a pcapng file and its events here.
recordings: recordings
`;
