import { type BodyPreference, BodyType, decodeMessage, encodeMessage, syncResponse } from '@postbus/activesync';
import type { MessageRecord } from '@postbus/domain';
import { PidTagFlagStatus, PidLidFlagRequest, PropertyBag } from '@postbus/mapi';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TestMail, crlf, plainMail } from '../mail.fixture.ts';
import type { ItemOptions } from '../rendering.ts';
import { EmailRenderer } from './email-renderer.ts';

let mail: TestMail;
let renderer: EmailRenderer;
beforeAll(async () => {
  mail = await TestMail.open();
  renderer = new EmailRenderer(mail.store, mail.blobs);
});
afterAll(() => mail.close());

const text: BodyPreference = { Type: BodyType.PlainText };
const html: BodyPreference = { Type: BodyType.Html };
const mime: BodyPreference = { Type: BodyType.Mime };

function wants(bodyPreferences: readonly BodyPreference[], more: Partial<ItemOptions> = {}): ItemOptions {
  return { version: '16.1', bodyPreferences, mimeSupport: 0, ...more };
}

async function body(message: MessageRecord, options: ItemOptions) {
  return (await renderer.item(mail.scope, message, options)).Body;
}

const both = `From: Bob <bob@example.com>
To: Ann <ann@example.org>
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Grüße als Text
--b
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<p>Gr=FC=DFe als <b>HTML</b></p>
--b--
`;
const htmlOnly = `From: bob@example.com
To: ann@example.org
Content-Type: text/html; charset=utf-8

<html><head><style>p{}</style></head><body><p>one</p><p>two &amp; three</p></body></html>`;

