import {
  PidTagBody,
  PidTagClientSubmitTime,
  PidTagEndDate,
  PidTagImportance,
  PidTagLastModificationTime,
  PidTagMessageClass,
  PidTagMessageDeliveryTime,
  PidTagMessageFlags,
  PidTagOriginalMessageClass,
  PidTagOwnerAppointmentId,
  PidTagParentKey,
  PidTagReceivedRepresentingEmailAddress,
  PidTagReceivedRepresentingEntryId,
  PidTagReceivedRepresentingName,
  PidTagResponseRequested,
  PidTagSearchKey,
  PidTagSenderAddressType,
  PidTagSenderEmailAddress,
  PidTagSenderEntryId,
  PidTagSenderName,
  PidTagSentRepresentingEmailAddress,
  PidTagSentRepresentingName,
  PidTagStartDate,
  PidTagSubject,
  fileTimeOf,
  readOneOffEntryId,
  type PropertyDefinition,
} from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { readTnef, type TnefContent } from './index.ts';
import {
  attribute,
  dateTime,
  le,
  messageProperties,
  oemCodePage,
  stream,
  text,
  version,
  zeroEnded,
} from './tnef-stream.fixture.ts';

function read(...attributes: readonly Uint8Array[]): TnefContent {
  return readTnef(stream(version, oemCodePage(1252), ...attributes));
}

function propertiesOf(...attributes: readonly Uint8Array[]): TnefContent['message']['properties'] {
  const { message, defects } = read(...attributes);
  expect(defects).toEqual([]);
  return message.properties;
}

const entryId = Buffer.from('00000000812b1fa4bea310199d6e00dd010f540200000180', 'hex');
const counted = (name: string, address: string) =>
  Buffer.concat([le(name.length + 1, 2), zeroEnded(name), le(address.length + 1, 2), zeroEnded(address)]);

