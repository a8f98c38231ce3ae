/**
 * Positioning by low-frequency antennas in ISO 15118-20; some of its lists hold one item, whatever their names say.
 *
 * @module
 */

import { choice, list, optional, vocabulary } from "../../../exi/fields.ts";
import { type Infer, short, unsignedByte, unsignedShort } from "../../../exi/simple-types.ts";
import { numericIDType } from "../common-types/identifiers.ts";
import { RationalNumberType } from "../common-types/quantities.ts";
import { WPT } from "../namespaces.ts";

const { sequence } = vocabulary(WPT, "qualified");

/** A place, or a direction. */
export const WPT_CoordinateXYZType = sequence({
  Coord_X: short,
  Coord_Y: short,
  Coord_Z: short,
});
export type WPT_CoordinateXYZType = Infer<typeof WPT_CoordinateXYZType>;

/** One antenna: where it sits, and which way it looks. */
export const WPT_TxRxSpecDataType = sequence({
  TxRxIdentifier: numericIDType,
  TxRxPosition: WPT_CoordinateXYZType,
  TxRxOrientation: WPT_CoordinateXYZType,
});
export type WPT_TxRxSpecDataType = Infer<typeof WPT_TxRxSpecDataType>;

/** The turn of one antenna. */
export const WPT_TxRxPulseOrderType = sequence({
  IndexNumber: unsignedShort,
  TxRxIdentifier: numericIDType,
});
export type WPT_TxRxPulseOrderType = Infer<typeof WPT_TxRxPulseOrderType>;

/** The rhythm in which the antennas take turns. */
export const WPT_TxRxPackageSpecDataType = sequence({
  PulseSequenceOrder: list(WPT_TxRxPulseOrderType, 2, 255),
  PulseSeparationTime: unsignedShort,
  PulseDuration: unsignedShort,
  PackageSeparationTime: unsignedShort,
});
export type WPT_TxRxPackageSpecDataType = Infer<typeof WPT_TxRxPackageSpecDataType>;

/** The antennas that send; at least two, whatever `NumberOfTransmitters` says. */
export const WPT_LF_TransmitterDataType = sequence({
  NumberOfTransmitters: unsignedByte,
  SignalFrequency: RationalNumberType,
  TxSpecData: list(WPT_TxRxSpecDataType, 2, 255),
  TxPackageSpecData: optional(WPT_TxRxPackageSpecDataType),
});
export type WPT_LF_TransmitterDataType = Infer<typeof WPT_LF_TransmitterDataType>;

/** The antennas that listen; at least two, whatever `NumberOfReceivers` says. */
export const WPT_LF_ReceiverDataType = sequence({
  NumberOfReceivers: unsignedByte,
  RxSpecData: list(WPT_TxRxSpecDataType, 2, 255),
});
export type WPT_LF_ReceiverDataType = Infer<typeof WPT_LF_ReceiverDataType>;

/** One side sends, the other listens. */
export const WPT_LF_SystemSetupDataType = sequence({
  role: choice({ LF_TransmitterSetupData: WPT_LF_TransmitterDataType, LF_ReceiverSetupData: WPT_LF_ReceiverDataType }),
});
export type WPT_LF_SystemSetupDataType = Infer<typeof WPT_LF_SystemSetupDataType>;

/** How strongly one antenna sent. */
export const WPT_LF_TxDataType = sequence({
  TxIdentifier: numericIDType,
  EIRP: RationalNumberType,
});
export type WPT_LF_TxDataType = Infer<typeof WPT_LF_TxDataType>;

/** One item. */
export const WPT_LF_TxDataListType = sequence({
  WPT_LF_TxDataList: WPT_LF_TxDataType,
});
export type WPT_LF_TxDataListType = Infer<typeof WPT_LF_TxDataListType>;

/** How strongly one antenna was heard. */
export const WPT_LF_RxRSSIType = sequence({
  TxIdentifier: numericIDType,
  RSSI: RationalNumberType,
});
export type WPT_LF_RxRSSIType = Infer<typeof WPT_LF_RxRSSIType>;

/** One item. */
export const WPT_LF_RxRSSIListType = sequence({
  RSSIDataList: WPT_LF_RxRSSIType,
});
export type WPT_LF_RxRSSIListType = Infer<typeof WPT_LF_RxRSSIListType>;

/** What one antenna heard. */
export const WPT_LF_RxDataType = sequence({
  RxIdentifier: numericIDType,
  RSSIData: WPT_LF_RxRSSIListType,
});
export type WPT_LF_RxDataType = Infer<typeof WPT_LF_RxDataType>;

/** One item. */
export const WPT_LF_RxDataListType = sequence({
  WPT_LF_RxDataList: WPT_LF_RxDataType,
});
export type WPT_LF_RxDataListType = Infer<typeof WPT_LF_RxDataListType>;

/** One round of pulses, told by its sender or its listener. */
export const WPT_LF_DataPackageType = sequence({
  PackageIndex: unsignedByte,
  data: choice({ LF_TxData: WPT_LF_TxDataListType, LF_RxData: WPT_LF_RxDataListType }),
});
export type WPT_LF_DataPackageType = Infer<typeof WPT_LF_DataPackageType>;

/** One package, whatever `NumPackages` says. */
export const WPT_LF_DataPackageListType = sequence({
  NumPackages: unsignedByte,
  WPT_LF_DataPackage: WPT_LF_DataPackageType,
});
export type WPT_LF_DataPackageListType = Infer<typeof WPT_LF_DataPackageListType>;
