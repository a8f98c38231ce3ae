/**
 * The octets of a recording as they are read, told to whoever shows how far it is.
 *
 * @module
 */

export async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  onProgress: ((octets: number) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    onProgress?.(chunk.length);
    yield chunk;
  }
}