describe('attributes of messages as properties, [MS-OXTNEF] 2.1.3.3', () => {
  it.each<[string, Buffer, PropertyDefinition, unknown]>([
    ['attSubject', attribute(1, 0x00018004, zeroEnded('Grüße')), PidTagSubject, 'Grüße'],
    ['attBody', attribute(1, 0x0002800c, zeroEnded('one\r\ntwo')), PidTagBody, 'one\r\ntwo'],
    [
      'attDateSent',
      attribute(1, 0x00038005, dateTime(2026, 11, 21, 9, 8, 7, 6)),
      PidTagClientSubmitTime,
      Date.UTC(2026, 10, 21, 9, 8, 7),
    ],
    [
      'attDateRecd',
      attribute(1, 0x00038006, dateTime(2026, 11, 21, 9, 8, 7, 6)),
      PidTagMessageDeliveryTime,
      Date.UTC(2026, 10, 21, 9, 8, 7),
    ],
    [
      'attDateModified',
      attribute(1, 0x00038020, dateTime(1999, 1, 31, 0, 0, 0, 0)),
      PidTagLastModificationTime,
      Date.UTC(1999, 0, 31),
    ],
    [
      'attDateStart',
      attribute(1, 0x00030006, dateTime(2026, 2, 1, 23, 59, 59, 0)),
      PidTagStartDate,
      Date.UTC(2026, 1, 1, 23, 59, 59),
    ],
    [
      'attDateEnd',
      attribute(1, 0x00030007, dateTime(2026, 2, 1, 12, 0, 0, 0)),
      PidTagEndDate,
      Date.UTC(2026, 1, 1, 12),
    ],
    ['attMessageID', attribute(1, 0x00018009, zeroEnded('00FF')), PidTagSearchKey, '00ff'],
    ['attParentID', attribute(1, 0x0001800a, zeroEnded('abcd')), PidTagParentKey, 'abcd'],
    ['attPriority high', attribute(1, 0x0004800d, le(1, 2)), PidTagImportance, 2],
    ['attPriority low', attribute(1, 0x0004800d, le(3, 2)), PidTagImportance, 0],
    ['attMessageStatus read, modified', attribute(1, 0x00068007, le(0x21, 1)), PidTagMessageFlags, 0x01],
    ['attMessageStatus submitted, has attachments', attribute(1, 0x00068007, le(0x84, 1)), PidTagMessageFlags, 0x16],
    ['attMessageStatus local', attribute(1, 0x00068007, le(0x02, 1)), PidTagMessageFlags, 0x0a],
    [
      'attOriginalMessageClass',
      attribute(1, 0x00070006, zeroEnded('IPM.Microsoft Mail.Note')),
      PidTagOriginalMessageClass,
      'IPM.Note',
    ],
    [
      'attOriginalMessageClass by its printed id',
      attribute(1, 0x00070600, zeroEnded('IPM.Mine')),
      PidTagOriginalMessageClass,
      'IPM.Mine',
    ],
    ['attAidOwner', attribute(1, 0x00050008, le(0x12345678, 4)), PidTagOwnerAppointmentId, 0x12345678],
    ['attRequestRes', attribute(1, 0x00040009, le(1, 2)), PidTagResponseRequested, true],
    ['attDelegate', attribute(1, 0x00060002, entryId), PidTagReceivedRepresentingEntryId, entryId.toString('hex')],
  ])('%s', (_, bytes, definition, expected) => {
    const value: unknown = propertiesOf(bytes).get(definition);
    if (typeof value === 'bigint') expect(value).toBe(fileTimeOf(expected as number));
    else expect(value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value).toBe(expected);
  });

  it('attConversationID is PidTagConversationKey, which the registry has no name for', () => {
    expect(propertiesOf(attribute(1, 0x0001800b, zeroEnded('0102'))).find(0x000b)?.value).toEqual(Uint8Array.of(1, 2));
  });

  it.each([
    ['IPM.Microsoft Mail.Note', 'IPM.Note'],
    ['ipm.microsoft mail.note', 'IPM.Note'],
    ['IPM.Microsoft Mail.Read Receipt', 'REPORT.IPM.Note.IPNRN'],
    ['IPM.Microsoft Mail.Non-Delivery', 'REPORT.IPM.Note.NDR'],
    ['IPM.Microsoft Schedule.MtgReq', 'IPM.Schedule.Meeting.Request'],
    ['IPM.Microsoft Schedule.MtgRespP', 'IPM.Schedule.Meeting.Resp.Pos'],
    ['IPM.Microsoft Schedule.MtgRespN', 'IPM.Schedule.Meeting.Resp.Neg'],
    ['IPM.Microsoft Schedule.MtgRespA', 'IPM.Schedule.Meeting.Resp.Tent'],
    ['IPM.Microsoft Schedule.MtgCncl', 'IPM.Schedule.Meeting.Canceled'],
    ['IPM.Task.Mine', 'IPM.Task.Mine'],
  ])('attMessageClass %s is %s, 2.1.3.3.5', (legacy, expected) => {
    expect(propertiesOf(attribute(1, 0x00078008, zeroEnded(legacy))).get(PidTagMessageClass)).toBe(expected);
  });

  it('attFrom is a triple of name and typed address, 2.1.3.3.3', () => {
    const triple = Buffer.concat([
      Buffer.from('0400', 'hex'),
      le(16 + 6 + 16, 2),
      le(6, 2),
      le(16, 2),
      Buffer.from('Anna\0\0', 'latin1'),
      zeroEnded('SMTP:anna@b.org'),
      Buffer.alloc(8),
    ]);
    const properties = propertiesOf(attribute(1, 0x00008000, triple));
    expect(properties.get(PidTagSenderName)).toBe('Anna');
    expect(properties.get(PidTagSenderAddressType)).toBe('SMTP');
    expect(properties.get(PidTagSenderEmailAddress)).toBe('anna@b.org');
    expect(readOneOffEntryId(properties.get(PidTagSenderEntryId)!)).toEqual({
      displayName: 'Anna',
      addressType: 'SMTP',
      emailAddress: 'anna@b.org',
    });
  });

  it('attSentFor is who the sender represents, 2.3.3.11', () => {
    const properties = propertiesOf(attribute(1, 0x00060001, counted('Boss', 'EX:/o=x/cn=boss')));
    expect(properties.get(PidTagSentRepresentingName)).toBe('Boss');
    expect(properties.get(PidTagSentRepresentingEmailAddress)).toBe('/o=x/cn=boss');
  });

  it.each([
    ['IPM.Microsoft Schedule.MtgReq', PidTagSentRepresentingEmailAddress, PidTagReceivedRepresentingName],
    ['IPM.Microsoft Schedule.MtgRespP', PidTagReceivedRepresentingEmailAddress, PidTagSentRepresentingName],
  ])('attOwner of %s is the organizer, 2.3.3.10', (messageClass, there, absent) => {
    const properties = propertiesOf(
      attribute(1, 0x00060000, counted('Org', 'SMTP:org@b.org')),
      attribute(1, 0x00078008, zeroEnded(messageClass)),
    );
    expect([properties.get(there), properties.get(absent)]).toEqual(['org@b.org', undefined]);
  });

  it('gives way to encapsulated properties, whatever comes first, 2.1.3', () => {
    const subject = attribute(1, 0x00018004, zeroEnded('old'));
    const properties = messageProperties(text(0x0037001f, 'new ✓'));
    expect(propertiesOf(subject, properties).get(PidTagSubject)).toBe('new ✓');
    expect(propertiesOf(properties, subject).get(PidTagSubject)).toBe('new ✓');
  });

  it('leaves an address alone that properties tell in part', () => {
    const properties = propertiesOf(
      attribute(1, 0x00060001, counted('Old', 'SMTP:old@b.org')),
      messageProperties(text(0x0042001f, 'New')),
    );
    expect(properties.get(PidTagSentRepresentingName)).toBe('New');
    expect(properties.has(PidTagSentRepresentingEmailAddress)).toBe(false);
  });
});
