/** Attachments that are made of their parts: Macintosh files, vCards, content that lies elsewhere. */
import { binHexOf, macBinaryVersion, macFile, readMacBinary } from '@postbus/apple-file';
import {
  AttachMethod,
  PidNameAttachmentMacContentType,
  PidNameAttachmentMacInfo,
  PidNameContentType,
  PidTagAttachAdditionalInformation,
  PidTagAttachDataBinary,
  PidTagAttachEncoding,
  PidTagAttachExtension,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagAttachPayloadClass,
  PidTagAttachPayloadProviderGuidString,
  PidTagAttachSize,
  PidTagBody,
  PidTagDisplayName,
  PidTagMessageClass,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { type ToMessageOptions, toMessageObject } from './index.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'));
const convert = (part: string, options?: ToMessageOptions) =>
  toMessageObject(
    parseMime(bytes(`Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\n${part}\n--b--\n`)),
    options,
  ).attachments;
const base64 = (data: Uint8Array | string) => Buffer.from(data as string).toString('base64');

/** AppleSingle and AppleDouble of RFC 1740 appendix A, put together here by its figures. */
function appleFile(magic: number, entries: readonly (readonly [id: number, data: Buffer])[]): Buffer {
  const head = Buffer.alloc(26 + entries.length * 12);
  head.writeUInt32BE(magic, 0);
  head.writeUInt32BE(0x00020000, 4);
  head.writeUInt16BE(entries.length, 24);
  let at = head.length;
  for (const [index, [id, data]] of entries.entries()) {
    for (const [place, number] of [id, at, data.length].entries())
      head.writeUInt32BE(number, 26 + index * 12 + place * 4);
    at += data.length;
  }
  return Buffer.concat([head, ...entries.map(([, data]) => data)]);
}
const finderInfo = Buffer.concat([Buffer.from('TEXTttxt'), Buffer.alloc(24)]);
const describing = [
  [3, Buffer.from('Read Me')],
  [9, finderInfo],
  [2, Buffer.from('resources')],
] as const;

