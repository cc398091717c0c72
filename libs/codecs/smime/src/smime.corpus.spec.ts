/** Messages that other people's programs signed, and every message of the corpus signed, encrypted and opened again. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrustStore, archivePolicy } from '@postbus/cms';
import { type MimeEntity, parseMime } from '@postbus/mime';
import { afterAll, describe, expect, it } from 'vitest';
import { decryptMessage, encryptMessage, secureForm, signMessage, verifyMessage } from './index.ts';
import { withCrlf } from './line-ends.ts';
import { OpensslFolder, textOf } from './openssl.fixture.ts';

const corpus = process.env['POSTBUS_CORPUS'];

function messages(): string[] {
  if (corpus === undefined) return [];
  return readdirSync(corpus, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:msg|eml|txt|dat)$/.test(entry.name) && !entry.name.includes('.mbox'))
    .map((entry) => join(entry.parentPath, entry.name));
}
const read = (file: string): Uint8Array => new Uint8Array(readFileSync(file));

describe.skipIf(corpus === undefined)('messages signed by others', () => {
  it.each(['smime/thunderbird-signed.txt', 'smime/octet-stream-with-mixed-line-endings.dat'])(
    '%s is unchanged',
    async (file) => {
      const message = read(join(corpus!, 'mimekit', file));
      const options = { trust: new TrustStore(), at: new Date(), policy: archivePolicy };
      expect(await verifyMessage(message, options)).toMatchObject({ outcome: 'untrusted', form: 'clear' });
    },
  );
});

describe.skipIf(corpus === undefined)('every message', () => {
  const openssl = new OpensslFolder();
  afterAll(() => openssl.remove());
  const ada = openssl.person('ada');
  const files = messages();

  /** What each innermost part holds, with CRLF as its line ends. */
  function contents(message: MimeEntity): string[] {
    return [...message.walk()]
      .filter(({ parts, message: inside }) => parts.length === 0 && inside === undefined)
      .map((entity) => textOf(withCrlf(entity.content())));
  }

  it('is signed so that it verifies, and keeps what its parts hold', { timeout: 120_000 }, async () => {
    expect(files.length).toBeGreaterThan(100);
    const options = { trust: openssl.trust, at: new Date(Date.now() + 60_000), from: ada.address };
    for (const file of files) {
      const message = read(file);
      const signed = await signMessage(message, { form: 'clear', signers: [ada.signer] });
      const { outcome, content } = await verifyMessage(signed, options);
      expect([file, outcome]).toEqual([file, 'valid']);
      const sealed = await encryptMessage(message, { recipients: [ada.certificate] });
      const opened = await decryptMessage(sealed, { keys: [ada.signer] });
      for (const entity of [parseMime(content), parseMime(opened.message)])
        expect([file, contents(entity)]).toEqual([file, contents(parseMime(message))]);
    }
  });

  it('is verified by OpenSSL where it was signed clear', { timeout: 120_000 }, async () => {
    const failed: string[] = [];
    for (const file of files.filter((_, place) => place % 4 === 0)) {
      const signed = await signMessage(read(file), { form: 'clear', signers: [ada.signer] });
      if (secureForm(parseMime(signed)) !== 'clear-signed') continue;
      openssl.write('signed', signed);
      if (!openssl.succeeds('cms', '-verify', '-in', 'signed', '-CAfile', 'root.pem')) failed.push(file);
    }
    expect(failed).toEqual([]);
  });
});
