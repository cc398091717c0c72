import {
  type ExternalValue,
  type MessageObject,
  type MimeSlice,
  PidNameKeywords,
  PidTagAttachDataBinary,
  PidTagBody,
  PidTagImportance,
  PidTagMessageFlags,
  PidTagSubject,
  PropertyBag,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { resolverOf } from '../resolve-value.ts';
import { toMessageObject } from '../to-message-object.ts';
import { isUnmodified, originalOrWritten, saysUnmodified } from './original-or-written.ts';

const original = new Uint8Array(
  Buffer.from(
    [
      'Received: from x by y; Sat, 21 Nov 2026 08:25:03 +0000',
      'From:   Anna <anna@example.org>',
      'To: b@x.test',
      'Subject: As  it   came',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      'preamble',
      '--b',
      '',
      'Body  ',
      '--b',
      'Content-Type: application/pdf; name=a.pdf',
      'Content-Transfer-Encoding: base64',
      '',
      'AAAA'.repeat(2000).replace(/.{60}/g, '$&\r\n'),
      '--b--',
      '',
    ].join('\r\n'),
  ),
);
const resolve = resolverOf(original);
const read = (): MessageObject => toMessageObject(parseMime(original), { deliveredAt: 5e11 });
const result = (message: MessageObject) => originalOrWritten(message, original, { resolve });

describe('a message that came as MIME', () => {
  it('is given back byte for byte while it says the same', () => {
    expect(result(read())).toBe(original);
    expect(originalOrWritten(read(), original)).toBe(original);
  });
  it('is so though a reader marked it', () => {
    const message = read();
    message.properties.set(PidNameKeywords, ['Red']).set(PidTagMessageFlags, 0x10);
    expect(result(message)).toBe(original);
  });
  it.each([
    ['its subject', ({ properties }: MessageObject) => properties.set(PidTagSubject, 'Other')],
    ['its body', ({ properties }: MessageObject) => properties.set(PidTagBody, 'Other')],
    ['its importance', ({ properties }: MessageObject) => properties.set(PidTagImportance, 2)],
    [
      'what is attached',
      ({ attachments }: MessageObject) => attachments[0]!.properties.set(PidTagAttachDataBinary, new Uint8Array(3)),
    ],
  ])('is written anew where %s changed', (_, change) => {
    const message = read();
    change(message);
    expect(isUnmodified(message, original, { resolve })).toBe(false);
    expect(Buffer.from(result(message)).toString('latin1')).not.toContain('preamble');
  });
  it('is compared without reading what is the same slice of it in both', () => {
    const readSlices: number[] = [];
    const counting = (value: ExternalValue) => {
      readSlices.push(value.size);
      return resolve(value);
    };
    expect(isUnmodified(read(), original, { resolve: counting })).toBe(true);
    expect(readSlices).toEqual([]);
    const message = read();
    const [attachment] = message.attachments;
    const slice = attachment!.properties.get(PidTagAttachDataBinary) as MimeSlice;
    attachment!.properties.set(PidTagAttachDataBinary, { ...slice, length: slice.length - 62 });
    expect(isUnmodified(message, original, { resolve: counting })).toBe(false);
  });
  it('says itself whether it was changed, mfUnmodified, [MS-OXCMSG] 2.2.1.6', () => {
    expect(saysUnmodified(read())).toBe(true);
    expect(saysUnmodified({ ...read(), properties: new PropertyBag().set(PidTagMessageFlags, 1) })).toBe(false);
  });
  it('is written where it came as none', () => {
    expect(Buffer.from(originalOrWritten(read(), undefined, { resolve })).toString()).toContain(
      'Subject: =?utf-8?Q?As__it___came?=',
    );
  });
});
