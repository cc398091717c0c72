/** SmartReply and SmartForward, what they send read by Python. */
import { CommonStatus, type SmartReplyRequest } from '@postbus/activesync';
import { fromBase64, toHex } from '@postbus/bytes';
import type { MessageRecord } from '@postbus/domain';
import { readConversationIndex } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { resolveValue, toMessageObject, toMime } from '@postbus/oxcmail';
import { systemClock } from '@postbus/ports';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TestMail, crlf, plainMail } from '../mail.fixture.ts';
import { EmailRenderer } from '../rendering/email-renderer.ts';
import { serverId } from '../server-id.ts';
import { AnswerMessage } from './answer-message.ts';
import { type ComposeLimits, defaultComposeLimits } from './compose-limits.ts';
import { allParts, hasPython, readByPython, shapeOf } from './python-email.fixture.ts';
import { SmartForwardCommand } from './smart-forward.ts';
import { SmartReplyCommand } from './smart-reply.ts';
import { Submit } from './submission.ts';
import { onlySubmission, submitted } from './submitted.fixture.ts';

let mail: TestMail;
beforeAll(async () => {
  mail = await TestMail.open();
});
afterAll(() => mail.close());

type Kind = 'reply' | 'forward';
let ids = 0;

async function answer(
  kind: Kind,
  { folder, id }: Pick<MessageRecord, 'folder' | 'id'>,
  mime: string,
  { limits, ...more }: Partial<SmartReplyRequest> & { limits?: Partial<ComposeLimits> } = {},
): Promise<number> {
  const submit = new Submit(mail.store, mail.blobs, systemClock);
  const { store, blobs } = mail;
  const message = new AnswerMessage(store, blobs, submit, systemClock, { ...defaultComposeLimits, ...limits });
  const command = kind === 'reply' ? new SmartReplyCommand(message) : new SmartForwardCommand(message);
  const Source = { FolderId: String(folder), ItemId: serverId({ folder, message: id }) };
  const Mime = new TextEncoder().encode(crlf(mime));
  const response = await command.execute({ ClientId: `a${++ids}`, Source, Mime, ...more }, mail.context);
  return response?.Status ?? 0;
}

async function sent(kind: Kind, original: MessageRecord, mime: string, more: Partial<SmartReplyRequest> = {}) {
  expect(await answer(kind, original, mime, more)).toBe(0);
  const { mime: bytes, data } = await onlySubmission(mail);
  const read = readByPython(bytes);
  expect(allParts(read).flatMap(({ defects }) => defects)).toEqual([]);
  return { read, bytes, data };
}

const reply = `From: ann@example.org
To: bob@example.com
Subject: Re: Plans

Sounds good
`;
const htmlReply = reply.replace(
  /\n\n[\s\S]*/,
  '\nContent-Type: text/html; charset=utf-8\n\n<html><body><p>Sounds <b>good</b></p></body></html>\n',
);
const bothReply = reply.replace(
  /\n\n[\s\S]*/,
  `\nContent-Type: multipart/alternative; boundary=r\n\n--r\n\nSounds good\n--r\nContent-Type: text/html\n\n<p>Sounds <b>good</b></p>\n--r--\n`,
);
const fields = [
  'Cc: Carl <carl@example.net>',
  'Subject: Plans',
  'Message-ID: <1@example.com>',
  'References: <0@example.com>',
];
const plainOriginal = plainMail('Grüße\n> older\n\nBob\n', fields);
const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]);
const richOriginal = `From: Bob <bob@example.com>
To: Ann <ann@example.org>
Subject: Plans
Message-ID: <2@example.com>
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/related; boundary=n

--n
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<html><head><title>t</title></head><body bgcolor=3Dred><p>Gr=FC=DFe</p><img src=3D"cid:p@x"></body></html>
--n
Content-Type: image/png; name=p.png
Content-Transfer-Encoding: base64
Content-ID: <p@x>

${picture.toString('base64')}
--n--
--m
Content-Type: application/pdf; name="=?utf-8?q?Pl=C3=A4ne.pdf?="
Content-Disposition: attachment
Content-Transfer-Encoding: base64

AAECAwQ=
--m
Content-Type: message/rfc822

Subject: inside

x
--m--
`;