describe('the elements of an email item, [MS-ASEMAIL] 2.2.2', () => {
  it('come from the summary, and nothing else is read where no body is wanted', async () => {
    const message = await mail.deliver(`From: "Lee, Bob" <bob@example.com>
Sender: office@example.com
To: Ann <ann@example.org>, c@example.org
Cc: =?utf-8?q?Zo=C3=AB?= <z@example.org>
Reply-To: r@example.com, s@example.com
Subject: Re: Plans
Importance: high
Keywords: Blue, Green
Thread-Index: Acosq4ojZAcwyWs4SnOS8TqHPH9OUg==
Content-Type: multipart/mixed; boundary=b

--b

Hello
--b
Content-Type: application/pdf; name="=?utf-8?q?Pl=C3=A4ne.pdf?="
Content-Disposition: attachment
Content-Transfer-Encoding: base64

AAECAwQ=
--b
Content-Type: message/rfc822

Subject: inside

x
--b--
`);
    const read = vi.spyOn(mail.store, 'message');
    const item = await renderer.item(mail.scope, message, wants([{ ...text, TruncationSize: 0 }]));
    expect(read).not.toHaveBeenCalled();
    read.mockRestore();
    const reference = `${message.folder}:${message.id}`;
    expect(item).toMatchObject({
      From: '"Lee, Bob" <bob@example.com>',
      Sender: 'office@example.com',
      To: '"Ann" <ann@example.org>, c@example.org',
      Cc: '"Zoë" <z@example.org>',
      ReplyTo: 'r@example.com; s@example.com',
      DisplayTo: 'Ann; c@example.org',
      Subject: 'Re: Plans',
      ThreadTopic: 'Plans',
      DateReceived: new Date(message.received),
      Importance: 2,
      Read: false,
      MessageClass: 'IPM.Note',
      InternetCPID: '65001',
      ContentClass: 'urn:content-classes:message',
      NativeBodyType: 1,
      Categories: ['Blue', 'Green'],
      Flag: {},
      Body: { Type: 1, EstimatedDataSize: 5, Truncated: true },
      ConversationIndex: new Uint8Array([0xca, 0x2c, 0xab, 0x8a, 0x23]),
      Attachments: {
        Attachment: [
          { DisplayName: 'Pläne.pdf', FileReference: `${reference}:0`, Method: 1, EstimatedDataSize: 5 },
          { DisplayName: 'inside', FileReference: `${reference}:1`, Method: 5 },
        ],
      },
    });
    expect(item.ConversationId).toHaveLength(16);
  });

  it('go through the writer of every version, and come back', async () => {
    const message = await mail.deliver(both);
    for (const version of ['14.0', '14.1', '16.0', '16.1'] as const) {
      const data = await renderer.item(mail.scope, message, wants([html], { version, bodyPartPreference: html }));
      const answer = {
        Collections: [{ Status: 1, Commands: [{ kind: 'Add' as const, ServerId: '1:1', ApplicationData: data }] }],
      };
      const read = decodeMessage(syncResponse, encodeMessage(syncResponse, answer, version), { version });
      const [command] = read.Collections?.[0]?.Commands ?? [];
      const told = command?.kind === 'Add' ? command.ApplicationData : undefined;
      expect(told?.Body?.Data).toEqual(data.Body?.Data);
      expect(told?.BodyPart === undefined).toBe(version === '14.0');
    }
  });

  it('show a picture that the HTML refers to as inline', async () => {
    const message = await mail.deliver(`Content-Type: multipart/related; boundary=b

--b
Content-Type: text/html

<img src="cid:p@x">
--b
Content-Type: image/png; name=p.png
Content-ID: <p@x>

data
--b--
`);
    const { Attachments } = await renderer.item(mail.scope, message, wants([text]));
    expect(Attachments?.Attachment).toMatchObject([{ DisplayName: 'p.png', ContentId: 'p@x', IsInline: true }]);
  });

  it('tell the flag with all its fields, read once with the body', async () => {
    const before = await mail.deliver(plainMail('x', ['X-Message-Flag: Call back']));
    const read = vi.spyOn(mail.store, 'message');
    const item = await renderer.item(mail.scope, before, wants([text]));
    expect(read).toHaveBeenCalledTimes(1);
    read.mockRestore();
    expect(item.Flag).toEqual({ Status: 2, FlagType: 'Call back' });
    expect(item.Body?.Data).toBe('x');
  });

  it('tell of a change what a reader did, and not the body', async () => {
    const message = await mail.deliver(plainMail('x'));
    expect(await renderer.changed(mail.scope, message)).toEqual({ Read: false, Categories: [], Flag: {} });
    const properties = new PropertyBag().set(PidTagFlagStatus, 1).set(PidLidFlagRequest, 'Follow up');
    const object = { properties, recipients: [], attachments: [] };
    const summary = { ...message.summary, flagStatus: 1 as const, lastVerb: 104, lastVerbAt: 0, categories: ['a'] };
    const { received } = message;
    await mail.store.apply(mail.scope, [
      { do: 'update-message', id: message.id, message: { object, summary, received } },
    ]);
    expect(await renderer.changed(mail.scope, await mail.record(message.id))).toEqual({
      Read: false,
      Categories: ['a'],
      Flag: { Status: 1, FlagType: 'Follow up' },
      LastVerbExecuted: 3,
      LastVerbExecutionTime: new Date(0),
    });
  });
});

