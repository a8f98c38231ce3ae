/**
 * Who defined a vendor's messages: the number (OUI) that their makers have from the IEEE.
 *
 * @module
 */

/** Intellon, later Atheros, later Qualcomm. */
export const QUALCOMM = "00:b0:52";
/** SiGe, later Lumissil. */
export const LUMISSIL = "00:16:e8";
/** SPiDCOM, later MStar, later Vertexcom. */
export const VERTEXCOM = "00:13:d7";
/** STMicroelectronics, with IoTecha's firmware. */
export const ST = "00:80:e1";
/** Whose charging emulator tells its own state. */
export const DSPACE = "64:4d:70";
