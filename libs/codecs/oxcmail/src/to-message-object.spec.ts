import {
  PS_INTERNET_HEADERS,
  PidLidFlagRequest,
  PidTagAddressType,
  PidTagAutoResponseSuppress,
  PidTagBody,
  PidTagClientSubmitTime,
  PidTagConversationId,
  PidTagConversationIndex,
  PidTagConversationTopic,
  PidTagDisplayName,
  PidTagDisplayTo,
  PidTagEntryId,
  PidTagHtml,
  PidTagImportance,
  PidTagInReplyToId,
  PidTagInternetCodepage,
  PidTagInternetMessageId,
  PidTagInternetReferences,
  PidTagListUnsubscribe,
  PidTagMessageClass,
  PidTagMessageDeliveryTime,
  PidTagNativeBody,
  PidTagNormalizedSubject,
  PidTagReadReceiptRequested,
  PidTagReadReceiptSmtpAddress,
  PidTagRecipientType,
  PidTagReplyRecipientEntries,
  PidTagSearchKey,
  PidTagSenderEmailAddress,
  PidTagSensitivity,
  PidTagSentRepresentingEmailAddress,
  PidTagSentRepresentingName,
  PidTagSmtpAddress,
  PidTagSubject,
  PidTagSubjectPrefix,
  PidTagTransportMessageHeaders,
  PropertyType,
  epochMsOf,
  readFlatEntryList,
  readOneOffEntryId,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { resolveText, resolverOf, toMessageObject } from './index.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text.replaceAll('\n', '\r\n')));
const convert = (text: string) => toMessageObject(parseMime(bytes(text)));
const header = (...fields: string[]) => convert(`${fields.join('\n')}\n\nbody\n`).properties;

describe('addresses, [MS-OXCMAIL] 2.2.3.1', () => {
  const message = convert(
    'From: =?utf-8?B?w4RubmE=?= <anna@example.org>, b@example.org\nSender: Office <office@example.org>\n' +
      'To: Bob <bob@example.com>, Team: c@example.com, "D, E" <d@example.com>;\nCc: x@example.com\nBcc: y@example.com\n' +
      'Reply-To: R <r@example.org>, s@example.org\nDisposition-Notification-To: anna@example.org\n\nx',
  );
  it('makes a row a recipient, with its type and all that names it', () => {
    const rows = message.recipients.map((row) => [
      row.get(PidTagRecipientType),
      row.get(PidTagDisplayName),
      row.get(PidTagSmtpAddress),
    ]);
    expect(rows).toEqual([
      [1, 'Bob', 'bob@example.com'],
      [1, 'c@example.com', 'c@example.com'],
      [1, 'D, E', 'd@example.com'],
      [2, 'x@example.com', 'x@example.com'],
      [3, 'y@example.com', 'y@example.com'],
    ]);
    const bob = message.recipients[0]!;
    expect(bob.get(PidTagAddressType)).toBe('SMTP');
    expect(Buffer.from(bob.get(PidTagSearchKey)!).toString()).toBe('SMTP:BOB@EXAMPLE.COM\0');
    expect(readOneOffEntryId(bob.get(PidTagEntryId)!)).toEqual({
      displayName: 'Bob',
      addressType: 'SMTP',
      emailAddress: 'bob@example.com',
    });
    expect(message.properties.get(PidTagDisplayTo)).toBe('Bob; c@example.com; D, E');
  });
  it('sets PidTagSentRepresenting from the first address of From, PidTagSender from Sender', () => {
    expect(message.properties.get(PidTagSentRepresentingName)).toBe('Änna');
    expect(message.properties.get(PidTagSentRepresentingEmailAddress)).toBe('anna@example.org');
    expect(message.properties.get(PidTagSenderEmailAddress)).toBe('office@example.org');
  });
  it('sets PidTagSender from From where there is no Sender', () => {
    expect(header('From: a@example.org').get(PidTagSenderEmailAddress)).toBe('a@example.org');
  });
  it('keeps all of Reply-To in PidTagReplyRecipientEntries', () => {
    const entries = readFlatEntryList(message.properties.get(PidTagReplyRecipientEntries)!);
    expect(entries.map((entry) => readOneOffEntryId(entry).emailAddress)).toEqual(['r@example.org', 's@example.org']);
  });
  it('asks for a read receipt where Disposition-Notification-To does', () => {
    expect(message.properties.get(PidTagReadReceiptRequested)).toBe(true);
    expect(message.properties.get(PidTagReadReceiptSmtpAddress)).toBe('anna@example.org');
  });
  it('makes no more rows than it may', () => {
    const many = bytes(`To: ${Array.from({ length: 50 }, (_, index) => `u${index}@example.org`).join(', ')}\n\n`);
    expect(toMessageObject(parseMime(many), { recipients: 20 }).recipients).toHaveLength(20);
  });
});

describe('the subject, [MS-OXCMAIL] 2.2.3.2.6.1', () => {
  it.each([
    ['Re: Report', 'Re: ', 'Report'],
    ['AW:Report', 'AW: ', 'Report'],
    ['转发:  Report', '转发: ', 'Report'],
    ['转发\uff1a Report', '', '转发\uff1a Report'],
    ['Fwd:   Re: x', 'Fwd: ', 'Re: x'],
    ['Note: x', '', 'Note: x'],
    ['R2: x', '', 'R2: x'],
    ['12: x', '', '12: x'],
    [': x', '', ': x'],
    ['Re:', 'Re: ', ''],
  ])('takes %j apart', (subject, prefix, normalized) => {
    const bag = header(`Subject: ${subject}`);
    expect([bag.get(PidTagSubjectPrefix), bag.get(PidTagNormalizedSubject)]).toEqual([prefix, normalized]);
  });
  it('decodes encoded words', () => {
    expect(header('Subject: =?iso-2022-jp?B?GyRCRnxLXBsoQg==?=').get(PidTagSubject)).toBe('日本');
  });
});

describe('importance and sensitivity, [MS-OXCMAIL] 2.2.3.2.5', () => {
  it.each([
    [['Importance: Low', 'X-Priority: 1'], 0],
    [['Priority: Urgent'], 2],
    [['Priority: non-urgent', 'X-MSMail-Priority: High'], 0],
    [['X-Priority: 2 (High)'], 2],
    [['X-Priority: 4'], 0],
    [['X-MSMail-Priority: Low'], 0],
    [['Importance: extreme', 'X-Priority: 1'], 2],
    [['Subject: x'], 1],
    [['Importance: constructor'], 1],
  ])('reads %j as %d', (fields, importance) => {
    expect(header(...fields).get(PidTagImportance)).toBe(importance);
  });
  it.each([
    ['Personal', 1],
    ['private', 2],
    ['Company-Confidential', 3],
    ['Normal', 0],
    ['odd', 0],
    ['toString', 0],
  ])('reads Sensitivity: %s as %d', (value, sensitivity) => {
    expect(header(`Sensitivity: ${value}`).get(PidTagSensitivity)).toBe(sensitivity);
  });
});

describe('other elements of the envelope, [MS-OXCMAIL] 2.2.3.2', () => {
  const sent = Date.UTC(2008, 2, 10, 21, 36, 46);
  it('sets PidTagClientSubmitTime from Date', () => {
    expect(epochMsOf(header('Date: Mon, 10 Mar 2008 14:36:46 -0700').get(PidTagClientSubmitTime)!)).toBe(sent);
  });
  it('sets PidTagMessageDeliveryTime as told, else from the last Received, else from Date', () => {
    const text =
      'Received: from a by b; Mon, 10 Mar 2008 14:37:00 -0700\nReceived: from c by a; Mon, 10 Mar 2008 14:36:50 -0700\nDate: Mon, 10 Mar 2008 14:36:46 -0700';
    expect(epochMsOf(header(text).get(PidTagMessageDeliveryTime)!)).toBe(sent + 14_000);
    expect(epochMsOf(header('Date: Mon, 10 Mar 2008 14:36:46 -0700').get(PidTagMessageDeliveryTime)!)).toBe(sent);
    const told = toMessageObject(parseMime(bytes(`${text}\n\nx`)), { deliveredAt: 5000 });
    expect(epochMsOf(told.properties.get(PidTagMessageDeliveryTime)!)).toBe(5000);
  });
  it('passes over dates that no FILETIME holds', () => {
    expect(header('Date: Mon, 10 Mar 99999 14:36:46 -0700').get(PidTagClientSubmitTime)).toBeUndefined();
  });
  it('keeps message ids in their brackets', () => {
    const bag = header('Message-ID: <a@x> (comment)', 'In-Reply-To: <b@x>', 'References: <c@x>\n <b@x>');
    expect(bag.get(PidTagInternetMessageId)).toBe('<a@x>');
    expect(bag.get(PidTagInReplyToId)).toBe('<b@x>');
    expect(bag.get(PidTagInternetReferences)).toBe('<c@x> <b@x>');
  });
  it('keeps a Message-ID that is none of RFC 5322 as it is', () => {
    expect(header('Message-ID: 42').get(PidTagInternetMessageId)).toBe('42');
    expect(header('Message-ID:').has(PidTagInternetMessageId)).toBe(false);
  });
  it('takes Thread-Index and Thread-Topic', () => {
    const bag = header('Subject: Re: x', 'Thread-Topic: Weekly', 'Thread-Index: Ac8QOnbaZAcwyWs4SnOS8TqHPH9OUg==');
    expect(bag.get(PidTagConversationTopic)).toBe('Weekly');
    expect(Buffer.from(bag.get(PidTagConversationIndex)!).toString('base64')).toBe('Ac8QOnbaZAcwyWs4SnOS8TqHPH9OUg==');
    expect(bag.get(PidTagConversationId)).toEqual(bag.get(PidTagConversationIndex)!.slice(6, 22));
  });
  it('puts replies without Thread-Index into one conversation by their topic', () => {
    const first = header('Subject: Weekly', 'Message-ID: <1@x>');
    const reply = header('Subject: Re: Weekly', 'Message-ID: <2@x>');
    expect(reply.get(PidTagConversationId)).toEqual(first.get(PidTagConversationId));
    expect(reply.get(PidTagConversationIndex)!.slice(6, 22)).toEqual(first.get(PidTagConversationId));
    const nothing = header('Message-ID: <3@x>').get(PidTagConversationId);
    expect(header('Message-ID: <4@x>').get(PidTagConversationId)).not.toEqual(nothing);
  });
  it('maps list fields, flags and automatic responses', () => {
    const bag = header(
      'List-Unsubscribe: <mailto:u@x>',
      'X-Message-Flag: Call back',
      'X-Auto-Response-Suppress: OOF, RN',
    );
    expect(bag.get(PidTagListUnsubscribe)).toBe('<mailto:u@x>');
    expect(bag.get(PidLidFlagRequest)).toBe('Call back');
    expect(bag.get(PidTagAutoResponseSuppress)).toBe(0x14);
    expect(header('X-Auto-Response-Suppress: All').get(PidTagAutoResponseSuppress)).toBe(-1);
  });
  it('keeps X- fields as named properties, the first of a name, but none of those reserved for servers', () => {
    const bag = header(
      'X-Mailer: =?utf-8?Q?M=C3=A4il?=',
      'x-mailer: b',
      'X-MS-Exchange-Organization-SCL: 9',
      'X-Priority: 1',
    );
    const named = [...bag].filter(({ key }) => typeof key !== 'number');
    expect(named).toEqual([
      { key: { guid: PS_INTERNET_HEADERS, name: 'X-Mailer' }, type: PropertyType.PtypString, value: 'Mäil' },
    ]);
  });
  it('keeps the header in PidTagTransportMessageHeaders, reserved fields left out', () => {
    const source = bytes('From: a@x\nX-A: 1\n\nx');
    const whole = toMessageObject(parseMime(source)).properties.get(PidTagTransportMessageHeaders)!;
    expect(resolveText(whole, resolverOf(source))).toBe('From: a@x\r\nX-A: 1\r\n\r\n');
    const cut = header('From: a@x', 'X-MS-Exchange-Forest-A: 1', 'To: b@x').get(PidTagTransportMessageHeaders);
    expect(cut).toBe('From: a@x\r\nTo: b@x\r\n');
  });
});

describe('bodies, [MS-OXCMAIL] 2.2.3.3', () => {
  it('takes a text by its charset', () => {
    const bag = header('Content-Type: text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding: quoted-printable');
    expect(bag.get(PidTagBody)).toBe('body\r\n');
    expect([bag.get(PidTagNativeBody), bag.get(PidTagInternetCodepage)]).toEqual([1, 28591]);
  });
  it('joins the lines of format=flowed', () => {
    const message = convert('Content-Type: text/plain; format=flowed\n\none \ntwo\n>> a \n>> b\n');
    expect(message.properties.get(PidTagBody)).toBe('one two\r\n>> a b\r\n');
  });
  it('keeps HTML as bytes of its code page, which it may name itself', () => {
    const bag = header('Content-Type: text/html; charset=koi8-r');
    expect([bag.get(PidTagNativeBody), bag.get(PidTagInternetCodepage)]).toEqual([3, 20866]);
    expect(Buffer.from(bag.get(PidTagHtml) as Uint8Array).toString()).toBe('body\r\n');
    const meta = convert('Content-Type: text/html\n\n<meta charset="shift_jis">x');
    expect(meta.properties.get(PidTagInternetCodepage)).toBe(932);
  });
  const part = (type: string, body: string, more = '') => `--b\nContent-Type: ${type}\n${more}\n${body}\n`;
  it('takes both forms of a multipart/alternative', () => {
    const { properties, attachments } = convert(
      `Content-Type: multipart/alternative; boundary=b\n\n${part('text/plain', 'text')}${part('text/html', '<p>html')}--b--`,
    );
    expect(properties.get(PidTagBody)).toBe('text');
    expect(Buffer.from(properties.get(PidTagHtml) as Uint8Array).toString()).toBe('<p>html');
    expect(attachments).toEqual([]);
  });
  it('takes the first text of a multipart/mixed and attaches the others', () => {
    const { properties, attachments } = convert(
      `Content-Type: multipart/mixed; boundary=b\n\n${part('image/png', 'i')}${part('text/plain', 'one')}${part('text/plain', 'two')}--b--`,
    );
    expect(properties.get(PidTagBody)).toBe('one');
    expect(attachments).toHaveLength(2);
  });
  it('does not take a text that is marked as an attachment', () => {
    const { properties, attachments } = convert(
      `Content-Type: multipart/mixed; boundary=b\n\n${part('text/plain', 'file', 'Content-Disposition: attachment\n')}--b--`,
    );
    expect(properties.has(PidTagBody)).toBe(false);
    expect(properties.get(PidTagNativeBody)).toBe(0);
    expect(attachments).toHaveLength(1);
  });
  it('shows a multipart without parts as text', () => {
    expect(convert('Content-Type: multipart/mixed\n\nhello').properties.get(PidTagBody)).toBe('hello');
  });
  it('leaves long bodies where they lie, and reads them from there', () => {
    const text = 'ä'.repeat(40_000);
    const source = bytes(
      `Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${Buffer.from(text).toString('base64')}`,
    );
    const value = toMessageObject(parseMime(source)).properties.get(PidTagBody)!;
    expect(value).toMatchObject({ in: 'mime', transferEncoding: 'base64', size: 80_000, charset: 'utf-8' });
    expect(resolveText(value, resolverOf(source))).toBe(text);
  });
  it('is of class IPM.Note', () => {
    expect(header('Subject: x').get(PidTagMessageClass)).toBe('IPM.Note');
  });
});