describe('the form of a body, [MS-ASAIRS] 2.2.2.12', () => {
  it('is the native one where the client takes it, whatever the order', async () => {
    const message = await mail.deliver(both);
    expect(await body(message, wants([text, html]))).toEqual({
      Type: 2,
      Data: '<p>Grüße als <b>HTML</b></p>',
      EstimatedDataSize: 30,
    });
    expect(await body(message, wants([text]))).toMatchObject({ Type: 1, Data: 'Grüße als Text' });
  });

  it('is made of another where the message has not what the client takes', async () => {
    expect(await body(await mail.deliver(htmlOnly), wants([text]))).toMatchObject({
      Type: 1,
      Data: 'one\r\n\r\ntwo & three',
    });
    expect((await body(await mail.deliver(plainMail('a <b>')), wants([html])))?.Data).toContain('a &lt;b&gt;');
  });

  it('is the native one where the client takes only forms that are not to be had', async () => {
    expect(await body(await mail.deliver(both), wants([{ Type: BodyType.Rtf }]))).toMatchObject({ Type: 2 });
    expect(await body(await mail.deliver(plainMail('x')), wants([mime]))).toMatchObject({ Type: 1, Data: 'x' });
  });

  it('is empty for a message without a body', async () => {
    const message = await mail.deliver('Subject: nothing\nContent-Type: image/png\n\ndata');
    expect(await body(message, wants([text]))).toEqual({ Type: 1, EstimatedDataSize: 0 });
  });

  it('is cut at the bytes asked for, never within a character', async () => {
    const message = await mail.deliver(plainMail('ä'.repeat(50)));
    expect(await body(message, wants([{ ...text, TruncationSize: 11 }]))).toEqual({
      Type: 1,
      Data: 'äääää',
      EstimatedDataSize: 100,
      Truncated: true,
    });
  });

  it('is left to the next form where all or none is wanted and it is too long, 2.2.2.3.2', async () => {
    const message = await mail.deliver(both);
    const tooLong = { ...html, TruncationSize: 10, AllOrNone: true };
    expect(await body(message, wants([tooLong, { ...text, TruncationSize: 5 }]))).toEqual({
      Type: 1,
      Data: 'Grü',
      EstimatedDataSize: 16,
      Truncated: true,
    });
    const withheld = await body(message, wants([tooLong]));
    expect(withheld).toMatchObject({ Type: 2, Truncated: true });
    expect(withheld?.Data).toBeUndefined();
    expect(await body(message, wants([{ ...tooLong, TruncationSize: 30 }]))).toMatchObject({
      Data: expect.any(String),
    });
  });

  it('has a preview where one is asked for, 2.2.2.35', async () => {
    const message = await mail.deliver(plainMail('one   two\n\nthree'));
    expect(await body(message, wants([{ ...text, TruncationSize: 0, Preview: 5 }]))).toEqual({
      Type: 1,
      EstimatedDataSize: 18,
      Truncated: true,
      Preview: 'one t',
    });
  });

  it('of a message part is HTML, 2.2.2.10', async () => {
    const message = await mail.deliver(plainMail('x'));
    const part = { ...html, TruncationSize: 30 };
    const { BodyPart } = await renderer.item(mail.scope, message, wants([text], { bodyPartPreference: part }));
    expect(BodyPart).toMatchObject({ Status: 1, Type: 2, Truncated: true, Data: '<html><head><meta charset="utf' });
  });
});

describe('a long body', () => {
  const lines = 'Zeile mit Umläuten äöü und mehr\r\n'.repeat(20_000);
  const long = Buffer.from(lines).toString('base64').replace(/.{76}/g, '$&\r\n');
  const message = () =>
    mail.deliver(`Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${long}`);

  it('is read only as far as it is wanted', async () => {
    const record = await message();
    const read = vi.spyOn(mail.blobs, 'read');
    const cut = await body(record, wants([{ ...text, TruncationSize: 1000 }]));
    const bytes = read.mock.calls.reduce((sum, [, range]) => sum + (range?.length ?? Infinity), 0);
    read.mockRestore();
    expect(bytes).toBeLessThan(20_000);
    expect(cut).toMatchObject({ EstimatedDataSize: Buffer.byteLength(lines), Truncated: true });
    expect(lines.startsWith(cut?.Data as string)).toBe(true);
    expect(Buffer.byteLength(cut?.Data as string)).toBeGreaterThan(996);
  });

  it('is told whole where there is no limit', async () => {
    expect((await body(await message(), wants([text])))?.Data).toBe(lines);
  });

  it('of a message whose MIME is gone is left out, and the rest of the item told', async () => {
    const record = await message();
    const gone = vi
      .spyOn(mail.blobs, 'read')
      .mockRejectedValue(new (await import('@postbus/ports')).PortError('no-such-blob', 'BlobStore', 'gone'));
    const item = await renderer.item(mail.scope, record, wants([text]));
    gone.mockRestore();
    expect(item.Body).toMatchObject({ Type: 1, Truncated: true });
    expect(item.DateReceived).toEqual(new Date(record.received));
  });
});

