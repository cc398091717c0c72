/** Signed parts of other multiparts: what lists of mail and gateways that add a text make. docs/adr/0016 */
import { isDeepStrictEqual } from 'node:util';
import {
  type AttachmentObject,
  type MessageObject,
  PidTagAttachDataBinary,
  PidTagAttachLongFilename,
  PidTagAttachMimeTag,
  PidTagAttachmentHidden,
  PidTagBody,
  PidTagHtml,
  PidTagMessageClass,
  PropertyBag,
} from '@postbus/mapi';
import { type MimeEntity, parseMime } from '@postbus/mime';
import { isUnmodified, resolverOf, toMessageObject, toMime } from '@postbus/oxcmail';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OpensslFolder, hasOpenssl } from './openssl.fixture.ts';
import { bytes, has, header, oddShapes, signedEntity, text } from './secure-messages.fixture.ts';
import { type Way, failing, rewritten } from './ways.fixture.ts';

const footer = 'Content-Type: text/plain\r\nContent-Disposition: inline\r\n\r\n-- \r\nlist@example.org\r\n';
const picture = 'Content-Type: image/gif; name=a.gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lG\r\n';
const pdf = 'Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n';
const mixed = (parts: readonly string[], boundary = 'list'): string =>
  `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\nlist software\r\n` +
  `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`;
const withFile =
  `Content-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\nContent-Type: multipart/alternative; boundary=alt\r\n\r\n` +
  `--alt\r\n\r\nplain text\r\n--alt\r\nContent-Type: text/html\r\n\r\n<b>rich</b> text\r\n--alt--\r\n--in\r\n${pdf}\r\n--in--\r\n`;

const signedIn = (message: Uint8Array): MimeEntity[] =>
  [...parseMime(message).walk()].filter(({ contentType, path }) => contentType.is('multipart/signed') && path !== '');
const objectOf = (message: Uint8Array): MessageObject => toMessageObject(parseMime(message));
const namesOf = ({ attachments }: MessageObject): unknown[] =>
  attachments
    .filter(({ properties }) => properties.get(PidTagAttachmentHidden) !== true)
    .map(({ properties }) => properties.get(PidTagAttachLongFilename));

describe.skipIf(!hasOpenssl)('CMS that is part of a multipart', () => {
  let openssl: OpensslFolder;
  beforeAll(() => {
    openssl = new OpensslFolder();
  });
  afterAll(() => openssl?.remove());
  it('is decrypted, and verifies, after every way, its type as it was', () => {
    const content = bytes('Content-Type: text/plain\r\n\r\nhello\r\n');
    const sealed = [openssl.encrypted(content), openssl.opaque(content)];
    const message = bytes(`${header}${mixed([...sealed.map((one) => text(one)), footer])}`);
    const partsOf = (mime: Uint8Array): readonly MimeEntity[] =>
      parseMime(mime).parts.filter(({ contentType }) => contentType.mediaType.endsWith('pkcs7-mime'));
    const typesOf = (mime: Uint8Array) =>
      partsOf(mime).map(({ contentType }) => Object.fromEntries(contentType.parameters));
    expect(failing((way) => isDeepStrictEqual(typesOf(way(message)), typesOf(message)))).toEqual([]);
    expect(failing((way) => text(openssl.decrypted(partsOf(way(message))[0]!.bytes())) === text(content))).toEqual([]);
    expect(failing((way) => openssl.verifies(partsOf(way(message))[1]!.bytes()))).toEqual([]);
  });
});

