import {
  type BodySlice,
  MimeEntity,
  decodeSlice,
  leafEntity,
  multipartEntity,
  parseMime,
  withoutHeaders,
} from '@postbus/mime';
import { mmsContentOf, mmsEntity, mmsFromMime, mmsObject, readMms, textOfMms } from '@postbus/oxosmms';
import { describe, expect, it } from 'vitest';
import { type DeliverRequest, Mm7Error, type SubmitRequest, mm7Namespace, readMm7, writeMm7 } from './index.ts';
import { deliverOfPython, hasPython, mm7ByPython } from './python.fixture.ts';

const submit: SubmitRequest = {
  kind: 'submit.REQ',
  transactionId: 't-1',
  sender: { vaspId: 'TNN', vasId: 'News' },
  recipients: { to: [{ kind: 'number', value: '+14255550123' }] },
};
const deliver: DeliverRequest = {
  kind: 'deliver.REQ',
  transactionId: 't-2',
  sender: { kind: 'number', value: '+14255550123' },
};
const bytes = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) & 0xff);
const mms = mmsObject({
  origin: 'sent',
  recipients: [{ name: 'Ada', number: '+14255550123' }],
  slides: [
    { text: 'Hello é.', image: { name: 'a.jpg', mediaType: 'image/jpeg', content: bytes } },
    { text: 'Bye.\r\n--x\r\n' },
  ],
});
const entity = mmsEntity(readMms(mms));
const leaves = (one: MimeEntity): [string, Uint8Array][] =>
  [...one.walk()].filter(({ isMultipart }) => !isMultipart).map((part) => [part.contentType.mediaType, part.content()]);

