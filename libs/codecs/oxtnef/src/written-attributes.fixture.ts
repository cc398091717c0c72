import type { MessageObject } from '@postbus/mapi';
import { expect } from 'vitest';
import { writeTnef, type WriteTnefOptions } from './index.ts';

export interface WrittenAttribute {
  readonly level: number;
  readonly id: string;
  readonly data: Buffer;
}

/** The attributes of a stream, taken apart without the codec; their checksums are looked at. */
export function attributesOf(stream: Uint8Array): WrittenAttribute[] {
  const bytes = Buffer.from(stream.buffer, stream.byteOffset, stream.length);
  const found: WrittenAttribute[] = [];
  for (let at = 6; at < bytes.length;) {
    const length = bytes.readUInt32LE(at + 5);
    const data = bytes.subarray(at + 9, at + 9 + length);
    expect(bytes.readUInt16LE(at + 9 + length)).toBe(data.reduce((sum, byte) => sum + byte, 0) % 65536);
    found.push({
      level: bytes[at]!,
      id: bytes
        .readUInt32LE(at + 1)
        .toString(16)
        .padStart(8, '0'),
      data,
    });
    at += 11 + length;
  }
  return found;
}

export function attributeOf(
  message: MessageObject,
  id: string,
  options?: WriteTnefOptions,
): WrittenAttribute | undefined {
  return attributesOf(writeTnef(message, options)).find((attribute) => attribute.id === id);
}
