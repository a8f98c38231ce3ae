/**
 * What a TLS connection gave, written down twice: as items for whoever listens, and shortened for the facts.
 *
 * @module
 */

import { alertOf } from "./alerts.ts";
import type { AlertFacts, HandshakeStep, Seen } from "./facts.ts";
import type { Arrived } from "./lane.ts";
import { contentType } from "./record-feed.ts";
import type { TlsItem, Undecryptable } from "./tls-item.ts";

const MOST_STEPS = 64;
const MOST_ALERTS = 16;

export interface Journal {
  /** A handshake message, or ChangeCipherSpec. */
  step(seen: Seen, message: string, length: number, encrypted: boolean, out: TlsItem[]): void;
  alert(seen: Seen, content: Uint8Array, encrypted: boolean, out: TlsItem[]): void;
  /** A record that stays closed. */
  closed(record: Arrived, because: string, out: TlsItem[]): void;
  facts(): { readonly handshake: readonly HandshakeStep[]; readonly alerts: readonly AlertFacts[] };
}

function contentOf(type: number): Undecryptable["content"] {
  if (type === contentType.applicationData) return "application data";
  if (type === contentType.handshake) return "handshake";
  return type === contentType.alert ? "alert" : "unknown";
}

export function journal(): Journal {
  const steps: HandshakeStep[] = [];
  const alerts: AlertFacts[] = [];

  function note(step: HandshakeStep): void {
    if (steps.length < MOST_STEPS) steps.push(step);
  }

  function noteAlert(alert: AlertFacts): void {
    if (alerts.length < MOST_ALERTS) alerts.push(alert);
  }

  return {
    step(seen, message, length, encrypted, out) {
      const step = { ...seen, message, length, encrypted };
      note(step);
      out.push({ kind: "handshake", ...step });
    },
    alert(seen, content, encrypted, out) {
      const alert = { ...seen, alert: alertOf(content[0] ?? 2, content[1] ?? 255), encrypted };
      noteAlert(alert);
      out.push({ kind: "alert", ...alert });
    },
    closed({ side, frame, time, type, fragment: { length } }, because, out) {
      const seen = { side, frame, time };
      const content = contentOf(type);
      if (content === "alert") noteAlert({ ...seen, alert: undefined, encrypted: true });
      if (content === "handshake") note({ ...seen, message: "protected", length, encrypted: true });
      out.push({ kind: "undecryptable", ...seen, content, length, because });
    },
    facts: () => ({ handshake: [...steps], alerts: [...alerts] }),
  };
}