describe.skipIf(!hasOpenssl)('a signed part of another multipart', () => {
  let openssl: OpensslFolder;
  let plain: string;
  let rich: string;
  beforeAll(() => {
    openssl = new OpensslFolder();
    plain = text(signedEntity({ content: 'Content-Type: text/plain\r\n\r\nsigned text\r\n' }, openssl));
    rich = text(signedEntity({ content: withFile }, openssl));
  });
  afterAll(() => openssl?.remove());
  const shapes: Readonly<Record<string, () => string>> = {
    'with a footer': () => mixed([plain, footer]),
    'with a footer, of text, HTML and a file': () => mixed([rich, footer]),
    'after a text': () => mixed([footer, plain, footer]),
    'after a text, of text, HTML and a file': () => mixed([footer, rich]),
    'of two lists': () => mixed([mixed([rich, footer], 'inner'), footer]),
    'between files': () => mixed([pdf, rich, picture]),
    alone: () => mixed([plain]),
    'beside another': () => mixed([plain, rich, footer]),
    'beside the same': () => mixed([plain, plain]),
    'within one that is related': () => mixed([plain, picture]).replace('multipart/mixed', 'multipart/related'),
    'of a type of multipart that nobody knows': () =>
      mixed([rich, footer]).replace('multipart/mixed', 'multipart/x-list'),
  };
  const messageOf = (entity: string): Uint8Array => bytes(`${header}${entity}`);

  it.each(Object.entries(shapes))('%s, verifies after every way', (_, make) => {
    const message = messageOf(make());
    const before = signedIn(message);
    const isKept = (way: Way): boolean => {
      const after = signedIn(way(message));
      return (
        after.length === before.length &&
        after.every((part, index) => text(part.bytes()) === text(before[index]!.bytes()))
      );
    };
    expect(failing(isKept)).toEqual([]);
    expect(before.map((part) => openssl.verifies(part.bytes()))).toEqual(before.map(() => true));
  });
  it.each(Object.entries(shapes))('%s, is the same object again', (_, make) => {
    const before = objectOf(messageOf(make()));
    const after = objectOf(rewritten(messageOf(make())));
    const told = (message: MessageObject) => [
      message.properties.get(PidTagBody),
      message.attachments.map(({ properties }) => [
        properties.get(PidTagAttachLongFilename),
        properties.get(PidTagAttachMimeTag),
      ]),
    ];
    expect(told(after)).toEqual(told(before));
  });
  it.each(Object.entries(oddShapes))('with %s keeps its bytes by every way', (_, shape) => {
    const entity = signedEntity(shape, openssl);
    // What follows the last line end is the delimiter's of the multipart around it.
    const message = messageOf(mixed([text(entity), footer]));
    expect(failing((way) => has(way(message), entity))).toEqual([]);
  });
  it('verifies in a message that is forwarded', () => {
    const list = `${header}${mixed([rich, footer])}`;
    const message = messageOf(mixed([footer, `Content-Type: message/rfc822\r\n\r\n${list}`], 'forward'));
    expect(failing((way) => signedIn(way(message)).some((part) => openssl.verifies(part.bytes())))).toEqual([]);
  });

  describe('as a Message object', () => {
    it('shows its body and its files, and is kept beside them, hidden', () => {
      const message = messageOf(mixed([rich, footer]));
      const { properties, attachments } = objectOf(message);
      expect(properties.get(PidTagMessageClass)).toBe('IPM.Note');
      expect(properties.get(PidTagBody)).toBe('plain text');
      expect(namesOf({ properties, attachments, recipients: [] })).toEqual(['a.pdf', 'smime.p7s', 'ATT00004.txt']);
      const [kept] = attachments;
      expect(kept!.properties.get(PidTagAttachmentHidden)).toBe(true);
      expect(kept!.properties.get(PidTagAttachMimeTag)).toBe('multipart/signed');
      expect(kept!.properties.get(PidTagAttachDataBinary)).toMatchObject({ in: 'mime', size: rich.length });
    });
    it('is not kept apart where the message itself is signed', () => {
      const { attachments } = objectOf(
        messageOf(text(signedEntity({ content: mixed([plain, footer], 'x') }, openssl))),
      );
      expect(attachments).toHaveLength(1);
    });
    it('is kept once where it holds another', () => {
      const twice = text(signedEntity({ content: plain, boundary: 'outer' }, openssl));
      expect(
        objectOf(messageOf(mixed([twice, footer]))).attachments.filter(({ properties }) =>
          properties.get(PidTagAttachmentHidden),
        ),
      ).toHaveLength(1);
    });
    it('is written as it was while nothing of the message changed', () => {
      const message = messageOf(mixed([rich, footer]));
      expect(isUnmodified(objectOf(message), message)).toBe(true);
    });
  });

  describe('of which something was changed is left out, and what is shown is written', () => {
    const changed = (entity: string, change: (message: MessageObject) => MessageObject): MimeEntity => {
      const message = messageOf(entity);
      const written = toMime(change(objectOf(message)), { resolve: resolverOf(message) });
      expect(signedIn(written)).toEqual([]);
      return parseMime(written);
    };
    const textsOf = (message: MimeEntity): string[] =>
      [...message.walk()].filter(({ parts }) => parts.length === 0).map((part) => text(part.content()));
    const without = (index: number) => (message: MessageObject) => ({
      ...message,
      attachments: message.attachments.toSpliced(index, 1),
    });

    it('the text', () => {
      const message = changed(mixed([plain, footer]), (object) => ({
        ...object,
        properties: new PropertyBag(object.properties).set(PidTagBody, 'other text'),
      }));
      expect(textsOf(message)[0]).toBe('other text');
      expect(textsOf(message)).toHaveLength(3);
    });
    it('the HTML', () => {
      const message = changed(mixed([rich, footer]), (object) => ({
        ...object,
        properties: new PropertyBag(object.properties).set(PidTagHtml, bytes('<i>other</i>')),
      }));
      expect(textsOf(message)).toContain('<i>other</i>');
      expect(textsOf(message)).toContain('%PDF');
    });
    it('a file that was removed', () => {
      expect(textsOf(changed(mixed([rich, footer]), without(1)))).not.toContain('%PDF');
    });
    it('a file that was changed', () => {
      const change = ({ properties }: AttachmentObject): AttachmentObject => ({
        properties: new PropertyBag(properties).set(PidTagAttachDataBinary, bytes('%PDG')),
      });
      const message = changed(mixed([rich, footer]), (object) => ({
        ...object,
        attachments: object.attachments.map((one, index) => (index === 1 ? change(one) : one)),
      }));
      expect(textsOf(message)).toContain('%PDG');
    });
    it('a file that stands elsewhere now', () => {
      const message = changed(mixed([rich, footer]), (object) => ({
        ...object,
        attachments: [object.attachments[0]!, ...object.attachments.slice(1).toReversed()],
      }));
      expect(textsOf(message)).toContain('%PDF');
    });
  });
  it('stays where a file was added to the message', () => {
    const message = messageOf(mixed([rich, footer]));
    const object = objectOf(message);
    const added = { properties: new PropertyBag(object.attachments[1]!.properties) };
    const attachments = [...object.attachments, added];
    const written = toMime({ ...object, attachments }, { resolve: resolverOf(message) });
    expect(signedIn(written).map((part) => openssl.verifies(part.bytes()))).toEqual([true]);
    expect(parseMime(written).parts).toHaveLength(3);
  });
  it('keeps a hidden attachment that says multipart/signed and is none', () => {
    const message = messageOf(mixed([plain, footer]));
    const object = objectOf(message);
    const [kept, ...others] = object.attachments;
    const broken = { properties: new PropertyBag(kept!.properties).set(PidTagAttachDataBinary, bytes('text')) };
    const written = toMime({ ...object, attachments: [broken, ...others] }, { resolve: resolverOf(message) });
    expect(
      parseMime(written)
        .parts.map((part) => text(part.content()))
        .slice(0, 2),
    ).toEqual(['signed text\r\n', 'text']);
  });
});
