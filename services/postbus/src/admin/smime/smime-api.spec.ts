import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type IncomingMessage, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type Adapters, openEmbeddedAdapters } from '@postbus/composition';
import { MasterKey, MasterKeys } from '@postbus/platform';
import { PortError, type SmimeStore } from '@postbus/ports';
import { temporaryFolder } from '@postbus/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adminServer } from '../admin-server.ts';
import { administrationOver } from '../administration.ts';
import { AuditedAdministration } from '../audited-administration.ts';
import { Authorization } from '../authorization.ts';
import type { Administration, InputOf } from '../operations.ts';
import { remoteAdministration } from '../remote-administration.ts';
import { type KeyKind, type MadeKey, OpensslKeys, secretPartOf, tracesOf } from './openssl-keys.fixture.ts';

const openssl = new OpensslKeys();
let root: MadeKey;
let sub: MadeKey;
let anna: MadeKey;
let annaToo: MadeKey;
let bert: MadeKey;
beforeAll(() => {
  root = openssl.make('root', { kind: 'P-256', authority: true });
  sub = openssl.make('sub', { kind: 'P-256', authority: true, issuer: root });
  anna = openssl.make('anna', { issuer: sub, address: 'Anna@example.org' });
  annaToo = openssl.make('anna-too', { kind: 'P-256', address: 'anna@example.org' });
  bert = openssl.make('bert', { kind: 'P-256', issuer: sub });
});
afterAll(() => openssl.remove());

const newMasterKey = (): MasterKey => new MasterKey(randomBytes(32));
const base64 = (bytes: Buffer): string => bytes.toString('base64');
const health = { version: '1', pid: 1, startedAt: new Date(0).toISOString(), services: [], listening: {} };
const local = { principal: 'local/0' };

let folder: ReturnType<typeof temporaryFolder>;
let adapters: Adapters;
let masterKey: MasterKey;
let administration: Administration;
beforeAll(async () => {
  folder = temporaryFolder();
  adapters = await openEmbeddedAdapters({ folder: folder.path });
});
beforeEach(() => {
  masterKey = newMasterKey();
  administration = audited([masterKey]).for(local);
});
afterEach(async () => {
  const { smimeStore: store } = adapters;
  for (const { address, fingerprint } of await store.allKeys()) await store.removeKey(address, fingerprint);
  for (const { address, fingerprint } of await store.allCertificates())
    await store.removeCertificate(address, fingerprint);
  for (const { subject } of await store.policies()) await store.removePolicy(subject);
});
afterAll(async () => {
  await adapters.close();
  folder.remove();
});

function audited(keys: readonly MasterKey[], smimeStore: SmimeStore = adapters.smimeStore): AuditedAdministration {
  const { audit, clock } = adapters;
  const ports = { ...adapters, smimeStore, masterKeys: new MasterKeys(keys) };
  return new AuditedAdministration({ administration: administrationOver(ports, () => health), audit, clock });
}

function keyInput(key: MadeKey, traits: Partial<InputOf<'importSmimeKey'>> = {}): InputOf<'importSmimeKey'> {
  const { fingerprint, certificate, privateKey } = key;
  const certificates = [certificate, ...(key === anna ? [root.certificate, sub.certificate] : [])].map(base64);
  return { address: 'anna@example.org', fingerprint, certificates, privateKey: base64(privateKey), ...traits };
}

function certificateInput({ fingerprint, certificate }: MadeKey, address: string): InputOf<'addSmimeCertificate'> {
  return { address, fingerprint, certificate: base64(certificate), issuers: [base64(sub.certificate)] };
}

