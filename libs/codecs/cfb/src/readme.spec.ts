import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { patterned, sampleTree } from './compound-file.fixture.ts';
import { readCompoundFile, writeCompoundFile } from './index.ts';

const folder = mkdtempSync(join(import.meta.dirname, '.readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the example of README.md', () => {
  it('renames a stream', async () => {
    const [, code] = /```js\n(.*?)```/s.exec(readFileSync(join(import.meta.dirname, '../README.md'), 'utf8'))!;
    writeFileSync(join(folder, 'example.ts'), code!);
    const { rename } = (await import(pathToFileURL(join(folder, 'example.ts')).href)) as {
      rename: (bytes: Uint8Array, from: string, to: string) => Uint8Array;
    };
    const { root } = readCompoundFile(rename(writeCompoundFile(sampleTree()), 'stream 513', 'renamed'));
    expect(root.stream('stream 513')).toBeUndefined();
    expect(root.stream('renamed')!.bytes).toEqual(patterned(513, 513));
  });
});
