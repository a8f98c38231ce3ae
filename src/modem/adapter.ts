/**
 * An adapter as it is known when it has said who it is.
 *
 * @module
 */

import { DEVICE_CLASS } from "../messages/homeplug/qualcomm-device.ts";

export type Vendor = "Qualcomm" | "Lumissil" | "Vertexcom";

export interface Adapter {
  readonly mac: string;
  /** At this end of the power line; the others are reached over it. */
  readonly isLocal: boolean;
  readonly vendor: Vendor;
  /** `QCA7005`; the class in hex where the chip is not known. */
  readonly chip: string;
  readonly firmware: string;
  /**
   * How it gives and takes its parameters: by module operations (from AR7420 and QCA7000 on), by the older messages
   * (INT6x00, AR7400), or in no way that is known here.
   */
  readonly generation: "newer" | "older" | "other";
  /** It runs no firmware, and waits for its host to give it some. */
  readonly isInBootLoader: boolean;
}

/** Chips whose parameters go by the older messages. */
const OLDER: readonly number[] = [
  DEVICE_CLASS.INT6000,
  DEVICE_CLASS.INT6300,
  DEVICE_CLASS.INT6400,
  DEVICE_CLASS.AR7400,
  DEVICE_CLASS.AR6405,
];
export const generationOf = (deviceClass: number): "newer" | "older" =>
  OLDER.includes(deviceClass) ? "older" : "newer";

/** Whether it takes the messages about links in the form of HomePlug AV 1.0 only. */
export const isBeforeAr7400 = ({ chip }: Adapter): boolean => /^INT6/.test(chip);

export interface Advice {
  /** `bad`: not fit for charging, or known to fail; `note`: worth knowing. */
  readonly level: "bad" | "note";
  readonly words: string;
}

/** What experience says of chips and firmware. */
const KNOWN: readonly { readonly chip?: RegExp; readonly firmware?: RegExp; readonly advice: Advice }[] = [
  {
    // pyPLC, issue 37.
    firmware: /QCA7420-1\.1\.0\.844/,
    advice: { level: "bad", words: "this firmware (1.1.0.844) drops its link at random; 1.4.0 is known to work" },
  },
  {
    chip: /^QCA75/,
    advice: { level: "bad", words: "this chip does not send matching messages: it cannot be a car's adapter" },
  },
  {
    chip: /^(QCA7420|AR7420)$/,
    advice: {
      level: "note",
      words:
        "this chip does not measure how loud a car is: a charger with it sends values that are plausible, not measured",
    },
  },
  {
    chip: /^(INT6|AR6|AR7400)/,
    advice: {
      level: "note",
      words: "this chip knows no part in matching: it passes on all of its messages, and needs no setup",
    },
  },
];

/** What is known of an adapter for better or worse. */
export const adviceOf = ({ chip, firmware }: Pick<Adapter, "chip" | "firmware">): Advice[] =>
  KNOWN.filter((one) => (one.chip?.test(chip) ?? true) && (one.firmware?.test(firmware) ?? true)).map(
    ({ advice }) => advice,
  );
