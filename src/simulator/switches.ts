/**
 * Contactors and locks that take their time, and may fail.
 *
 * @module
 */

import type { Run } from "../base/run.ts";
import type { Milliseconds } from "../base/units.ts";

export interface SwitchOptions {
  /** From the command to being seen. */
  readonly delay: Milliseconds;
  readonly onChange?: (isOn: boolean) => void;
}

/** Something that can be switched on and off, and be seen. */
export interface Switch {
  readonly on: (run: Run) => Promise<void>;
  readonly off: (run: Run) => Promise<void>;
  readonly isOn: () => boolean;
  /** `on`: it cannot be switched off any more, as welded contacts; `off`: it cannot be switched on. */
  stuck: "on" | "off" | undefined;
}

export function simulatedSwitch(name: string, { delay, onChange }: SwitchOptions): Switch {
  let isOn = false;
  const go = async (wanted: boolean, run: Run) => {
    const isStuck = own.stuck === "on" ? isOn && !wanted : own.stuck === "off" && wanted;
    await run.pause(delay);
    if (isStuck) throw new Error(`The ${name} are stuck ${isOn ? "closed" : "open"}`);
    if (isOn === wanted) return;
    isOn = wanted;
    onChange?.(wanted);
  };
  const own: Switch = {
    on: (run) => go(true, run),
    off: (run) => go(false, run),
    isOn: () => isOn,
    stuck: undefined,
  };
  return own;
}
