/** Line ends as they go over SMTP. RFC 5321 2.3.8 */
import { concat } from '@postbus/bytes';
import type { HeaderField } from '@postbus/mime';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * `message` with CRLF for each CR and LF that stands alone: no host takes those, and what is signed is signed with CRLF.
 * @returns `message` itself where there is none
 */
export function withCrlf(message: Uint8Array): Uint8Array {
  const bare = bareLineEnds(message);
  if (bare === 0) return message;
  const whole = new Uint8Array(message.length + bare);
  let to = 0;
  for (let at = 0; at < message.length; at++) {
    const byte = message[at]!;
    if (isBare(message, at)) {
      whole[to++] = carriageReturn;
      whole[to++] = lineFeed;
    } else {
      whole[to++] = byte;
    }
  }
  return whole;
}

/** `field` with its line end, which the last one of a message without a body may lack. */
export function wholeField({ bytes }: HeaderField): Uint8Array {
  return bytes.at(-1) === lineFeed ? bytes : concat([bytes, Uint8Array.of(carriageReturn, lineFeed)]);
}

function bareLineEnds(message: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < message.length; at++) if (isBare(message, at)) count++;
  return count;
}

function isBare(message: Uint8Array, at: number): boolean {
  const byte = message[at];
  if (byte === lineFeed) return message[at - 1] !== carriageReturn;
  return byte === carriageReturn && message[at + 1] !== lineFeed;
}