describe.skipIf(!hasPython)('SmartReply, [MS-ASCMD] 2.2.1.20', () => {
  it('has the text of the original below, its lines marked', async () => {
    const { read, data } = await sent('reply', await mail.deliver(plainOriginal), reply);
    expect(read.type).toBe('text/plain');
    const lines = read.text?.replaceAll('\r\n', '\n');
    expect(lines).toContain('Sounds good\n\n\n-----Original Message-----\nFrom: Bob <bob@example.com>\n');
    expect(lines).toContain(
      '\nTo: Ann <ann@example.org>\nCc: Carl <carl@example.net>\nSubject: Plans\n\n> Grüße\n>> older\n',
    );
    expect(data.recipients).toEqual([{ address: 'bob@example.com' }]);
  });

  it('goes on with the conversation of the original', async () => {
    const original = await mail.deliver(plainOriginal);
    const { read } = await sent('reply', original, reply);
    expect(read.headers).toMatchObject({
      'In-Reply-To': '<1@example.com>',
      References: '<0@example.com> <1@example.com>',
      'Thread-Topic': 'Plans',
    });
    const index = readConversationIndex(fromBase64(read.headers['Thread-Index'] ?? ''));
    expect(toHex(index.conversationId)).toBe(original.summary.conversationId);
    expect(index.repliedAt).toHaveLength(1);
  });

  it('keeps what the client told of the conversation itself', async () => {
    const original = await mail.deliver(plainOriginal);
    const { read } = await sent('reply', original, `In-Reply-To: <9@phone>\n${reply}`);
    expect(read.headers['In-Reply-To']).toBe('<9@phone>');
  });

  it('quotes HTML in HTML, with the pictures that it shows, and gives a text answer both forms', async () => {
    const original = await mail.deliver(richOriginal);
    const plain = await sent('reply', original, reply);
    expect(shapeOf(plain.read)).toBe('multipart/alternative(text/plain multipart/related(text/html image/png))');
    const rich = await sent('reply', original, htmlReply);
    expect(shapeOf(rich.read)).toBe('multipart/related(text/html image/png)');
    const both = await sent('reply', original, bothReply);
    expect(shapeOf(both.read)).toBe('multipart/alternative(text/plain multipart/related(text/html image/png))');
    for (const { read } of [plain, rich, both]) {
      const html = allParts(read).find(({ type }) => type === 'text/html')?.text ?? '';
      expect(html).toMatch(
        /good[\s\S]*<b>From:<\/b> Bob &lt;bob@example\.com&gt;[\s\S]*<blockquote[^>]*><p>Grüße<\/p><img src="cid:p@x"><\/blockquote>/,
      );
      expect(html.match(/<\/body>/g) ?? []).toHaveLength(read === both.read ? 0 : 1);
      expect(html).not.toMatch(/bgcolor|<title/);
      const image = allParts(read).find(({ type }) => type === 'image/png');
      expect(image).toMatchObject({ data: picture.toString('base64'), headers: { 'Content-ID': '<p@x>' } });
    }
  });

  it('keeps what the client attached', async () => {
    const attached = `To: bob@example.com\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\nSee file\n--a\nContent-Type: text/x-log; name=a.log\nContent-Disposition: attachment; filename=a.log\n\nlog  \n--a--\n`;
    const { read } = await sent('reply', await mail.deliver(plainOriginal), attached);
    expect(shapeOf(read)).toBe('multipart/mixed(text/plain text/x-log)');
    expect(read.parts?.[0]?.text).toContain('> Grüße');
    expect(read.parts?.[1]).toMatchObject({ text: 'log  ', fileName: 'a.log' });
  });

  it('is sent as the client wrote it with ReplaceMime, 2.2.3.148', async () => {
    const { read } = await sent('reply', await mail.deliver(richOriginal), reply, { ReplaceMime: true });
    expect(read.type).toBe('text/plain');
    expect(read.headers['In-Reply-To']).toBe('<2@example.com>');
    expect(read.text).not.toContain('Original Message');
  });

  it('is sent as the client signed it', async () => {
    const signed = crlf(
      `Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=s\n\n--s\n\nyes  \n--s\nContent-Type: application/pkcs7-signature\n\nx\n--s--\n`,
    );
    const { bytes, read } = await sent('reply', await mail.deliver(plainOriginal), `To: bob@example.com\n${signed}`);
    expect(Buffer.from(bytes).toString()).toContain(signed);
    expect(read.headers['In-Reply-To']).toBe('<1@example.com>');
  });
});

