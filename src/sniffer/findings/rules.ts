/**
 * All findings that there are: code, severity, area, words, and the clause where it is always the same. `#` stands for
 * what the finding is about.
 *
 * Error: it breaks a must and has consequences on the wire or for safety of the data. Warning: it breaks a must.
 * Notice: worth a look. Info: a property of the session, no fault.
 *
 * @module
 */

import type { Area, Severity } from "./finding.ts";

export interface Rule {
  readonly severity: Severity;
  readonly area: Area;
  readonly words: string;
  readonly clause?: string;
  /** Which of several values is the worst; the greatest where nothing is said. */
  readonly worst?: "least";
}

const rule = (severity: Severity, area: Area, words: string, clause?: string): Rule =>
  clause === undefined ? { severity, area, words } : { severity, area, words, clause };

const sequence = {
  "wrong-order": rule("error", "sequence", "# is not what the standard allows there"),
  "request-before-response": rule("warning", "sequence", "# was sent before the request before it was answered"),
  "request-without-response": rule("warning", "sequence", "# was not answered"),
  "response-without-request": rule("warning", "sequence", "# answers no request"),
  "wrong-session-id": rule("error", "sequence", "# carries another SessionID than the charger gave"),
  "failed-response": rule("error", "sequence", "The charger answered #"),
  "went-on-after-failed": rule("warning", "sequence", "The car went on with # after a FAILED response"),
  "warning-response": rule("notice", "sequence", "The charger answered #"),
  "stop-sign-ignored": rule("warning", "sequence", "The car went on, though the charger had said #"),
  "pilot-not-in-c": rule("error", "sequence", "The pilot was not in state C or D at #", "[V2G2-847]"),
  "pilot-lost": rule("error", "sequence", "The pilot left state C while charging: #", "[V2G2-848]"),
  "precharge-gap": rule("notice", "sequence", "The car ended precharge # away from its target, 20 V are allowed"),
} as const;

const timing = {
  "slow-response": rule("warning", "timing", "# came later than the car has to wait"),
  "slow-loop-response": rule("notice", "timing", "# came later than the car has to wait"),
  "sequence-timeout": rule("error", "timing", "The car was silent before # for longer than the charger has to wait"),
  "cable-check-timeout": rule("warning", "timing", "The cable check took long"),
  "precharge-timeout": rule("warning", "timing", "Precharge took long"),
  "ongoing-timeout": rule("warning", "timing", "# stayed Ongoing for long"),
  "setup-timeout": rule("warning", "timing", "From the first SDP request to SessionSetupRes it took long"),
  "ready-timeout": rule("warning", "timing", "From SessionSetup until the car was ready to charge it took long"),
  "sdp-retry-too-soon": { ...rule("notice", "timing", "The car repeated its SDP request too soon"), worst: "least" },
  "sdp-too-many": rule("notice", "timing", "The car sent many SDP requests"),
  "sdp-slow": rule("notice", "timing", "SDP was answered later than the car waits for one request"),
} as const;

const slac = {
  "slac-failed": rule("error", "slac", "SLAC led to no match"),
  "slac-retries": rule("notice", "slac", "SLAC needed # attempts"),
  "slac-asked-often": rule("notice", "slac", "The car repeated CM_SLAC_PARM.REQ"),
  "slac-slow-confirm": rule("warning", "slac", "CM_SLAC_PARM.CNF of # came late"),
  "slac-slow-report": rule("warning", "slac", "CM_ATTEN_CHAR.IND of # came late"),
  "slac-slow-match": rule("warning", "slac", "CM_SLAC_MATCH.CNF came late"),
  "slac-sounds-missing": { ...rule("notice", "slac", "Fewer sounds than announced were #"), worst: "least" },
  "slac-slow-sounding": rule("notice", "slac", "The car began late to sound"),
  "slac-slow-choice": rule("notice", "slac", "The car chose late"),
  "slac-sound-gap": rule("notice", "slac", "The time between two sounds was long"),
  "slac-starts": { ...rule("notice", "slac", "CM_START_ATTEN_CHAR.IND was recorded too rarely"), worst: "least" },
  "slac-sounding-time": rule("notice", "slac", "CM_START_ATTEN_CHAR.IND announces another sounding time than 0.6 s"),
  "slac-several-chargers": rule("info", "slac", "Several chargers answered: #"),
  "slac-farther-chosen": rule("warning", "slac", "The car chose #, though another charger heard it louder"),
  "slac-far-charger": rule("info", "slac", "The chosen charger hears the car faintly, as one that is not plugged in"),
  "slac-attenuation-zero": rule("warning", "slac", "# reported 0 dB in all groups: not measured"),
  "slac-attenuation-flat": rule("notice", "slac", "# reported the same attenuation in all groups: not measured"),
  "slac-attenuation-high": rule("notice", "slac", "# reported an implausible attenuation"),
  "slac-reports-repeated": rule("notice", "slac", "# had to repeat CM_ATTEN_CHAR.IND"),
  "slac-run-id-changed": rule("warning", "slac", "An answer carries a RunID that the car did not send: #"),
  "slac-match-unasked": rule("notice", "slac", "CM_SLAC_MATCH.CNF was recorded without CM_SLAC_MATCH.REQ"),
  "slac-two-keys": rule("error", "slac", "The same match was confirmed with different network keys"),
  "slac-slow-join": rule("notice", "slac", "From the match to the first SDP request it took long"),
} as const;

