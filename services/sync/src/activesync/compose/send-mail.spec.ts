// oxlint-disable-next-line no-restricted-imports -- a test asks a program
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommonStatus, type SendMailRequest } from '@postbus/activesync';
import { systemClock } from '@postbus/ports';
import { sinkCertificate, temporaryFolder } from '@postbus/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandContext } from '../command-context.ts';
import { TestMail } from '../mail.fixture.ts';
import { type ComposeLimits, defaultComposeLimits } from './compose-limits.ts';
import { hasPython, readByPython } from './python-email.fixture.ts';
import { SendMailCommand } from './send-mail.ts';
import { Submit } from './submission.ts';
import { onlySubmission, submitted } from './submitted.fixture.ts';

let mail: TestMail;
beforeAll(async () => {
  mail = await TestMail.open();
});
afterAll(() => mail.close());

let ids = 0;
interface Sending {
  readonly request?: Partial<SendMailRequest>;
  readonly context?: Partial<CommandContext>;
  readonly limits?: Partial<ComposeLimits>;
}

async function send(mime: string | Uint8Array, { request, context, limits }: Sending = {}): Promise<number> {
  const submit = new Submit(mail.store, mail.blobs, systemClock);
  const command = new SendMailCommand(submit, systemClock, { ...defaultComposeLimits, ...limits });
  const Mime = typeof mime === 'string' ? new TextEncoder().encode(mime) : mime;
  const response = await command.execute(
    { ClientId: String(++ids), Mime, ...request },
    { ...mail.context, ...context },
  );
  return response?.Status ?? 0;
}

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

