/** How long content is once its transfer encoding is undone, found without decoding it where that is quicker. */
import { type TransferEncoding, decodeTransferEncoding } from '@postbus/mime';

const alphabet = new Uint8Array(256);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
  alphabet[character.charCodeAt(0)] = 1;
const padding = 0x3d;

/** The length of what `decodeTransferEncoding` gives. */
export function decodedSize(body: Uint8Array, encoding: TransferEncoding): number {
  return encoding === 'base64' ? base64Size(body) : decodeTransferEncoding(body, encoding).length;
}

/** Characters of the alphabet count six bits each; padding ends a group of four, and a group's odd bits are lost. */
function base64Size(body: Uint8Array): number {
  let size = 0;
  let characters = 0;
  for (let at = 0; at < body.length;) {
    const found = body.indexOf(padding, at);
    const end = found === -1 ? body.length : found;
    characters += charactersIn(body, at, end);
    if (characters % 4 > 0 || found === -1) {
      size += Math.floor((characters * 3) / 4);
      characters = 0;
    }
    at = end + 1;
  }
  return size + Math.floor((characters * 3) / 4);
}

function charactersIn(body: Uint8Array, start: number, end: number): number {
  let count = 0;
  let at = start;
  for (; at + 3 < end; at += 4) {
    count += alphabet[body[at]!]! + alphabet[body[at + 1]!]! + alphabet[body[at + 2]!]! + alphabet[body[at + 3]!]!;
  }
  for (; at < end; at++) count += alphabet[body[at]!]!;
  return count;
}
