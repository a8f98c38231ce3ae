/**
 * Capture files: pcap and pcapng, read from any source and written, and text logs with V2G messages in hex.
 *
 * @module
 */

export { captureRecords, type ReadOptions } from "./read.ts";
export * from "./records.ts";
export { type FrameChange, rewriteFrame } from "./rewrite.ts";
export * from "./write-pcap.ts";
export * from "./write-pcapng.ts";