/** What Outlook sends to readers of its own. [MS-OXCMAIL] 2.1.3.4 */
function tnefMail(): Uint8Array {
  const source = new TextEncoder().encode(
    crlf(
      `From: Bob <bob@example.com>\nSubject: Plans\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nwords of the object\n--m\nContent-Type: application/pdf; name="=?utf-8?q?Pl=C3=A4ne?=.pdf"\nContent-Transfer-Encoding: base64\n\nAAECAwQ=\n--m\nContent-Type: message/rfc822\n\nSubject: inside\n\nx\n--m--\n`,
    ),
  );
  const object = toMessageObject(parseMime(source));
  return toMime(object, { resolve: (value) => resolveValue(value, source), tnef: 'always', sentAt: 0 });
}

describe.skipIf(!hasPython)('SmartForward, [MS-ASCMD] 2.2.1.19', () => {
  it('takes body and attachments of the original along, byte for byte', async () => {
    const { read } = await sent('forward', await mail.deliver(richOriginal), htmlReply);
    expect(shapeOf(read)).toBe(
      'multipart/mixed(multipart/related(text/html image/png) application/pdf message/rfc822(text/plain))',
    );
    expect(read.parts?.[1]).toMatchObject({ fileName: 'Pläne.pdf', data: 'AAECAwQ=' });
    expect(read.parts?.[2]?.parts?.[0]?.headers).toMatchObject({ Subject: 'inside' });
    expect(allParts(read).find(({ type }) => type === 'text/html')?.text).not.toContain('<blockquote');
  });

  it('puts them beside what the client attached, and beside nothing', async () => {
    const attached = `To: bob@example.com\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\nSee file\n--a\nContent-Type: text/x-log; name=a.log\n\nlog\n--a--\n`;
    const original = await mail.deliver(richOriginal.replaceAll('text/html', 'text/x-unknown'));
    const { read } = await sent('forward', original, attached);
    expect(shapeOf(read)).toBe(
      'multipart/mixed(text/plain text/x-log text/x-unknown image/png application/pdf message/rfc822(text/plain))',
    );
    const bare = await sent('forward', original, 'To: bob@example.com\nContent-Type: image/gif\n\nGIF\n');
    expect(shapeOf(bare.read)).toMatch(/^multipart\/mixed\(multipart\/mixed\(text\/plain image\/gif\) text\/x-unknown/);
    const none = await sent('forward', await mail.deliver(plainOriginal), 'To: bob@example.com');
    expect(none.read).toMatchObject({ type: 'text/plain', headers: { To: 'bob@example.com' } });
    expect(none.read.text).toContain('\r\nGrüße\r\n> older\r\n');
  });

  it('attaches a message that is nothing but a file as that file', async () => {
    const original = await mail.deliver(
      'From: b@example.com\nReceived: x\nContent-Type: application/pdf; name=a.pdf\n\ndata',
    );
    const { read, bytes } = await sent('forward', original, reply);
    expect(shapeOf(read)).toBe('multipart/mixed(text/plain application/pdf)');
    expect(Buffer.from(bytes).toString()).not.toContain('Received:');
  });

  it('attaches the messages of a digest as messages, RFC 2046 5.1.5', async () => {
    const digest =
      'From: b@example.com\nContent-Type: multipart/digest; boundary=d\n\n--d\n\nSubject: one\n\nx\n--d--\n';
    const { read } = await sent('forward', await mail.deliver(digest), reply);
    expect(shapeOf(read)).toBe('multipart/mixed(text/plain message/rfc822(text/plain))');
  });

  it('attaches an encrypted message whole', async () => {
    const encrypted =
      'From: b@example.com\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\ndata';
    const { read } = await sent('forward', await mail.deliver(encrypted), reply);
    expect(shapeOf(read)).toBe('multipart/mixed(text/plain message/rfc822(application/pkcs7-mime))');
  });

  const signedPart = `Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=s\n\n--s\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nsigned words  \nFrom here\n--m\nContent-Type: application/pdf\n\npdf\n--m--\n\n--s\nContent-Type: application/pkcs7-signature\n\nx\n--s--\nepilogue\n`;

  it('quotes what a signed message says, and takes it along whole, byte for byte', async () => {
    const signed = `From: b@example.com\n${signedPart}`;
    const { read, bytes } = await sent('forward', await mail.deliver(signed), reply);
    expect(shapeOf(read)).toMatch(
      /^multipart\/mixed\(text\/plain message\/rfc822\(multipart\/signed\([^)]*\) [^)]*\)\)\)$/,
    );
    expect(read.parts?.[0]?.text).toContain('signed words');
    expect(read.parts?.[1]?.headers['Content-Disposition']).toBe('attachment; filename="message.eml"');
    expect(Buffer.from(bytes).toString()).toContain(`\r\n\r\n${crlf(signed)}`);
  });

  it('takes a message along whole in which a list has put a signed one', async () => {
    const listed = `From: l@example.com\nContent-Type: multipart/mixed; boundary=l\n\n--l\n${signedPart}\n--l\n\nfooter\n--l--\n`;
    const { bytes } = await sent('forward', await mail.deliver(listed), reply);
    expect(Buffer.from(bytes).toString()).toContain(`\r\n\r\n${crlf(listed)}`);
    const answered = await sent('reply', await mail.deliver(listed), reply);
    expect(Buffer.from(answered.bytes).toString()).not.toContain('multipart/signed');
  });

  it('takes the attachments of a message along that came as winmail.dat, not that file', async () => {
    const { read } = await sent('forward', await mail.deliver(tnefMail()), reply);
    expect(shapeOf(read)).toBe('multipart/mixed(text/plain application/pdf message/rfc822(text/plain))');
    expect(read.parts?.[1]).toMatchObject({ fileName: 'Pläne.pdf', data: 'AAECAwQ=' });
    expect(read.parts?.[0]?.text).toContain('words of the object');
  });

  it('takes winmail.dat along that nobody can read', async () => {
    const broken = Buffer.from(
      Buffer.from(tnefMail())
        .toString('latin1')
        .replace(/eJ8\S+/, 'AAAA'),
      'latin1',
    );
    const { read } = await sent('forward', await mail.deliver(broken), reply);
    expect(allParts(read).map(({ fileName }) => fileName)).toContain('winmail.dat');
  });
});

