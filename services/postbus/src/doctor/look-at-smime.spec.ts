/** What the doctor tells of S/MIME where there is much of it, and of a folder at rest. */
import { smimePolicyDefaults } from '@postbus/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InputOf } from '../admin/operations.ts';
import { secretPartOf, tracesOf } from '../admin/smime/openssl-keys.fixture.ts';
import { readConfiguration } from '../server/configuration.ts';
import type { Finding } from './finding.ts';
import { runDoctor } from './run-doctor.ts';
import { SmimeGateway, day, newMasterKey, now, untrusting } from './smime-gateway.fixture.ts';

let gateway: SmimeGateway;
beforeAll(async () => {
  gateway = await SmimeGateway.open();
});
afterAll(() => gateway.remove());

const containing = (text: string): unknown => expect.stringContaining(text);

describe('the doctor looks at S/MIME of many', () => {
  it('page by page, and names the first few', async () => {
    await gateway.importKey(gateway.anna);
    const [key] = (await gateway.administration().listSmimeKeys({})).keys;
    const people = Array.from({ length: 20_500 }, (_, place) => `p${String(place).padStart(5, '0')}@example.org`);
    let pages = 0;
    /** What follows `after`, as a server gives it. */
    const page = (after = '', limit: unknown = 100): string[] => {
      pages++;
      const from = after === '' ? 0 : people.indexOf(after) + 1;
      return people.slice(from, from + Number(limit));
    };
    const by = {
      listSmimeKeys: async ({ after, limit }: InputOf<'listSmimeKeys'>) => {
        const addresses = page(after, limit);
        const next = addresses.at(-1);
        const keys = addresses.map((address) => ({ ...key!, address, addresses: [address] }));
        return { keys, ...(next !== people.at(-1) && { next }) };
      },
      listSmimePolicies: async ({ after, limit }: InputOf<'listSmimePolicies'>) => ({
        policies: page(after, limit).map((subject) => ({ ...smimePolicyDefaults, subject, sign: 'clear' as const })),
      }),
      listSmimeCertificates: async () => ({ certificates: [] }),
    };
    const findings = await gateway.found({ at: now + 41 * day, places: untrusting, by });
    expect(pages).toBe(2 * 21);
    const few = 'p00000@[^,;]*, p00001@[^,;]*, p00002@[^,;]* and 20,497 more';
    const matching = (text: string): unknown => expect.stringMatching(new RegExp(text));
    expect(findings).toEqual({
      'smime-seals': { state: 'failed', found: matching(`^20,500 keys that no master key opens: ${few}; `) },
      'smime-keys': { state: 'warning', found: matching(`^20,500 keys with an expired certificate: ${few}; `) },
      'smime-policy': { state: 'failed', found: matching(`mail to others is refused of ${few}; `) },
      'smime-trust': { state: 'warning', found: matching(`no signature is valid that is verified for ${few}$`) },
    });
  });

  it('and only counts certificates of correspondents, and not without end', async () => {
    const { certificate, fingerprint } = gateway.anna;
    const kept = { certificate, fingerprint, issuers: [], addedAt: now };
    for (const [place, source] of (['given', 'learned', 'learned'] as const).entries())
      await gateway.adapters.smimeStore.putCertificate({ ...kept, address: `p${place}@example.org`, source });
    expect((await gateway.found())['smime-certs']).toEqual({
      state: 'ok',
      found: '3 certificates of correspondents, none expired',
    });
    expect((await gateway.found({ at: now + 41 * day }))['smime-certs']).toEqual({
      state: 'ok',
      found: '3 certificates of correspondents, 1 given and 2 learned expired',
    });
    const { certificates } = await gateway.administration().listSmimeCertificates({ limit: 1 });
    const thousand = Array.from({ length: 1000 }, () => certificates[0]!);
    let pages = 0;
    const listSmimeCertificates = async () => ({ certificates: thousand, next: String(pages++) });
    const endless = await gateway.found({ by: { ...gateway.administration(), listSmimeCertificates } });
    expect([endless['smime-certs']?.found, pages]).toEqual([containing('the first 100,000 certificates of'), 100]);
  });

  it('and says why the API cannot be asked', async () => {
    const listSmimeKeys = () => Promise.reject(new Error('the store is away'));
    const findings = await gateway.found({ by: { ...gateway.administration(), listSmimeKeys } });
    expect(findings).toEqual({ smime: { state: 'failed', found: 'the store is away' } });
  });
});

describe('postbus doctor', () => {
  it('tells S/MIME of a folder at rest by its settings, and nothing of the secrets', async () => {
    await gateway.empty();
    await gateway.importKey(gateway.anna);
    await gateway.policy('anna@example.org', { sign: 'clear', encrypt: 'yes' });
    await gateway.adapters.close();
    const masterKeys = [newMasterKey(), gateway.masterKey];
    const written = await doctor(masterKeys, true);
    const { findings } = JSON.parse(written) as { findings: Finding[] };
    const smime = findings.filter(({ check }) => check.startsWith('smime'));
    expect(smime.map(({ check, state }) => [check, state])).toEqual([
      ['smime-seals', 'warning'],
      ['smime-keys', 'ok'],
      ['smime-policy', 'ok'],
      ['smime-trust', 'failed'],
    ]);
    const lines = await doctor(masterKeys, false);
    expect(lines).toMatch(/\n✗ smime-trust {3}conversion\.smime\.trust is not set, /);
    const octets = masterKeys.map((key) => Buffer.from(key, 'base64'));
    const secrets = [...masterKeys, ...octets, ...tracesOf(secretPartOf(gateway.anna))];
    const told = Buffer.from(written + lines);
    expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);
  });

  async function doctor(masterKeys: readonly string[], json: boolean): Promise<string> {
    const data = gateway.folder.path;
    const environment = { POSTBUS_DATA: data, POSTBUS_CONVERSION_SMIME_MASTER_KEYS: masterKeys.join(',') };
    const settings = readConfiguration({ environment });
    let written = '';
    const output = { write: (piece: string | Uint8Array) => (written += String(piece)) };
    const place = { data, version: '1', settings: async () => settings };
    await runDoctor({ settings, place, json, repair: false, deep: false }, output);
    return written;
  }
});