describe('files of Macintoshes, [MS-OXCMAIL] 2.2.3.4.2', () => {
  const double =
    'Content-Type: multipart/appledouble; boundary=d\n\n' +
    `--d\nContent-Type: application/applefile; name="%Read Me"\nContent-Transfer-Encoding: base64\n\n${base64(appleFile(0x00051607, describing))}\n` +
    '--d\nContent-Type: text/x-readme; name="Read Me"\n\ndata fork\n--d--';
  it('are one attachment of MacBinary where they are multipart/appledouble, 2.2.3.4.2.1', () => {
    const attachments = convert(double);
    expect(attachments).toHaveLength(1);
    const { properties } = attachments[0]!;
    const data = properties.get(PidTagAttachDataBinary) as Uint8Array;
    expect(macBinaryVersion(data)).toBe(3);
    const file = readMacBinary(data);
    expect([Buffer.from(file.dataFork).toString(), Buffer.from(file.resourceFork).toString()]).toEqual([
      'data fork',
      'resources',
    ]);
    expect([file.name, file.type, file.creator]).toEqual(['Read Me', 'TEXT', 'ttxt']);
    expect(properties.get(PidTagAttachLongFilename)).toBe('Read Me');
    expect(properties.get(PidTagAttachMimeTag)).toBe('multipart/appledouble');
    expect(Buffer.from(properties.get(PidTagAttachEncoding)!).toString('hex')).toBe('2a864886f714030b01');
    expect(Buffer.from(properties.get(PidTagAttachAdditionalInformation)!).toString()).toBe(':ttxt:TEXT');
    expect(properties.get(PidNameAttachmentMacContentType)).toBe('text/x-readme');
    expect(Buffer.from(properties.get(PidNameAttachmentMacInfo)!)).toEqual(appleFile(0x00051607, describing));
  });
  it('are MacBinary where they are application/applefile', () => {
    const single = appleFile(0x00051600, [...describing, [1, Buffer.from('data')]]);
    const [only] = convert(
      `Content-Type: application/applefile\nContent-Transfer-Encoding: base64\n\n${base64(single)}`,
    );
    const file = readMacBinary(only!.properties.get(PidTagAttachDataBinary) as Uint8Array);
    expect([file.name, Buffer.from(file.dataFork).toString()]).toEqual(['Read Me', 'data']);
    expect(only!.properties.get(PidTagAttachLongFilename)).toBe('Read Me');
  });
  const binHex = Buffer.from(
    binHexOf(
      macFile({ name: 'hi', type: 'TEXT', creator: 'ttxt', dataFork: bytes('Hello'), resourceFork: bytes('r') }),
    ),
  ).toString('latin1');
  const dataOf = (part: string) => convert(part)[0]!.properties.get(PidTagAttachDataBinary) as Uint8Array;
  it('are MacBinary where they are application/mac-binhex40, 2.2.3.4.2.3', () => {
    const file = readMacBinary(dataOf(`Content-Type: application/mac-binhex40\n\n${binHex}`));
    expect([file.name, Buffer.from(file.dataFork).toString(), Buffer.from(file.resourceFork).toString()]).toEqual([
      'hi',
      'Hello',
      'r',
    ]);
  });
  it('are MacBinary under Content-Transfer-Encoding: mac-binhex40, but their data where the type says so too, 2.2.3.4.1.3', () => {
    const encoded = (type: string) => `Content-Type: ${type}\nContent-Transfer-Encoding: mac-binhex40\n\n${binHex}`;
    expect(Buffer.from(readMacBinary(dataOf(encoded('text/plain; name=hi'))).dataFork).toString()).toBe('Hello');
    expect(Buffer.from(dataOf(encoded('application/mac-binhex40'))).toString()).toBe('Hello');
  });
  it('leave what is no BinHex as it came', () => {
    const damaged = binHex.replace(/(:.{20})./s, '$1~');
    const [only] = convert(`Content-Type: application/mac-binhex40; name=hi.hqx\n\n${damaged}`);
    expect(only!.properties.has(PidTagAttachEncoding)).toBe(false);
    expect(Buffer.from(only!.properties.get(PidTagAttachDataBinary) as Uint8Array).toString()).toContain('BinHex 4.0');
  });
  it('keep the data of an AppleDouble whose header is damaged', () => {
    const [only] = convert(double.replace(/base64\n\n\w{6}/, 'base64\n\nAAAAAA'));
    expect(Buffer.from(only!.properties.get(PidTagAttachDataBinary) as Uint8Array).toString()).toBe('data fork');
    expect(only!.properties.has(PidTagAttachEncoding)).toBe(false);
  });
  it('stay as they came where they are longer than may be held', () => {
    const [only] = convert(double, { derivedLimit: 100 });
    expect(Buffer.from(only!.properties.get(PidTagAttachDataBinary) as Uint8Array).toString()).toBe('data fork');
  });
});

describe('vCards, [MS-OXCMAIL] 2.2.3.4.4', () => {
  const card = 'BEGIN:VCARD\nVERSION:3.0\nN:Doe;Anna\nFN:Anna Doe\nEMAIL:anna@example.org\nEND:VCARD\n';
  it.each(['text/vcard', 'text/x-vCard; charset=utf-8', 'text/directory; profile=vCard'])(
    'become embedded Contact objects where they are %s',
    (type) => {
      const [only] = convert(`Content-Type: ${type}\n\n${card}`);
      expect(only!.embedded!.properties.get(PidTagMessageClass)).toBe('IPM.Contact');
      expect(only!.embedded!.properties.get(PidTagDisplayName)).toBe('Anna Doe');
      expect(only!.properties.get(PidTagAttachMethod)).toBe(AttachMethod.afEmbeddedMessage);
      expect(only!.properties.get(PidTagDisplayName)).toBe('Anna Doe');
    },
  );
  it('are no body, at the root and among alternatives', () => {
    const root = toMessageObject(parseMime(bytes(`Content-Type: text/vcard\n\n${card}`)));
    expect(root.properties.has(PidTagBody)).toBe(false);
    expect(root.attachments[0]!.embedded).toBeDefined();
  });
  it.each([
    ['they are told to', card, 'text/vcard', { vCards: 'file' }],
    ['there are several', card + card, 'text/vcard', {}],
    ['they are damaged', 'BEGIN:VCALENDAR\n', 'text/vcard', {}],
    ['the directory has another profile', card, 'text/directory', {}],
    ['they are longer than may be held', card, 'text/vcard', { derivedLimit: 10 }],
  ] as const)('stay files where %s', (_, content, type, options) => {
    const [only] = convert(`Content-Type: ${type}\n\n${content}`, options);
    expect(only!.embedded).toBeUndefined();
    expect(Buffer.from(only!.properties.get(PidTagAttachDataBinary) as Uint8Array).toString()).toContain('BEGIN:V');
  });
});

