import { createHash } from 'node:crypto';
import {
  AttachMethod,
  type AttachmentObject,
  type MessageObject,
  PS_INTERNET_HEADERS,
  PidTagAttachContentId,
  PidTagAttachDataBinary,
  PidTagAttachFlags,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagBody,
  PidTagClientSubmitTime,
  PidTagHtml,
  PidTagImportance,
  PidTagInternetMessageId,
  PidTagInternetReferences,
  PidTagSensitivity,
  PidTagSubject,
  PropertyBag,
  PropertyType,
  fileTimeOf,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { hasPython, readWithPython } from '../../spec/python-email.ts';
import { senderGroup, sentRepresentingGroup, setGroup } from '../address-group.ts';
import { toMessageObject, toMime, toMimeRuns } from '../index.ts';
import { recipientRow, setReplyRecipients } from '../recipients.ts';

const user = (displayName: string, emailAddress: string, addressType = 'SMTP') => ({
  displayName,
  addressType,
  emailAddress,
});
const sent = Date.UTC(2026, 10, 21, 8, 25, 3);
const picture = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7) & 0xff);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function message(): PropertyBag {
  const bag = new PropertyBag()
    .set(PidTagSubject, 'Grüße aus Zürich — und noch ein sehr langer Betreff, der über eine Zeile hinausgeht, 日本語も')
    .set(PidTagClientSubmitTime, fileTimeOf(sent))
    .set(PidTagInternetMessageId, '<one@example.org>')
    .set(PidTagInternetReferences, '<a@example.org> <b@example.org>')
    .set(PidTagBody, 'Hällo\nworld \n\n-- \nAnna');
  setGroup(bag, sentRepresentingGroup, user('Änna "A" Müller', 'anna@example.org'));
  setGroup(bag, senderGroup, user('Office', 'office@example.org'));
  return bag;
}

const file = (name: string, type: string, data: Uint8Array): AttachmentObject => ({
  properties: new PropertyBag()
    .set(PidTagAttachMethod, AttachMethod.afByValue)
    .set(PidTagAttachLongFilename, name)
    .set(PidTagAttachMimeTag, type)
    .set(PidTagAttachDataBinary, data),
});
const inlinePicture = file('logo.png', 'image/png', picture);
inlinePicture.properties.set(PidTagAttachContentId, 'logo@x').set(PidTagAttachFlags, 4);
const recipients = [
  recipientRow(user('Bob', 'bob@example.com'), 1, 0),
  recipientRow(user('Číslo, D', 'd@example.com'), 1, 1),
  recipientRow(user('c@example.com', 'c@example.com'), 2, 2),
  recipientRow(user('Secret', 'secret@example.com'), 3, 3),
];
const full: MessageObject = {
  properties: message().set(PidTagHtml, Buffer.from('<p>Hällo <img src="cid:logo@x"></p>')),
  recipients,
  attachments: [
    inlinePicture,
    file('Übersicht 2026 „Plan“.pdf', 'application/pdf', picture),
    file('note.txt', 'text/plain', Buffer.from('bare\nlines ünd so')),
    {
      properties: new PropertyBag().set(PidTagAttachMethod, AttachMethod.afEmbeddedMessage),
      embedded: { properties: message().set(PidTagSubject, 'inner'), recipients: [], attachments: [] },
    },
  ],
};
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const structure = (bytes: Uint8Array): unknown => {
  const of = (entity: ReturnType<typeof parseMime>): unknown =>
    entity.parts.length === 0 ? entity.contentType.mediaType : [entity.contentType.mediaType, ...entity.parts.map(of)];
  return of(parseMime(bytes));
};