const security = {
  "no-tls": rule("notice", "security", "The session is not encrypted"),
  "tls-refused": rule(
    "warning",
    "security",
    "The car asked for TLS, the charger did not grant it, and the car went on in clear",
  ),
  "iso20-without-tls": rule("error", "security", "ISO 15118-20 without TLS 1.3"),
  "tls-version": rule("error", "security", "ISO 15118-20 asks for TLS 1.3, #"),
  "pnc-without-tls": rule("error", "security", "Plug and Charge without TLS"),
  "tls-secrets-in-clear": rule("warning", "security", "TLS secrets were sent in clear to whoever listens"),
  "tls-secrets-in-recording": rule(
    "info",
    "security",
    "The recording holds TLS secrets: who has it can read all of it",
  ),
  "nmk-in-clear": rule("info", "security", "SLAC shows the network's key to whoever listens, as it always does"),
  "nmk-weak": rule("warning", "security", "The network's key is weak: #"),
  "nmk-alphabet": rule("notice", "security", "The network's key is made of #"),
  "nmk-reused": rule("warning", "security", "The network's key was used before, in #"),
  "nid-not-derived": rule("notice", "security", "The network's identifier is not derived from its key"),
  "key-replaced": rule("notice", "security", "Another key than the matched one was set during the session"),
  "session-id-zero": rule("warning", "security", "The charger gave an all-zero SessionID"),
  "session-id-guessable": rule("warning", "security", "The SessionID is guessable: #"),
  "session-id-reused": rule("warning", "security", "The SessionID was used before, in #, which was not paused"),
  "sdp-two-answers": rule("warning", "security", "SDP was answered from several addresses: #"),
  "sdp-foreign-address": rule("warning", "security", "The SDP answer names another host than its sender: #"),
  "address-moved": rule("warning", "security", "An address of the connection moved to other hardware: #"),
  "modem-written": rule("notice", "security", "# changes a modem"),
} as const;

const privacy = {
  "evccid-is-mac": rule(
    "notice",
    "privacy",
    "EVCCID is the car's hardware address: the car can be recognised anywhere",
  ),
  "address-from-mac": rule("info", "privacy", "The car's IPv6 address contains its hardware address"),
  "emaid-in-clear": rule("warning", "privacy", "The contract's identifier was sent in clear"),
  "contract-in-clear": rule("warning", "privacy", "The contract certificate was sent in clear"),
  "vin-in-clear": rule("warning", "privacy", "What looks like a vehicle identification number was sent in clear"),
} as const;

const data = {
  "present-current-constant": rule("notice", "data", "#"),
  "present-current-scaled": rule("warning", "data", "#"),
  "present-power-impossible": rule("notice", "data", "#"),
  "meter-constant": rule("notice", "data", "#"),
  "vehicle-maximum-impossible": rule("notice", "data", "#", "IEC 61851-1, table A.8"),
  "schedule-not-credible": rule("notice", "data", "#"),
  "schedule-saturated": rule("info", "data", "#"),
  "limit-flags-stuck": rule("notice", "data", "#"),
  "limit-flags-unset": rule("info", "data", "#"),
  "schema-broken": rule("notice", "data", "# does not keep to its schema"),
  "soc-impossible": rule("notice", "data", "The state of charge is impossible: #"),
  "evse-id-nul": rule("notice", "data", "EVSEID contains NUL characters"),
  "timestamp-unit": rule("notice", "data", "# writes its time stamps in another unit than seconds"),
  "session-id-short": rule("notice", "data", "The SessionID is # octets long instead of 8"),
  "unknown-payload-type": rule("notice", "data", "V2GTP payload type # is none of the standards'"),
  "unreadable-message": rule("warning", "data", "A message could not be read: #"),
  "unreadable-mme": rule("notice", "data", "A management message could not be read: #"),
  "no-common-protocol": rule("error", "sequence", "Car and charger have no protocol in common: the car offered #"),
  "proprietary-protocol": rule("info", "data", "The car offers a protocol of its maker: #"),
} as const;

const recording = {
  "frames-lost": rule("notice", "recording", "#"),
  "recording-problem": rule("warning", "recording", "#"),
  "tcp-hole": rule("notice", "recording", "Octets of a connection were not recorded"),
  "segments-repeated": rule("notice", "recording", "# of the segments were sent again or recorded twice"),
  "joined-midway": rule("info", "recording", "A connection was joined midway"),
  "one-side-only": rule("notice", "recording", "Only the # side of the conversation was recorded"),
  "schema-guessed": rule("info", "recording", "The schema was found out from the messages, no handshake told it"),
  "low-confidence": { ...rule("info", "recording", "Messages were found by their looks after a hole"), worst: "least" },
  undecryptable: rule("info", "recording", "The session is encrypted and its keys are not known#"),
} as const;

export const rules = { ...sequence, ...timing, ...slac, ...security, ...privacy, ...data, ...recording } as const;

/** Findings that TLS makes itself; their codes and words are its own. */
export type RuleCode = keyof typeof rules;
