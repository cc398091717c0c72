import { linkSync, readFileSync, statSync } from 'node:fs';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Adapters, openEmbeddedAdapters } from '@postbus/composition';
import { mailReceived, toRecord } from '@postbus/contracts';
import { MasterKeys, verifyPassword } from '@postbus/platform';
import type { AuditLog } from '@postbus/ports';
import { temporaryFolder } from '@postbus/testing';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminSocketPath, listenOnSocket } from './admin-socket.ts';
import { adminServer } from './admin-server.ts';
import { administrationOver } from './administration.ts';
import { AuditedAdministration } from './audited-administration.ts';
import { Authorization } from './authorization.ts';
import { everyAccount } from './every-account.ts';
import { openAdministration } from './open-administration.ts';
import { openApiDocument } from './openapi.ts';
import { type Administration, operations } from './operations.ts';
import { readConfiguration } from '../server/configuration.ts';
import { remoteAdministration } from './remote-administration.ts';

const folder = temporaryFolder();
const password = 'correct horse';
let adapters: Adapters;
let server: FastifyInstance;
let audited: AuditedAdministration;
let administration: Administration;

beforeAll(async () => {
  adapters = await openEmbeddedAdapters({ folder: folder.path, bus: { attempts: 1, firstRetryWait: 1 } });
  const health = { version: '1.2.3', pid: 1, startedAt: new Date(0).toISOString(), services: [], listening: {} };
  const { audit, clock } = adapters;
  audited = new AuditedAdministration({
    administration: administrationOver({ ...adapters, masterKeys: new MasterKeys([]) }, () => health),
    audit,
    clock,
  });
  server = adminServer({ administration: audited, version: '1.2.3' });
  const socketPath = await listenOnSocket(server, folder.path);
  administration = remoteAdministration({ socketPath });
});
afterAll(async () => {
  await server.close();
  await adapters.close();
  folder.remove();
});

const scopeOf = (mailbox: string) =>
  ({ tenant: 'default', principal: { kind: 'service', service: 'test' }, mailbox }) as const;

describe('accounts by the admin API', () => {
  it('are added with mailbox, domain and a hashed password', async () => {
    const input = { address: 'anna@example.org', password, displayName: 'Anna', aliases: ['a@example.net'] };
    const added = await administration.addAccount(input);
    expect(added).toMatchObject({ address: 'anna@example.org', aliases: ['a@example.net'], login: true });
    expect((await adapters.mailStore.mailbox(scopeOf(added.id))).guid).toBeDefined();
    expect((await administration.listDomains({})).domains).toContain('example.org');
    const kept = await adapters.directory.resolve('A@EXAMPLE.NET');
    expect(await verifyPassword(kept?.passwordHash ?? '', password)).toBe(true);
    expect(JSON.stringify(added)).not.toContain('scrypt');
  });

  it('are refused by code where the address is taken or none, or the password too short', async () => {
    const add = (address: string, secret = password) => administration.addAccount({ address, password: secret });
    await expect(add('ANNA@example.org')).rejects.toMatchObject({ code: 'address-taken' });
    await expect(add('no address')).rejects.toMatchObject({ code: 'address-invalid' });
    await expect(add('b@example.org', 'short')).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('at least 8 characters'),
    });
  });

  it('get another password', async () => {
    await administration.setPassword({ address: 'a@example.net', password: 'another password' });
    const kept = await adapters.directory.resolve('anna@example.org');
    expect(await verifyPassword(kept?.passwordHash ?? '', 'another password')).toBe(true);
  });

  it('are listed page by page, whatever the addresses hold', async () => {
    const addresses = ["o'brien+tag/1@example.org", 'jörg@example.org', '50%@example.org'];
    for (const address of addresses) await administration.addAccount({ address });
    const first = await administration.listAccounts({ limit: 2 });
    expect(first.accounts).toHaveLength(2);
    const listed = (await everyAccount(administration)).map(({ address }) => address);
    expect(listed).toEqual(expect.arrayContaining(addresses));
    for (const address of addresses) expect(await administration.removeAccount({ address })).toMatchObject({ address });
  });

  it('have addresses as long as mail allows', async () => {
    const address = `${'l'.repeat(64)}@${`${'d'.repeat(60)}.`.repeat(4)}example`;
    await administration.addAccount({ address });
    expect((await administration.listDevices({ address })).devices).toEqual([]);
    expect(await administration.removeAccount({ address })).toMatchObject({ address });
  });

  it('are removed with their mailbox', async () => {
    const { id } = await administration.addAccount({ address: 'gone@example.org' });
    await administration.removeAccount({ address: 'gone@example.org' });
    await expect(adapters.mailStore.mailbox(scopeOf(id))).rejects.toMatchObject({ code: 'no-such-mailbox' });
    const again = administration.removeAccount({ address: 'gone@example.org' });
    await expect(again).rejects.toMatchObject({ code: 'no-such-account' });
  });

  it('without a mailbox are found and given one', async () => {
    await adapters.directory.add({ tenant: 'default', address: 'half@example.org' });
    expect((await administration.checkMailboxes({})).missing).toEqual(['half@example.org']);
    expect((await administration.listMissingMailboxes({})).missing).toEqual(['half@example.org']);
    expect((await administration.checkMailboxes({ repair: true })).repaired).toBe(true);
    expect((await administration.checkMailboxes({})).missing).toEqual([]);
  });
});