describe.skipIf(!hasPython)('what is written, read by Python', () => {
  const [read] = readWithPython([toMime(full)]);
  it('has the addresses, date and subject, [MS-OXCMAIL] 2.1.3.1', () => {
    expect(read).toMatchObject({
      from: [['Änna "A" Müller', 'anna@example.org']],
      to: [
        ['Bob', 'bob@example.com'],
        ['Číslo, D', 'd@example.com'],
      ],
      cc: [['', 'c@example.com']],
      date: sent,
      subject: full.properties.get(PidTagSubject),
      defects: [],
    });
    const headers = new Map(read!.headers);
    expect(headers.get('Sender')).toBe('Office <office@example.org>');
    expect(headers.get('References')).toBe('<a@example.org> <b@example.org>');
    expect(headers.has('Bcc')).toBe(false);
  });
  it('has mixed around related around alternative, and every attachment, [MS-OXCMAIL] 2.1.3.3, 2.1.3.4', () => {
    expect(read!.parts.map(({ contentType }) => contentType)).toEqual([
      'multipart/mixed',
      'multipart/related',
      'multipart/alternative',
      'text/plain',
      'text/html',
      'image/png',
      'application/pdf',
      'text/plain',
      'message/rfc822',
      'text/plain',
    ]);
    const [logo, pdf, note] = [read!.parts[5]!, read!.parts[6]!, read!.parts[7]!];
    expect(logo).toMatchObject({ contentId: '<logo@x>', disposition: 'inline', sha256: sha256(picture) });
    expect(pdf).toMatchObject({
      fileName: 'Übersicht 2026 „Plan“.pdf',
      disposition: 'attachment',
      sha256: sha256(picture),
    });
    expect(note).toMatchObject({ fileName: 'note.txt', sha256: sha256(Buffer.from('bare\nlines ünd so')) });
  });
  it('has both bodies', () => {
    expect(read!.parts[3]!.text).toBe('Hällo\r\nworld \r\n\r\n-- \r\nAnna');
    expect(read!.parts[4]!.text).toBe('<p>Hällo <img src="cid:logo@x"></p>');
  });
});

describe('structure, [MS-OXCMAIL] 2.1.3.3', () => {
  it('is a text alone where there is only text', () => {
    expect(structure(toMime({ properties: message(), recipients, attachments: [] }))).toBe('text/plain');
  });
  it('has a text made from the HTML where there is only HTML', () => {
    const properties = new PropertyBag().set(PidTagHtml, Buffer.from('<p>One</p><p>Two &amp; three</p>'));
    const written = toMime({ properties, recipients: [], attachments: [] });
    expect(structure(written)).toEqual(['multipart/alternative', 'text/plain', 'text/html']);
    expect(parseMime(written).parts[0]!.text()).toBe('One\r\n\r\nTwo & three');
  });
  it('does not show an attachment inline that the HTML does not refer to, 2.1.3.4.1.2', () => {
    const properties = message().set(PidTagHtml, Buffer.from('<p>no picture'));
    expect(structure(toMime({ properties, recipients: [], attachments: [inlinePicture] }))).toEqual([
      'multipart/mixed',
      ['multipart/alternative', 'text/plain', 'text/html'],
      'image/png',
    ]);
  });
  it('sends as octets what claims to be a multipart or a message, 2.1.3.4.2.2', () => {
    const types = ['multipart/mixed', 'message/rfc822', 'not a type', 'application/applefile'];
    const attachments = types.map((type) => file('a', type, picture));
    expect(structure(toMime({ properties: message(), recipients: [], attachments }))).toEqual([
      'multipart/mixed',
      'text/plain',
      ...types.map(() => 'application/octet-stream'),
    ]);
  });
});

