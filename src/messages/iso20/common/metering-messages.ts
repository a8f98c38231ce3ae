/**
 * The messages by which a car of ISO 15118-20 signs what the meter said.
 *
 * @module
 */

import { attribute, choice, optional, vocabulary } from "../../../exi/fields.ts";
import { ID, type Infer } from "../../../exi/simple-types.ts";
import { numericIDType, sessionIDType } from "../common-types/identifiers.ts";
import { V2GRequestType, V2GResponseType } from "../common-types/message-types.ts";
import { MeterInfoType, ReceiptType } from "../common-types/metering-types.ts";
import { CommonMessages } from "../namespaces.ts";

const { sequence, extension, element } = vocabulary(CommonMessages, "qualified");

/** The schedule that the car has chosen. ISO 15118-20, 8.3.5.3.38. */
export const Scheduled_SMDTControlModeType = sequence({
  SelectedScheduleTupleID: numericIDType,
});
export type Scheduled_SMDTControlModeType = Infer<typeof Scheduled_SMDTControlModeType>;

/** Nothing to say: there is no schedule to choose. ISO 15118-20, 8.3.5.3.37. */
export const Dynamic_SMDTControlModeType = sequence({});
export type Dynamic_SMDTControlModeType = Infer<typeof Dynamic_SMDTControlModeType>;

/** The part that the contract's key signs. ISO 15118-20, 8.3.5.3.36. */
export const SignedMeteringDataType = sequence({
  Id: attribute(ID),
  SessionID: sessionIDType,
  MeterInfo: MeterInfoType,
  Receipt: optional(ReceiptType),
  mode: choice({
    Dynamic_SMDTControlMode: Dynamic_SMDTControlModeType,
    Scheduled_SMDTControlMode: Scheduled_SMDTControlModeType,
  }),
});
export type SignedMeteringDataType = Infer<typeof SignedMeteringDataType>;
export const SignedMeteringData = element("SignedMeteringData", SignedMeteringDataType);

export const MeteringConfirmationReqType = extension(V2GRequestType, {
  SignedMeteringData: SignedMeteringDataType,
});
/** The car signs what the meter said. ISO 15118-20, 8.3.4.3.11.2. */
export const MeteringConfirmationReq = element("MeteringConfirmationReq", MeteringConfirmationReqType);
export type MeteringConfirmationReq = Infer<typeof MeteringConfirmationReq>;

export const MeteringConfirmationResType = extension(V2GResponseType, {});
/** The charger has kept the receipt. ISO 15118-20, 8.3.4.3.11.3. */
export const MeteringConfirmationRes = element("MeteringConfirmationRes", MeteringConfirmationResType);
export type MeteringConfirmationRes = Infer<typeof MeteringConfirmationRes>;
