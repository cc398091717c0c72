/** Messages for the specs: one with all that a .msg file can hold, and what is in a message as plain data. */
import { createHash } from 'node:crypto';
import { Storage, Stream, writeCompoundFile } from '@postbus/cfb';
import * as mapi from '@postbus/mapi';
import { type MessageObject, PropertyBag, PropertyType, toStored } from '@postbus/mapi';

export const bodyText = 'Grüße aus Köln.\r\nZweite Zeile: 日本語.\r\n';
export const bodyHtml = '<html><body><p>Gr&uuml;&szlig;e <b>aus</b> K&ouml;ln</p></body></html>';
export const names = {
  header: { guid: mapi.PS_INTERNET_HEADERS, name: 'X-Postbus-Test' },
  keywords: { guid: mapi.PS_PUBLIC_STRINGS, name: 'Keywords' },
  reminder: { guid: mapi.PSETID_Common, lid: 0x8503 },
  location: { guid: mapi.PSETID_Appointment, lid: 0x8208 },
  own: { guid: '12345678-9abc-def0-1234-56789abcdef0', name: 'Eigene Größe' },
} as const;

export function patterned(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) bytes[index] = index * 7 + (index >> 8) * 13 + seed;
  return bytes;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function recipient(type: number, name: string, address: string, row: number): PropertyBag {
  return new PropertyBag()
    .set(mapi.PidTagRowid, row)
    .set(mapi.PidTagRecipientType, type)
    .set(mapi.PidTagDisplayName, name)
    .set(mapi.PidTagAddressType, 'SMTP')
    .set(mapi.PidTagEmailAddress, address)
    .set(mapi.PidTagSmtpAddress, address);
}

function envelope(subject: string): PropertyBag {
  return new PropertyBag()
    .set(mapi.PidTagMessageClass, 'IPM.Note')
    .set(mapi.PidTagStoreSupportMask, 0x0004_0000)
    .set(mapi.PidTagSubject, subject)
    .set(mapi.PidTagNormalizedSubject, subject)
    .set(mapi.PidTagSenderName, 'Jürgen Müller')
    .set(mapi.PidTagSenderAddressType, 'SMTP')
    .set(mapi.PidTagSenderEmailAddress, 'juergen@example.com')
    .set(mapi.PidTagSentRepresentingName, 'Jürgen Müller')
    .set(mapi.PidTagSentRepresentingAddressType, 'SMTP')
    .set(mapi.PidTagSentRepresentingEmailAddress, 'juergen@example.com')
    .set(mapi.PidTagClientSubmitTime, filetime)
    .set(mapi.PidTagMessageDeliveryTime, 133_000_000_010_000_000n)
    .set(mapi.PidTagMessageFlags, 1)
    .set(mapi.PidTagInternetMessageId, '<one@example.com>');
}

function file(name: string, content: Uint8Array, number: number): mapi.AttachmentObject {
  const properties = new PropertyBag()
    .set(mapi.PidTagAttachNumber, number)
    .set(mapi.PidTagAttachMethod, mapi.AttachMethod.afByValue)
    .set(mapi.PidTagAttachLongFilename, name)
    .set(mapi.PidTagAttachFilename, name)
    .set(mapi.PidTagDisplayName, name)
    .set(mapi.PidTagAttachMimeTag, 'application/octet-stream')
    .set(mapi.PidTagRenderingPosition, -1)
    .set(mapi.PidTagAttachDataBinary, content);
  return { properties };
}

function embeddedIn(message: MessageObject, number: number): mapi.AttachmentObject {
  const properties = new PropertyBag()
    .set(mapi.PidTagAttachNumber, number)
    .set(mapi.PidTagAttachMethod, mapi.AttachMethod.afEmbeddedMessage)
    .set(mapi.PidTagDisplayName, 'Weitergeleitet')
    .set(mapi.PidTagRenderingPosition, -1);
  return { properties, embedded: message };
}

/** In 2022. */
export const filetime = 133_000_000_000_000_000n;