async function addDevice(mailbox: string): Promise<void> {
  const device = { id: 'phone1', type: 'TestPhone', friendlyName: 'Phone', firstSeen: 0, lastSeen: 1000 };
  await adapters.deviceStore.putDevice(scopeOf(mailbox), device, 0);
}

describe('devices by the admin API', () => {
  it('are listed, told to wipe themselves, and forgotten', async () => {
    const address = 'owner@example.org';
    const { id } = await administration.addAccount({ address });
    await addDevice(id);
    expect((await administration.listDevices({ address })).devices).toMatchObject([
      { account: address, id: 'phone1', name: 'Phone', lastSeen: '1970-01-01T00:00:01.000Z' },
    ]);
    await administration.wipeDevice({ address, device: 'phone1' });
    expect((await adapters.deviceStore.device(scopeOf(id), 'phone1'))?.value.wipe).toBe('requested');
    await administration.removeDevice({ address, device: 'phone1' });
    const gone = administration.wipeDevice({ address, device: 'phone1' });
    await expect(gone).rejects.toMatchObject({ code: 'no-such-device' });
  });
});

describe('dead letters by the admin API', () => {
  it('are listed with the reason and without contents, and redriven in their original bytes', async () => {
    let broken = true;
    const handled: string[] = [];
    const { promise: again, resolve } = Promise.withResolvers<void>();
    const subscription = await adapters.bus.subscribeShared(
      mailReceived.name,
      { group: 'test', attempts: 1 },
      async (record) => {
        if (broken) throw Object.assign(new Error('cannot'), { code: 'cannot-do-it' });
        handled.push(Buffer.from(record.value).toString());
        resolve();
      },
    );
    const event = {
      id: crypto.randomUUID(),
      tenant: 'default',
      raw: { sha256: '0'.repeat(64), size: 1 },
      reversePath: { address: 'secret@example.org', smtpUtf8: false, body: '7BIT' as const },
      client: { address: '127.0.0.1', helo: 'client.example', protocol: 'ESMTP' as const },
      recipients: [{ address: 'a@example.org', mailbox: 'm' }],
      receivedAt: new Date(0).toISOString(),
    };
    const record = toRecord(mailReceived, event, { id: event.id, source: '/test' }, new Date(0));
    await adapters.bus.publish([record]);
    let letters: Awaited<ReturnType<Administration['listDeadLetters']>>['deadLetters'] = [];
    await expect
      .poll(async () => (letters = (await administration.listDeadLetters({})).deadLetters))
      .toMatchObject([{ topic: mailReceived.name, group: 'test', code: 'cannot-do-it' }]);
    expect(JSON.stringify(letters)).not.toContain('secret');
    broken = false;
    const ids = letters.map(({ id }) => id);
    expect(await administration.redrive({ topic: mailReceived.name, ids })).toEqual({ redriven: 1 });
    await again;
    expect(handled).toEqual([Buffer.from(record.value).toString()]);
    await subscription.close();
  });

  it('of a topic that there is none are refused, with the topics that there are', async () => {
    const refused = administration.listDeadLetters({ topic: 'nothing.v1' });
    await expect(refused).rejects.toMatchObject({ code: 'no-such-topic', message: /mail\.received\.v1/ });
  });
});

