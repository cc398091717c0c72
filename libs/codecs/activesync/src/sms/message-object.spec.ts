/** SMS objects of [MS-OXOSMMS] as text messages of [MS-ASMS] and back: people and text are the same values in both. */
import { PidTagImportance, PidTagMessageDeliveryTime, PidTagRead, epochMsOf } from '@postbus/mapi';
import { mobileText, readMobileText, readSms, smsObject } from '@postbus/oxosmms';
import { describe, expect, it } from 'vitest';
import {
  type MobileAddress,
  mobileAddressText,
  readMobileAddresses,
  readSmsItem,
  smsApplicationData,
} from '../index.ts';

const people: readonly MobileAddress[] = [{ name: 'Ada "the" [x], \\', number: '+14255550143' }, { number: '+1 425' }];
const at = Date.UTC(2026, 2, 1, 10);

describe('an SMS object', () => {
  const object = smsObject({ origin: 'received', text: 'Grüße\nzwei', from: people[0]!, recipients: [people[1]!], at });

  it('is a text message by what is read of it and its properties', () => {
    const { from, recipients, text } = readSms(object);
    const { properties } = object;
    const item = {
      ...(from !== undefined && { from }),
      to: recipients,
      dateReceived: new Date(epochMsOf(properties.get(PidTagMessageDeliveryTime)!)),
      importance: properties.get(PidTagImportance) === 2 ? 2 : 1,
      read: properties.get(PidTagRead) ?? false,
      text,
    } as const;
    const read = readSmsItem(smsApplicationData(item)).item;
    expect(read).toEqual({ ...item, internetCodePage: 65_001 });
    expect(read).toMatchObject({ from: people[0], to: [people[1]], dateReceived: new Date(at), read: false });
  });

  it('is made of what a client adds', () => {
    const added = readSmsItem({
      To: mobileAddressText(people),
      DateReceived: new Date(at),
      Read: true,
      Body: { Type: 1, Data: 'Hello' },
    }).item;
    const sent = smsObject({
      origin: 'sent',
      text: added.text,
      recipients: added.to,
      ...(added.dateReceived !== undefined && { at: added.dateReceived.getTime() }),
    });
    expect(readSms(sent)).toMatchObject({ text: 'Hello', recipients: people, subject: 'Hello' });
    expect(epochMsOf(sent.properties.get(PidTagMessageDeliveryTime)!)).toBe(at);
  });

  it('has its people in the same form in both packages', () => {
    expect(mobileAddressText(people)).toBe(mobileText(people));
    expect(readMobileText(mobileAddressText(people))).toEqual(people);
    expect(readMobileAddresses(mobileText(people)).addresses).toEqual(people);
  });
});