describe('header fields, [MS-OXCMAIL] 2.1.3.2', () => {
  const fields = (properties: PropertyBag, options = {}) =>
    text(toMime({ properties, recipients, attachments: [] }, options));
  it('writes Bcc only where told', () => {
    expect(fields(message())).not.toContain('secret@');
    expect(fields(message(), { writesBcc: true })).toContain('Bcc: Secret <secret@example.com>');
  });
  it('writes importance and sensitivity', () => {
    const written = fields(message().set(PidTagImportance, 2).set(PidTagSensitivity, 3));
    expect(written).toMatch(/^Importance: high\r$/m);
    expect(written).toMatch(/^X-Priority: 1\r$/m);
    expect(written).toMatch(/^Sensitivity: Company-Confidential\r$/m);
  });
  it('writes no Sender that is the user of From', () => {
    const bag = message();
    setGroup(bag, senderGroup, user('Anna', 'ANNA@example.org'));
    expect(fields(bag)).not.toMatch(/^Sender:/m);
  });
  it('writes Reply-To from entries and names', () => {
    const bag = message();
    setReplyRecipients(bag, [user('R', 'r@example.org'), user('s@example.org', 's@example.org')]);
    expect(fields(bag)).toMatch(/^Reply-To: R <r@example\.org>, s@example\.org\r$/m);
  });
  it('writes properties of PS_INTERNET_HEADERS, but no field twice, no reserved one and none that ends its line', () => {
    const bag = message();
    for (const [name, value] of [
      ['X-A', 'one\r\nBcc: evil@x'],
      ['Subject', 'other'],
      ['X-MS-Exchange-Organization-SCL', '9'],
      ['Content-Type', 'a/b'],
      ['bad name', 'x'],
    ] as const) {
      bag.put({ key: { guid: PS_INTERNET_HEADERS, name }, type: PropertyType.PtypString, value });
    }
    const { headers } = parseMime(toMime({ properties: bag, recipients, attachments: [] }));
    expect(headers.first('X-A')?.text).toBe('one Bcc: evil@x');
    expect(headers.all('Subject')).toHaveLength(1);
    expect(headers.all('Content-Type')).toHaveLength(1);
    expect(['Bcc', 'X-MS-Exchange-Organization-SCL', 'bad name'].filter((name) => headers.has(name))).toEqual([]);
  });
  it('puts addresses that are not of the Internet into one that is', () => {
    const to = recipientRow(user('Phone', '+15550100', 'MOBILE'), 1, 0);
    expect(text(toMime({ properties: message(), recipients: [to], attachments: [] }))).toContain(
      'To: Phone <IMCEAMOBILE-+2B15550100@invalid>',
    );
  });
  it('names itself as told where the message has no id', () => {
    const bag = new PropertyBag().set(PidTagBody, 'x');
    expect(fields(bag, { messageId: '<new@x>', sentAt: sent })).toMatch(
      /^Date: Sat, 21 Nov 2026 08:25:03 \+0000\r[^]*^Message-ID: <new@x>\r$/m,
    );
  });
});

describe('values outside and depth', () => {
  it('are refused where nothing reads them', () => {
    const properties = new PropertyBag().set(PidTagBody, { in: 'blob', sha256: 'ab', size: 3 });
    expect(() => toMime({ properties, recipients: [], attachments: [] })).toThrow(
      expect.objectContaining({ code: 'value-not-here' }),
    );
  });
  it('are refused where messages are embedded too deep', () => {
    let deep: MessageObject = { properties: new PropertyBag(), recipients: [], attachments: [] };
    for (let depth = 0; depth < 30; depth++)
      deep = {
        properties: new PropertyBag(),
        recipients: [],
        attachments: [{ properties: new PropertyBag(), embedded: deep }],
      };
    expect(() => toMime(deep)).toThrow(expect.objectContaining({ code: 'too-deep' }));
  });
});

describe('runs of bytes', () => {
  it('are the message, one after another', () => {
    const numbered = () => {
      let next = 0;
      return { boundary: () => `=_boundary_${next++}` };
    };
    const large = { ...full, attachments: [file('a.bin', 'a/b', new Uint8Array(2_000_000).fill(7))] };
    expect(Math.max(...[...toMimeRuns(large)].map(({ length }) => length))).toBeLessThan(1_500_000);
    expect(Buffer.concat([...toMimeRuns(large, numbered())])).toEqual(Buffer.from(toMime(large, numbered())));
    expect(Buffer.concat([...toMimeRuns(full, numbered())])).toEqual(Buffer.from(toMime(full, numbered())));
  });
});

describe('there and back', () => {
  it('gives the same properties again', () => {
    const again = toMessageObject(parseMime(toMime(full, { writesBcc: true })), { attachmentInlineLimit: Infinity });
    expect(again.recipients.map((row) => [...row])).toEqual(recipients.map((row) => [...row]));
    const kept = [
      PidTagSubject.key,
      PidTagClientSubmitTime.key,
      PidTagInternetMessageId.key,
      PidTagInternetReferences.key,
    ];
    for (const key of kept) expect(again.properties.find(key)).toEqual(full.properties.find(key));
    expect(Buffer.from(again.properties.get(PidTagHtml) as Uint8Array)).toEqual(full.properties.get(PidTagHtml));
    expect(again.attachments.map((one) => one.properties.get(PidTagAttachLongFilename))).toEqual([
      'logo.png',
      'Übersicht 2026 „Plan“.pdf',
      'note.txt',
      undefined,
    ]);
    expect(again.attachments[3]!.embedded!.properties.get(PidTagSubject)).toBe('inner');
  });
});
