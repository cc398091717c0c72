import { PidTagDisplayBcc, PidTagInternetMessageId, PidTagSubject, PropertyBag } from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import {
  convertMessage,
  detectFormat,
  extensionOf,
  formatNamed,
  formatOfMediaType,
  formats,
  mediaTypeOf,
  readMessageFile,
  writeMessageFile,
} from './index.ts';
import { everything, large } from './messages.fixture.ts';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const as = (format: (typeof formats)[number], file: Uint8Array = everything) => convertMessage(file, format).bytes;

describe('formats of message files', () => {
  it.each(formats)('are recognised by content: %s', (format) => {
    expect(detectFormat(as(format))).toBe(format);
  });

  it.each([
    ['json', '\u00ef\u00bb\u00bf \r\n\t{"properties":[]}'],
    ['eml', ''],
    ['eml', '\u00ef\u00bb\u00bfSubject: a\r\n\r\n'],
    ['eml', '\u00d0\u00cf\u0011'],
    ['eml', 'x\u009f>'],
    ['msg', '\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1'],
    ['tnef', '\u0078\u009f\u003e\u0022'],
  ])('are recognised by the first bytes: %s', (format, text) => {
    expect(detectFormat(bytes(text))).toBe(format);
  });

  it.each(formats)('have a name, a media type and an extension: %s', (format) => {
    expect(formatNamed(format.toUpperCase())).toBe(format);
    expect(formatOfMediaType(`${mediaTypeOf(format).toUpperCase()}; charset=utf-8`)).toBe(format);
    expect(extensionOf(format)).toMatch(/^[a-z]+$/);
  });

  it('are named where one is not known', () => {
    expect(formatOfMediaType('text/plain')).toBeUndefined();
    expect(() => formatNamed('pst')).toThrow(
      expect.objectContaining({ code: 'unknown-format', message: expect.stringContaining('eml, msg, tnef, json') }),
    );
  });
});

describe('message files read', () => {
  it('have the original where the file has it', () => {
    expect(readMessageFile(everything).mime).toBe(everything);
    const withMime = convertMessage(everything, 'json', { write: { withMime: true } }).bytes;
    expect(readMessageFile(withMime).mime).toEqual(new Uint8Array(everything));
    for (const format of ['msg', 'tnef', 'json'] as const) expect(readMessageFile(as(format)).mime).toBeUndefined();
  });

  it('tell what was wrong in MIME, with the part and the byte', () => {
    const broken = bytes(
      'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: x\r\n\r\ntext',
    );
    expect(readMessageFile(broken).defects).toEqual([
      {
        code: 'no-closing-boundary',
        place: expect.stringMatching(/^byte \d+$/),
        offset: expect.any(Number),
        message: expect.stringContaining('no end'),
      },
      {
        code: 'unknown-transfer-encoding',
        place: expect.stringMatching(/^part 1, byte \d+$/),
        offset: expect.any(Number),
        message: expect.stringContaining('not known'),
      },
    ]);
  });

  it.each(['msg', 'tnef'] as const)('tell what was wrong in a %s that was cut short', (format) => {
    const whole = as(format, large);
    const { defects, from } = convertMessage(whole.subarray(0, whole.length >> 1), 'json');
    expect([from, defects.length > 0]).toEqual([format, true]);
    for (const { code, message, place } of defects)
      expect([code, message, place].every((text) => text.length > 0)).toBe(true);
  });

  it('leave out known properties of another kind than theirs, and tell where', () => {
    const subject = { tag: '0x00370003', type: 'PtypInteger32', value: 7 };
    const unknown = { tag: '0x60000003', type: 'PtypInteger32', value: 7 };
    const alike = { tag: '0x00170002', type: 'PtypInteger16', value: 2 };
    const inside = { properties: [{ tag: '0x3001001F', type: 'PtypString', value: 'a' }, subject], recipients: [] };
    const document = {
      properties: [subject, unknown, alike],
      recipients: [{ properties: [{ tag: '0x0C15101F', type: 'PtypMultipleString', value: ['To'] }] }],
      attachments: [{ properties: [], message: inside }],
    };
    const { message: read, defects } = readMessageFile(Buffer.from(JSON.stringify(document)));
    expect(defects.map(({ code, place }) => `${code} ${place}`)).toEqual([
      'property-of-another-type /0037',
      'property-of-another-type /recipients/0/0c15',
      'property-of-another-type /attachments/0/message/0037',
    ]);
    expect(defects[0]!.message).toBe('PidTagSubject is PtypInteger32, not PtypString, and was left out');
    expect(Array.from(read.properties, ({ key }) => key)).toEqual([0x6000, 0x0017]);
    for (const format of formats) writeMessageFile({ message: read }, format);
  });

  it.each([
    ['not-a-msg', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0]],
    ['too-short', [0x78, 0x9f, 0x3e, 0x22]],
  ])('are refused where nothing can be read: %s', (code, content) => {
    expect(() => readMessageFile(Uint8Array.from(content))).toThrow(
      expect.objectContaining({ name: 'MessageFileError', code, place: expect.any(String), cause: expect.any(Error) }),
    );
  });

  it('are read as the format that is told', () => {
    expect(() => readMessageFile(everything, { format: 'tnef' })).toThrow(
      expect.objectContaining({ code: 'not-tnef' }),
    );
    expect(readMessageFile(as('json'), { format: 'eml' }).format).toBe('eml');
  });
});