describe('the original of an answer', () => {
  const told = async (id: number) =>
    new EmailRenderer(mail.store, mail.blobs).changed(mail.scope, await mail.record(id));

  it('is marked as answered, to its sender or to all, or forwarded, [MS-ASEMAIL] 2.2.2.42', async () => {
    const original = await mail.deliver(plainOriginal);
    await answer('reply', original, reply);
    expect(await told(original.id)).toMatchObject({ LastVerbExecuted: 1, LastVerbExecutionTime: expect.any(Date) });
    await answer('reply', original, `Cc: carl@example.net\n${reply}`);
    expect(await told(original.id)).toMatchObject({ LastVerbExecuted: 2 });
    await answer('forward', original, reply);
    expect(await told(original.id)).toMatchObject({ LastVerbExecuted: 3 });
    expect((await mail.record(original.id)).mime).toEqual(original.mime);
    expect(await submitted(mail)).toHaveLength(3);
  });

  it('is marked once with the message that is sent once', async () => {
    const original = await mail.deliver(plainOriginal);
    await answer('reply', original, reply, { ClientId: 'same' });
    const { changeNumber } = await mail.record(original.id);
    expect(await answer('reply', original, reply, { ClientId: 'same' })).toBe(CommonStatus.MessagePreviouslySent);
    expect((await mail.record(original.id)).changeNumber).toBe(changeNumber);
    expect(await submitted(mail)).toHaveLength(1);
  });

  it('may change or go while it is answered', async () => {
    const original = await mail.deliver(plainOriginal);
    const read = mail.store.message.bind(mail.store);
    const changing = vi.spyOn(mail.store, 'message').mockImplementationOnce(async (scope, id) => {
      const stored = await read(scope, id);
      const { object, summary, received } = stored!;
      await mail.store.apply(scope, [{ do: 'update-message', id, message: { object, summary, received } }]);
      return stored;
    });
    expect(await answer('reply', original, reply, { ReplaceMime: true })).toBe(0);
    expect(await told(original.id)).toMatchObject({ LastVerbExecuted: 1 });
    changing.mockImplementationOnce(async (scope, id) => {
      const stored = await read(scope, id);
      await mail.store.apply(scope, [{ do: 'delete-message', id }]);
      return stored;
    });
    expect(await answer('reply', original, reply, { ReplaceMime: true })).toBe(0);
    changing.mockRestore();
    expect(await submitted(mail)).toHaveLength(2);
  });

  it('that is not there, or not named well, is told, [MS-ASCMD] 2.2.2', async () => {
    const original = await mail.deliver(plainOriginal);
    const LongId = serverId({ folder: original.folder, message: original.id });
    expect(await answer('reply', { folder: original.folder, id: 999_999 }, reply)).toBe(CommonStatus.ItemNotFound);
    expect(await answer('reply', { folder: mail.folder('junk'), id: original.id }, reply)).toBe(
      CommonStatus.ItemNotFound,
    );
    const as = (Source: SmartReplyRequest['Source']) => answer('reply', original, reply, { Source });
    expect(await as({ FolderId: '999', ItemId: LongId })).toBe(CommonStatus.ItemNotFound);
    expect(await as({ ItemId: 'nonsense' })).toBe(CommonStatus.InvalidIds);
    expect(await as({})).toBe(CommonStatus.InvalidIds);
    expect(await as({ LongId, ItemId: LongId })).toBe(CommonStatus.InvalidCombinationOfIds);
    expect(await as({ LongId })).toBe(0);
    expect(await submitted(mail)).toHaveLength(1);
  });

  it('that makes the message too large is refused, and one whose MIME is gone', async () => {
    const original = await mail.deliver(plainMail('x'.repeat(5000)));
    const small = { limits: { messageBytes: 4000 } };
    expect(await answer('forward', original, reply, small)).toBe(CommonStatus.AttachmentIsTooLarge);
    expect(await answer('forward', original, reply, { ...small, ReplaceMime: true })).toBe(0);
    const { PortError } = await import('@postbus/ports');
    const gone = vi.spyOn(mail.blobs, 'read').mockRejectedValue(new PortError('no-such-blob', 'BlobStore', 'gone'));
    expect(await answer('forward', original, reply)).toBe(CommonStatus.MessageReplyFailed);
    gone.mockRestore();
    expect(await submitted(mail)).toHaveLength(1);
  });
});
