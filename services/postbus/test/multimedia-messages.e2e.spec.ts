/**
 * Mail with pictures to a number, the carrier that takes it by MM7, its reports and the answers that it brings: conversion,
 * sms-dispatch and relay over the embedded adapters, as one process has them.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type Adapters, openEmbeddedAdapters, textChannels } from '@postbus/composition';
import { type MailSubmitted, mailSubmitted, toRecord } from '@postbus/contracts';
import { ConversionModule, conversionSettings } from '@postbus/conversion';
import type { Account, FolderRole, MailboxScope, StoredMessage, TextMessageState } from '@postbus/domain';
import { PidTagBody, PidTagInReplyToId, PidTagMessageClass, PidTagSubject } from '@postbus/mapi';
import { leafEntity, parseMime } from '@postbus/mime';
import { mmsContentOf, mmsEntity } from '@postbus/oxosmms';
import { BusConsumersModule, OutboxPublisher, loadConfiguration } from '@postbus/platform';
import { RelayModule, relaySettings } from '@postbus/relay';
import { SmsDispatchModule, smsDispatchSettings } from '@postbus/sms-dispatch';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { type Mmsc, startMmsc } from '@postbus/testing/vasp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const mailDomain = 'sms.here.example';
const annsNumber = '+14255550100';
const image = Buffer.from(Uint8Array.from({ length: 40_000 }, (_, index) => (index * 7919) & 0xff));
const patience = { timeout: 10_000, interval: 25 };
let folder: TemporaryFolder;
let adapters: Adapters;
let carrier: Mmsc;
let account: Account;
let application: { close(): Promise<void> };
let publisher: OutboxPublisher;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

beforeAll(async () => {
  folder = temporaryFolder();
  adapters = await openEmbeddedAdapters({ folder: folder.path });
  carrier = await startMmsc();
  publisher = new OutboxPublisher(adapters.mailStore.outbox, adapters.bus);
  publisher.start();
  const port = await freePort();
  const inbound = { inboundUsername: 'them', inboundPassword: 'secret' };
  const channel = { name: 'carrier', kind: 'mm7', url: carrier.url, username: 'us', password: 'x', ...inbound };
  const smsDispatch = loadConfiguration(smsDispatchSettings, {
    environment: { POSTBUS_CHANNELS: JSON.stringify([channel]), POSTBUS_MM7_LISTEN: `127.0.0.1:${port}` },
  });
  carrier.sendTo({ url: `http://127.0.0.1:${port}/mm7/carrier`, username: 'them', password: 'secret' });
  const conversion = loadConfiguration(conversionSettings, { environment: { POSTBUS_THREADS: '2' } });
  const relay = loadConfiguration(relaySettings, { environment: { POSTBUS_HOSTNAME: 'mx.here.example' } });
  const textMessages = { mailDomain, region: 'US' };
  @Module({
    imports: [
      adapters.module,
      BusConsumersModule,
      ConversionModule.register(conversion, textMessages),
      RelayModule.register(relay),
      SmsDispatchModule.register(smsDispatch, { textMessages, channels: textChannels, owner: adapters.owner }),
    ],
  })
  class Application {}
  application = await NestFactory.createApplicationContext(Application, { logger: false, abortOnError: false });
  const phoneNumbers = [{ number: annsNumber, verifiedAt: 1 }];
  account = await adapters.directory.add({ tenant: 't', address: 'ann@here.example', phoneNumbers });
  await adapters.mailStore.createMailbox(scope());
}, 60_000);
afterAll(async () => {
  await application?.close();
  await publisher?.stop();
  await carrier?.close();
  await adapters?.close();
  folder?.remove();
});

const scope = (): MailboxScope => ({
  tenant: 't',
  principal: { kind: 'service', service: 'test' },
  mailbox: account.mailbox,
});

async function messagesIn(role: FolderRole): Promise<StoredMessage[]> {
  const { id } = (await adapters.mailStore.folders(scope())).find((one) => one.role === role)!;
  const listed = await adapters.mailStore.list(scope(), id, { limit: 100 });
  return Promise.all(listed.map(async (one) => (await adapters.mailStore.message(scope(), one.id))!));
}

/** The first message of the folder of which `found` holds, once it is there. */
const arrived = (role: FolderRole, found: (message: StoredMessage) => boolean): Promise<StoredMessage> =>
  vi.waitFor(async () => {
    const message = (await messagesIn(role)).find(found);
    expect(message).toBeDefined();
    return message!;
  }, patience);

const stateOf = (number: string, state: TextMessageState) =>
  vi.waitFor(async () => {
    expect(await adapters.textMessages.lastTo(account.mailbox, number)).toMatchObject({ state });
  }, patience);

