/**
 * Why a matching came to nothing, each with what to check, in the order in which people get it wrong.
 *
 * @module
 */

const MODEM_ON_WIRE = "Is the interface the one that the adapter is plugged into, and does its link light burn?";
const MODEM_ROLE = (role: string) =>
  `Is the adapter set up as ${role}? One as it comes from the shop carries no SLAC: \`plugtalk modem setup\` does it.`;
const COUPLING =
  "Is the powerline signal led to control pilot and protective earth, and is the pilot's wire not swapped with another?";

const CHECKS = {
  "no-charger": [
    "Is the plug in, and does the charger ask for digital communication (5 % on the control pilot)?",
    MODEM_ROLE("a car (PEV)"),
    MODEM_ON_WIRE,
    COUPLING,
    "Does the adapter sleep? Without a charger's beacons it does after some 30 s: unplug it and try again.",
  ],
  "no-result": [
    "Does the charger's modem hear the car? It answered, but told no attenuation: the signal may be too weak.",
    COUPLING,
    "Does the charger's modem measure at all? Where it does not, and its program tells zeros, no car goes on.",
    "Is the charger busy with another car?",
  ],
  "too-far": [
    "Is the plug in? Only a neighbour's charger was heard.",
    COUPLING,
    "Does the charger report raw values? Then raise the limit on attenuation.",
  ],
  ambiguous: [
    "Two chargers heard the car alike, and choosing one would be a guess.",
    "Are their cables close to each other, or their adapters on one network switch?",
    "Do both report made-up values, as adapters with AR7420 do? Then switch one off.",
  ],
  unsure: [
    "Frames are lost on the line, or a charger that had been heard has fallen silent, so that the right one may be missing.",
    COUPLING,
    "Does the charger's modem restart? A weak power supply does that.",
  ],
  "no-match": [
    "Has the charger matched with another car meanwhile, or does it know a louder one?",
    "Do frames get lost on the line? Compare how many sounds the charger counted.",
  ],
  "no-car": [
    "Is a car plugged in, and is it awake? Some sleep until the pilot was in state F for a moment.",
    "Does the control pilot show 5 %? Cars stay silent without it.",
    MODEM_ROLE("a charger (EVSE)"),
    MODEM_ON_WIRE,
    COUPLING,
  ],
  "no-sounds": [
    "Does the car hear the charger's answers? If it repeats CM_SLAC_PARM.REQ, it does not: check the adapter's role.",
    MODEM_ROLE("a charger (EVSE)"),
    COUPLING,
  ],
  "result-unanswered": [
    "Does the car hear the charger? It may have chosen another one.",
    COUPLING,
    "Was the attenuation believable? Cars stay silent when all of it is zero.",
  ],
  "result-refused": ["The car heard the result and refused it: was the attenuation believable?"],
  "not-chosen": ["Has the car chosen another charger? Then this one's cable hears a neighbour's car."],
  "not-joined": [
    "Do both modems have the same key? Read it back with `plugtalk modem key`.",
    "Is one of them, the charger's, coordinator (CCo)?",
    "Does a modem restart? A weak power supply does that.",
    "Try again in 20 s: some modems need that long.",
  ],
  "modem-silent": [
    MODEM_ON_WIRE,
    "Is the adapter powered, and does it come back within 10 s? A weak power supply restarts it again and again.",
    "`plugtalk modem list` shows which adapters answer.",
  ],
  "key-refused": [
    "Does the adapter's firmware take keys? `plugtalk modem info` tells firmware that is known to be bad.",
    "Restart the adapter and try again.",
  ],
  "port-down": [MODEM_ON_WIRE, "Is the network cable in, and the interface up (`ip link set … up`)?"],
} as const satisfies Record<string, readonly string[]>;

export type FailureKind = keyof typeof CHECKS;

/** What to check, the likeliest first. */
export const checksFor = (kind: FailureKind): readonly string[] => CHECKS[kind];

/** The matching, or one car's part of it, came to nothing. */
export class MatchingFailed extends Error {
  override readonly name = "MatchingFailed";
  readonly kind: FailureKind;
  /** What was found, in words that complete "Cannot match:". */
  readonly found: string;
  readonly checks: readonly string[];

  constructor(kind: FailureKind, found: string, options?: ErrorOptions) {
    super(`Cannot match: ${found}`, options);
    this.kind = kind;
    this.found = found;
    this.checks = CHECKS[kind];
  }
}
