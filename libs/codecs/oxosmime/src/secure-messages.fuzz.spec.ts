/** Damaged secure messages and objects: nothing throws beyond coded errors, and no byte of what is protected changes; POSTBUS_FUZZ_RUNS runs each for longer. */
import { PostbusError } from '@postbus/errors';
import {
  AttachMethod,
  PidNameContentType,
  PidTagAttachDataBinary,
  PidTagAttachFilename,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagAttachmentHidden,
  PidTagBody,
  PidTagMessageClass,
  PropertyBag,
} from '@postbus/mapi';
import { entityBytes, parseMime } from '@postbus/mime';
import { messageParts, resolveBytes, resolverOf, toMessageObject, toMime } from '@postbus/oxcmail';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secureKindOf, secureToMime } from './index.ts';
import { bytes, header, oddShapes, signedEntity, text } from './secure-messages.fixture.ts';
import { rewritten } from './ways.fixture.ts';

const told = process.env['POSTBUS_FUZZ_RUNS'];
const runs = (usual: number): { readonly numRuns: number } => ({ numRuns: told === undefined ? usual : Number(told) });

const anySignature = { signature: () => bytes('0\x82\x01\x00anything') };
const entities = Object.values(oddShapes)
  .filter(({ content }) => content.length < 10_000)
  .map((shape) => text(signedEntity(shape, anySignature)));
const cms = 'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n';
const sealed = `${cms}Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=smime.p7m\r\n\r\nMAsGCSqGSIb3DQEHAw==\r\n`;
const list = (entity: string): string =>
  `Content-Type: multipart/mixed; boundary=list\r\n\r\n--list\r\n${entity}\r\n--list\r\n\r\nfooter\r\n--list--\r\n`;
const forward = (entity: string): string => `Content-Type: message/rfc822\r\n\r\nSubject: in\r\n${entity}`;
const messages = [...entities, sealed, list(entities[0]!), list(sealed), forward(entities[1]!), forward(sealed)].map(
  (entity) => header + entity,
);

const pieces = fc.oneof(
  fc.constantFrom(
    '\r\n',
    '\n',
    '\r',
    '--',
    '--=_signed',
    '--=_signed--',
    '\0',
    ';',
    '"',
    '(',
    'Content-Type: ',
    'From ',
  ),
  fc.constantFrom(
    'multipart/signed',
    'application/pkcs7-mime',
    'Content-Transfer-Encoding: base64\r\n',
    '.p7m',
    '0\x80',
  ),
  fc.string({ maxLength: 8 }),
);
/** One of `whole` of which some bytes are others, missing, or there twice. */
const damagedOf = (whole: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...whole), fc.array(fc.tuple(fc.nat(), fc.nat(40), pieces), { maxLength: 4 }))
    .map(([message, edits]) =>
      edits.reduce((whole, [at, length, piece]) => {
        const start = at % (whole.length + 1);
        return whole.slice(0, start) + piece + whole.slice(start + length);
      }, message),
    );

const damaged = damagedOf(messages);
const damagedLists = damagedOf(
  entities
    .flatMap((entity) => [list(entity), list(list(entity)), forward(list(entity))])
    .map((entity) => header + entity),
);

/** What is protected in a message: the signed entity from its empty line on, or the CMS. */
function protectedIn(message: Uint8Array): string | undefined {
  const mime = parseMime(message);
  const kind = secureKindOf(mime);
  if (kind === undefined) return undefined;
  const { attachments } = toMessageObject(mime);
  expect(attachments).toHaveLength(1);
  const content = resolveBytes(attachments[0]!.properties.get(PidTagAttachDataBinary)!, resolverOf(message));
  return `${kind} ${text(content)}`;
}