async function write(number: string, messageId: string): Promise<void> {
  const address = `${number}@${mailDomain}`;
  const text = [
    `From: Ann <ann@here.example>\r\nTo: ${address}\r\nSubject: Saturn\r\nMessage-ID: ${messageId}\r\nMIME-Version: 1.0\r\n`,
    'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nLook at this\r\n-- \r\nAnn\r\n',
    `--b\r\nContent-Type: image/jpeg; name=a.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n${image.toString('base64')}\r\n--b--\r\n`,
  ].join('');
  const submitted: MailSubmitted = {
    id: randomUUID(),
    tenant: 't',
    raw: await adapters.blobs.put(Buffer.from(text)),
    reversePath: { address: 'ann@here.example', smtpUtf8: false, body: '7BIT' },
    submitter: account.mailbox,
    recipients: [{ address }],
    submittedAt: new Date().toISOString(),
  };
  const at = new Date();
  await adapters.bus.publish([toRecord(mailSubmitted, submitted, { id: submitted.id, source: '/test' }, at)]);
}

const number = (value: string) => ({ kind: 'number', value }) as const;
const smil = (text: string): Uint8Array =>
  mmsEntity({ slides: [{ text, image: { name: 'b.jpg', mediaType: 'image/jpeg', content: image } }] });

describe('a mail with a picture to a number', () => {
  const bob = '+14255550123';

  it('leaves once by the carrier, lies in Sent Items, and is delivered when the carrier says so', async () => {
    await write(bob, '<m-1@here.example>');
    await carrier.until(1);
    const { request, content, credentials } = carrier.submitted[0]!;
    expect(request).toMatchObject({ recipients: { to: [number(bob)] }, sender: { address: number(annsNumber) } });
    expect(credentials).toBe('us:x');
    expect(mmsContentOf(content!).slides).toMatchObject([{ text: 'Look at this' }]);
    const pictures = [...content!.walk()].filter(({ contentType }) => contentType.is('image/jpeg'));
    expect(pictures.map((one) => Buffer.from(one.content()).equals(image))).toEqual([true]);
    const sent = await arrived('sent', ({ object }) => object.properties.get(PidTagSubject) === 'Saturn');
    expect(sent.object.properties.get(PidTagMessageClass)).toBe('IPM.Note.Mobile.MMS');
    expect(await messagesIn('outbox')).toEqual([]);
    await stateOf(bob, 'sent');
    const report = { messageId: 'mms-1', recipient: number(bob), sender: number(annsNumber), mmStatus: 'Retrieved' };
    expect((await carrier.report(report)).status).toBe(200);
    await stateOf(bob, 'delivered');
    expect(carrier.submitted).toHaveLength(1);
  });

  it('is answered by mail in its conversation, with the picture of the answer', async () => {
    const answer = await carrier.deliver(
      { sender: number(bob), recipients: { to: [number(annsNumber)] }, linkedId: 'l-1' },
      smil('Beautiful'),
    );
    expect(answer).toMatchObject({ status: 200, message: { status: { code: 1000 } } });
    const mail = await arrived('inbox', ({ object }) => object.properties.get(PidTagSubject) === 'Re: Saturn');
    expect(mail.object.properties.get(PidTagInReplyToId)).toBe('<m-1@here.example>');
    expect(mail.object.properties.get(PidTagMessageClass)).toBe('IPM.Note');
    const raw = parseMime(await adapters.blobs.read(mail.mime!));
    expect(raw.headers.first('From')?.text).toContain(`${bob}@${mailDomain}`);
    expect(raw.parts[0]!.text().trim()).toBe('Beautiful');
    expect(Buffer.from(raw.parts[1]!.content()).equals(image)).toBe(true);
  });

  it('comes back as a notification where the carrier does not take it', async () => {
    const nobody = '+14255550199';
    carrier.play({ submit: () => ({ status: 2002 }) });
    await write(nobody, '<m-2@here.example>');
    await stateOf(nobody, 'failed');
    const report = await arrived(
      'inbox',
      ({ mime, object }) =>
        mime !== undefined && /^REPORT\.IPM\.Note\.NDR/i.test(String(object.properties.get(PidTagMessageClass))),
    );
    const raw = Buffer.from(await adapters.blobs.read(report.mime!)).toString();
    expect(raw).toMatch(/^Action: failed\r$/m);
    expect(raw).toMatch(/^Status: 5\./m);
    expect(raw).toContain(nobody);
    expect(raw).toContain('<m-2@here.example>');
    carrier.play({});
  });
});

describe('a multimedia message from somebody new', () => {
  it('is an MMS object in the Inbox of whoever has the number, and nobody else gets it', async () => {
    const from = number('+14255550177');
    const to = (value: string) => ({ to: [number(value)] });
    const picture = leafEntity('image/jpeg', image);
    expect(await carrier.deliver({ sender: from, recipients: to('+14255550188') }, picture)).toMatchObject({
      message: { status: { code: 2003 } },
    });
    await carrier.deliver({ sender: from, recipients: to(annsNumber), subject: 'New' }, smil('Hi'));
    const message = await arrived('inbox', ({ object }) => object.properties.get(PidTagSubject) === 'New');
    expect(message.object.properties.get(PidTagMessageClass)).toBe('IPM.Note.Mobile.MMS');
    expect(message.object.properties.get(PidTagBody)).toBeUndefined();
  });
});
