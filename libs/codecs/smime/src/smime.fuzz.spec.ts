/** Messages changed anywhere and anyhow: an outcome or a coded error, in linear time. */
import { PostbusError } from '@postbus/errors';
import { parseMime } from '@postbus/mime';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  certificatesIn,
  compressMessage,
  decompressMessage,
  decryptMessage,
  encryptMessage,
  secureForm,
  secureParts,
  signMessage,
  verifyMessage,
  withEntity,
} from './index.ts';
import { OpensslFolder, bytesOf, lines, textOf } from './openssl.fixture.ts';

const openssl = new OpensslFolder();
afterAll(() => openssl.remove());
const ada = openssl.person('ada');
const keys = [ada.signer];
const trust = openssl.trust;
const at = new Date();
const letter = lines(
  'From: ada@example.org',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  '',
  'Hi',
  '--b--',
);
const signers = [ada.signer];
const recipients = [ada.certificate];
const samples = [
  await signMessage(letter, { form: 'clear', signers }),
  await signMessage(letter, { form: 'opaque', signers }),
  await encryptMessage(letter, { recipients, contentEncryption: 'AES-256-GCM' }),
  await compressMessage(letter),
];
const runs = Number(process.env['POSTBUS_FUZZ_RUNS'] ?? 150);
const timeout = 20_000 + runs * 30;

/** What is done with a message whatever it holds. */
async function useAll(message: Uint8Array): Promise<void> {
  secureForm(parseMime(message));
  for (const { entity, from } of secureParts(message))
    await coded(verifyMessage(entity, { trust, at, ...(from !== undefined && { from }) }));
  await coded(verifyMessage(message, { trust, at }));
  await coded(decryptMessage(message, { keys }).then((opened) => withEntity(opened.message, opened.message)));
  await coded(decompressMessage(message));
  await coded(Promise.resolve().then(() => certificatesIn(message)));
}

async function coded(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => expect(error).toBeInstanceOf(PostbusError));
}

const mutation = fc.array(
  fc.record({ place: fc.nat(4000), bytes: fc.uint8Array({ maxLength: 8 }), drops: fc.nat(40) }),
  { minLength: 1, maxLength: 4 },
);

/** `message` with bytes put in and left out. */
function mutated(
  message: Uint8Array,
  changes: readonly { place: number; bytes: Uint8Array; drops: number }[],
): Uint8Array {
  let text = textOf(message);
  for (const { place, bytes, drops } of changes) {
    const from = place % (text.length + 1);
    text = text.slice(0, from) + textOf(bytes) + text.slice(from + drops);
  }
  return bytesOf(text);
}

describe('any message', () => {
  it('gives an outcome or a coded error, whatever was changed in it', { timeout }, async () => {
    const message = fc
      .tuple(fc.constantFrom(...samples), mutation)
      .map(([sample, changes]) => mutated(sample, changes));
    await fc.assert(fc.asyncProperty(message, useAll), { numRuns: runs });
  });

  it('is valid only with the content that was signed', { timeout }, async () => {
    const [clear] = samples;
    const original = (await verifyMessage(clear!, { trust, at })).content;
    await fc.assert(
      fc.asyncProperty(mutation, async (changes) => {
        const found = await verifyMessage(mutated(clear!, changes), { trust, at }).catch(() => undefined);
        if (found?.outcome === 'valid') expect(textOf(found.content)).toBe(textOf(original));
      }),
      { numRuns: runs },
    );
  });

  it(
    'is signed, verified and opened again, whatever its bytes, with the content that it had',
    { timeout },
    async () => {
      const header = fc.constantFrom(
        'Content-Type: text/plain\r\n',
        'Content-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n',
        'Content-Type: application/x-any\r\nContent-Transfer-Encoding: binary\r\n',
        'Content-Type: multipart/mixed; boundary=b\r\n',
        'Content-Type: message/rfc822\r\n',
        'Content-Type: multipart/signed; boundary=b\r\n',
        '',
      );
      const piece = fc.oneof(
        fc.constantFrom(
          '\r\n',
          '\n',
          '\r',
          '--b\r\n',
          '--b--\r\n',
          'From ',
          ' \r\n',
          '=\r\n',
          'Content-Type: text/html\r\n\r\n',
        ),
        fc.uint8Array({ maxLength: 30 }).map(textOf),
        fc.constant('x'.repeat(1100)),
      );
      const body = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
      await fc.assert(
        fc.asyncProperty(header, body, fc.constantFrom('clear', 'opaque'), async (fields, content, form) => {
          const message = bytesOf(`From: ada@example.org\r\n${fields}\r\n${content}`);
          const signed = await signMessage(message, { form, signers });
          expect(await verifyMessage(signed, { trust, at: new Date(Date.now() + 60_000) })).toMatchObject({
            outcome: 'valid',
            fault: undefined,
          });
          const before = parseMime(message);
          const sealed = await encryptMessage(message, { recipients });
          const after = parseMime((await decryptMessage(sealed, { keys })).message);
          if (before.transferEncoding === 'binary') expect(after.content()).toEqual(before.content());
        }),
        { numRuns: runs },
      );
    },
  );
});

describe('messages made to cost', () => {
  const size = 100_000;
  it.each([
    ['parts of a multipart/signed', `Content-Type: multipart/signed; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(size)}`],
    [
      'parts of CMS that is none',
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: application/pkcs7-mime\r\n\r\nMIIB\r\n'.repeat(size / 4)}`,
    ],
    ['elements within elements', `Content-Type: application/pkcs7-mime\r\n\r\n${'0\x80'.repeat(size * 2)}`],
    [
      'multiparts within multiparts',
      'Content-Type: multipart/signed; boundary=b; protocol="application/pkcs7-signature"\r\n\r\n--b\r\n'.repeat(
        size / 100,
      ),
    ],
    ['lines like delimiters', `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n${'--c='.repeat(size)}\xff`],
    ['line ends', `\r\n${'a\n'.repeat(size)}`],
  ])(
    'end in seconds where a time that grows with the square would be minutes: %s',
    { timeout: 20_000 },
    async (_, text) => {
      const message = bytesOf(text);
      await useAll(message);
      await coded(signMessage(message, { form: 'clear', signers }));
    },
  );
});