describe('content that lies elsewhere, [MS-OXCMAIL] 2.2.3.5', () => {
  const file = (parameters: string) => {
    const [only] = convert(`Content-Type: message/external-body; ${parameters}\n\nContent-Type: image/gif\n\nnothing`);
    const { properties } = only!;
    return [
      properties.get(PidTagAttachLongFilename),
      Buffer.from(properties.get(PidTagAttachDataBinary) as Uint8Array).toString(),
    ];
  };
  it('is a shortcut to its address, RFC 2046 5.2.3, RFC 2017', () => {
    expect(
      file('access-type=anon-ftp; site=thumper.bellcore.com; directory="pub"; name="BodyFormats.ps"; mode=image'),
    ).toEqual([
      'BodyFormats.ps.url',
      '[InternetShortcut]\r\nURL=ftp://thumper.bellcore.com/pub/BodyFormats.ps;type=i\r\n',
    ]);
    expect(file('access-type=URL; URL="http://www.foo.com/file with/ blanks.gif"')).toEqual([
      'blanks.gif.url',
      '[InternetShortcut]\r\nURL=http://www.foo.com/filewith/blanks.gif\r\n',
    ]);
  });
  it.each([
    'access-type=mail-server; server="listserv@bogus.bitnet"; name=x',
    'access-type=local-file; name="/u/nsb/Me.jpeg"',
    'access-type=url; url="file:///etc/passwd"',
    'access-type=url; url="javascript:alert(1)"',
    'access-type=anon-ftp; site="a b/c"; name=x',
    'access-type=anon-ftp; name=x',
    'x=y',
  ])('is text that tells of it with %s', (parameters) => {
    const [name, content] = file(parameters);
    expect(name).toMatch(/\.txt$/);
    expect(content).toBe('Content-Type: image/gif\r\n\r\nnothing');
  });
});

describe('other properties of attachments', () => {
  it('have the whole Content-Type of CMS, 2.2.3.4.1.2', () => {
    const [only] = convert('Content-Type: application/pkcs7-mime; smime-type=certs-only; name=c.p7c\n\nx');
    expect(only!.properties.get(PidNameContentType)).toBe('application/pkcs7-mime; smime-type=certs-only; name=c.p7c');
  });
  it('are octets where they are TNEF that cannot be opened', () => {
    const [only] = convert('Content-Type: application/ms-tnef; name=winmail.dat\n\nno TNEF');
    expect(only!.properties.get(PidTagAttachMimeTag)).toBe('application/octet-stream');
    expect(only!.properties.get(PidTagAttachSize)).toBe(7);
  });
  it('have the class and provider of a payload', () => {
    const [only] = convert('Content-Type: a/b\nX-Payload-Class: C\nX-Payload-Provider-GUID: {1}\n\nx');
    expect(only!.properties.get(PidTagAttachPayloadClass)).toBe('C');
    expect(only!.properties.get(PidTagAttachPayloadProviderGuidString)).toBe('{1}');
  });
  it('are messages by default in a multipart/digest, RFC 2046 5.1.5', () => {
    const [digest] = [
      toMessageObject(
        parseMime(
          bytes(
            'Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\n\nx\n--b\n\nSubject: two\n\ny\n--b--\n',
          ),
        ),
      ),
    ];
    expect(digest!.attachments.map(({ properties }) => properties.get(PidTagDisplayName))).toEqual(['one', 'two']);
    expect(digest!.attachments[0]!.properties.has(PidTagAttachExtension)).toBe(false);
  });
});
