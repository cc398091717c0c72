import { createHash } from 'node:crypto';
import {
  AttachMethod,
  PidTagAttachContentId,
  PidTagAttachDataBinary,
  PidTagAttachExtension,
  PidTagAttachFilename,
  PidTagAttachFlags,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagAttachNumber,
  PidTagAttachSize,
  PidTagAttachmentHidden,
  PidTagBody,
  PidTagCreationTime,
  PidTagDisplayName,
  PidTagHasAttachments,
  PidTagMessageFlags,
  PidTagRenderingPosition,
  PidTagSubject,
  epochMsOf,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { resolveBytes, resolverOf, toMessageObject } from './index.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'));
const mixed = (...parts: string[]) =>
  bytes(
    `Subject: outer\nContent-Type: multipart/mixed; boundary=b\n\n${parts.map((part) => `--b\n${part}\n`).join('')}--b--\n`,
  );
const text = 'Content-Type: text/plain\n\nhello';
const convert = (...parts: string[]) => toMessageObject(parseMime(mixed(text, ...parts)));
const only = (part: string) => convert(part).attachments[0]!.properties;

describe('file attachments, [MS-OXCMAIL] 2.2.3.4.1', () => {
  it('holds small ones and points to large ones, in their order', () => {
    const large = Buffer.alloc(50_000, 'x1');
    const source = mixed(
      text,
      'Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\naGVs\nbG8=',
      `Content-Type: application/pdf\nContent-Disposition: attachment; filename=report.pdf\nContent-Transfer-Encoding: base64\n\n${large.toString('base64')}`,
    );
    const { attachments, properties } = toMessageObject(parseMime(source));
    const [small, pdf] = attachments.map((one) => one.properties);
    expect(Buffer.from(small!.get(PidTagAttachDataBinary) as Uint8Array).toString()).toBe('hello');
    expect(pdf!.get(PidTagAttachDataBinary)).toMatchObject({ in: 'mime', transferEncoding: 'base64', size: 50_000 });
    const content = resolveBytes(pdf!.get(PidTagAttachDataBinary)!, resolverOf(source));
    expect(createHash('sha256').update(content).digest('hex')).toBe(createHash('sha256').update(large).digest('hex'));
    expect([pdf!.get(PidTagAttachNumber), pdf!.get(PidTagAttachSize), pdf!.get(PidTagRenderingPosition)]).toEqual([
      1, 50_000, -1,
    ]);
    expect([pdf!.get(PidTagAttachMimeTag), pdf!.get(PidTagAttachMethod)]).toEqual([
      'application/pdf',
      AttachMethod.afByValue,
    ]);
    expect([properties.get(PidTagHasAttachments), properties.get(PidTagMessageFlags)]).toEqual([true, 0x12]);
  });
  it('takes the name from Content-Disposition, Content-Type, uuencoding, Content-Description, in this order, 2.2.3.4.1.1', () => {
    const names = [
      'Content-Type: a/b; name=two\nContent-Disposition: attachment; filename=one\nContent-Description: four',
      'Content-Type: a/b; name=two\nContent-Disposition: attachment; filename=""\nContent-Description: four',
      'Content-Type: a/b\nContent-Transfer-Encoding: x-uuencode\nContent-Description: four',
      'Content-Type: a/b\nContent-Description: four',
      'Content-Type: application/pdf',
    ].map((header) => only(`${header}\n\nbegin 644 three\n#86)C\n\`\nend`));
    expect(names.map((bag) => bag.get(PidTagAttachLongFilename))).toEqual([
      'one',
      'two',
      'three',
      'four',
      'ATT00001.pdf',
    ]);
    expect(names[0]!.get(PidTagDisplayName)).toBe('four');
  });
  it.each([
    ["filename*=utf-8''na%C3%AFve%20plan.txt", 'naïve plan.txt', '.txt', 'naveplan'.slice(0, 0)],
    ['filename="=?utf-8?B?5pel5pys6KqeLnR4dA==?="', '日本語.txt', '.txt', ''],
    ['filename="..\\\\..\\\\etc/passwd"', '....etcpasswd', '.etcpasswd', ''],
    ['filename="a:b|c?.txt\u0001"', 'abc.txt', '.txt', ''],
  ])('reads %s without what is illegal in names', (parameter, name, extension) => {
    const bag = only(`Content-Type: a/b\nContent-Disposition: attachment; ${parameter}\n\nx`);
    expect([bag.get(PidTagAttachLongFilename), bag.get(PidTagAttachExtension)]).toEqual([name, extension]);
  });
  it('makes an 8.3 name, [MS-OXCMSG] 2.2.2.11', () => {
    const short = (name: string) => only(`Content-Type: a/b; name="${name}"\n\nx`).get(PidTagAttachFilename);
    expect(['plan.txt', 'a long name.html', 'noextension', '.hidden'].map(short)).toEqual([
      'plan.txt',
      'alongn~1.htm',
      'noexte~1',
      'hidden~1',
    ]);
  });
  it('takes times of the disposition', () => {
    const bag = only(
      'Content-Type: a/b\nContent-Disposition: attachment; creation-date="Mon, 10 Mar 2008 14:36:46 -0700"\n\nx',
    );
    expect(epochMsOf(bag.get(PidTagCreationTime)!)).toBe(Date.UTC(2008, 2, 10, 21, 36, 46));
  });
  it('attaches the whole of a message that is no text', () => {
    const { attachments, properties } = toMessageObject(
      parseMime(bytes('Content-Type: image/png\nContent-Transfer-Encoding: base64\n\naGVsbG8=')),
    );
    expect(properties.has(PidTagBody)).toBe(false);
    expect(Buffer.from(attachments[0]!.properties.get(PidTagAttachDataBinary) as Uint8Array).toString()).toBe('hello');
  });
});

