/** What the doctor finds of keys and policies in a real store, with keys that OpenSSL makes. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Administration } from '../admin/operations.ts';
import type { MadeKey } from '../admin/smime/openssl-keys.fixture.ts';
import { SmimeGateway, day, newMasterKey, now, untrusting } from './smime-gateway.fixture.ts';

let gateway: SmimeGateway;
let anna: MadeKey;
let annaLater: MadeKey;
beforeAll(async () => {
  gateway = await SmimeGateway.open();
  ({ anna, annaLater } = gateway);
});
afterEach(() => gateway.empty());
afterAll(async () => {
  await gateway.adapters.close();
  gateway.remove();
});

const short = ({ fingerprint }: MadeKey): string => fingerprint.slice(0, 16);
const containing = (text: string): unknown => expect.stringContaining(text);

describe('the doctor looks at keys of S/MIME', () => {
  it('and finds none, where S/MIME is not used', async () => {
    expect(await gateway.found({ places: untrusting })).toEqual({
      smime: { state: 'ok', found: 'no keys, certificates or policies' },
    });
  });

  it('and finds those well that the first master key sealed and that last', async () => {
    await gateway.importKey(anna);
    expect(await gateway.found()).toEqual({
      'smime-seals': { state: 'ok', found: '1 key, all sealed by the first master key' },
      'smime-keys': { state: 'ok', found: '1 key, none to be renewed within 30 days' },
      'smime-trust': { state: 'ok', found: '1 trust anchor' },
    });
  });

  it('and finds those that a former master key sealed until they are sealed anew', async () => {
    await gateway.importKey(anna);
    const by = gateway.administration(newMasterKey(), gateway.masterKey);
    expect((await gateway.found({ by }))['smime-seals']).toEqual({
      state: 'warning',
      found: `1 key sealed by a former master key: anna@example.org ${short(anna)}; postbus smime key reseal seals them by the first`,
    });
    await by.resealSmimeKeys({});
    expect((await gateway.found({ by }))['smime-seals']?.state).toBe('ok');
  });

  it('and finds those that no master key opens, beside others', async () => {
    const another = newMasterKey();
    await gateway.importKey(anna);
    await gateway.importKey(annaLater, 'anna@example.org', another);
    const seals = async (...masterKeys: string[]) =>
      (await gateway.found({ by: gateway.administration(...masterKeys) }))['smime-seals'];
    const none = { state: 'failed', found: containing('2 keys that no master key opens: anna@') };
    expect(await seals(newMasterKey())).toEqual(none);
    expect(await seals()).toEqual(none);
    const both = new RegExp(`^1 key that .* ${short(anna)}; .*; 1 key sealed .* ${short(annaLater)}; `);
    expect(await seals(newMasterKey(), another)).toEqual({ state: 'failed', found: expect.stringMatching(both) });
  });

  it.each([
    [9, 'ok', 'none to be renewed'],
    [11, 'warning', '1 key with a certificate that expires within 30 days: anna@example.org '],
    [39, 'warning', '1 key with a certificate that expires within 30 days: anna@example.org '],
    [41, 'warning', '1 key with an expired certificate: anna@example.org '],
  ] as const)('and on day %i of 40 finds the certificate of a key %s', async (days, state, text) => {
    await gateway.importKey(anna);
    const findings = await gateway.found({ at: now + days * day });
    expect(findings['smime-keys']).toEqual({ state, found: containing(text) });
  });

  it('and is content where a later key that can be used took the place of one that ends', async () => {
    await gateway.importKey(anna);
    const { keys } = await gateway.administration(gateway.masterKey).listSmimeKeys({});
    const later = new Date(Date.parse(keys[0]!.notBefore) + day).toISOString();
    const end = new Date(now + 300 * day).toISOString();
    const state = async (masterKey: 'current' | 'missing', notBefore: string) => {
      const all = [{ ...keys[0]!, masterKey, notBefore, notAfter: end }, ...keys];
      const by = { ...gateway.administration(), listSmimeKeys: async () => ({ keys: all }) };
      return (await gateway.found({ at: now + 41 * day, by }))['smime-keys'];
    };
    expect(await state('current', later)).toEqual({
      state: 'ok',
      found: '2 keys, none to be renewed within 30 days; 1 with a later one in place',
    });
    const expired = { state: 'warning', found: containing('1 key with an expired') };
    expect(await state('missing', later)).toEqual(expired);
    expect(await state('current', keys[0]!.notBefore)).toEqual(expired);
  });
});

describe('the doctor looks at policies of S/MIME', () => {
  it('and finds whose mail would be refused, who has no key to sign by that is valid now', async () => {
    await gateway.policy('Anna@example.org', { sign: 'clear' });
    const look = async (traits: { at?: number; by?: Administration } = {}) =>
      (await gateway.found(traits))['smime-policy'];
    const refused = {
      state: 'failed',
      found: containing('no valid key to sign by, so that mail to others is refused of anna@example.org; '),
    };
    expect(await look()).toEqual(refused);
    await gateway.importKey(anna);
    expect(await look()).toEqual({ state: 'ok', found: '1 policy; who is to sign has a key' });
    expect(await look({ at: now + 41 * day })).toEqual(refused);
    expect(await look({ at: now - day })).toEqual(refused);
    expect(await look({ by: gateway.administration(newMasterKey()) })).toEqual(refused);
  });

  it('and counts no key whose certificate names another address', async () => {
    await gateway.policy('bert@example.org', { sign: 'opaque' });
    await gateway.importKey(anna, 'bert@example.org');
    const { 'smime-policy': policy } = await gateway.found();
    expect(policy).toEqual({ state: 'failed', found: containing('refused of bert@example.org; ') });
  });

  it('and of a domain finds that nobody there has one', async () => {
    await gateway.policy('example.org', { sign: 'clear' });
    expect((await gateway.found())['smime-policy']).toEqual({
      state: 'failed',
      found: containing('refused of anybody at example.org; '),
    });
    await gateway.importKey(annaLater);
    expect((await gateway.found())['smime-policy']?.state).toBe('ok');
  });

  it('and is content where mail is sent without, or is not signed', async () => {
    await gateway.policy('a@example.org', { sign: 'clear', withoutKey: 'send' });
    await gateway.policy('b@example.org', { sign: 'no' });
    expect((await gateway.found())['smime-policy']).toEqual({ state: 'ok', found: containing('2 policies') });
  });

  it.each([
    [{ encrypt: 'yes', verify: false }, 'failed', 'mail to others is refused of a@example.org'],
    [
      { encrypt: 'yes', withoutCertificates: 'send', verify: false },
      'warning',
      'mail leaves in clear of a@example.org',
    ],
    [{ verify: true }, 'warning', 'no signature is valid that is verified for a@example.org'],
    [{ verify: false }, undefined, ''],
  ] as const)('and says what follows from %j where nobody is trusted', async (told, state, text) => {
    await gateway.policy('a@example.org', told);
    const found = `conversion.smime.trust is not set, so that ${text}`;
    expect((await gateway.found({ places: untrusting }))['smime-trust']).toEqual(state && { state, found });
    expect((await gateway.found())['smime-trust']?.state).toBe('ok');
  });

  it('and says nothing of what a server elsewhere trusts', async () => {
    await gateway.policy('a@example.org', { encrypt: 'yes' });
    expect(Object.keys(await gateway.found({ places: 'elsewhere' }))).toEqual(['smime-policy']);
  });
});
