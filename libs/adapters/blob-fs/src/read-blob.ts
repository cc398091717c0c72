/** Reads blobs that are files, whole or a range; a range that reaches past the end gives the bytes that there are. */
import { type FileHandle, open } from 'node:fs/promises';
import type { ByteRange } from '@postbus/ports';

/** Bytes of one chunk of a stream. */
const chunkSize = 256 * 1024;

export async function readFileRange(path: string, size: number, range?: ByteRange): Promise<Uint8Array> {
  const { start, end } = within(size, range);
  const file = await open(path, 'r');
  try {
    const bytes = new Uint8Array(end - start);
    return bytes.subarray(0, await fill(file, bytes, start));
  } finally {
    await file.close();
  }
}

export async function* streamFileRange(path: string, size: number, range?: ByteRange): AsyncIterable<Uint8Array> {
  const { start, end } = within(size, range);
  const file = await open(path, 'r');
  try {
    for (let at = start; at < end; at += chunkSize) {
      const chunk = new Uint8Array(Math.min(chunkSize, end - at));
      yield chunk.subarray(0, await fill(file, chunk, at));
    }
  } finally {
    await file.close();
  }
}

export function rangeOf(bytes: Uint8Array, range?: ByteRange): Uint8Array {
  const { start, end } = within(bytes.length, range);
  return bytes.subarray(start, end);
}

function within(size: number, range: ByteRange | undefined): { start: number; end: number } {
  if (range === undefined) return { start: 0, end: size };
  const start = Math.min(Math.max(0, range.offset), size);
  return { start, end: Math.min(size, start + Math.max(0, range.length)) };
}

/** @returns how many bytes there were */
async function fill(file: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
  let at = 0;
  while (at < bytes.length) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, position + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return at;
}