describe('the admin API', () => {
  it('tells health, lag and jobs', async () => {
    expect(await administration.health({})).toMatchObject({ version: '1.2.3' });
    expect((await administration.listLag({})).lag).toMatchObject([{ group: 'test', records: 0 }]);
    expect(await administration.countJobs({})).toEqual({ jobs: [] });
  });

  it('can be reached on its socket by its owner alone', () => {
    expect(statSync(adminSocketPath(folder.path)).mode & 0o077).toBe(0);
  });

  it('by HTTP wants a token, and tells in the audit log whose it was', async () => {
    const tokens = [
      { name: 'ann', secret: 'the-secret-of-ann', readOnly: false },
      { name: 'grafana', secret: 'the-secret-of-grafana', readOnly: true },
    ];
    const authorization = new Authorization(tokens, adapters.clock);
    const secured = adminServer({ administration: audited, version: '1', authorization });
    const url = new URL(await secured.listen({ host: '127.0.0.1', port: 0 }));
    const by = (token: string | undefined) => remoteAdministration({ url, token });
    await expect(by(undefined).health({})).rejects.toMatchObject({ code: 'not-authorized' });
    await expect(by('another').health({})).rejects.toMatchObject({ code: 'not-authorized' });
    await expect(by(tokens[0]!.secret).health({})).resolves.toMatchObject({ version: '1.2.3' });
    expect((await fetch(new URL('/v1/openapi.json', url))).status).toBe(401);

    await by(tokens[0]!.secret).addAccount({ address: 'By-Token@example.org', password });
    const reader = by(tokens[1]!.secret);
    await expect(reader.removeAccount({ address: 'by-token@example.org' })).rejects.toMatchObject({
      code: 'read-only',
    });
    await expect(by(tokens[0]!.secret).addAccount({ address: 'by-token@example.org' })).rejects.toMatchObject({
      code: 'address-taken',
    });
    const { entries } = await reader.listAudit({ subject: 'by-token@EXAMPLE.org' });
    const remote = '127.0.0.1';
    expect(entries).toMatchObject([
      { principal: 'ann', remote, action: 'addAccount', outcome: 'refused', code: 'address-taken' },
      { principal: 'grafana', remote, action: 'removeAccount', outcome: 'refused', code: 'read-only' },
      { principal: 'ann', remote, action: 'addAccount', outcome: 'done' },
    ]);
    expect((await reader.listAudit({ action: 'authenticate' })).entries).toMatchObject([
      { principal: 'unknown', remote, outcome: 'refused', code: 'not-authorized' },
      { code: 'not-authorized' },
      { code: 'not-authorized' },
    ]);
    await secured.close();
  });

  it('by its socket names the owner of the folder', async () => {
    await administration.addDomain({ domain: 'local.example' });
    const { entries } = await administration.listAudit({ limit: 1 });
    expect(entries).toMatchObject([
      { principal: `local/${process.getuid?.()}`, action: 'addDomain', subject: 'local.example', outcome: 'done' },
    ]);
    expect(entries[0]).not.toHaveProperty('remote');
  });

  it('lists what was done in pages, of a time', async () => {
    const { entries } = await administration.listAudit({});
    const paged = [];
    for (let page = await administration.listAudit({ limit: 5 }); page.entries.length > 0;) {
      paged.push(...page.entries);
      page = await administration.listAudit({ limit: 5, olderThan: paged.at(-1)!.id });
    }
    expect(paged).toEqual(entries);
    const { time } = entries[2]!;
    const since = (await administration.listAudit({ after: time })).entries.length;
    expect(since).toBeGreaterThanOrEqual(3);
    expect((await administration.listAudit({ before: time })).entries).toEqual(entries.slice(since));
    await expect(administration.listAudit({ after: 'yesterday' })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('names each request, in the answer and in what is logged of a fault', async () => {
    const logged: unknown[] = [];
    const onFailed = (message: unknown) => logged.push(message);
    subscribe('postbus.admin.request-failed', onFailed);
    const broken = { ...administration, health: () => Promise.reject(new TypeError('inside')) };
    const { audit, clock } = adapters;
    const failing = adminServer({
      administration: new AuditedAdministration({ administration: broken, audit, clock }),
      version: '1',
    });
    const answer = await failing.inject('/v1/health');
    const request = answer.headers['x-request-id'];
    expect(answer.json()).toEqual({
      error: { code: 'internal', message: 'the server failed; its log says more', request },
    });
    expect(logged).toMatchObject([{ request, error: { message: 'inside' } }]);
    unsubscribe('postbus.admin.request-failed', onFailed);
    await failing.close();
  });

  it('answers 503 to what cannot be recorded, and does not do it', async () => {
    const away = { ...adapters.audit, append: () => Promise.reject(new Error('away')) } as AuditLog;
    const { clock } = adapters;
    const deaf = adminServer({
      administration: new AuditedAdministration({ administration, audit: away, clock }),
      version: '1',
    });
    const answer = await deaf.inject({ method: 'PUT', url: '/v1/domains/unrecorded.example' });
    expect([answer.statusCode, answer.json()]).toMatchObject([503, { error: { code: 'not-recorded' } }]);
    expect((await administration.listDomains({})).domains).not.toContain('unrecorded.example');
    await deaf.close();
  });

  it('behind a proxy takes tokens that came to it by TLS only, and tells whom the proxy saw', async () => {
    const secret = 'the-secret-of-operator';
    const authorization = new Authorization([{ name: 'operator', secret, readOnly: false }], adapters.clock);
    const behind = adminServer({ administration: audited, version: '1', authorization, tlsInFront: true });
    const put = async (headers: Readonly<Record<string, string>>, remoteAddress = '10.1.2.3') =>
      behind.inject({
        method: 'PUT',
        url: '/v1/domains/proxy.example',
        headers: { authorization: `Bearer ${secret}`, 'x-forwarded-for': '203.0.113.9, 198.51.100.7', ...headers },
        remoteAddress,
      });
    expect((await put({})).json()).toMatchObject({ error: { code: 'not-by-tls' } });
    expect((await put({ 'x-forwarded-proto': 'http' })).statusCode).toBe(403);
    expect((await put({ 'x-forwarded-proto': 'https' })).statusCode).toBe(200);
    const { entries } = await administration.listAudit({ limit: 1 });
    expect(entries).toMatchObject([{ principal: 'operator', remote: '198.51.100.7', subject: 'proxy.example' }]);
    expect((await put({ 'x-forwarded-for': '' }, '127.0.0.1')).statusCode).toBe(200);
    await behind.close();
  });

  it('refuses a body that is too long before it is whole', async () => {
    const answer = await server.inject({ method: 'POST', url: '/v1/accounts', payload: { address: 'x'.repeat(2e6) } });
    expect([answer.statusCode, answer.json()]).toMatchObject([413, { error: { code: 'invalid-input' } }]);
  });

  it('answers what it does not know in its own words', async () => {
    const answer = await server.inject({ method: 'GET', url: '/v1/nothing' });
    expect([answer.statusCode, answer.json()]).toMatchObject([404, { error: { code: 'no-such-operation' } }]);
    const bad = await server.inject({
      method: 'POST',
      url: '/v1/accounts',
      payload: 'x',
      headers: { 'content-type': 'application/json' },
    });
    expect([bad.statusCode, bad.json()]).toMatchObject([400, { error: { code: 'invalid-input' } }]);
  });

  it('has an OpenAPI document that is valid, and that docs/admin-api.json holds', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    const document = openApiDocument(version);
    const result = await new Validator().validate(structuredClone(document));
    expect(result).toMatchObject({ valid: true });
    expect(JSON.parse(readFileSync(new URL('../../../../docs/admin-api.json', import.meta.url), 'utf8'))).toEqual(
      document,
    );
    const ids = Object.values(document['paths'] as Record<string, Record<string, { operationId: string }>>).flatMap(
      (path) => Object.values(path).map(({ operationId }) => operationId),
    );
    expect(ids.toSorted()).toEqual(Object.keys(operations).toSorted());
  });
});

describe('finding the administration', () => {
  const place = (data: string) => ({
    data,
    version: '9',
    settings: async () => ({
      ...readConfiguration({}),
      data,
      retention: { events: 1e6, deadLetters: 1e6, dedupe: 2e6, blobs: 2e6, audit: 2e6, every: 1e6 },
    }),
  });

  it('asks the server that runs', async () => {
    const opened = await openAdministration(place(folder.path));
    expect([opened.running, (await opened.administration.health({})).version]).toEqual([true, '1.2.3']);
    await opened.close();
  });

  it('opens the store where nothing runs, though a killed server left its socket', async () => {
    const other = temporaryFolder();
    await (await openEmbeddedAdapters({ folder: other.path })).close();
    const left = createServer().listen(join(other.path, 'left.sock'));
    await new Promise((resolve) => left.once('listening', resolve));
    linkSync(join(other.path, 'left.sock'), adminSocketPath(other.path));
    await new Promise((resolve) => left.close(resolve));
    const opened = await openAdministration(place(other.path));
    expect(opened.running).toBe(false);
    await opened.administration.addAccount({ address: 'offline@example.org' });
    expect((await everyAccount(opened.administration)).map(({ address }) => address)).toEqual(['offline@example.org']);
    const { entries } = await opened.administration.listAudit({});
    expect(entries).toMatchObject([
      { principal: expect.stringMatching(/^local\//), action: 'addAccount', outcome: 'done' },
    ]);
    await opened.close();
    other.remove();
  });

  it('refuses a folder that a process has which does not answer', async () => {
    const other = temporaryFolder();
    const holder = await openEmbeddedAdapters({ folder: other.path });
    const opening = openAdministration(place(other.path));
    await expect(opening).rejects.toMatchObject({
      code: 'folder-in-use',
      message: expect.stringContaining(String(process.pid)),
    });
    await holder.close();
    other.remove();
  });

  it('refuses what is no data folder, rather than making one', async () => {
    const opening = openAdministration(place(join(folder.path, 'nowhere')));
    await expect(opening).rejects.toMatchObject({ code: 'no-data-folder' });
  });
});