describe('SendMail, [MS-ASCMD] 2.2.1.17', () => {
  it('submits the message for everyone in To, Cc and Bcc, once, and tells nobody of Bcc', async () => {
    const mime = `From: Ann <ann@example.org>\r\nTo: Bob <bob@example.com>, friends: c@example.com, BOB@example.com;\r\nCc: d@example.net\r\nBcc: secret@example.net,\r\n hidden@example.net\r\nSubject: Hi\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@phone>\r\nMIME-Version: 1.0\r\n\r\nhello\r\n`;
    expect(await send(mime, { request: { SaveInSentItems: true } })).toBe(0);
    const { data, mime: sent } = await onlySubmission(mail);
    expect(data.recipients.map(({ address }) => address)).toEqual([
      'bob@example.com',
      'c@example.com',
      'd@example.net',
      'secret@example.net',
      'hidden@example.net',
    ]);
    expect(data).toMatchObject({
      tenant: 't',
      submitter: 'ann',
      saveToSentItems: true,
      reversePath: { address: 'ann@example.org', smtpUtf8: false, body: '7BIT' },
    });
    expect(latin1(sent)).toBe(mime.replace(/Bcc:.*\r\n .*\r\n/, ''));
  });

  it('keeps no copy where none is wanted', async () => {
    await send('To: bob@example.com\r\n\r\nx');
    expect((await onlySubmission(mail)).data.saveToSentItems).toBe(false);
  });

  it('begins a trace, or goes on with that of the request', async () => {
    await send('To: bob@example.com\r\n\r\nx');
    expect((await onlySubmission(mail)).traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await send('To: bob@example.com\r\n\r\nx', { context: { traceparent } });
    expect((await onlySubmission(mail)).traceparent).toBe(traceparent);
  });

  it('sends a ClientId once, and says so, [MS-ASCMD] 2.2.2 (118)', async () => {
    const again = { request: { ClientId: 'same' } };
    expect(await send('To: bob@example.com\r\n\r\nx', again)).toBe(0);
    expect(await send('To: bob@example.com\r\n\r\nx', again)).toBe(CommonStatus.MessagePreviouslySent);
    expect(await submitted(mail)).toHaveLength(1);
    expect(await send('To: bob@example.com\r\n\r\nx', { ...again, context: { device: 'tablet' } })).toBe(0);
    expect(await submitted(mail)).toHaveLength(1);
  });

  it.skipIf(!hasPython)('adds what a message must have, and writes the header as every host takes it', async () => {
    await send('To: "Zoë" <z@example.net>\nSubject: Grüße\nContent-Type: text/plain; charset=utf-8\n\nx\n');
    const { mime, data } = await onlySubmission(mail);
    const read = readByPython(mime);
    expect(read.defects).toEqual([]);
    expect(read.headers).toMatchObject({
      From: 'Ann Lee <ann@example.org>',
      To: 'Zoë <z@example.net>',
      Subject: 'Grüße',
      'MIME-Version': '1.0',
    });
    expect(read.headers['Message-ID']).toMatch(/^<[0-9a-f-]{36}@example\.org>$/);
    expect(Math.abs(Date.parse(read.headers['Date'] ?? '') - Date.now())).toBeLessThan(60_000);
    expect(data.reversePath).toMatchObject({ smtpUtf8: false, body: '7BIT' });
    expect(latin1(mime)).not.toMatch(/[^\r]\n|\r[^\n]/);
  });

  it.each([
    ['nobody', ''],
    ['someone else', 'From: Boss <boss@example.org>\r\n'],
    ['two authors', 'From: ann@example.org, boss@example.org\r\n'],
    ['two fields', 'From: ann@example.org\r\nFrom: boss@example.org\r\n'],
    ['nothing that is an address', 'From: Ann\r\n'],
  ])('puts the account in place of %s in From', async (_, from) => {
    await send(`${from}Sender: boss@example.org\r\nTo: bob@example.com\r\n\r\nx`);
    const { mime, data } = await onlySubmission(mail);
    expect(latin1(mime).match(/^(?:From|Sender):.*$/gm)).toEqual(['From: Ann Lee <ann@example.org>']);
    expect(data.reversePath.address).toBe('ann@example.org');
  });

  it('lets the account write under an alias', async () => {
    await send('From: A. <ann.lee@EXAMPLE.org>\r\nSender: ann@example.org\r\nTo: bob@example.com\r\n\r\nx');
    const { mime, data } = await onlySubmission(mail);
    expect(latin1(mime)).toContain('From: A. <ann.lee@EXAMPLE.org>\r\nSender: ann@example.org\r\n');
    expect(data.reversePath.address).toBe('ann.lee@EXAMPLE.org');
  });

  it('tells what the way must take: 8-bit bodies, addresses outside ASCII', async () => {
    await send(Buffer.from('To: bob@example.com\r\n\r\n\xff', 'latin1'));
    expect((await onlySubmission(mail)).data.reversePath).toMatchObject({ body: '8BITMIME', smtpUtf8: false });
    await send('To: büro@example.com\r\n\r\nx');
    expect((await onlySubmission(mail)).data.reversePath).toMatchObject({ smtpUtf8: true });
  });

  it('refuses what cannot be sent, in the words of [MS-ASCMD] 2.2.2, and submits nothing', async () => {
    const to = 'To: bob@example.com\r\n\r\nx';
    expect(await send('')).toBe(CommonStatus.InvalidMime);
    expect(await send('\r\nTo: bob@example.com\r\n\r\n')).toBe(CommonStatus.InvalidMime);
    expect(await send('Subject: x\r\n\r\nx')).toBe(CommonStatus.MessageHasNoRecipient);
    expect(await send('To: undisclosed-recipients:;\r\n\r\nx')).toBe(CommonStatus.MessageHasNoRecipient);
    expect(await send('To: Bob\r\n\r\nx')).toBe(CommonStatus.MessageRecipientUnresolved);
    expect(await send('To: a@b, c@d\r\n\r\nx', { limits: { recipients: 1 } })).toBe(CommonStatus.MailSubmissionFailed);
    expect(await send(to, { limits: { messageBytes: 10 } })).toBe(CommonStatus.AttachmentIsTooLarge);
    expect(await send(to, { request: { AccountId: 'other' } })).toBe(CommonStatus.InvalidAccountId);
    expect(await send(to, { request: { TemplateID: 'x' } })).toBe(CommonStatus.IrmFeatureDisabled);
    expect(await submitted(mail)).toEqual([]);
    expect(await send(to, { request: { AccountId: 'ann' } })).toBe(0);
    expect(await submitted(mail)).toHaveLength(1);
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!hasOpenssl)('a signed message', () => {
  it('is sent with its signature whole, whatever line ends the client wrote', async () => {
    const folder = temporaryFolder();
    const file = (name: string, content: string | Uint8Array) => {
      writeFileSync(join(folder.path, name), content);
      return join(folder.path, name);
    };
    const openssl = (...options: string[]) => spawnSync('openssl', options, { encoding: 'latin1' });
    const certificate = file('certificate.pem', sinkCertificate.cert);
    const key = file('key.pem', sinkCertificate.key);
    const text = file('text', 'Content-Type: text/plain\n\nGr=FC=DFe  \nsigned\n');
    const signer = ['-signer', certificate, '-inkey', key];
    const signed = openssl('cms', '-sign', '-in', text, ...signer, '-md', 'sha256').stdout;
    expect(signed).toContain('multipart/signed');
    for (const lineEnd of ['\n', '\r\n']) {
      const mime = `To: bob@example.com\nBcc: c@example.com\nSubject: Grüße\n${signed}`.replace(/\r?\n/g, lineEnd);
      expect(await send(mime)).toBe(0);
      const { mime: sent } = await onlySubmission(mail);
      const verified = openssl('cms', '-verify', '-in', file('sent', sent), '-CAfile', certificate, '-purpose', 'any');
      expect(verified).toMatchObject({ status: 0, stdout: expect.stringContaining('signed') });
    }
    folder.remove();
  });
});
