/**
 * Tells which octets made which field.
 *
 * @module
 */

import type { Layout, Tagged } from "./layout.ts";
import { LayoutError, read, type Span } from "./read.ts";

/** Field by field, which octets made it: what `--explain` shows. Up to the fault, where there is one. */
export function explainLayout(
  layout: Layout | Tagged,
  octets: Uint8Array,
): { readonly spans: Span[]; readonly error?: LayoutError } {
  const spans: Span[] = [];
  try {
    read(layout, octets, (span) => spans.push(span));
    return { spans };
  } catch (error) {
    if (error instanceof LayoutError) return { spans, error };
    throw error;
  }
}
