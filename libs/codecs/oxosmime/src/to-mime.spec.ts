import {
  AttachMethod,
  type AttachmentObject,
  type MessageObject,
  PidLidInfoPathFormName,
  PidNameContentType,
  PidTagAttachDataBinary,
  PidTagAttachFilename,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagBody,
  PidTagMessageClass,
  PidTagSubject,
  PropertyBag,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { toMessageObject, toMime } from '@postbus/oxcmail';
import { describe, expect, it } from 'vitest';
import { isSecureMessageClass, secureKindOf, secureObjectOf } from './index.ts';
import { bytes, text } from './secure-messages.fixture.ts';

const body = '\r\n--s\r\n\r\ntext\n \r\n--s\r\nContent-Type: application/pkcs7-signature\r\n\r\nx\r\n--s--\r\n';
const contentType = 'Content-Type: multipart/signed;\r\n\tboundary=s\r\n';
const entity = `${contentType}${body}`;
const cms = '\x30\x0b\x06\x09\x00\xff\r\n';

interface Attachment {
  readonly tag?: string;
  readonly short?: string;
  readonly long?: string;
}
const attachment = (content: string, { tag, short, long }: Attachment = {}): AttachmentObject => ({
  properties: new PropertyBag()
    .set(PidTagAttachMethod, AttachMethod.afByValue)
    .set(PidTagAttachMimeTag, tag)
    .set(PidTagAttachFilename, short)
    .set(PidTagAttachLongFilename, long)
    .set(PidTagAttachDataBinary, bytes(content)),
});
const messageOf = (
  messageClass: string,
  attachments: readonly AttachmentObject[],
  properties = new PropertyBag(),
): MessageObject => ({
  properties: properties
    .set(PidTagMessageClass, messageClass)
    .set(PidTagSubject, 'hello')
    .set(PidTagBody, 'shown text'),
  recipients: [],
  attachments,
});
const written = (message: MessageObject): string => text(toMime(message, { boundary: () => 'b' }));
const clearSigned = messageOf('IPM.Note.SMIME.MultipartSigned', [attachment(entity, { tag: 'multipart/signed' })]);
const sealed = (names: Attachment, properties = new PropertyBag(), messageClass = 'IPM.Note.SMIME'): string =>
  written(messageOf(messageClass, [attachment(cms, names)], properties));
const withType = (value: string) => new PropertyBag().set(PidNameContentType, value);
const cmsOf = (message: string): string => text(parseMime(bytes(message)).content());

describe('a clear-signed object as a message, [MS-OXOSMIME] 3.1.5.1.4', () => {
  it('is the entity of its attachment under the header of the message', () => {
    expect(written(clearSigned)).toMatch(
      /^Subject: hello\r\n[^]*MIME-Version: 1\.0\r\nContent-Type: multipart\/signed;/m,
    );
    expect(written(clearSigned).endsWith(entity)).toBe(true);
    expect(written(clearSigned)).not.toContain('shown text');
  });
  it('has of the header of the entity only its last Content-Type', () => {
    const more = `X-Before: 1\r\nContent-Type: text/plain\r\n${contentType}Subject: other\r\n${body}`;
    const message = written(messageOf('IPM.Note.SMIME.MultipartSigned', [attachment(more)]));
    expect(message.endsWith(`MIME-Version: 1.0\r\n${entity}`)).toBe(true);
    expect(message).not.toMatch(/X-Before|text\/plain|other/);
  });
  it('says that it is 8-bit where it is', () => {
    const message = written(
      messageOf('IPM.Note.SMIME.MultipartSigned', [attachment(entity.replace('text', '\xfc\xff'))]),
    );
    expect(message).toContain('Content-Transfer-Encoding: 8bit\r\n');
    expect(message.endsWith(entity.replace('text', '\xfc\xff'))).toBe(true);
    expect(written(clearSigned)).not.toContain('Content-Transfer-Encoding');
  });
  it.each([
    ['no line end after its Content-Type', 'Content-Type: multipart/signed; boundary=s'],
    ['no empty line', 'Content-Type: multipart/signed; boundary=s\r\n'],
    ['no empty line before what is no field', 'Content-Type: multipart/signed; boundary=s\nno field'],
  ])('is still written with %s', (_, content) => {
    const message = written(messageOf('IPM.Note.SMIME.MultipartSigned', [attachment(content)]));
    expect(parseMime(bytes(message)).contentType.boundary).toBe('s');
    expect(message).toMatch(/boundary=s\r?\n\r\n(?:no field)?$/);
  });
});

describe('objects of Outlook and Exchange, [MS-OXOSMIME] endnote 4', () => {
  it('reads what Outlook and Exchange name SMIME.p7m', () => {
    const named = attachment(entity, { tag: 'multipart/signed', short: 'SMIME.p7m', long: 'SMIME.p7m' });
    expect(written(messageOf('IPM.Note.SMIME.MultipartSigned', [named])).endsWith(entity)).toBe(true);
  });
});

describe('which objects are clear-signed, [MS-OXOSMIME] 3.1.5.1.3, endnotes 1 to 3 and 6', () => {
  it.each([
    'IPM.Note.SMIME.MultipartSigned',
    'ipm.note.smime.multipartsigned',
    'IPM.Note.Custom.SMIME.MultipartSigned',
    'IPM.InfoPathForm.{1}.A.SMIME.MultipartSigned',
    'IPM.Schedule.Meeting.Request.SMIME.MultipartSigned',
    'IPM.Note.SMIME',
    'IPM.Note.SMIME.Other',
  ])('those of class %s that hold a multipart/signed', (messageClass) => {
    expect(written(messageOf(messageClass, [attachment(entity, { tag: 'multipart/signed' })])).endsWith(entity)).toBe(
      true,
    );
    expect(isSecureMessageClass(messageClass)).toBe(true);
  });
  it.each([undefined, 'Multipart/Signed; boundary=s', 'text/plain', 'application/octet-stream'])(
    'whatever the tag of their attachment: %s',
    (tag) => {
      for (const messageClass of ['IPM.Note.SMIME.MultipartSigned', 'IPM.Note.SMIME'])
        expect(
          written(messageOf(messageClass, [attachment(entity, tag === undefined ? {} : { tag })])).endsWith(entity),
        ).toBe(true);
    },
  );
  it.each(['IPM.Note', 'IPM.Note.SMIMEMultipartSigned', 'IPM.Note.XSMIME', 'SMIME', 'IPM.Note.MultipartSigned'])(
    'none of class %s',
    (messageClass) => {
      const message = messageOf(messageClass, [attachment(entity)]);
      expect(isSecureMessageClass(messageClass)).toBe(false);
      expect(secureObjectOf(message, () => bytes(''))).toBeUndefined();
      expect(written(message)).toContain('shown text');
    },
  );
});

describe('objects that are not what their class says are written like any other, [MS-OXOSMIME] 3.1.5.1.3, 3.1.5.2.3', () => {
  const classes = ['IPM.Note.SMIME.MultipartSigned', 'IPM.Note.SMIME', 'IPM.Note.Receipt.SMIME'];
  it.each(classes)('%s without an attachment', (messageClass) => {
    const message = written(messageOf(messageClass, []));
    expect(message).toContain('shown text');
    expect(secureKindOf(parseMime(bytes(message)))).toBeUndefined();
  });
  it.each(classes)('%s with two attachments, of which none is lost', (messageClass) => {
    const message = parseMime(
      bytes(
        written(messageOf(messageClass, [attachment(entity, { long: 'a.txt' }), attachment(cms, { long: 'b.p7m' })])),
      ),
    );
    expect(message.contentType.mediaType).toBe('multipart/mixed');
    expect(message.parts.map((part) => text(part.content()))).toEqual(['shown text', entity, cms]);
  });
  it.each([
    ['text', 'some text'],
    ['another multipart', 'Content-Type: multipart/mixed; boundary=s\r\n\r\n--s--'],
    ['nothing', ''],
  ])('a clear-signed one whose attachment is %s', (_, content) => {
    const message = parseMime(
      bytes(written(messageOf('IPM.Note.SMIME.MultipartSigned', [attachment(content, { long: 'a' })]))),
    );
    expect(message.parts.map((part) => text(part.content()))).toEqual(['shown text', content]);
  });
  it('one of another class whose attachment is no CMS', () => {
    expect(sealed({}, new PropertyBag(), 'IPM.Schedule.Meeting.Request.SMIME')).toContain('application/pkcs7-mime');
    const message = messageOf('IPM.Schedule.Meeting.Request.SMIME', [attachment('some text')]);
    expect(written(message)).toContain('shown text');
  });
  it('one whose attachment is an embedded message', () => {
    const embedded = { properties: new PropertyBag().set(PidTagAttachMethod, 5), embedded: messageOf('IPM.Note', []) };
    expect(written(messageOf('IPM.Note.SMIME', [embedded]))).toContain('message/rfc822');
  });
});

describe('an opaque-signed or encrypted object as a message, [MS-OXOSMIME] 3.1.5.2.4', () => {
  const raw = 'application/x-pkcs7-mime; (note) smime-type=enveloped-data; NAME="a;  b.p7m"; odd';

  it('has the Content-Type of its named property as it is, parameters unread', () => {
    const message = sealed({ tag: 'application/pkcs7-mime' }, withType(raw));
    expect(parseMime(bytes(message)).headers.first('Content-Type')!.value).toBe(raw);
  });
  it('folds a Content-Type that is long, and changes nothing of it', () => {
    const long = `application/pkcs7-mime; smime-type=enveloped-data; ${'x=y; '.repeat(60)}name=smime.p7m`;
    const message = sealed({}, withType(long));
    expect(Math.max(...message.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(78);
    expect(parseMime(bytes(message)).headers.first('Content-Type')!.value).toBe(long);
  });
  it('has else a Content-Type of its tag and its name', () => {
    const message = sealed({ tag: 'application/x-pkcs7-mime', short: 'A.P7M' });
    expect(message).toContain('Content-Type: application/x-pkcs7-mime; name=A.P7M\r\n');
  });
  it('is attachment by its Content-Disposition, with one parameter: the name', () => {
    const message = sealed({ tag: 'application/pkcs7-mime', short: 'SMIME.P7M', long: 'Smime long.p7m' });
    expect(message).toContain('Content-Disposition: attachment; filename="Smime long.p7m"\r\n');
  });
  it('has a body in base64, which is the content', () => {
    const message = sealed({ tag: 'application/pkcs7-mime' });
    expect(message).toContain('Content-Transfer-Encoding: base64\r\n');
    expect(message.endsWith(`\r\n\r\n${btoa(cms)}\r\n`)).toBe(true);
    expect(cmsOf(message)).toBe(cms);
    expect(message).not.toContain('shown text');
  });
  it('has the name of 8.3 where it has no other, as programs of old leave it', () => {
    expect(sealed({ short: 'SMIME.P7M' })).toContain('filename=SMIME.P7M');
  });
  it('is called smime.p7m without a name, and without what cannot stand in one', () => {
    expect(sealed({})).toContain('filename=smime.p7m');
    expect(sealed({ long: '../..' })).toContain('filename=smime.p7m');
    expect(sealed({ long: '..\\a/b\r\n.p7m' })).toContain('filename=..ab.p7m');
  });
  it('encodes a name that is not ASCII, RFC 2231', () => {
    const message = parseMime(bytes(sealed({ long: 'Gr\u00fc\u00dfe.p7m' })));
    expect(message.disposition!.parameters.get('filename')).toBe('Gr\u00fc\u00dfe.p7m');
    expect(message.contentType.parameters.get('name')).toBe('Gr\u00fc\u00dfe.p7m');
  });
  it.each([
    ['no tag', {}],
    ['a tag of another type', { tag: 'text/plain' }],
    ['octets without a name of CMS', { tag: 'application/octet-stream', long: 'a.bin' }],
    ['a tag that is no type', { tag: 'p7m' }],
  ])('is application/pkcs7-mime with %s', (_, names) => {
    expect(parseMime(bytes(sealed(names))).contentType.mediaType).toBe('application/pkcs7-mime');
  });
  it('is octets where its tag and name say so', () => {
    const message = parseMime(bytes(sealed({ tag: 'application/octet-stream', long: 'a.P7M' })));
    expect(message.contentType.mediaType).toBe('application/octet-stream');
    expect(secureKindOf(message)).toBe('sealed');
  });
  it.each(['multipart/signed; boundary=s', 'text/html', 'no type', 'message/rfc822', 'application/octet-stream'])(
    'does not believe a named property that says %s',
    (value) => {
      const message = parseMime(bytes(sealed({ long: 'a.bin' }, withType(value))));
      expect(message.contentType.mediaType).toBe('application/pkcs7-mime');
      expect(text(message.content())).toBe(cms);
    },
  );
  it('lets no value end its field', () => {
    const message = sealed({}, withType('application/pkcs7-mime;\r\nX-Injected: 1\r\n\r\nbody'));
    expect(parseMime(bytes(message)).headers.has('X-Injected')).toBe(false);
    expect(cmsOf(message)).toBe(cms);
  });
  it('encodes a Content-Type that is not ASCII', () => {
    const message = parseMime(
      bytes(sealed({}, withType('application/pkcs7-mime; smime-type=signed-data; name="\u00fc.p7m"'))),
    );
    expect(message.contentType.parameters.get('name')).toBe('\u00fc.p7m');
    expect(message.contentType.parameters.get('smime-type')).toBe('signed-data');
  });
  it.each([
    'ipm.note.smime',
    'IPM.Note.Custom.SMIME',
    'IPM.InfoPathForm.{1}.A.SMIME',
    'IPM.Note.Receipt.SMIME',
    'IPM.Note.SMIME.Other',
  ])('is one of class %s too', (messageClass) => {
    expect(secureKindOf(parseMime(bytes(sealed({}, new PropertyBag(), messageClass))))).toBe('sealed');
  });
  it('is one whatever its content, where its class is well known', () => {
    const message = messageOf('IPM.Note.SMIME', [attachment('no CMS', { tag: 'application/pkcs7-mime' })]);
    expect(cmsOf(written(message))).toBe('no CMS');
  });
  it('is one of CMS under the class of a clear-signed one', () => {
    expect(secureKindOf(parseMime(bytes(sealed({}, new PropertyBag(), 'IPM.Note.SMIME.MultipartSigned'))))).toBe(
      'sealed',
    );
  });
  it('is one where its tag says CMS, whatever the content looks like', () => {
    const message = messageOf('IPM.Note.SMIME', [attachment(entity, { tag: 'application/pkcs7-mime' })]);
    expect(cmsOf(written(message))).toBe(entity);
  });
  it('stays a receipt on the way there and back', () => {
    const message = sealed({}, withType('application/pkcs7-mime; smime-type=signed-receipt'), 'IPM.Note.Receipt.SMIME');
    expect(toMessageObject(parseMime(bytes(message))).properties.get(PidTagMessageClass)).toBe(
      'IPM.Note.Receipt.SMIME',
    );
  });
});

describe('forms of InfoPath, [MS-OXCMAIL] 2.1.3.2.2', () => {
  it('tell their form, not that they are secure', () => {
    const form = new PropertyBag().set(PidLidInfoPathFormName, 'InfoPathForm.{1}.A');
    for (const bag of [form, new PropertyBag()]) {
      const message = sealed({}, bag, 'IPM.InfoPathForm.{1}.A.SMIME');
      expect(message).toContain('Content-Class: InfoPathForm.{1}.A\r\n');
      expect(toMessageObject(parseMime(bytes(message))).properties.get(PidTagMessageClass)).toBe(
        'IPM.InfoPathForm.{1}.A.SMIME',
      );
    }
  });
});
