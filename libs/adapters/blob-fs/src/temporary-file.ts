/** Writes a large blob durably under a temporary name and hashes it on the way. */
import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobRef } from '@postbus/domain';

const ownerOnly = 0o600;

export interface TemporaryFile {
  readonly path: string;
  readonly ref: BlobRef;
}

/**
 * Writes `content` into a new file of `folder`; its bytes are durable when fulfilled, its name is not.
 * Where it fails, nothing is left behind.
 */
export async function writeTemporary(folder: string, content: AsyncIterable<Uint8Array>): Promise<TemporaryFile> {
  const path = join(folder, randomUUID());
  try {
    return { path, ref: await write(path, content) };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Removes files of `folder` last written before `before` (epoch milliseconds): a process that died left them. */
export async function sweepTemporary(folder: string, before: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path);
    if (mtimeMs < before) await rm(path, { force: true });
  }
}

async function write(path: string, content: AsyncIterable<Uint8Array>): Promise<BlobRef> {
  const file = await open(path, 'wx', ownerOnly);
  const digest = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of content) {
      digest.update(chunk);
      await writeAll(file, chunk);
      size += chunk.length;
    }
    await file.datasync();
  } finally {
    await file.close();
  }
  return { sha256: digest.digest('hex'), size };
}

async function writeAll(file: FileHandle, content: Uint8Array): Promise<void> {
  for (let at = 0; at < content.length;) {
    const { bytesWritten } = await file.write(content, at, content.length - at);
    at += bytesWritten;
  }
}
