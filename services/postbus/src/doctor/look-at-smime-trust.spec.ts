/** What the doctor finds of trust anchors and CRLs that OpenSSL makes. */
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MadeKey, OpensslKeys } from '../admin/smime/openssl-keys.fixture.ts';
import type { Finding } from './finding.ts';
import { FirstFew } from './first-few.ts';
import { lookAtCrls } from './look-at-smime-crls.ts';
import { lookAtTrust } from './look-at-smime-trust.ts';

const day = 24 * 60 * 60 * 1000;
const now = Date.now();
const openssl = new OpensslKeys();
const needless = { encryptOrRefuse: new FirstFew(), encryptOrSend: new FirstFew(), verify: new FirstFew() };
const containing = (text: string): unknown => expect.stringContaining(text);
let root: MadeKey;
let other: MadeKey;

beforeAll(() => {
  root = openssl.make('root', { kind: 'P-256', authority: true, days: 100 });
  other = openssl.make('other', { kind: 'P-256', authority: true, days: 300 });
});
afterAll(() => openssl.remove());

/** A CRL of `root` as OpenSSL makes it, days from now. */
function crl(from: number, to: number): Buffer {
  const time = (days: number): string => `${new Date(now + days * day).toISOString().replace(/[-:T]|\..*/g, '')}Z`;
  writeFileSync(openssl.file('index.txt'), '');
  writeFileSync(openssl.file('ca.cnf'), '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ndefault_md=sha256\n');
  const by = ['-config', 'ca.cnf', '-cert', 'root.pem', '-keyfile', 'root.key'];
  return openssl.run('ca', '-gencrl', ...by, '-crl_lastupdate', time(from), '-crl_nextupdate', time(to));
}

describe('the doctor looks at what S/MIME trusts', () => {
  const newFolder = (): string => mkdtempSync(openssl.file('crls-'));
  const trusting = (file: string, at = now): Finding | undefined => lookAtTrust(file, needless, at)[0];
  const listed = (crls: string): Promise<Finding> => lookAtCrls(crls, now);

  it.each([
    ['is missing', (): string => openssl.file('none.pem'), 'no such file'],
    ['is a folder', newFolder, 'it is a folder'],
    ['has no certificate in PEM', (): string => openssl.der(root), 'no certificate in PEM'],
    [
      'is damaged',
      (): string => {
        const file = openssl.file('damaged.pem');
        writeFileSync(file, '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');
        return file;
      },
      'malformed: ',
    ],
  ])('and finds a file of anchors that %s', async (_, make, why) => {
    const file = make();
    expect(trusting(file)).toMatchObject({ state: 'failed', found: containing(`${file} (conversion.smime.trust): `) });
    expect(trusting(file)?.found).toContain(why);
  });

  it('and finds anchors that expired, some or all', async () => {
    const two = openssl.several(root, other);
    const expired = containing('1 of 2 trust anchors expired: CN=root,O=Postbus; ');
    expect(trusting(two, now + 101 * day)).toMatchObject({ state: 'warning', found: expired });
    expect(trusting(two, now + 301 * day)?.state).toBe('failed');
  });

  it('and finds CRLs past their next update, unless a later one lies beside them', async () => {
    const crls = newFolder();
    expect(await listed(crls)).toMatchObject({ state: 'ok', found: '0 lists' });
    writeFileSync(join(crls, 'old.pem'), crl(-40, -10));
    const since = new Date(now - 10 * day).toISOString().slice(0, 10);
    expect(await listed(crls)).toMatchObject({
      state: 'warning',
      found: containing(
        `past their next update: CN=root,O=Postbus (${join(crls, 'old.pem')}, next update ${since}); who was revoked since`,
      ),
    });
    writeFileSync(join(crls, 'new.pem'), crl(-1, 10));
    expect(await listed(crls)).toMatchObject({ state: 'ok', found: '2 lists' });
  });

  it('and finds files of CRLs that are damaged, and a folder that is missing', async () => {
    const crls = newFolder();
    writeFileSync(join(crls, 'good.pem'), crl(-1, 10));
    writeFileSync(join(crls, '.swap'), 'passed over');
    mkdirSync(join(crls, 'folder'));
    expect((await listed(crls)).state).toBe('ok');
    writeFileSync(join(crls, 'bad.crl'), 'damaged');
    expect(await listed(crls)).toMatchObject({
      state: 'failed',
      found: containing(`${join(crls, 'bad.crl')} is no CRL`),
    });
    const missing = join(crls, 'none');
    expect(await listed(missing)).toMatchObject({
      state: 'failed',
      found: containing(`${missing} (conversion.smime.crls): no such file or folder; `),
    });
  });

  it.skipIf(process.getuid?.() === 0)('and finds files that may not be read', async () => {
    const file = openssl.several(root);
    chmodSync(file, 0);
    expect(trusting(file)).toMatchObject({ state: 'failed', found: containing('permission denied') });
    chmodSync(file, 0o600);
  });
});
