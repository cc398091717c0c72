/**
 * The content as DATA carries it: a dot before each line that begins with one, a line end if the last line lacks it,
 * and the line with the dot alone. RFC 5321 4.5.2
 */
const lineFeed = 0x0a;
const dot = 0x2e;

/**
 * The content in its chunks, without the final dot. Nothing is copied but where dots are put in.
 * @param content CRLF line ends alone: a bare CR or LF could end the message early at a lax server
 */
export async function* dotStuffed(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let last = lineFeed;
  let any = false;
  for await (const chunk of content) {
    if (chunk.length === 0) continue;
    any = true;
    yield* stuffedChunk(chunk, last);
    last = chunk.at(-1)!;
  }
  if (any && last !== lineFeed) yield Uint8Array.of(0x0d, lineFeed);
}

function* stuffedChunk(chunk: Uint8Array, before: number): Generator<Uint8Array> {
  let from = 0;
  for (let at = chunk.indexOf(dot); at >= 0; at = chunk.indexOf(dot, at + 1)) {
    if ((at === 0 ? before : chunk[at - 1]) !== lineFeed) continue;
    yield chunk.subarray(from, at + 1);
    from = at;
  }
  yield chunk.subarray(from);
}

/** The line that ends the content. */
export const finalDot = Uint8Array.of(dot, 0x0d, lineFeed);
