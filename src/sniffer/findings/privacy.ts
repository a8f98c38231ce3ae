/**
 * What a listener learns about the car and its owner.
 *
 * @module
 */

import type { MessageEvent, UnreadableEvent } from "../events.ts";
import { bodyOf, textAt } from "../sessions/content.ts";
import { macFromAddress } from "../sessions/eui64.ts";
import type { Session } from "../sessions/session.ts";
import type { Collector } from "./collector.ts";

export function privacyFindings({ vehicle, exchanges, firstFrame }: Session, found: Collector): void {
  const frames = [exchanges.find(({ message }) => message === "SessionSetup")?.firstFrame ?? firstFrame];
  const hidden = vehicle.ip === undefined ? undefined : macFromAddress(vehicle.ip);
  const id = vehicle.id?.toLowerCase().replace(/[^0-9a-f]/g, "");
  const macs = [vehicle.mac, hidden].filter((mac) => mac !== undefined).map((mac) => mac.replace(/:/g, ""));
  // Some cars pad the six octets to eight.
  if (id !== undefined && macs.some((mac) => id === mac || (id.startsWith(mac) && /^0+$/.test(id.slice(mac.length))))) {
    found.note("evccid-is-mac", { frames });
  }
  if (hidden !== undefined) found.note("address-from-mac", { frames });
}

/** What a message in clear gives away. */
export function contractFindings(message: MessageEvent, found: Collector): void {
  if (message.tls === true) return;
  const body = bodyOf(message);
  const frames = [message.frame];
  const emaid = textAt(body, "eMAID") ?? textAt(body, "ContractID");
  if (emaid !== undefined && /^(PaymentDetailsReq|CertificateUpdateReq)$/.test(message.message)) {
    found.note("emaid-in-clear", { frames });
  }
  if (body["ContractSignatureCertChain"] !== undefined || body["PnC_AReqAuthorizationMode"] !== undefined) {
    found.note("contract-in-clear", { frames });
  }
}

/** Length octet 17, then 17 letters and digits without I, O and Q (ISO 3779). */
const VIN = /11((?:3[0-9]|4[1-8a-eA-E]|5[02-9aA]){17})/i;

/** Battery data of other protocols beside V2G messages may carry the vehicle identification number. */
export function vinFindings({ octets, frame }: UnreadableEvent, found: Collector): void {
  if (octets !== undefined && VIN.test(octets)) found.note("vin-in-clear", { frames: [frame] });
}
