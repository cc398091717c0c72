/** What every SmimeStore does. An adapter runs it with a function that opens a store with nothing in it. */
import { createHash, randomBytes } from 'node:crypto';
import { type SmimeCertificate, type SmimeKey, type SmimePolicy, smimePolicyDefaults } from '@postbus/domain';
import type { SmimeEntryName, SmimePage, SmimeStore } from '@postbus/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StoreFixture, handlesOf, range } from './mail-store-fixture.ts';

const anna = 'anna@example.org';
const bert = 'bert@example.org';
const noAddress = { code: 'address-invalid', retryable: false };

const bytes = (length = 40): Uint8Array => Uint8Array.from(randomBytes(length));
const fingerprintOf = (certificate: Uint8Array): string => createHash('sha256').update(certificate).digest('hex');

function newKey(traits: Partial<SmimeKey> = {}): SmimeKey {
  const certificates = traits.certificates ?? [bytes(), bytes(1)];
  return {
    address: anna,
    fingerprint: fingerprintOf(certificates[0]!),
    certificates,
    sealed: bytes(100),
    notAfter: Date.UTC(2040, 0),
    addedAt: 1,
    ...traits,
  };
}

function newCertificate(traits: Partial<SmimeCertificate> = {}): SmimeCertificate {
  const certificate = traits.certificate ?? bytes();
  return {
    address: anna,
    fingerprint: fingerprintOf(certificate),
    certificate,
    issuers: [bytes()],
    source: 'given',
    addedAt: 1,
    ...traits,
  };
}

const newPolicy = (subject: string, traits: Partial<SmimePolicy> = {}): SmimePolicy => ({
  subject,
  ...smimePolicyDefaults,
  ...traits,
});

