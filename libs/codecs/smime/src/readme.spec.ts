import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Certificate, DecryptionKey } from '@postbus/cms';
import { afterAll, describe, expect, it } from 'vitest';
import * as exported from './index.ts';
import { OpensslFolder, lines, textOf } from './openssl.fixture.ts';

const openssl = new OpensslFolder();
const folder = mkdtempSync(join(import.meta.dirname, '.readme-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
  openssl.remove();
});

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

interface Example {
  readonly sealed: (
    message: Uint8Array,
    pkcs12: Uint8Array,
    password: string,
    to: readonly Certificate[],
  ) => Promise<Uint8Array>;
  readonly opened: (message: Uint8Array, key: DecryptionKey, anchors: string) => Promise<{ content: Uint8Array }>;
}

describe('README.md', () => {
  it('has an example that signs, encrypts, decrypts and verifies', async () => {
    const [, code] = /```js\n(.*?)```/s.exec(readme)!;
    writeFileSync(join(folder, 'example.ts'), code!);
    const { sealed, opened } = (await import(pathToFileURL(join(folder, 'example.ts')).href)) as Example;
    const ada = openssl.person('ada');
    const bob = openssl.person('bob', 'rsa');
    const pkcs12 = openssl.run(
      'pkcs12',
      '-export',
      '-in',
      ada.certificateFile,
      '-inkey',
      ada.keyFile,
      '-passout',
      'pass:secret',
    );
    const message = lines('From: ada@example.org', 'Content-Type: text/plain', '', 'Hello');
    const anchors = readFileSync(openssl.file('root.pem'), 'utf8');
    const found = await opened(await sealed(message, pkcs12, 'secret', [bob.certificate]), bob.signer, anchors);
    expect(found).toMatchObject({ outcome: 'valid', authenticated: false, failures: [] });
    expect(textOf(found.content)).toBe('Content-Type: text/plain\r\n\r\nHello\r\n');
  });

  it('names every export', () => {
    for (const name of Object.keys(exported)) expect(readme).toContain(`\`${name}`);
  });
});
