/** `>From ` lines of a body, as they were before the message was put in an mbox. RFC 4155 appendix A */
import { concat, indexOfBytes } from '@postbus/bytes';
import { quotesBeforeFrom } from './from-line.ts';

const quotedLine = Uint8Array.of(0x0a, 0x3e);

/**
 * @param bodyStart offset of the body: the header has lines of UUCP that begin with `>From `, which are its own
 * @param most how many `>` a line may have and still lose one: 1 for mboxo, any number for mboxrd
 * @returns `message` itself where nothing is quoted
 */
export function unquoteMbox(message: Uint8Array, bodyStart: number, most: number): Uint8Array {
  const kept: Uint8Array[] = [];
  let from = 0;
  for (let at = firstLine(message, bodyStart); at !== -1; at = quotedAfter(message, at)) {
    const quotes = quotesBeforeFrom(message, at);
    if (quotes === 0 || quotes > most) continue;
    kept.push(message.subarray(from, at));
    from = at + 1;
  }
  if (from === 0) return message;
  kept.push(message.subarray(from));
  return concat(kept);
}

/** The first line of the body that begins with `>`. */
function firstLine(message: Uint8Array, bodyStart: number): number {
  return message[bodyStart] === quotedLine[1] ? bodyStart : quotedAfter(message, bodyStart);
}

function quotedAfter(message: Uint8Array, at: number): number {
  const found = indexOfBytes(message, quotedLine, at);
  return found === -1 ? -1 : found + 1;
}