describe('message files written', () => {
  const { message, resolve } = readMessageFile(everything);

  it.each(formats)('are the same bytes each time: %s', (format) => {
    expect(writeMessageFile({ message, resolve }, format)).toEqual(writeMessageFile({ message, resolve }, format));
  });

  it('are the original byte for byte where there is one', () => {
    expect(as('eml')).toEqual(everything);
  });

  it('have Bcc unless told, in the original too', () => {
    const written = (source: Parameters<typeof writeMessageFile>[0], writesBcc?: boolean) =>
      Buffer.from(writeMessageFile(source, 'eml', writesBcc === undefined ? {} : { eml: { writesBcc } })).toString();
    for (const source of [
      { message, resolve },
      { message, resolve, mime: everything },
    ]) {
      expect(written(source)).toMatch(/^Bcc: hidden@example.org\r$/m);
      expect(written(source, false)).not.toContain('hidden@example.org');
      expect(written(source, false)).toContain('anna@example.org');
    }
  });

  it('have boundaries that no other message has, none the beginning of another', () => {
    const boundaries = (mime: Uint8Array) =>
      Buffer.from(mime)
        .toString()
        .match(/(?<=boundary=")[^"]+/g)!;
    const first = boundaries(writeMessageFile({ message, resolve }, 'eml'));
    const other = { ...message, properties: new PropertyBag(message.properties) };
    other.properties.set(PidTagInternetMessageId, '<2@example.org>');
    const second = boundaries(writeMessageFile({ message: other, resolve }, 'eml'));
    expect(first.length).toBeGreaterThan(2);
    expect(new Set([...first, ...second]).size).toBe(first.length * 2);
    expect(new Set(first.map((boundary) => boundary.length)).size).toBe(1);
  });

  it.each(['eml', 'msg', 'tnef', 'json'] as const)('need `resolve` where a value lies outside: %s', (format) => {
    const outside = readMessageFile(large).message;
    expect(() => writeMessageFile({ message: outside }, format)).toThrow(
      expect.objectContaining({ code: 'value-not-here' }),
    );
  });

  it.each(formats.flatMap((from) => formats.map((to) => [from, to] as const)))(
    'keep what is in a message: %s to %s',
    (from, to) => {
      const { message: after } = readMessageFile(as(to, as(from)));
      const before = readMessageFile(everything).message;
      expect(after.properties.get(PidTagSubject)).toBe(before.properties.get(PidTagSubject));
      expect(after.properties.get(PidTagDisplayBcc)).toBe(before.properties.get(PidTagDisplayBcc));
      expect(after.recipients).toHaveLength(before.recipients.length);
      expect(after.attachments.map(({ embedded }) => embedded?.properties.get(PidTagSubject))).toEqual([
        undefined,
        undefined,
        'inside',
      ]);
    },
  );
});
