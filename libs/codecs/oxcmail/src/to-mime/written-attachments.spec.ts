import { createHash } from 'node:crypto';
import { macBinaryEncoding, macBinaryOf, macFile, readAppleDouble } from '@postbus/apple-file';
import { Storage, Stream, writeCompoundFile } from '@postbus/cfb';
import {
  AttachMethod,
  PidNameAttachmentMacContentType,
  PidTagAttachDataBinary,
  PidTagAttachEncoding,
  PidTagAttachLongFilename,
  PidTagAttachLongPathname,
  PidTagAttachMethod,
  PidTagAttachPayloadClass,
  PidTagAttachPayloadProviderGuidString,
  PidTagAttachRendering,
  PidTagCreationTime,
  PidTagDisplayName,
  PidTagEmailAddress,
  PidTagLastModificationTime,
  PidTagMessageClass,
  PidTagSubject,
  PropertyBag,
  fileTimeOf,
} from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { file, messageOf, note, structureOf, written } from './written-message.fixture.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const only = (attachment: ReturnType<typeof file>, options = {}) =>
  written(messageOf(note(), attachment), options).parts[1]!;

describe('attached files, [MS-OXCMAIL] 2.1.3.4.2', () => {
  it.each([
    ['what PidTagAttachMimeTag says', 'a.pdf', 'image/png', 'x', 'image/png'],
    [
      'what its name says',
      'a.DOCX',
      undefined,
      'x',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
    ['what it begins with', 'a', undefined, '%PDF-1.7', 'application/pdf'],
    ['octets', 'a.unknown', undefined, 'x', 'application/octet-stream'],
    ['octets where the type is none', 'a.pdf', 'x y/z', 'x', 'application/octet-stream'],
    ['octets in place of a multipart', 'a', 'multipart/mixed', 'x', 'application/octet-stream'],
    ['octets in place of a report that is not ASCII', 'a', 'message/delivery-status', 'ü', 'application/octet-stream'],
    ['a report that is ASCII', 'a', 'message/delivery-status', 'x: y\r\n', 'message/delivery-status'],
  ])('are %s, 2.1.3.4.2.2', (_, name, type, content, mediaType) => {
    const part = only(file(name, type, bytes(content)));
    expect(part.contentType.mediaType).toBe(mediaType);
    expect(Buffer.from(part.content()).toString()).toBe(content);
  });
  it('tell name, size and times', () => {
    const attachment = file('Übersicht.txt', 'text/plain', bytes('12345'));
    attachment.properties
      .set(PidTagCreationTime, fileTimeOf(Date.UTC(2026, 0, 1)))
      .set(PidTagLastModificationTime, fileTimeOf(Date.UTC(2026, 0, 2)));
    const { disposition, contentType } = only(attachment);
    expect(contentType.parameters.get('name')).toBe('Übersicht.txt');
    expect([...disposition!.parameters].toSorted(([a], [b]) => (a < b ? -1 : 1))).toEqual([
      ['creation-date', 'Thu, 1 Jan 2026 00:00:00 +0000'],
      ['filename', 'Übersicht.txt'],
      ['modification-date', 'Fri, 2 Jan 2026 00:00:00 +0000'],
      ['size', '5'],
    ]);
  });
  it('lead by their names nowhere, and show no other extension than they have, 2.1.3.4.2.1', () => {
    const nameOf = (name: string) => only(file(name, 'a/b', bytes('x'))).fileName;
    expect(nameOf('..\\..\\system32\\a.dll')).toBe('....system32a.dll');
    expect(nameOf('/etc/passwd')).toBe('etcpasswd');
    expect(nameOf('invoice\u202efdp.exe')).toBe('invoicefdp.exe');
  });
  it('tell what they are the payload of, 2.1.3.2', () => {
    const attachment = file('a', 'a/b', bytes('x'));
    attachment.properties.set(PidTagAttachPayloadClass, 'class').set(PidTagAttachPayloadProviderGuidString, '{1}');
    expect(only(attachment).headers.first('X-Payload-Class')?.value).toBe('class');
    expect(only(attachment).headers.first('X-Payload-Provider-Guid')?.value).toBe('{1}');
  });
  it('tell the method of a calendar, RFC 6047 2.4', () => {
    const calendar = 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
    const methodOf = (text: string) =>
      only(file('a.ics', 'text/calendar', bytes(text))).contentType.parameters.get('method');
    expect(methodOf(calendar)).toBe('REQUEST');
    expect(methodOf(calendar.replace('METHOD:REQUEST\r\n', ''))).toBeUndefined();
  });
  it('keep every byte, in lines that fit, whatever they are', () => {
    for (const type of ['text/plain', 'text/html', 'application/x', undefined]) {
      for (const content of ['a\nb', 'a\r', 'x'.repeat(5000), '\0\u00ff'.repeat(300), 'From me\r\n.\r\n ', '']) {
        const data = new Uint8Array(Buffer.from(content, 'latin1'));
        expect(Buffer.from(only(file('n', type, data)).content())).toEqual(Buffer.from(data));
      }
    }
  });
});

describe('Macintosh files, [MS-OXCMAIL] 2.1.3.4.3', () => {
  const mac = macFile({
    name: 'Report',
    type: 'TEXT',
    creator: 'ttxt',
    dataFork: bytes('data'),
    resourceFork: bytes('resource'),
  });
  const attachment = (data: Uint8Array) => {
    const made = file('Report', undefined, data);
    made.properties.set(PidTagAttachEncoding, macBinaryEncoding).set(PidNameAttachmentMacContentType, 'text/plain');
    return made;
  };
  it('become multipart/appledouble: both forks and what the Finder knows', () => {
    const part = only(attachment(macBinaryOf(mac)));
    expect(structureOf(part)).toEqual(['multipart/appledouble', 'application/applefile', 'text/plain']);
    const read = readAppleDouble(part.parts[0]!.content(), part.parts[1]!.content());
    expect(read).toMatchObject({ name: 'Report', type: 'TEXT', creator: 'ttxt' });
    expect(Buffer.from(read.resourceFork).toString()).toBe('resource');
    expect(Buffer.from(read.dataFork).toString()).toBe('data');
    expect(part.fileName).toBe('Report');
  });
  it('are files like others where they are no MacBinary', () => {
    expect(structureOf(only(attachment(bytes('no'))))).toBe('application/octet-stream');
  });
});

describe('OLE attachments, [MS-OXCMAIL] 2.1.3.4.4', () => {
  const u32 = (...values: number[]) => {
    const buffer = Buffer.alloc(values.length * 4);
    values.forEach((value, index) => buffer.writeUInt32LE(value >>> 0, index * 4));
    return buffer;
  };
  const object = (name: string, content: Uint8Array) => {
    const root = new Storage();
    root.add(new Stream(name, content));
    const attachment = file('Chart', undefined, writeCompoundFile(root));
    attachment.properties.set(PidTagAttachMethod, AttachMethod.afOle);
    return attachment;
  };
  const presentation = (format: number, data: Buffer) =>
    Buffer.concat([u32(0xffffffff, format, 4, 1, 0xffffffff, 2, 0, 5080, -2540, data.length), data]);

  it('are shown as the metafile of their presentation, with a size to be placed by', () => {
    const metafile = Buffer.from('010009000003', 'hex');
    const part = only(object('\u0002OlePres000', presentation(3, metafile)));
    expect([part.contentType.mediaType, part.fileName]).toEqual(['image/wmf', 'Chart.wmf']);
    const content = Buffer.from(part.content());
    expect(content.readUInt32LE(0)).toBe(0x9ac6cdd7);
    expect([content.readInt16LE(10), content.readInt16LE(12), content.readUInt16LE(14)]).toEqual([5080, 2540, 2540]);
    let checksum = 0;
    for (let at = 0; at < 20; at += 2) checksum ^= content.readUInt16LE(at);
    expect(content.readUInt16LE(20)).toBe(checksum);
    expect(content.subarray(22)).toEqual(metafile);
  });
  it('are shown as the bitmap of their presentation, as a file', () => {
    const dib = Buffer.concat([u32(40, 1, 1, 1 | (24 << 16), 0, 4, 0, 0, 0, 0), Buffer.from([1, 2, 3, 0])]);
    const part = only(object('\u0002OlePres000', presentation(8, dib)));
    const content = Buffer.from(part.content());
    expect(part.contentType.mediaType).toBe('image/bmp');
    expect([content.toString('latin1', 0, 2), content.readUInt32LE(2), content.readUInt32LE(10)]).toEqual([
      'BM',
      58,
      54,
    ]);
  });
  it('that pack a file are that file', () => {
    const text = (value: string) => Buffer.from(`${value}\0`);
    const inner = Buffer.concat([
      Buffer.from([2, 0]),
      text('plan.txt'),
      text('C:\\x\\plan.txt'),
      Buffer.from([0, 0, 3, 0]),
      u32(5),
      text('tmp\\'),
      u32(4),
      Buffer.from('plan'),
    ]);
    const part = only(object('\u0001Ole10Native', Buffer.concat([u32(inner.length), inner])));
    expect([part.contentType.mediaType, part.fileName, part.text()]).toEqual(['text/plain', 'plan.txt', 'plan']);
  });
  it('are shown as PidTagAttachRendering, else sent as they are', () => {
    const attachment = object('x', bytes('y'));
    const data = attachment.properties.get(PidTagAttachDataBinary) as Uint8Array;
    expect(Buffer.from(only(attachment).content())).toEqual(Buffer.from(data));
    attachment.properties.set(PidTagAttachRendering, new Uint8Array(Buffer.from('d7cdc69a'.padEnd(60, '0'), 'hex')));
    expect(only(attachment).contentType.mediaType).toBe('image/wmf');
  });
  it('may be anything', () => {
    for (const stream of ['\u0002OlePres000', '\u0001Ole10Native', 'CONTENTS']) {
      for (let length = 0; length < 60; length++) {
        const content = createHash('sha512').update(String(length)).digest().subarray(0, length);
        content.set([0xff, 0xff, 0xff, 0xff, 8, 0, 0, 0].slice(0, length));
        expect(only(object(stream, content)).fileName).toBeDefined();
      }
    }
  });
});

describe('attachments that lie elsewhere', () => {
  const reference = (path: string, method: number) => {
    const properties = new PropertyBag()
      .set(PidTagAttachMethod, method)
      .set(PidTagAttachLongFilename, 'plan.docx')
      .set(PidTagAttachLongPathname, path);
    return { properties };
  };
  it('tell their address, RFC 2017', () => {
    const part = only(reference('https://x.test/a b/plän.docx', AttachMethod.afByWebReference));
    expect(part.contentType.mediaType).toBe('message/external-body');
    expect(part.contentType.parameters.get('access-type')).toBe('URL');
    expect(part.contentType.parameters.get('url')).toBe('https://x.test/a%20b/pl%C3%A4n.docx');
  });
  it('tell their path, RFC 2046 5.2.3', () => {
    const { parameters } = only(reference('\\\\server\\share\\plan.docx', AttachMethod.afByReferenceOnly)).contentType;
    expect([parameters.get('access-type'), parameters.get('name')]).toEqual([
      'local-file',
      '\\\\server\\share\\plan.docx',
    ]);
  });
  it('are files where they have content too', () => {
    const attachment = reference('x', AttachMethod.afByReference);
    attachment.properties.set(PidTagAttachDataBinary, bytes('content'));
    expect(Buffer.from(only(attachment).content()).toString()).toBe('content');
  });
});

describe('attached messages and contacts, [MS-OXCMAIL] 2.1.3.4', () => {
  it('are whole messages, 2.1.3.4.5', () => {
    const part = only({ properties: new PropertyBag().set(PidTagDisplayName, 'Subject'), embedded: messageOf(note()) });
    expect(part.contentType.mediaType).toBe('message/rfc822');
    expect(part.message!.headers.first('Subject')?.value).toBe('Subject');
    expect(part.message!.text()).toBe('Body');
  });
  it('are message/global where their header is UTF-8, RFC 6532 3.7', () => {
    const attachment = { properties: new PropertyBag(), embedded: messageOf(note().set(PidTagSubject, 'Grüße')) };
    const part = only(attachment, { utf8Headers: true });
    expect(part.contentType.mediaType).toBe('message/global');
    expect(part.headers.first('Content-Transfer-Encoding')?.value).toBe('8bit');
  });
  it('are vCards where they are contacts, 2.1.3.4.6', () => {
    const contact = new PropertyBag()
      .set(PidTagMessageClass, 'IPM.Contact')
      .set(PidTagDisplayName, 'Jörg Müller')
      .set(PidTagEmailAddress, 'j@x.test');
    const part = only({
      properties: new PropertyBag(),
      embedded: { properties: contact, recipients: [], attachments: [] },
    });
    expect(part.contentType.mediaType).toBe('text/directory');
    expect([...part.contentType.parameters]).toEqual([
      ['charset', 'utf-8'],
      ['profile', 'vCard'],
      ['name', 'Jörg Müller.vcf'],
    ]);
    expect(part.headers.first('Content-Transfer-Encoding')?.value).toBe('quoted-printable');
    expect(part.text()).toMatch(/^BEGIN:VCARD\r\n[^]*Jörg Müller[^]*END:VCARD\r\n$/);
  });
});