describe('content of MM7 messages, 3GPP TS 23.140 8.7', () => {
  it('goes from an MMS object through submit.REQ with the same parts, byte for byte', () => {
    const { body, contentType } = writeMm7(
      { ...submit, content: { type: 'application/smil', allowAdaptations: true } },
      { content: entity },
    );
    const { message, content } = readMm7(body, contentType);
    expect(message).toMatchObject({
      content: { href: expect.stringMatching(/^cid:content@/), type: 'application/smil', allowAdaptations: true },
    });
    expect(leaves(content!)).toEqual(leaves(parseMime(entity)));
    expect(withoutHeaders(content!.bytes(), ['Content-ID'])).toEqual(entity);
    expect(mmsContentOf(content!)).toMatchObject({ slides: [{ text: 'Hello é.' }, { text: 'Bye.\r\n--x\r\n' }] });
  });
  it('makes an MMS object of what deliver.REQ has', () => {
    const { body, contentType } = writeMm7(deliver, { content: entity });
    const { content } = readMm7(body, contentType);
    const image = readMms(mmsFromMime(content!)).slides[0]!.image!.content;
    expect(decodeSlice(content!.source, image as unknown as BodySlice)).toEqual(bytes);
    expect(textOfMms(mmsFromMime(content!))).toBe(textOfMms(mms));
  });
  it('is what Python sees in the message', { skip: !hasPython }, () => {
    const seen = mm7ByPython(writeMm7(submit, { content: entity, contentIdSuffix: 'x' }));
    expect(seen).toMatchObject({
      types: ['multipart/related', 'text/xml', 'multipart/related'],
      ids: ['<envelope@x>', '<content@x>'],
      start: '<envelope@x>',
      defects: [],
    });
    expect(seen.leaves).toEqual(
      leaves(parseMime(entity)).map(([, content]) => Buffer.from(content).toString('base64')),
    );
    const [, body] = seen.envelope[3];
    expect(body![3][0]![3].at(-1)).toEqual([
      `{${mm7Namespace('REL-6-MM7-1-4')}}Content`,
      { href: 'cid:content@x' },
      '',
      [],
    ]);
  });
  it('is found in what Python writes', { skip: !hasPython }, () => {
    const mime = parseMime(deliverOfPython('http://schemas.xmlsoap.org/soap/envelope/', mm7Namespace('REL-6-MM7-1-2')));
    const { message, schema, content } = readMm7(mime.bodyBytes(), mime.headers.first('Content-Type')!.value);
    expect(schema).toBe('REL-6-MM7-1-2');
    expect(message).toEqual({
      kind: 'deliver.REQ',
      transactionId: 'py-1',
      mm7Version: '6.8.0',
      linkedId: 'l<&>1',
      sender: { kind: 'number', value: '+14255550123', displayOnly: false },
      timeStamp: new Date('2026-11-21T19:00:00Z'),
      subject: 'Grüße <&> 😀',
      content: { href: 'cid:mms@py', allowAdaptations: true },
    });
    expect(content!.parts[0]!.text()).toBe('Grüße');
    expect(content!.parts[1]!.content()).toEqual(Uint8Array.from({ length: 256 }, (_, index) => index));
  });
  it.each([
    ['one picture', leafEntity('image/jpeg', bytes)],
    ['multipart/mixed', multipartEntity('mixed', [leafEntity('text/plain', new TextEncoder().encode('Hi'))])],
  ])('may be %s', (_, content) => {
    const { body, contentType } = writeMm7(submit, { content });
    expect(leaves(readMm7(body, contentType).content!)).toEqual(leaves(parseMime(content)));
  });
  it('keeps the Content-ID that the entity has, and escapes it in the reference', () => {
    const content = leafEntity('image/jpeg', bytes, { contentId: '<a%b c"@x>' });
    const { body, contentType } = writeMm7(submit, { content });
    const received = readMm7(body, contentType);
    expect(received.message).toMatchObject({ content: { href: 'cid:a%25b%20c%22@x' } });
    expect(received.content!.content()).toEqual(bytes);
  });
  it('finds the envelope by start, and content that nothing refers to where it is alone', () => {
    const envelope = new TextDecoder().decode(writeMm7(deliver).body);
    const body = [
      '--b\r\nContent-Type: image/gif\r\nContent-ID: <g>\r\n\r\nGIF89a\r\n',
      `--b\r\nContent-Type: text/xml\r\nContent-ID: <e>\r\n\r\n${envelope}\r\n--b--\r\n`,
    ].join('');
    const contentType = 'multipart/related;\r\n boundary=b; type="text/xml"; start="<e>"';
    const { message, content } = readMm7(new TextEncoder().encode(body), contentType);
    expect(message).toMatchObject({ kind: 'deliver.REQ', transactionId: 't-2' });
    expect(content).toBeInstanceOf(MimeEntity);
    expect(content!.contentType.mediaType).toBe('image/gif');
  });
  it.each(['cid:%3Cg%3E', 'g', 'pictures/g.gif', 'cid:pictures/g.gif'])(
    'is found by %s: a Content-ID, or a location, with or without a scheme',
    (href) => {
      const envelope = new TextDecoder().decode(writeMm7({ ...deliver, content: { href: 'urn:x' } }).body);
      const body = [
        `--b\r\nContent-Type: text/xml\r\n\r\n${envelope.replace('urn:x', href)}\r\n`,
        '--b\r\nContent-Type: image/png\r\nContent-ID: <p>\r\n\r\nPNG\r\n',
        '--b\r\nContent-Type: image/gif\r\nContent-ID: <g>\r\nContent-Location: pictures/g.gif\r\n\r\nGIF89a\r\n--b--\r\n',
      ].join('');
      const { content } = readMm7(new TextEncoder().encode(body), 'multipart/related; boundary=b');
      expect(content!.contentType.mediaType).toBe('image/gif');
    },
  );
  it('refers to nothing that is not there, and goes with requests that have content alone', () => {
    const code = (run: () => unknown): unknown => {
      try {
        return run();
      } catch (error) {
        return error instanceof Mm7Error && error.code;
      }
    };
    expect(code(() => writeMm7({ ...submit, content: { href: 'cid:x' } }))).toBe('content-missing');
    expect(
      code(() => writeMm7({ kind: 'cancel.REQ', transactionId: '1', sender: {}, messageId: '2' }, { content: entity })),
    ).toBe('not-in-schema');
  });
});
