/**
 * `plugtalk read --explain N`: the message that a frame completes, bit by bit; also one that came encrypted, and one that
 * came in several frames.
 *
 * @module
 */

import { fromHex } from "../base/hex.ts";
import type { Frame } from "../capture/records.ts";
import { explain, explanationLines } from "../exi/explain.ts";
import type { Schema } from "../exi/schema.ts";
import { explainMme } from "../messages/homeplug/frame.ts";
import { schemas } from "../messages/schemas.ts";
import type { MessageEvent, Observation } from "../sniffer/events.ts";
import { packetIn } from "../sniffer/headers.ts";
import { errorObject } from "./error-object.ts";
import { messageTree } from "./message-tree.ts";

export interface FrameExplainer {
  /** All frames and observations have to be shown to it, until it has found the one. */
  readonly frame: (frame: Frame) => void;
  readonly observe: (observation: Observation) => void;
  /** Whether nothing that comes can add to it. */
  readonly isDone: () => boolean;
  /** As text, or one JSON object for each message; none where the frame completes nothing. */
  readonly lines: () => string[];
  /** What there is instead. */
  readonly nearest: () => string;
}

export function frameExplainer(number: number, json: boolean): FrameExplainer {
  const found: string[] = [];
  let octets: Uint8Array | undefined;
  let passed = 0;
  let before: string | undefined;
  let after: string | undefined;
  let isClosed = false;

  function explained(observation: Observation): string[] {
    if (observation.type === "mme") return mme(observation.name);
    if (observation.type !== "message") return [];
    return observation.exi === undefined ? tree(observation) : exi(observation, observation.exi);
  }

  function exi(message: MessageEvent, hex: string): string[] {
    const schema = (schemas as Readonly<Record<string, Schema>>)[message.schema];
    if (!schema) return tree(message);
    const bytes = fromHex(hex);
    const explanation = explain(schema, bytes);
    if (json) {
      const { steps, error } = explanation;
      return [JSON.stringify({ ...message, steps, ...(error ? { error: errorObject(error) } : {}) })];
    }
    const how = message.tls ? ", decrypted" : "";
    const head = `${message.message}  (${message.schema}, ${bytes.length} octets${how}, frame ${message.frame}, ${message.source} to ${message.destination})`;
    return [head, ...explanationLines(explanation, bytes)];
  }

  function tree(message: MessageEvent): string[] {
    if (json) return [JSON.stringify(message)];
    const head = `${message.message}  (${message.schema}, frame ${message.frame}, ${message.source} to ${message.destination})`;
    return [head, ...messageTree(message.message, message.value).split("\n").slice(1)];
  }

  /** Management messages are laid out in whole octets. */
  function mme(name: string): string[] {
    const { spans, because } = explainMme(octets ?? new Uint8Array(0));
    if (json) return [JSON.stringify({ type: "mme", frame: number, name, spans, ...(because ? { because } : {}) })];
    const width = Math.max(...spans.map(({ path }) => path.length), 0);
    return [
      `${name}  (frame ${number}; offsets count from MMV)`,
      ...spans.map(({ offset, length, path, value }) => {
        const shown = path === "MMTYPE" ? `0x${Number(value).toString(16)}` : shownValue(value);
        return `${String(offset).padStart(5)}  ${`${length} octet${length === 1 ? "" : "s"}`.padEnd(11)} ${path.padEnd(width)}  ${shown}`.trimEnd();
      }),
      ...(because ? [`       ✗           ${because}`] : []),
    ];
  }

  const nameOf = (observation: Observation): string | undefined =>
    observation.type === "message"
      ? `${observation.message} in frame ${observation.frame}`
      : observation.type === "mme"
        ? `${observation.name} in frame ${observation.frame}`
        : undefined;

  return {
    frame({ number: now, data, linkType }) {
      passed = now;
      if (now !== number) return;
      const packet = packetIn(linkType, data);
      // A copy: the chunk may be gone when the observation comes.
      if (packet.kind === "homeplug") octets = data.slice(packet.start, packet.end);
    },
    observe(observation) {
      if (observation.frame === undefined) return;
      if (observation.type === "tls" && observation.change === "undecryptable") isClosed = true;
      if (observation.frame === number) found.push(...explained(observation));
      else if (observation.frame < number) before = nameOf(observation) ?? before;
      else after ??= nameOf(observation);
    },
    isDone: () => found.length > 0 && passed > number,
    lines: () => found,
    nearest() {
      if (passed < number) return `the recording has ${passed} frames`;
      const near = [before, after].filter(Boolean).join(" and ");
      const closed = isClosed ? "; some of it is encrypted, and its keys are missing" : "";
      return `${near === "" ? "there are no messages in the recording" : `the nearest are ${near}`}${closed}`;
    },
  };
}

const shownValue = (value: unknown): string =>
  value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
