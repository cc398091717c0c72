/** How long content is once its transfer encoding is undone, found without decoding it where that is quicker. */
import { type TransferEncoding, decodeTransferEncoding } from '@postbus/mime';

const alphabet = new Uint8Array(256);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
  alphabet[character.charCodeAt(0)] = 1;
/** How many of two bytes, the first of them and 256 times the second, are of the alphabet. */
const ofPair = new Uint8Array(0x10000);
for (let pair = 0; pair < ofPair.length; pair++) ofPair[pair] = alphabet[pair & 0xff]! + alphabet[pair >> 8]!;
/** Fewer bytes are not worth a view of them. */
const worthPairs = 64;
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

/** By two bytes at once from the first even address on. */
function charactersIn(body: Uint8Array, start: number, end: number): number {
  if (end - start < worthPairs) return charactersOneByOne(body, start, end);
  const even = start + ((body.byteOffset + start) & 1);
  const count = (end - even) >> 1;
  const pairs = new Uint16Array(body.buffer, body.byteOffset + even, count);
  let characters = charactersOneByOne(body, start, even) + charactersOneByOne(body, even + count * 2, end);
  let at = 0;
  for (; at + 3 < count; at += 4) {
    characters += ofPair[pairs[at]!]! + ofPair[pairs[at + 1]!]! + ofPair[pairs[at + 2]!]! + ofPair[pairs[at + 3]!]!;
  }
  for (; at < count; at++) characters += ofPair[pairs[at]!]!;
  return characters;
}

function charactersOneByOne(body: Uint8Array, start: number, end: number): number {
  let characters = 0;
  for (let at = start; at < end; at++) characters += alphabet[body[at]!]!;
  return characters;
}