/** @param open called before each test; what it opened is disposed of after it */
export function smimeStoreContract(adapter: string, open: () => Promise<StoreFixture>): void {
  describe(`SmimeStore contract: ${adapter}`, () => {
    let fixture: StoreFixture;
    let store: SmimeStore;
    beforeEach(async () => {
      fixture = await open();
      store = fixture.stores.smimeStore;
    });
    afterEach(() => fixture.dispose());

    describe('keys', () => {
      it('gives back what was put, whatever its bytes, and keeps it over a crash', async () => {
        const every = Uint8Array.from(range(256));
        const full = newKey({ certificates: [every, bytes(1), bytes()], sealed: every, notAfter: 2 ** 43 });
        const alone = newKey({ address: bert, certificates: [bytes()] });
        for (const key of [full, alone]) await store.putKey(key);
        expect(await store.keys(anna)).toEqual([full]);
        await fixture.crash();
        ({ smimeStore: store } = await fixture.reopen());
        expect([...(await store.keys(anna)), ...(await store.keys(bert))]).toEqual([full, alone]);
      });

      it('keeps chains of certificates as large as there are', async () => {
        const large = newKey({ certificates: [bytes(60_000), ...range(9).map(() => bytes(20_000))] });
        await store.putKey(large);
        expect(await store.keys(anna)).toEqual([large]);
      });

      it('takes one in the place of that of the same address and fingerprint, and of no other', async () => {
        const key = newKey();
        const elsewhere = { ...key, address: bert };
        for (const one of [key, elsewhere]) await store.putKey(one);
        const again = { ...key, certificates: [key.certificates[0]!], sealed: bytes(), notAfter: 7, addedAt: 8 };
        await store.putKey(again);
        expect(await store.keys(anna)).toEqual([again]);
        expect(await store.keys(bert)).toEqual([elsewhere]);
      });

      it('gives those of an address, in any case, the newest first', async () => {
        const [old, young, middle] = [3, 9, 5].map((addedAt) => newKey({ addedAt }));
        for (const key of [old!, young!, middle!]) await store.putKey({ ...key, address: 'Anna@Example.ORG' });
        await store.putKey(newKey({ address: `x${anna}` }));
        await store.putKey(newKey({ address: `${anna}.uk` }));
        expect(await store.keys('ANNA@example.org')).toEqual([young, middle, old]);
        expect(await store.keys('nobody@example.org')).toEqual([]);
        expect(await store.keys('')).toEqual([]);
      });

      it('takes addresses with characters of any script, however they are composed', async () => {
        const key = newKey({ address: 'jürgen@bücher.example' });
        await store.putKey({ ...key, address: 'Ju\u0308rgen@BÜCHER.example' });
        expect(await store.keys('JÜRGEN@bücher.example')).toEqual([key]);
      });

      it('refuses what is no address', async () => {
        await expect(store.putKey(newKey({ address: 'anna' }))).rejects.toMatchObject(noAddress);
      });

      it('lists all in pages, in the order of addresses, then fingerprints', async () => {
        const addresses = ["o'brien@b.example", 'a@b.example', 'a@b.example.org', 'a!@b.example', 'a@b-c.example'];
        const keys = addresses.flatMap((address) => range(3).map(() => newKey({ address })));
        for (const key of keys) await store.putKey(key);
        await expectPages((page) => store.allKeys(page), keys);
      });

      it('tells whether what it removes was there', async () => {
        const [key, other] = [newKey(), newKey()];
        for (const one of [key, other, { ...key, address: bert }]) await store.putKey(one);
        expect(await store.removeKey('Anna@example.org', key.fingerprint)).toBe(true);
        expect(await store.removeKey(anna, key.fingerprint)).toBe(false);
        expect(await store.removeKey(anna, other.fingerprint.slice(0, 10))).toBe(false);
        expect(await store.keys(anna)).toEqual([other]);
        expect(await store.keys(bert)).toHaveLength(1);
      });

      it('reseals one that still is as it was, and none that was changed or removed', async () => {
        const key = newKey();
        await store.putKey(key);
        const sealed = bytes(200);
        expect(await store.resealKey(key, sealed)).toBe(true);
        expect(await store.resealKey(key, bytes())).toBe(false);
        expect(await store.keys(anna)).toEqual([{ ...key, sealed }]);
        await store.removeKey(anna, key.fingerprint);
        expect(await store.resealKey({ ...key, sealed }, bytes())).toBe(false);
        expect(await store.keys(anna)).toEqual([]);
      });

      it('keeps one whole of many put at once under one name', async () => {
        const handles = await handlesOf(fixture);
        const key = newKey();
        const keys = range(8).map((number) => ({ ...key, sealed: bytes(), addedAt: number }));
        await Promise.all(keys.map((one, number) => handles[number % handles.length]!.smimeStore.putKey(one)));
        const kept = await store.keys(anna);
        expect(kept).toHaveLength(1);
        expect(keys).toContainEqual(kept[0]);
      });

      it('keeps every one of many put at once under names of their own', async () => {
        const keys = range(12).map((addedAt) => newKey({ addedAt }));
        await Promise.all(keys.map((key) => store.putKey(key)));
        expect(await store.keys(anna)).toEqual(keys.toReversed());
      });
    });

    describe('certificates', () => {
      it('gives back what was put, newest first, and keeps it over a crash', async () => {
        const [old, young] = [newCertificate({ issuers: [] }), newCertificate({ source: 'learned', addedAt: 2 })];
        const large = newCertificate({ certificate: bytes(300_000), addedAt: 3 });
        for (const one of [old, large, { ...young, address: 'ANNA@example.org' }]) await store.putCertificate(one);
        expect(await store.certificates('anna@EXAMPLE.org')).toEqual([large, young, old]);
        await fixture.crash();
        ({ smimeStore: store } = await fixture.reopen());
        expect(await store.certificates(anna)).toEqual([large, young, old]);
        expect(await store.certificates(bert)).toEqual([]);
      });

      it('has a given one take the place of a learned one, and never the other way', async () => {
        const learned = newCertificate({ source: 'learned' });
        await store.putCertificate(learned);
        const seenAgain = { ...learned, issuers: [], addedAt: 2 };
        await store.putCertificate(seenAgain);
        expect(await store.certificates(anna)).toEqual([seenAgain]);
        const given = { ...learned, source: 'given' as const, addedAt: 3 };
        await store.putCertificate(given);
        await store.putCertificate({ ...learned, issuers: [], addedAt: 4 });
        expect(await store.certificates(anna)).toEqual([given]);
        const givenAgain = { ...given, issuers: [bytes()], addedAt: 5 };
        await store.putCertificate(givenAgain);
        expect(await store.certificates(anna)).toEqual([givenAgain]);
      });

      it('keeps the given one where both come at once', async () => {
        const handles = await handlesOf(fixture);
        for (const round of range(4)) {
          const given = newCertificate({ address: `a${round}@example.org` });
          const learned = range(4).map((addedAt) => ({ ...given, source: 'learned' as const, addedAt }));
          const all = [...learned.slice(0, 2), given, ...learned.slice(2)];
          await Promise.all(all.map((one, number) => handles[number % handles.length]!.smimeStore.putCertificate(one)));
          expect(await store.certificates(given.address)).toEqual([given]);
        }
      });

      it('lists all in pages, and tells whether what it removes was there', async () => {
        const all = [bert, anna].flatMap((address) => range(3).map(() => newCertificate({ address })));
        for (const one of all) await store.putCertificate(one);
        await expectPages((page) => store.allCertificates(page), all);
        const { fingerprint } = all[0]!;
        expect(await store.removeCertificate(anna, fingerprint)).toBe(false);
        expect(await store.removeCertificate('BERT@example.org', fingerprint)).toBe(true);
        expect(await store.removeCertificate(bert, fingerprint)).toBe(false);
        expect(await store.allCertificates()).toHaveLength(5);
      });

      it('refuses what is no address, and keeps keys and certificates apart', async () => {
        await expect(store.putCertificate(newCertificate({ address: '@' }))).rejects.toMatchObject(noAddress);
        await store.putCertificate(newCertificate());
        expect(await store.keys(anna)).toEqual([]);
        expect(await store.allKeys()).toEqual([]);
      });
    });

    describe('policies', () => {
      const strict: Partial<SmimePolicy> = {
        sign: 'opaque',
        withoutKey: 'send',
        encrypt: 'yes',
        withoutCertificates: 'send',
        verify: false,
        decrypt: 'any',
        learn: true,
      };

      it('gives that of the address before that of its domain, and adds neither to the other', async () => {
        const ofDomain = newPolicy('example.org', strict);
        const ofAnna = newPolicy(anna, { sign: 'clear' });
        for (const policy of [ofDomain, ofAnna]) await store.putPolicy(policy);
        expect(await store.policyFor('Anna@Example.Org')).toEqual(ofAnna);
        expect(await store.policyFor('BERT@EXAMPLE.ORG')).toEqual(ofDomain);
        expect(await store.policy('EXAMPLE.org')).toEqual(ofDomain);
        expect(await store.policy('ANNA@example.org')).toEqual(ofAnna);
        expect(await store.policy('bert@example.org')).toBeUndefined();
        expect(await store.removePolicy('ANNA@example.org')).toBe(true);
        expect(await store.policyFor(anna)).toEqual(ofDomain);
      });

      it('gives none of another domain, and none to what is no address', async () => {
        await store.putPolicy(newPolicy('example.org'));
        for (const address of ['a@sub.example.org', 'a@example.org.uk', 'example.org', '', '@', 'a@'])
          expect(await store.policyFor(address)).toBeUndefined();
      });

      it('takes one in the place of that of the same subject, in any case, and keeps it over a crash', async () => {
        await store.putPolicy(newPolicy('Example.ORG', strict));
        const [, last] = [strict, { encrypt: 'yes' as const }].map((traits) => newPolicy('example.org', traits));
        await store.putPolicy(last!);
        await fixture.crash();
        ({ smimeStore: store } = await fixture.reopen());
        expect(await store.policies()).toEqual([last]);
      });

      it('lists them in pages in the order of subjects, and tells whether what it removes was there', async () => {
        const subjects = ['a@example.org', 'b@example.org', 'c.example', 'example.org', 'example.org.uk'];
        for (const subject of subjects.toReversed()) await store.putPolicy(newPolicy(subject));
        const listed: string[] = [];
        for (let page = await store.policies({ limit: 2 }); page.length > 0;) {
          listed.push(...page.map(({ subject }) => subject));
          page = await store.policies({ limit: 2, after: listed.at(-1)!.toUpperCase() });
        }
        expect(listed).toEqual(subjects);
        expect(await store.removePolicy('example.com')).toBe(false);
        expect(await store.removePolicy('example.org')).toBe(true);
        expect(await store.removePolicy('example.org')).toBe(false);
        expect(await store.policies()).toHaveLength(4);
      });

      it('refuses what is neither an address nor a domain', async () => {
        for (const subject of ['', 'a b', '@example.org', 'a@'])
          await expect(store.putPolicy(newPolicy(subject))).rejects.toMatchObject(noAddress);
      });
    });
  });
}

/** Expects pages of two, and one of all, to hold `entries` in order. */
async function expectPages<Entry extends SmimeEntryName>(
  list: (page?: SmimePage) => Promise<Entry[]>,
  entries: readonly Entry[],
): Promise<void> {
  const ordered = entries.toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
  expect(await list()).toEqual(ordered);
  const listed: Entry[] = [];
  for (let page = await list({ limit: 2 }); page.length > 0;) {
    listed.push(...page);
    const { address, fingerprint } = page.at(-1)!;
    page = await list({ limit: 2, after: { address: address.toUpperCase(), fingerprint } });
  }
  expect(listed).toEqual(ordered);
}

/** No address has a character that sorts before the zero. */
const orderOf = ({ address, fingerprint }: SmimeEntryName): string => `${address}\0${fingerprint}`;
