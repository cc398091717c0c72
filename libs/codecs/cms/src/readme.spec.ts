import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import * as exported from './index.ts';
import { OpensslFolder, caExtensions } from './openssl.fixture.ts';

const openssl = new OpensslFolder();
const folder = mkdtempSync(join(import.meta.dirname, '.readme-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
  openssl.remove();
});

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

interface Example {
  readonly signed: (content: Uint8Array, pkcs12: Uint8Array, password: string) => Promise<Uint8Array>;
  readonly verified: (content: Uint8Array, signature: Uint8Array, anchors: string, from: string) => Promise<unknown>;
}

describe('README.md', () => {
  it('has an example that signs and verifies', async () => {
    const [, code] = /```js\n(.*?)```/s.exec(readme)!;
    writeFileSync(join(folder, 'example.ts'), code!);
    const { signed, verified } = (await import(pathToFileURL(join(folder, 'example.ts')).href)) as Example;
    const root = openssl.issue('root', { extensions: caExtensions });
    const person = openssl.issue('person', { issuer: root });
    const as = ['-in', person.certificateFile, '-inkey', person.keyFile];
    const pkcs12 = openssl.run('pkcs12', '-export', ...as, '-passout', 'pass:secret');
    const content = new Uint8Array(9);
    const signature = await signed(content, pkcs12, 'secret');
    const anchors = openssl.text(root.certificateFile);
    expect(await verified(content, signature, anchors, 'person@example.org')).toEqual({
      outcome: 'valid',
      failures: [],
    });
    expect(await verified(new Uint8Array(8), signature, anchors, 'person@example.org')).toMatchObject({
      outcome: 'broken',
      failures: [{ code: 'digest-mismatch' }],
    });
  });

  it('names every export', () => {
    for (const name of Object.keys(exported)) expect(readme).toContain(`\`${name}`);
  });
});
