import {
  AttachMethod,
  PidTagAttachDataBinary,
  PidTagAttachEncoding,
  PidTagAttachFilename,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachRendering,
  PidTagAttachTransportName,
  PidTagBody,
  PidTagClientSubmitTime,
  PidTagCreationTime,
  PidTagImportance,
  PidTagLastModificationTime,
  PidTagMessageClass,
  PidTagMessageDeliveryTime,
  PidTagMessageFlags,
  PidTagOriginalMessageClass,
  PidTagOwnerAppointmentId,
  PidTagReceivedRepresentingAddressType,
  PidTagReceivedRepresentingEmailAddress,
  PidTagReceivedRepresentingEntryId,
  PidTagReceivedRepresentingName,
  PidTagRenderingPosition,
  PidTagResponseRequested,
  PidTagSenderEntryId,
  PidTagSentRepresentingAddressType,
  PidTagSentRepresentingEmailAddress,
  PidTagSentRepresentingName,
  PidTagStartDate,
  PidTagSubject,
  PropertyBag,
  fileTimeOf,
  oneOffEntryId,
  type AttachmentObject,
  type MessageObject,
} from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { readTnef, writeTnef } from './index.ts';
import { plain } from './plain-message.fixture.ts';

import { attributeOf, attributesOf } from './written-attributes.fixture.ts';

function messageOf(properties: PropertyBag, attachments: readonly AttachmentObject[] = []): MessageObject {
  return { properties, recipients: [], attachments };
}

const note = () => new PropertyBag().set(PidTagMessageClass, 'IPM.Note').set(PidTagSubject, 'Hello');
describe('attributes beside the properties, [MS-OXTNEF] 2.2.3', () => {
  it('reads back what it writes of every property that has an attribute', () => {
    const time = (day: number) => fileTimeOf(Date.UTC(2026, 0, day, 1, 2, 3)) + 4567n;
    const request = new PropertyBag()
      .set(PidTagMessageClass, 'IPM.Schedule.Meeting.Request')
      .set(PidTagOriginalMessageClass, 'IPM.Note')
      .set(PidTagSubject, 'Zoë ✓')
      .set(PidTagBody, 'a body')
      .set(PidTagClientSubmitTime, time(1))
      .set(PidTagMessageDeliveryTime, time(2))
      .set(PidTagLastModificationTime, time(3))
      .set(PidTagStartDate, time(4))
      .set(PidTagMessageFlags, 0x4000_0011)
      .set(PidTagImportance, 2)
      .set(PidTagOwnerAppointmentId, -5)
      .set(PidTagResponseRequested, true)
      .set(PidTagSentRepresentingName, 'Anna')
      .set(PidTagSentRepresentingAddressType, 'SMTP')
      .set(PidTagSentRepresentingEmailAddress, 'anna@b.org')
      .set(PidTagSenderEntryId, oneOffEntryId({ displayName: 'Bo', addressType: 'SMTP', emailAddress: 'bo@b.org' }))
      .set(PidTagReceivedRepresentingEntryId, Uint8Array.of(1, 2, 3));
    const attachment = new PropertyBag()
      .set(PidTagAttachMethod, AttachMethod.afByValue)
      .set(PidTagAttachFilename, 'A~1.TXT')
      .set(PidTagAttachLongFilename, 'a long name.text')
      .set(PidTagAttachTransportName, 'transport')
      .set(PidTagAttachRendering, Uint8Array.of(9))
      .set(PidTagAttachEncoding, Buffer.from('2a864886f714030b01', 'hex'))
      .set(PidTagCreationTime, time(5))
      .set(PidTagLastModificationTime, time(6))
      .set(PidTagRenderingPosition, 17)
      .set(PidTagAttachDataBinary, Buffer.alloc(5000, 1));
    const message = messageOf(request, [{ properties: attachment }]);
    const { message: again, defects } = readTnef(writeTnef(message));
    expect(defects).toEqual([]);
    expect(plain(again)).toEqual(plain(message));
    const written = attributesOf(writeTnef(message)).map(({ id }) => id);
    expect(written.join(' ')).toBe(
      '00089006 00069007 00078008 00070006 00008000 00018004 00038005 00038006 00068007 ' +
        '0002800c 0004800d 00038020 00060000 00060001 00060002 00030006 00050008 00040009 ' +
        '00069003 00069002 00018010 00069001 00038012 00038013 00068011 0006800f 00069005',
    );
  });

  it('tells the organizer of a meeting in attOwner, by who sends the message, 2.2.3.11', () => {
    const bag = new PropertyBag()
      .set(PidTagReceivedRepresentingName, 'Org')
      .set(PidTagReceivedRepresentingAddressType, 'SMTP')
      .set(PidTagReceivedRepresentingEmailAddress, 'org@b.org');
    const response = messageOf(bag.set(PidTagMessageClass, 'IPM.Schedule.Meeting.Resp.Pos'));
    expect(attributeOf(response, '00060000')?.data.toString('latin1')).toBe('\x04\0Org\0\x0f\0SMTP:org@b.org\0');
    expect(attributeOf(messageOf(bag.set(PidTagMessageClass, 'IPM.Note')), '00060000')).toBeUndefined();
  });

  it('pads the name of attFrom to two bytes, and the whole by a triple, 2.1.3.3.3', () => {
    const entry = oneOffEntryId({ displayName: 'Anna', addressType: 'SMTP', emailAddress: 'anna@b.org' });
    const from = attributeOf(messageOf(new PropertyBag().set(PidTagSenderEntryId, entry)), '00008000');
    expect(from?.data.toString('latin1')).toBe('\x04\0\x26\0\x06\0\x10\0Anna\0\0SMTP:anna@b.org\0' + '\0'.repeat(8));
  });

  it('leaves subject and body of an embedded message to its properties, 2.2.3.5', () => {
    const embedded = messageOf(note().set(PidTagBody, 'inner'));
    const outer = messageOf(note(), [{ properties: new PropertyBag().set(PidTagAttachMethod, 5), embedded }]);
    const list = attributesOf(writeTnef(outer)).at(-1)!.data;
    const iid = list.indexOf(Buffer.from('0703020000000000c000000000000046', 'hex'));
    const inner = list.subarray(iid + 16, iid + list.readUInt32LE(iid - 4));
    expect(attributesOf(inner).map(({ id }) => id)).toEqual(['00089006', '00069007', '00078008', '00069003']);
    expect(plain(readTnef(writeTnef(outer)).message)).toEqual(plain(outer));
  });
});