describe('MIME, [MS-ASCMD] 2.2.3.110.3', () => {
  const signed = crlf(`From: bob@example.com
Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=s

--s
Content-Type: text/plain

signed  text \xff
--s
Content-Type: application/pkcs7-signature; name=smime.p7s
Content-Transfer-Encoding: base64

AAAA
--s--
`);
  const bytes = Buffer.from(signed, 'latin1');
  const bytesOf = (data: string | Uint8Array | undefined) => Buffer.from(data as Uint8Array).toString('latin1');

  it('is the original byte for byte, always or for S/MIME messages only', async () => {
    const message = await mail.deliver(bytes);
    for (const mimeSupport of [1, 2]) {
      const told = await body(message, wants([text, mime], { mimeSupport }));
      expect(told).toMatchObject({ Type: 4, EstimatedDataSize: bytes.length, Truncated: false });
      expect(bytesOf(told?.Data)).toBe(signed);
    }
    expect(await body(message, wants([text, mime]))).toMatchObject({ Type: 1 });
    const plain = await mail.deliver(plainMail('x'));
    expect(await body(plain, wants([text, mime], { mimeSupport: 1 }))).toMatchObject({ Type: 1 });
    expect(await body(plain, wants([text, mime], { mimeSupport: 2 }))).toMatchObject({ Type: 4 });
  });

  it.each([
    ['IPM.Note.SMIME', 4],
    ['IPM.Note.SMIME.MultipartSigned', 4],
    ['IPM.Note.Receipt.SMIME', 4],
    ['IPM.InfoPathForm.abc.SMIME.MultipartSigned', 4],
    ['IPM.Note.SMIMEd', 1],
    ['REPORT.IPM.Note.SMIME.DR', 1],
  ])('is told of a message of class %s as type %i where it is asked for S/MIME only', async (messageClass, type) => {
    const record = await mail.deliver(bytes);
    const asked = { ...record, summary: { ...record.summary, messageClass } };
    expect(await body(asked, wants([text, mime], { mimeSupport: 1 }))).toMatchObject({ Type: type });
  });

  it('of a signed message is cut by MIMETruncation, and told as cut with its whole size', async () => {
    const message = await mail.deliver(Buffer.concat([bytes, Buffer.alloc(5000, 'x')]));
    const cut = await body(message, wants([mime], { mimeSupport: 1, mimeTruncation: 1 }));
    expect(cut).toMatchObject({ Type: 4, Truncated: true, EstimatedDataSize: bytes.length + 5000 });
    expect(bytesOf(cut?.Data)).toBe(`${signed}${'x'.repeat(4096 - bytes.length)}`);
    const withheld = await body(message, wants([{ ...mime, TruncationSize: 99, AllOrNone: true }], { mimeSupport: 1 }));
    expect(withheld).toMatchObject({
      Type: 4,
      Truncated: true,
      EstimatedDataSize: bytes.length + 5000,
      Data: undefined,
    });
  });

  it('tells NativeBodyType of the part that is signed, and nothing of what is encrypted', async () => {
    const native = async (mimeText: string) => {
      const record = await mail.deliver(crlf(mimeText));
      return renderer.item(mail.scope, record, wants([mime], { mimeSupport: 1 }));
    };
    expect(await native(signed.replace('text/plain', 'text/html'))).toMatchObject({
      MessageClass: 'IPM.Note.SMIME.MultipartSigned',
      NativeBodyType: 2,
      Body: { Type: 4 },
    });
    const encrypted = await native(
      'From: bob@example.com\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nx\n',
    );
    expect(encrypted).toMatchObject({ MessageClass: 'IPM.Note.SMIME', Body: { Type: 4 } });
    expect(encrypted.NativeBodyType).toBeUndefined();
  });

  it('is cut by TruncationSize and by MIMETruncation, whichever is less', async () => {
    const message = await mail.deliver(plainMail('ä'.repeat(6000)));
    const limited = wants([{ ...mime, TruncationSize: 5000 }], { mimeSupport: 2, mimeTruncation: 1 });
    const told = await body(message, limited);
    expect(told).toMatchObject({ Type: 4, Truncated: true, EstimatedDataSize: message.mime?.size });
    expect(bytesOf(told?.Data).length).toBeGreaterThan(4092);
    expect(bytesOf(told?.Data).length).toBeLessThanOrEqual(4096);
    expect(Buffer.from(told?.Data as Uint8Array).toString()).not.toContain('\ufffd');
  });

  it('is made of the object where a message has none', async () => {
    const { object, summary, received } = (await mail.store.message(mail.scope, (await mail.deliver(both)).id))!;
    const { results } = await mail.store.apply(mail.scope, [
      { do: 'insert-message', folder: 'drafts', message: { object, summary, received, read: true } },
    ]);
    const record = await mail.record(results[0]?.message ?? 0);
    const told = await body(record, wants([mime], { mimeSupport: 2 }));
    expect(Buffer.from(told?.Data as Uint8Array).toString()).toContain('multipart/alternative');
  });
});
