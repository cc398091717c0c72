import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { openFileBlobStore } from './file-blob-store.ts';

/** Puts blobs of all sizes on twenty lanes and writes the name of each that was acknowledged. */
const putting = `
  import { randomBytes, randomInt } from 'node:crypto';
  import { writeSync } from 'node:fs';
  const { openFileBlobStore } = await import(${JSON.stringify(new URL('file-blob-store.ts', import.meta.url).href)});
  const store = await openFileBlobStore(process.argv[1]);
  for (let lane = 0; lane < 20; lane++) void (async () => {
    for (;;) {
      const { sha256 } = await store.put(randomBytes(lane < 15 ? randomInt(8192) : randomInt(200_000)));
      writeSync(1, sha256 + '\\n');
    }
  })();
`;

function startPutting(root: string): ChildProcess {
  const flags = [
    '--experimental-transform-types',
    '--no-warnings',
    '--conditions=@postbus/source',
    '--input-type=module',
  ];
  return spawn(process.execPath, [...flags, '--eval', putting, root], { stdio: ['ignore', 'pipe', 'inherit'] });
}

it('reads back every blob that was acknowledged before a SIGKILL, three times over', async () => {
  const root = await mkdtemp(join(tmpdir(), 'blob-fs-'));
  const acknowledged: string[] = [];
  for (let life = 1; life <= 3; life++) {
    const child = startPutting(root);
    const exited = once(child, 'exit');
    const enough = acknowledged.length + randomInt(200, 500);
    for await (const sha256 of createInterface({ input: child.stdout! })) {
      acknowledged.push(sha256);
      if (acknowledged.length === enough) child.kill('SIGKILL');
    }
    await exited;
    expect(child.signalCode).toBe('SIGKILL');
  }
  const store = await openFileBlobStore(root, { temporaryAge: -1 });
  for (const sha256 of acknowledged) {
    const content = await store.read({ sha256 });
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
  }
  await store.close();
  await rm(root, { recursive: true });
});
