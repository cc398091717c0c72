/** Tells small blobs from large ones before anything is written, holding no more than a small one in memory. */

/** Large blobs given whole are hashed and written in pieces of this size, so that no single step holds up the process. */
const piece = 512 * 1024;

export type Gathered =
  | { readonly kind: 'small'; readonly bytes: Uint8Array }
  | { readonly kind: 'large'; readonly chunks: AsyncIterable<Uint8Array> };

/** @param most bytes of a small blob */
export async function gather(content: Uint8Array | AsyncIterable<Uint8Array>, most: number): Promise<Gathered> {
  if (content instanceof Uint8Array) {
    return content.length <= most ? { kind: 'small', bytes: content } : { kind: 'large', chunks: pieces(content) };
  }
  const chunks = content[Symbol.asyncIterator]();
  const gathered: Uint8Array[] = [];
  let size = 0;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    gathered.push(next.value);
    size += next.value.length;
    if (size > most) return { kind: 'large', chunks: followedBy(gathered, chunks) };
  }
  return { kind: 'small', bytes: Buffer.concat(gathered, size) };
}

async function* pieces(content: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < content.length; at += piece) yield content.subarray(at, at + piece);
}

async function* followedBy(first: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