/** The example of [MS-OXCMAIL] 4.3, with references and data in place of its ellipses. */
const printed = `From: <john@contoso.com>
To: <imtiaz@contoso.com>
Subject: Example with inline and non-inline attachments.
Date: Mon, 10 Mar 2008 14:36:46 -0700
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="simple boundary 1"

--simple boundary 1
Content-Type: multipart/related; boundary="simple boundary 2"

--simple boundary 2
Content-Type: multipart/alternative; boundary="simple boundary 3"

--simple boundary 3
Content-Type: text/plain

...Text without inline reference...
--simple boundary 3
Content-Type: text/html

...Text with <img src="cid:6583CF49B56F42FEA6A4A118F46F96FB@example.com"> inline reference...
--simple boundary 3--
--simple boundary 2
Content-Type: image/png; name="inline.PNG"
Content-Transfer-Encoding: base64
Content-ID: <6583CF49B56F42FEA6A4A118F46F96FB@example.com>
Content-Disposition: inline; filename="Inline.png"

aW5saW5l
--simple boundary 2--

--simple boundary 1
Content-Type: image/png; name=" Attachment "
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="Attachment.png"

YXR0YWNoZWQ=
--simple boundary 1--
`;

describe('inline attachments, [MS-OXCMAIL] 2.2.3.4.1.4.1', () => {
  const flags = (source: string) =>
    toMessageObject(parseMime(bytes(source))).attachments.map(({ properties: bag }) => [
      bag.get(PidTagAttachLongFilename),
      bag.get(PidTagAttachFlags),
      bag.get(PidTagAttachmentHidden),
    ]);
  it('marks the one that the HTML refers to in the printed example', () => {
    expect(flags(printed)).toEqual([
      ['Inline.png', 4, true],
      ['Attachment.png', undefined, false],
    ]);
  });
  it('does not mark one that the HTML does not refer to', () => {
    expect(flags(printed.replace('src="cid:6583', 'src="cid:0'))[0]).toEqual(['Inline.png', undefined, false]);
  });
  it('does not mark one outside a multipart/related', () => {
    expect(flags(printed.replace('multipart/related', 'multipart/mixed'))[0]).toEqual(['Inline.png', undefined, false]);
  });
  it('takes a Content-Location too, and an escaped id', () => {
    const located = printed
      .replace('cid:6583CF49B56F42FEA6A4A118F46F96FB@example.com', 'pic/1.png')
      .replace(/Content-ID: .*/, 'Content-Location: pic/1.png');
    expect(flags(located)[0]).toEqual(['Inline.png', 4, true]);
    expect(flags(printed.replace('96FB@example', '96FB%40example'))[0]).toEqual(['Inline.png', 4, true]);
  });
  it('hides a form of the body that was not taken, and lists an invitation', () => {
    const source = `Content-Type: multipart/alternative; boundary=b\n\n--b\n${text}\n--b\nContent-Type: text/x-amp-html\n\nx\n--b\nContent-Type: text/calendar\n\nx\n--b--`;
    expect(flags(source)).toEqual([
      ['ATT00001.txt', undefined, true],
      ['ATT00002.ics', undefined, false],
    ]);
  });
  it('drops the brackets of a Content-ID', () => {
    expect(toMessageObject(parseMime(bytes(printed))).attachments[0]!.properties.get(PidTagAttachContentId)).toBe(
      '6583CF49B56F42FEA6A4A118F46F96FB@example.com',
    );
  });
});

