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
  for (const byte of body) {
    if (byte !== padding) characters += alphabet[byte]!;
    else if (characters % 4 > 0) {
      size += octets(characters);
      characters = 0;
    }
  }
  return size + octets(characters);
}

function octets(characters: number): number {
  return Math.floor((characters * 3) / 4);
}
