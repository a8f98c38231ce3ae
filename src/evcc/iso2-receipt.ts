/**
 * Receipts: where the charger asks for one, the car confirms the meter's reading before it goes on (ISO 15118-2,
 * 8.4.3.13.1). Without a contract there is no key to sign with, and the receipt goes unsigned.
 *
 * @module
 */

import type { MeterInfoType } from "../messages/iso2/metering-types.ts";
import type { Conversation } from "./conversation.ts";
import type { Iso2 } from "./iso2.ts";

export async function answerReceipt(
  talk: Conversation<Iso2>,
  {
    ReceiptRequired,
    MeterInfo,
    SAScheduleTupleID,
  }: { readonly ReceiptRequired?: boolean; readonly MeterInfo?: MeterInfoType; readonly SAScheduleTupleID: number },
): Promise<void> {
  if (!ReceiptRequired || !MeterInfo) return;
  await talk.ask("MeteringReceiptReq", { SessionID: talk.sessionId, SAScheduleTupleID, MeterInfo });
}
