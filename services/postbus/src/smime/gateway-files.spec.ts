/** Files of keys and certificates that OpenSSL makes, as the commands of the gateway read them. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chainOf } from '../admin/smime/checked-certificate.ts';
import { type MadeKey, OpensslKeys } from '../admin/smime/openssl-keys.fixture.ts';
import { readCertificateBundle } from './certificate-bundle.ts';
import { certificateInputs } from './certificate-inputs.ts';
import { keyInputs } from './key-inputs.ts';
import { readOwnKeys } from './own-keys.ts';

const openssl = new OpensslKeys();
let root: MadeKey;
let sub: MadeKey;
let anna: MadeKey;
let bert: MadeKey;
beforeAll(() => {
  root = openssl.make('root', { kind: 'P-256', authority: true });
  sub = openssl.make('sub', { kind: 'P-256', authority: true, issuer: root });
  anna = openssl.make('anna', { kind: 'P-256', issuer: sub, address: 'Anna@example.org' });
  bert = openssl.make('bert', { kind: 'P-256', issuer: root });
});
afterAll(() => openssl.remove());

const base64 = ({ certificate }: MadeKey): string => certificate.toString('base64');
const own = (file: string) => readOwnKeys(file, async () => 'secret');

describe('keys of a file for an address', () => {
  it('come with their chain, their own certificate first, whatever else the file holds', async () => {
    const file = openssl.pkcs12(anna, 'secret', [bert, root, sub]);
    const inputs = await keyInputs(await own(file), { address: 'anna@EXAMPLE.org', anyAddress: false });
    expect(inputs).toEqual([
      {
        address: 'anna@EXAMPLE.org',
        fingerprint: anna.fingerprint,
        certificates: [anna, sub, root].map(base64),
        privateKey: anna.privateKey.toString('base64'),
      },
    ]);
  });

  it('are refused where their certificates name another address, unless any is taken', async () => {
    const keys = await own(openssl.pkcs12(anna, 'secret'));
    const wanted = { address: 'bert@example.org', anyAddress: false };
    expect(() => keyInputs(keys, wanted)).toThrow(
      expect.objectContaining({ code: 'address-not-named', message: expect.stringContaining('Anna@example.org') }),
    );
    expect(await keyInputs(keys, { ...wanted, anyAddress: true })).toMatchObject([{ address: 'bert@example.org' }]);
  });

  it('are told not to be opened by another password', async () => {
    const file = openssl.pkcs12(anna, 'secret');
    await expect(readOwnKeys(file, async () => 'wrong')).rejects.toMatchObject({ code: 'wrong-password' });
  });
});

describe('certificates of a file', () => {
  const fingerprintsIn = async (file: string) => {
    const inputs = certificateInputs(await readCertificateBundle(file), {
      address: 'anna@example.org',
      anyAddress: false,
    });
    return (await inputs).map(({ fingerprint, issuers }) => [fingerprint, issuers]);
  };

  it.each([
    ['PEM', () => openssl.file('anna.pem')],
    ['DER', () => openssl.der(anna)],
    ['text before PEM', () => openssl.withText(anna)],
  ])('are read from %s', async (_, file) => {
    expect(await fingerprintsIn(file())).toEqual([[anna.fingerprint, []]]);
  });

  it.each([
    ['PEM of several', () => openssl.several(bert, root, anna, sub)],
    ['a certs-only message in PEM', () => openssl.certsOnly('PEM', bert, root, anna, sub)],
    ['a certs-only message in DER, as .p7b and .p7c', () => openssl.certsOnly('DER', bert, root, anna, sub)],
  ])('are read from %s, with those that vouch for them', async (_, file) => {
    expect(await fingerprintsIn(file())).toEqual([[anna.fingerprint, [base64(sub), base64(root)]]]);
  });

  it('are all but those of authorities where any address is taken', async () => {
    const all = await readCertificateBundle(openssl.several(bert, root, anna));
    const inputs = await certificateInputs(all, { address: 'sales@example.org', anyAddress: true });
    expect(inputs.map(({ fingerprint }) => fingerprint)).toEqual([bert.fingerprint, anna.fingerprint]);
    expect(() => certificateInputs(all, { address: 'sales@example.org', anyAddress: false })).toThrow(
      expect.objectContaining({ code: 'address-not-named' }),
    );
  });

  it('are refused where the file is something else', async () => {
    const none = { code: 'not-a-certificate-file' };
    writeFileSync(openssl.file('text'), 'nothing of the kind');
    writeFileSync(openssl.file('empty'), '');
    for (const name of ['text', 'empty', 'anna.key', 'anna.p12'])
      await expect(readCertificateBundle(openssl.file(name))).rejects.toMatchObject(none);
    await expect(readCertificateBundle(openssl.file('nowhere'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('that issued each other make no chain without end', async () => {
    const [one] = await readCertificateBundle(openssl.file('anna.pem'));
    const [other] = await readCertificateBundle(openssl.file('bert.pem'));
    const circle = [
      { ...one!, issuer: other!.subject },
      { ...other!, issuer: one!.subject },
    ];
    expect(chainOf(circle[0]!, circle).map(({ subject }) => subject.text)).toEqual(['CN=bert,O=Postbus']);
  });
});