describe('embedded messages, [MS-OXCMAIL] 2.2.3.4.3', () => {
  const inner = 'Content-Type: message/rfc822\n\nSubject: inner\nFrom: a@x\n\nhello inside';
  it('become Message objects of their own', () => {
    const { properties, embedded } = convert(inner).attachments[0]!;
    expect(properties.get(PidTagAttachMethod)).toBe(AttachMethod.afEmbeddedMessage);
    expect(properties.get(PidTagDisplayName)).toBe('inner');
    expect(embedded!.properties.get(PidTagSubject)).toBe('inner');
    expect(embedded!.properties.get(PidTagBody)).toBe('hello inside');
  });
  it('point into the outer original', () => {
    const file = Buffer.alloc(9000, 'abc').toString('base64');
    const source = mixed(
      text,
      `Content-Type: message/rfc822\n\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n${file}`,
    );
    const bag = toMessageObject(parseMime(source)).attachments[0]!.embedded!.attachments[0]!.properties;
    expect(Buffer.from(resolveBytes(bag.get(PidTagAttachDataBinary)!, resolverOf(source)))).toEqual(
      Buffer.alloc(9000, 'abc'),
    );
  });
  it('are held in the object where they lie under base64', () => {
    const file = `Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.alloc(9000, 'abc').toString('base64')}`;
    const source = mixed(
      text,
      `Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n${Buffer.from(file).toString('base64')}`,
    );
    const bag = toMessageObject(parseMime(source)).attachments[0]!.embedded!.attachments[0]!.properties;
    expect(Buffer.from(bag.get(PidTagAttachDataBinary) as Uint8Array)).toEqual(Buffer.alloc(9000, 'abc'));
  });
  it('are attached as files where they lie too deep', () => {
    const deep = 'Content-Type: message/rfc822\n\n'.repeat(6) + 'Subject: last\n\nx';
    let message = toMessageObject(parseMime(bytes(deep)), { embeddedDepth: 3 });
    for (let depth = 0; depth < 3; depth++) message = message.attachments[0]!.embedded!;
    const { embedded, properties } = message.attachments[0]!;
    expect(embedded).toBeUndefined();
    expect(properties.get(PidTagAttachMethod)).toBe(AttachMethod.afByValue);
    expect(Buffer.from(properties.get(PidTagAttachDataBinary) as Uint8Array).toString()).toMatch(
      /Subject: last\r\n\r\nx$/,
    );
  });
});