describe('keys of S/MIME by the admin API', () => {
  it('are kept sealed, and open to the octets that OpenSSL made', async () => {
    await administration.importSmimeKey(keyInput(anna, { address: 'ANNA@example.org' }));
    const [kept] = await adapters.smimeStore.keys('anna@example.org');
    expect(kept).toMatchObject({ address: 'anna@example.org', fingerprint: anna.fingerprint });
    expect(Buffer.from(kept!.sealed).includes(secretPartOf(anna).subarray(0, 16))).toBe(false);
    expect(Buffer.from(new MasterKeys([masterKey]).open(kept!.sealed, kept!))).toEqual(anna.privateKey);
    expect(kept!.certificates.map((one) => Buffer.from(one))).toEqual([
      anna.certificate,
      sub.certificate,
      root.certificate,
    ]);
  });

  it('are told by their certificates, with the chain', async () => {
    const told = await administration.importSmimeKey(keyInput(anna));
    expect(told).toMatchObject({
      address: 'anna@example.org',
      fingerprint: anna.fingerprint,
      subject: 'CN=anna,O=Postbus',
      issuer: 'CN=sub,O=Postbus',
      algorithm: 'RSA 2048',
      addresses: ['Anna@example.org'],
      chain: ['CN=sub,O=Postbus', 'CN=root,O=Postbus'],
      masterKey: 'current',
    });
    expect(Date.parse(told.notAfter) - Date.parse(told.notBefore)).toBe(30 * 86_400_000);
    expect(await administration.listSmimeKeys({ address: 'anna@EXAMPLE.org' })).toEqual({ keys: [told] });
  });

  it.each<KeyKind>(['rsa', 'rsa-pss', 'P-256', 'ed25519'])('of the kind %s are taken', async (kind) => {
    const key = openssl.make(`kind-${kind}`, { kind, address: 'anna@example.org' });
    await administration.importSmimeKey(keyInput(key));
    expect((await administration.listSmimeKeys({})).keys).toHaveLength(1);
  });

  it('are refused by code where something does not go together, and nothing is kept then', async () => {
    const refused = (traits: Partial<InputOf<'importSmimeKey'>>, by = administration) =>
      by.importSmimeKey(keyInput(anna, traits)).then(
        () => 'taken',
        (error: { code: string }) => error.code,
      );
    const codes = [
      await refused({ privateKey: base64(annaToo.privateKey) }),
      await refused({ privateKey: base64(openssl.make('other').privateKey) }),
      await refused({ privateKey: base64(anna.certificate) }),
      await refused({ privateKey: 'AAAA' }),
      await refused({ address: 'bert@example.org' }),
      await refused({ fingerprint: bert.fingerprint }),
      await refused({ certificates: ['AAAA'] }),
      await refused({ certificates: [base64(anna.certificate), 'MIIB'] }),
      await refused({ certificates: [] }),
      await refused({ privateKey: 'no base64' }),
      await refused({}, audited([]).for(local)),
    ];
    expect(codes).toEqual([
      'key-mismatch',
      'key-mismatch',
      'not-a-private-key',
      'not-a-private-key',
      'address-not-named',
      'fingerprint-differs',
      'not-a-certificate',
      'not-a-certificate',
      'invalid-input',
      'invalid-input',
      'no-master-key',
    ]);
    expect(await adapters.smimeStore.allKeys()).toEqual([]);
    expect(await refused({ address: 'bert@example.org', anyAddress: true })).toBe('taken');
  });

  it('are removed by what the fingerprint begins with, where that is one alone', async () => {
    for (const key of [anna, annaToo]) await administration.importSmimeKey(keyInput(key));
    const twin = { ...(await adapters.smimeStore.keys('anna@example.org'))[0]! };
    const fingerprint = twin.fingerprint.slice(0, 10) + 'f'.repeat(54);
    await adapters.smimeStore.putKey({ ...twin, fingerprint });
    const remove = (beginning: string, address = 'Anna@example.org') =>
      administration.removeSmimeKey({ address, fingerprint: beginning });
    await expect(remove(twin.fingerprint.slice(0, 10))).rejects.toMatchObject({ code: 'ambiguous-fingerprint' });
    await expect(remove('0000')).rejects.toMatchObject({ code: 'no-such-key' });
    await expect(remove(twin.fingerprint, 'bert@example.org')).rejects.toMatchObject({ code: 'no-such-key' });
    await expect(remove('123')).rejects.toMatchObject({ code: 'invalid-input' });
    expect(await remove(twin.fingerprint.slice(0, 12))).toMatchObject({ fingerprint: twin.fingerprint });
    expect((await administration.listSmimeKeys({})).keys).toHaveLength(2);
  });

  it('are listed page by page', async () => {
    await administration.importSmimeKey(keyInput(anna));
    const addresses = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@example.org`);
    for (const address of addresses)
      await administration.importSmimeKey(keyInput(annaToo, { address, anyAddress: true }));
    const listed: string[] = [];
    for (let after: string | undefined, more = true; more;) {
      const { keys, next } = await administration.listSmimeKeys({ limit: 2, ...(after !== undefined && { after }) });
      listed.push(...keys.map(({ address }) => address));
      [after, more] = [next, next !== undefined];
    }
    expect(listed).toEqual([...addresses, 'anna@example.org'].toSorted());
  });

  it('are sealed anew by the first master key, and those that none opens are told', async () => {
    await administration.importSmimeKey(keyInput(anna));
    const lost = audited([newMasterKey()]).for(local);
    await lost.importSmimeKey(keyInput(bert, { address: 'bert@example.org' }));
    const next = newMasterKey();
    const changed = audited([next, masterKey]).for(local);
    const states = async () => (await changed.listSmimeKeys({})).keys.map((key) => key.masterKey);
    expect(await states()).toEqual(['former', 'missing']);
    const left = [{ address: 'bert@example.org', fingerprint: bert.fingerprint, code: 'other-master-key' }];
    expect(await changed.resealSmimeKeys({})).toEqual({ keys: 2, resealed: 1, left });
    expect(await states()).toEqual(['current', 'missing']);
    expect(await changed.resealSmimeKeys({})).toEqual({ keys: 2, resealed: 0, left });
    const [kept] = await adapters.smimeStore.keys('anna@example.org');
    expect(Buffer.from(new MasterKeys([next]).open(kept!.sealed, kept!))).toEqual(anna.privateKey);
    const { entries } = await changed.listAudit({ action: 'resealSmimeKeys', limit: 2 });
    expect(entries.map(({ count }) => count)).toEqual([0, 1]);
  });
});

describe('certificates of S/MIME by the admin API', () => {
  it('are kept with those that vouch for them, listed and removed', async () => {
    const added = await administration.addSmimeCertificate(certificateInput(bert, 'Bert@example.org'));
    expect(added).toMatchObject({
      address: 'bert@example.org',
      fingerprint: bert.fingerprint,
      algorithm: 'P-256',
      addresses: ['bert@example.org'],
      chain: ['CN=sub,O=Postbus'],
      source: 'given',
    });
    expect(await administration.listSmimeCertificates({})).toEqual({ certificates: [added] });
    expect(await administration.listSmimeCertificates({ address: 'bert@example.org' })).toEqual({
      certificates: [added],
    });
    const remove = () =>
      administration.removeSmimeCertificate({
        address: 'bert@example.org',
        fingerprint: bert.fingerprint.slice(0, 8),
      });
    expect(await remove()).toEqual(added);
    await expect(remove()).rejects.toMatchObject({ code: 'no-such-certificate' });
  });

  it('are refused where they name another address, or are none', async () => {
    const add = (traits: Partial<InputOf<'addSmimeCertificate'>>) =>
      administration.addSmimeCertificate({ ...certificateInput(bert, 'bert@example.org'), ...traits });
    await expect(add({ address: 'anna@example.org' })).rejects.toMatchObject({ code: 'address-not-named' });
    await expect(add({ issuers: ['AAAA'] })).rejects.toMatchObject({ code: 'not-a-certificate' });
    await expect(add({ fingerprint: anna.fingerprint })).rejects.toMatchObject({ code: 'fingerprint-differs' });
    expect(await add({ address: 'sales@example.org', anyAddress: true })).toMatchObject({
      address: 'sales@example.org',
    });
  });
});

describe('policies of S/MIME by the admin API', () => {
  const safe = { withoutKey: 'refuse', withoutCertificates: 'refuse', verify: true, decrypt: 'no', learn: false };

  it('begin safe, and change in what is told alone', async () => {
    const set = await administration.setSmimePolicy({ subject: 'Example.ORG', sign: 'clear' });
    expect(set.policy).toEqual({ ...safe, subject: 'example.org', sign: 'clear', encrypt: 'no' });
    await administration.setSmimePolicy({ subject: 'example.org', encrypt: 'yes', verify: false });
    const changed = { ...safe, subject: 'example.org', sign: 'clear', encrypt: 'yes', verify: false };
    expect(await administration.listSmimePolicies({})).toEqual({ policies: [changed] });
    expect(await adapters.smimeStore.policyFor('anna@example.org')).toEqual(changed);
  });

  it('of an address inherit nothing of its domain', async () => {
    await administration.setSmimePolicy({ subject: 'example.org', encrypt: 'yes' });
    const { policy } = await administration.setSmimePolicy({ subject: 'Anna@example.org', sign: 'opaque' });
    expect(policy).toMatchObject({ subject: 'anna@example.org', encrypt: 'no', sign: 'opaque' });
  });

  it('tell whether mail for the subject is for here', async () => {
    await administration.addAccount({ address: 'anna@example.org' });
    const local = async (subject: string) => (await administration.setSmimePolicy({ subject })).local;
    expect([await local('example.org'), await local('anna@example.org')]).toEqual([true, true]);
    expect([await local('example.ogr'), await local('ana@example.org')]).toEqual([false, false]);
  });

  it('are removed, and refused by code', async () => {
    await administration.setSmimePolicy({ subject: 'example.org' });
    expect(await administration.removeSmimePolicy({ subject: 'EXAMPLE.org' })).toMatchObject({
      subject: 'example.org',
    });
    const again = administration.removeSmimePolicy({ subject: 'example.org' });
    await expect(again).rejects.toMatchObject({ code: 'no-such-policy' });
    const none = administration.setSmimePolicy({ subject: 'no domain' });
    await expect(none).rejects.toMatchObject({ code: 'address-invalid' });
    const wrong = administration.setSmimePolicy({ subject: 'example.org', sign: 'perhaps' as 'no' });
    await expect(wrong).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('a private key on its way', () => {
  const token = 'the-secret-of-operator';

  it('is not sent where it would go in clear', async () => {
    let requests = 0;
    const server = createServer(() => (requests += 1)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const sent = remoteAdministration({ url, token }).importSmimeKey(keyInput(anna));
    await expect(sent).rejects.toMatchObject({ code: 'not-by-tls' });
    expect(requests).toBe(0);
    server.close();
  });

  it('is taken by TLS and refused by HTTP, which is recorded', async () => {
    const authorization = new Authorization([{ name: 'operator', secret: token, readOnly: false }], adapters.clock);
    const server = adminServer({ administration: audited([masterKey]), version: '1', authorization, tlsInFront: true });
    const { address, fingerprint, ...payload } = keyInput(anna);
    const put = (headers: Record<string, string>) =>
      server.inject({
        method: 'PUT',
        url: `/v1/smime/keys/${address}/${fingerprint}`,
        payload,
        headers: { authorization: `Bearer ${token}`, ...headers },
      });
    const inClear = await put({});
    expect([inClear.statusCode, inClear.json()]).toMatchObject([403, { error: { code: 'not-by-tls' } }]);
    expect(await adapters.smimeStore.allKeys()).toEqual([]);
    expect((await put({ 'x-forwarded-proto': 'https' })).statusCode).toBe(200);
    const { entries } = await administration.listAudit({ action: 'importSmimeKey', limit: 2 });
    const details = { fingerprint };
    expect(entries).toMatchObject([
      { principal: 'operator', subject: address, details, outcome: 'done' },
      { principal: 'operator', subject: address, details, outcome: 'refused', code: 'not-by-tls' },
    ]);
    await server.close();
  });

  it('is taken by a Unix socket that wants a token, but not from a proxy there that was spoken to in clear', async () => {
    const authorization = new Authorization([{ name: 'operator', secret: token, readOnly: false }], adapters.clock);
    const { address, fingerprint, ...payload } = keyInput(anna);
    const statuses: number[] = [];
    for (const tlsInFront of [false, true]) {
      const server = adminServer({ administration: audited([masterKey]), version: '1', authorization, tlsInFront });
      const socketPath = join(folder.path, 'token.sock');
      await server.listen({ path: socketPath });
      const path = `/v1/smime/keys/${address}/${fingerprint}`;
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      // Refused before its body, which there is none of then: nothing is left to be written.
      const sent = request({ socketPath, path, method: 'PUT', headers, agent: false }).end(
        tlsInFront ? '' : JSON.stringify(payload),
      );
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      statuses.push(answer.resume().statusCode ?? 0);
      await server.close();
    }
    expect(statuses).toEqual([200, 403]);
    const { entries } = await administration.listAudit({ action: 'importSmimeKey', limit: 1 });
    expect(entries).toMatchObject([{ principal: 'operator', outcome: 'done' }]);
    expect(entries[0]).not.toHaveProperty('remote');
  });

  it('is in no answer, no error, no audit entry and nothing that is published, whatever becomes of it', async () => {
    const told: unknown[] = [];
    const channels = ['operation', 'not-recorded', 'not-authorized', 'request-failed'].map(
      (name) => `postbus.admin.${name}`,
    );
    const listen = (message: unknown): number => told.push(message);
    for (const channel of channels) subscribe(channel, listen);
    const away = Object.assign(Object.create(adapters.smimeStore) as SmimeStore, {
      putKey: () => Promise.reject(new PortError('unavailable', 'SmimeStore', 'away')),
    });
    const broken = Object.assign(Object.create(adapters.smimeStore) as SmimeStore, {
      putKey: () => Promise.reject(new TypeError('nobody thought of it')),
    });
    const ways = [audited([masterKey]), audited([]), audited([masterKey], away), audited([masterKey], broken)];
    const { address, fingerprint, ...right } = keyInput(anna);
    const payloads = [
      right,
      { ...right, certificates: [base64(bert.certificate)] },
      { ...right, privateKey: `${right.privateKey}!` },
      { ...right, privateKey: right.privateKey.slice(0, 1000) },
      { ...right, privateKey: [right.privateKey] },
      { ...right, unknown: right.privateKey },
      JSON.stringify(right).slice(0, -1),
    ];
    const statuses: number[] = [];
    for (const administration of ways) {
      const server = adminServer({ administration, version: '1' });
      for (const payload of payloads) {
        const answer = await server.inject({
          method: 'PUT',
          url: `/v1/smime/keys/${address}/${fingerprint}`,
          payload,
          headers: { 'content-type': 'application/json' },
        });
        statuses.push(answer.statusCode);
        told.push(answer.body, answer.headers);
      }
      await server.close();
    }
    for (const channel of channels) unsubscribe(channel, listen);
    expect(new Set(statuses)).toEqual(new Set([200, 400, 409, 500, 503]));
    told.push(await administration.listAudit({ limit: 1000 }), await administration.listSmimeKeys({}));
    const all = inWords(told);
    expect(all).toContain(fingerprint);
    expect(all).toContain('nobody thought of it');
    const traces = tracesOf(secretPartOf(anna));
    expect(traces.filter((trace) => right.privateKey.includes(String(trace)))).not.toEqual([]);
    expect(traces.filter((trace) => all.includes(String(trace)))).toEqual([]);
  });
});

/** Errors with all that they hold, bytes as hexadecimal digits. */
function inWords(told: unknown): string {
  return JSON.stringify(told, (_, value: unknown) => {
    if (value instanceof Error) return inspect(value, { depth: 10, showHidden: true });
    return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
  });
}
