import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manualClock } from '@postbus/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OpensslFolder, type Person } from './openssl.fixture.ts';
import { readTrust } from './smime/trust.ts';
import { TrustFiles } from './trust-files.ts';

let openssl: OpensslFolder;
let trust: string;
let crls: string;
let person: Person;
const check = async (material: Parameters<typeof readTrust>[0]): Promise<void> => void readTrust(material);
const clock = manualClock();
const afterAWhile = 5_000;

beforeAll(async () => {
  openssl = new OpensslFolder();
  await openssl.authority('root');
  await openssl.authority('other');
  person = await openssl.person('ann', 'ann@here.example');
  trust = openssl.file('trust.pem');
  crls = openssl.file('crls');
});
afterEach(() => {
  rmSync(crls, { recursive: true, force: true });
  rmSync(trust, { force: true });
});
afterAll(() => openssl.remove());

const pem = (...names: readonly string[]): string =>
  names.map((name) => readFileSync(openssl.file(`${name}.pem`), 'latin1')).join('# the next\n');

/** Opens what trusts `root`, with an empty folder of CRLs. */
function opened(): Promise<TrustFiles> {
  writeFileSync(trust, pem('root'));
  mkdirSync(crls);
  return TrustFiles.open({ trust, crls }, check, clock);
}

async function faultsWhile(work: () => Promise<void>): Promise<unknown[]> {
  const told: unknown[] = [];
  const listen = (news: unknown): unknown => told.push(news);
  subscribe('postbus.smime.trust-unreadable', listen);
  await work();
  unsubscribe('postbus.smime.trust-unreadable', listen);
  return told;
}

describe('what the gateway trusts, from files', () => {
  it('is nobody where no file is named', async () => {
    const material = await (await TrustFiles.open({}, check, clock)).current();
    expect(readTrust(material)).toMatchObject({ trust: { size: 0 }, crls: [] });
  });

  it('has all anchors of the file, and CRLs in PEM and in DER', async () => {
    const files = await opened();
    writeFileSync(trust, pem('root', 'other'));
    const words = '        Serial Number: 01\n'.repeat(1000);
    writeFileSync(join(crls, 'one.pem'), words + openssl.crl('root', [person]).toString());
    writeFileSync(join(crls, 'two.crl'), openssl.run(openssl.crl('other', []), 'crl', '-outform', 'DER'));
    writeFileSync(join(crls, '.swap'), 'passed over');
    clock.advance(afterAWhile);
    const { trust: anchors, crls: lists } = readTrust(await files.current());
    expect([anchors.size, lists.map(({ revoked }) => revoked.size)]).toEqual([2, [1, 0]]);
  });

  it.each([
    ['unreadable', 'trust.pem', (): void => mkdirSync(crls)],
    ['unreadable', 'crls', (): void => writeFileSync(trust, pem('root'))],
    ['damaged', 'trust.pem', (): void => (writeFileSync(trust, 'no certificate'), mkdirSync(crls))],
    ['damaged', 'trust.pem', (): void => (writeFileSync(trust, pem('root').replace('MII', 'AAA')), mkdirSync(crls))],
    [
      'damaged',
      'bad.crl',
      (): void => (writeFileSync(trust, pem('root')), mkdirSync(crls), writeFileSync(join(crls, 'bad.crl'), 'x')),
    ],
  ] as const)('does not start where it is %s: %s', async (code, name, prepare) => {
    prepare();
    const opening = TrustFiles.open({ trust, crls }, check, clock);
    await expect(opening).rejects.toMatchObject({ code, file: expect.stringMatching(new RegExp(`${name}$`)) });
    await expect(opening).rejects.toThrow(name);
  });

  it('is looked at again after a few seconds, and not before; what did not change has the same version', async () => {
    const files = await opened();
    const { version } = await files.current();
    clock.advance(afterAWhile);
    expect((await files.current()).version).toBe(version);
    writeFileSync(trust, pem('root', 'other'));
    clock.advance(afterAWhile);
    const changed = await files.current();
    expect(changed.version).not.toBe(version);
    writeFileSync(trust, pem('root'));
    expect((await files.current()).version).toBe(changed.version);
  });

  it.each(['missing', 'damaged', 'a folder'] as const)(
    'stays as it was where the file becomes %s, which is told once',
    async (fault) => {
      const files = await opened();
      const before = await files.current();
      const told = await faultsWhile(async () => {
        rmSync(trust);
        if (fault === 'damaged') writeFileSync(trust, 'half a certif');
        if (fault === 'a folder') mkdirSync(trust);
        for (let look = 0; look < 3; look++) {
          clock.advance(afterAWhile);
          expect(await files.current()).toBe(before);
        }
      });
      expect(told).toMatchObject([{ file: trust }]);
      rmSync(trust, { recursive: true, force: true });
      writeFileSync(trust, pem('root', 'other'));
      clock.advance(afterAWhile);
      expect(readTrust(await files.current()).trust.size).toBe(2);
    },
  );
});
