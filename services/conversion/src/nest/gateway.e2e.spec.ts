/** The gateway as an application, from the events of the bus to those that leave, and to mailboxes. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type Adapters, openEmbeddedAdapters } from '@postbus/composition';
import {
  type MailOutbound,
  type MailReceived,
  type MailRefused,
  type MailSubmitted,
  type Topic,
  fromRecord,
  mailOutbound,
  mailReceived,
  mailRefused,
  mailSubmitted,
  toRecord,
} from '@postbus/contracts';
import { type Account, type MailboxScope, smimePolicyDefaults } from '@postbus/domain';
import { PidNameSmimeDecrypted, PidNameSmimeOutcome, PidTagBody } from '@postbus/mapi';
import { BusConsumersModule, MasterKeys, loadConfiguration, masterKey } from '@postbus/platform';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conversionSettings } from '../conversion-settings.ts';
import { OpensslFolder, type Person } from '../openssl.fixture.ts';
import { ConversionModule } from './conversion.module.ts';

let openssl: OpensslFolder;
let folder: TemporaryFolder;
let adapters: Adapters;
let application: { close(): Promise<void> };
let ann: Person;
let bob: Person;
let account: Account;
const masterKeyText = Buffer.alloc(32, 9).toString('base64');

async function started(settings: Readonly<Record<string, string>>): Promise<{ close(): Promise<void> }> {
  const read = loadConfiguration(conversionSettings, { environment: { POSTBUS_THREADS: '2', ...settings } });
  @Module({ imports: [adapters.module, BusConsumersModule, ConversionModule.register(read)] })
  class Application {}
  return NestFactory.createApplicationContext(Application, { logger: false, abortOnError: false });
}

beforeAll(async () => {
  openssl = new OpensslFolder();
  await openssl.authority('root');
  ann = await openssl.person('ann', 'ann@here.example');
  bob = await openssl.person('bob', 'bob@there.example', { key: 'rsa' });
  folder = temporaryFolder();
  adapters = await openEmbeddedAdapters({ folder: folder.path });
  application = await started({
    POSTBUS_SMIME_MASTER_KEYS: masterKeyText,
    POSTBUS_SMIME_TRUST: openssl.file('root.pem'),
  });
  const { directory, mailStore, smimeStore } = adapters;
  account = await directory.add({ tenant: 't', address: 'ann@here.example' });
  await mailStore.createMailbox(scope());
  const keys = new MasterKeys([masterKey().read(masterKeyText)!]);
  const { address, fingerprint, certificate, pkcs8, notAfter } = ann;
  const sealed = keys.seal(pkcs8, { address, fingerprint });
  await smimeStore.putKey({ address, fingerprint, certificates: [certificate], sealed, notAfter, addedAt: 1 });
  const of = { address: bob.address, fingerprint: bob.fingerprint, certificate: bob.certificate };
  await smimeStore.putCertificate({ ...of, issuers: [], source: 'given', addedAt: 1 });
  await smimeStore.putPolicy({
    ...smimePolicyDefaults,
    subject: 'here.example',
    sign: 'clear',
    encrypt: 'yes',
    decrypt: 'authenticated',
  });
}, 60_000);
afterAll(async () => {
  await application.close();
  await adapters.close();
  folder.remove();
  openssl.remove();
});

const scope = (): MailboxScope => ({
  tenant: 't',
  principal: { kind: 'service', service: 'test' },
  mailbox: account.mailbox,
});

/** The first event of `topic` after `data` was published. */
async function answered<Data, Answer>(
  asked: Topic<Data>,
  data: Data & { id: string },
  topic: Topic<Answer>,
): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const subscription = await adapters.bus.subscribeBroadcast(topic.name, async (record) =>
    resolve(fromRecord(topic, record).data),
  );
  await adapters.bus.publish([toRecord(asked, data, { id: data.id, source: '/test' }, new Date())]);
  const answer = await promise;
  await subscription.close();
  return answer;
}

