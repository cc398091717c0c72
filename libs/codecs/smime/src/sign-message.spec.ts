import { parseMime } from '@postbus/mime';
import { afterAll, describe, expect, it } from 'vitest';
import { type SignMessageOptions, secureForm, signMessage, verifyMessage } from './index.ts';
import { OpensslFolder, lines, textOf } from './openssl.fixture.ts';

const openssl = new OpensslFolder();
afterAll(() => openssl.remove());
const people = {
  rsa: openssl.person('rsa', 'rsa'),
  p256: openssl.person('p256'),
  p384: openssl.person('p384', 'P-384'),
  ed25519: openssl.person('ed25519', 'ed25519'),
};
const { p256 } = people;

const messageOf = (address: string): Uint8Array =>
  lines(
    'Received: from a by b',
    `From: ${address}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Subject: Gr=?utf-8?q?=C3=BC?=sse',
    'Content-Language: de',
    '',
    'Hallo',
  );
const at = new Date(Date.now() + 60_000);
const verify = (signed: Uint8Array) => verifyMessage(signed, { trust: openssl.trust, at });
const sign = (what: Uint8Array, options: Partial<SignMessageOptions> = {}) =>
  signMessage(what, { form: 'clear', signers: [p256.signer], ...options });

/** What OpenSSL verifies and gives out. */
function verifiedByOpenssl(signed: Uint8Array): string {
  openssl.write('signed.eml', signed);
  return textOf(openssl.run('cms', '-verify', '-in', 'signed.eml', '-CAfile', 'root.pem'));
}

describe('signMessage, RFC 8551 3.5', () => {
  const pss = { padding: 'pss' as const };
  const sha512 = { digest: 'SHA-512' as const };
  it.each([
    ['clear', 'RSA', people.rsa, {}],
    ['opaque', 'RSA', people.rsa, {}],
    ['clear', 'RSA-PSS', people.rsa, pss],
    ['opaque', 'RSA with SHA-512', people.rsa, sha512],
    ['clear', 'ECDSA on P-256', people.p256, {}],
    ['opaque', 'ECDSA on P-256', people.p256, {}],
    ['clear', 'ECDSA on P-384', people.p384, {}],
  ] as const)('makes %s messages by %s that OpenSSL verifies', async (form, _, person, how) => {
    const signed = await sign(messageOf(person.address), { form, signers: [{ ...person.signer, ...how }] });
    expect(verifiedByOpenssl(signed)).toBe(
      'Content-Type: text/plain; charset=utf-8\r\nContent-Language: de\r\n\r\nHallo\r\n',
    );
    expect(secureForm(parseMime(signed))).toBe(form === 'clear' ? 'clear-signed' : 'signed');
    expect(await verify(signed)).toMatchObject({ outcome: 'valid', form, signedAs: 'from', lineEnds: 'as-found' });
  });
});