/** A compound file as OLE objects are. */
export function oleObject(): Uint8Array {
  const root = new Storage('Root Entry', {
    clsid: '00020906-0000-0000-c000-000000000046',
    stateBits: 3,
    modified: filetime,
  });
  root.add(new Stream('\u0001CompObj', patterned(90)));
  root.add(new Stream('WordDocument', patterned(6000)));
  root.add(new Storage('ObjectPool', { created: filetime, modified: filetime })).add(new Stream('_1', patterned(10)));
  return writeCompoundFile(root);
}

export const attachmentFiles = [
  ['kurz.bin', patterned(10)],
  ['Größe 日本.dat', patterned(70_000, 5)],
  ['leer.txt', new Uint8Array()],
] as const;

/** A message with recipients, files, an embedded message in an embedded message, an OLE object and named properties. */
export function sampleMessage(): MessageObject {
  const innermost: MessageObject = {
    properties: envelope('Ganz innen')
      .set(mapi.PidTagBody, 'tief')
      .put(named('own', PropertyType.PtypString, 'innen')),
    recipients: [recipient(1, 'D', 'd@example.com', 0)],
    attachments: [],
  };
  const inner: MessageObject = {
    properties: envelope('Innen ☃').set(mapi.PidTagBody, 'eingebettet'),
    recipients: [],
    attachments: [embeddedIn(innermost, 0), file('innen.bin', patterned(33, 3), 1)],
  };
  const byReference = new PropertyBag()
    .set(mapi.PidTagAttachNumber, 5)
    .set(mapi.PidTagAttachMethod, mapi.AttachMethod.afByReference)
    .set(mapi.PidTagAttachLongPathname, '\\\\server\\share\\fern.doc');
  const ole = new PropertyBag()
    .set(mapi.PidTagAttachNumber, 4)
    .set(mapi.PidTagAttachMethod, mapi.AttachMethod.afOle)
    .set(mapi.PidTagAttachDataObject, oleObject());
  return {
    properties: envelope('Ein Gruß ☃')
      .set(mapi.PidTagBody, bodyText)
      .set(mapi.PidTagHtml, new TextEncoder().encode(bodyHtml))
      .set(mapi.PidTagInternetCodepage, 65_001)
      .set(mapi.PidTagDisplayTo, 'Anna Ä; Bob')
      .set(mapi.PidTagDisplayCc, 'Carla')
      .set(mapi.PidTagTransportMessageHeaders, 'X-Mailer: postbus\r\nMessage-ID: <one@example.com>\r\n\r\n')
      .put(named('header', PropertyType.PtypString, 'Wert'))
      .put(named('keywords', PropertyType.PtypMultipleString, ['rot', 'grün', '']))
      .put(named('reminder', PropertyType.PtypBoolean, true))
      .put(named('location', PropertyType.PtypString, 'Saal 1'))
      .put(named('own', PropertyType.PtypInteger32, -5)),
    recipients: [
      recipient(1, 'Anna Ä', 'anna@example.com', 0),
      recipient(1, 'Bob', 'bob@example.com', 1),
      recipient(2, 'Carla', 'carla@example.com', 2),
      recipient(3, 'Dora', 'dora@example.com', 3),
    ],
    attachments: [
      ...attachmentFiles.map(([name, content], index) => file(name, content, index)),
      embeddedIn(inner, 3),
      { properties: ole },
      { properties: byReference },
    ],
  };
}

export function named(name: keyof typeof names, type: mapi.PropertyType, value: mapi.PropertyValue): mapi.Property {
  return { key: names[name], type, value };
}

/** A message with nothing but these properties. */
export function messageOf(...properties: mapi.Property[]): MessageObject {
  return { properties: new PropertyBag(properties), recipients: [], attachments: [] };
}

/** All that is in a message, for comparing: properties with their names, types and values, in whatever order they are. */
export function plain(message: MessageObject): unknown {
  return JSON.parse(JSON.stringify(toStored(inOrder(message))));
}

function inOrder({ properties, recipients, attachments }: MessageObject): MessageObject {
  const sorted = (bag: PropertyBag) => new PropertyBag([...bag].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)));
  return {
    properties: sorted(properties),
    recipients: recipients.map(sorted),
    attachments: attachments.map(({ properties, embedded }) => ({
      properties: sorted(properties),
      ...(embedded && { embedded: inOrder(embedded) }),
    })),
  };
}

const keyOf = ({ key }: mapi.Property) => mapi.keyText(key);