async function submission(to: string): Promise<MailSubmitted> {
  const text = `From: Ann <ann@here.example>\r\nTo: ${to}\r\nSubject: Plans\r\nContent-Type: text/plain\r\n\r\nSee you in Bern\r\n`;
  return {
    id: randomUUID(),
    tenant: 't',
    raw: await adapters.blobs.put(Buffer.from(text)),
    reversePath: { address: 'ann@here.example', smtpUtf8: false, body: '7BIT' },
    submitter: account.mailbox,
    recipients: [{ address: to }],
    saveToSentItems: true,
    submittedAt: new Date().toISOString(),
  };
}

async function messageIn(role: 'inbox' | 'sent') {
  const { mailStore } = adapters;
  const id = (await mailStore.folders(scope())).find((one) => one.role === role)!.id;
  for (;;) {
    const [record] = await mailStore.list(scope(), id, { limit: 1 });
    if (record !== undefined) return (await mailStore.message(scope(), record.id))!;
    await after(10);
  }
}

describe('the gateway as an application', () => {
  it('signs and encrypts what a user submits, OpenSSL opens it, and Sent Items has what was submitted', async () => {
    const submitted = await submission('bob@there.example');
    const outbound = await answered(mailSubmitted, submitted, mailOutbound as Topic<MailOutbound>);
    expect(outbound).toMatchObject({ id: submitted.id, domain: 'there.example' });
    const sent = Buffer.from(await adapters.blobs.read(outbound.raw));
    expect(sent.includes('Bern')).toBe(false);
    expect(openssl.verified(openssl.decrypted(sent, bob)).toString()).toContain('See you in Bern');
    expect((await messageIn('sent')).mime).toEqual(submitted.raw);
  });

  it('refuses what it has no certificate for', async () => {
    const refused = await answered(
      mailSubmitted,
      await submission('eve@else.example'),
      mailRefused as Topic<MailRefused>,
    );
    expect(refused.recipients).toMatchObject([{ address: 'eve@else.example', status: '5.7.5' }]);
  });

  it('delivers what came encrypted and signed open, with what was found', async () => {
    const fields = 'From: bob@there.example\r\nTo: ann@here.example\r\nSubject: Plans\r\n';
    const signed = openssl.signed('Content-Type: text/plain\r\n\r\nIn Bern, then\r\n', bob, '');
    const mail = openssl.encrypted(signed, [ann], fields, '-aes-256-cbc');
    const received: MailReceived = {
      id: randomUUID(),
      tenant: 't',
      raw: await adapters.blobs.put(mail),
      reversePath: { address: 'bob@there.example', smtpUtf8: false, body: '7BIT' },
      client: { address: '127.0.0.1', helo: 'client', protocol: 'ESMTP' },
      recipients: [{ mailbox: account.mailbox, address: 'ann@here.example' }],
      receivedAt: new Date().toISOString(),
    };
    await adapters.bus.publish([toRecord(mailReceived, received, { id: received.id, source: '/test' }, new Date())]);
    const { object } = await messageIn('inbox');
    expect(object.properties.get(PidTagBody)).toContain('In Bern, then');
    expect([object.properties.get(PidNameSmimeOutcome), object.properties.get(PidNameSmimeDecrypted)]).toEqual([
      'valid',
      true,
    ]);
  });

  it('does not start where what it is to trust cannot be read, and says which file', async () => {
    const file = openssl.write('damaged.pem', readFileSync(openssl.file('root.pem'), 'latin1').slice(0, 300));
    await expect(started({ POSTBUS_SMIME_TRUST: file })).rejects.toMatchObject({ code: 'damaged', file });
    await expect(started({ POSTBUS_SMIME_CRLS: '/nowhere/crls' })).rejects.toThrow(
      '/nowhere/crls cannot be read: ENOENT',
    );
  });
});
