/** The thread that writes the index: one request after another, each answered when it is durable. */
import { parentPort, workerData } from 'node:worker_threads';
import { type IndexedBlob, IndexWriter } from './index-writer.ts';
import { openIndex } from './open-index.ts';

export type IndexRequest =
  | { readonly kind: 'put'; readonly blobs: readonly IndexedBlob[] }
  | { readonly kind: 'condemn'; readonly hashes: readonly Uint8Array[]; readonly unusedSince: number }
  | { readonly kind: 'spare'; readonly hashes: readonly Uint8Array[] }
  | { readonly kind: 'remove'; readonly hashes: readonly Uint8Array[] }
  | { readonly kind: 'close' };

/** `count` is how many blobs were condemned or removed. */
export type IndexAnswer = { readonly count: number } | { readonly error: object };

const port = parentPort!;
const database = openIndex((workerData as { readonly path: string }).path);
const writer = new IndexWriter(database);

port.on('message', (request: IndexRequest) => {
  port.postMessage(answer(request));
  if (request.kind === 'close') port.close();
});

function answer(request: IndexRequest): IndexAnswer {
  try {
    return { count: perform(request) ?? 0 };
  } catch (error) {
    const { message, code, errcode } = error as Error & { readonly code?: string; readonly errcode?: number };
    return { error: { message, code, errcode } };
  }
}

function perform(request: IndexRequest): number | void {
  switch (request.kind) {
    case 'put':
      return writer.put(request.blobs, Date.now());
    case 'condemn':
      return writer.condemn(request.hashes, request.unusedSince, Date.now());
    case 'spare':
      return writer.spare(request.hashes);
    case 'remove':
      return writer.remove(request.hashes);
    case 'close':
      return database.close();
  }
}