describe('damaged secure messages', () => {
  it('become objects, and messages with the same bytes protected', () => {
    fc.assert(
      fc.property(damaged, (made) => {
        const message = bytes(made);
        const before = protectedIn(message);
        const after = rewritten(message);
        if (before !== undefined) expect(protectedIn(after)).toBe(before);
      }),
      runs(400),
    );
  });
  it('within other multiparts keep their bytes, whatever is damaged', () => {
    fc.assert(
      fc.property(damagedLists, (made) => {
        const message = bytes(made);
        const mime = parseMime(message);
        if (secureKindOf(mime) !== undefined) return;
        const after = rewritten(message);
        for (const { part } of messageParts(mime).signed) expect(text(after)).toContain(text(part.bytes()));
      }),
      runs(250),
    );
  });
  it('are the same when they are written again: nothing grows', () => {
    fc.assert(
      fc.property(damaged, (made) => {
        const once = rewritten(bytes(made));
        const twice = rewritten(once);
        expect(toMessageObject(parseMime(twice)).attachments.length).toBe(
          toMessageObject(parseMime(once)).attachments.length,
        );
        expect(protectedIn(twice)).toBe(protectedIn(once));
      }),
      runs(100),
    );
  });
});

const texts = fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom('smime.p7m', '../a', ''));
const classes = fc.oneof(
  fc.constantFrom('IPM.Note.SMIME', 'IPM.Note.SMIME.MultipartSigned', 'IPM.Note', 'IPM.InfoPathForm.a.SMIME'),
  texts.map((name) => `IPM.Note.${name}.SMIME`),
);
const contents = fc.oneof(
  fc.constantFrom(...entities, sealed, ''),
  damaged,
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const attachments = fc
  .record({ content: contents, tag: texts, long: texts, short: texts, hidden: fc.boolean(), signed: fc.boolean() })
  .map(({ content, tag, long, short, hidden, signed }) => ({
    properties: new PropertyBag()
      .set(PidTagAttachMethod, AttachMethod.afByValue)
      .set(PidTagAttachMimeTag, signed ? 'multipart/signed' : tag)
      .set(PidTagAttachLongFilename, long)
      .set(PidTagAttachFilename, short)
      .set(PidTagAttachmentHidden, hidden)
      .set(PidTagAttachDataBinary, bytes(content)),
  }));
const objects = fc
  .record({ messageClass: classes, contentType: texts, attached: fc.array(attachments, { maxLength: 3 }) })
  .map(({ messageClass, contentType, attached }) => ({
    properties: new PropertyBag()
      .set(PidTagMessageClass, messageClass)
      .set(PidNameContentType, contentType)
      .set(PidTagBody, 'shown'),
    recipients: [],
    attachments: attached,
  }));

describe('objects of any making', () => {
  it('become messages of their attachment, or like any other, or a coded error', () => {
    fc.assert(
      fc.property(objects, (message) => {
        try {
          const written = toMime(message);
          const secure = secureToMime(message, { fields: ['Subject: x'], resolve: () => bytes('') });
          if (secure === undefined) return;
          expect(protectedIn(written)).toBe(protectedIn(entityBytes(secure)));
          expect(parseMime(entityBytes(secure)).headers.first('Subject')?.text).toBe('x');
        } catch (error) {
          if (!(error instanceof PostbusError)) throw error;
        }
      }),
      runs(400),
    );
  });
  it('of a hundred thousand fields or parts are written in bounded time', () => {
    const many = `Content-Type: multipart/signed; boundary=b\r\n${'X: y\r\n'.repeat(100_000)}\r\n${'--b\r\n\r\n'.repeat(100_000)}`;
    const { properties } = toMessageObject(parseMime(bytes(`${header}${many}`)));
    const message = {
      properties,
      recipients: [],
      attachments: [{ properties: new PropertyBag().set(PidTagAttachDataBinary, bytes(many)) }],
    };
    expect(text(toMime(message)).endsWith('--b\r\n\r\n'.repeat(100_000))).toBe(true);
  });
  it('of thousands of signed parts are written in bounded time', () => {
    const one = 'Content-Type: multipart/signed; boundary=s\r\n\r\n--s\r\n\r\nx\r\n--s\r\n\r\ny\r\n--s--';
    const message = bytes(
      `${header}Content-Type: multipart/mixed; boundary=m\r\n\r\n${`--m\r\n${one}\r\n`.repeat(3000)}--m--\r\n`,
    );
    expect(parseMime(rewritten(message)).parts).toHaveLength(3000);
  });
});
