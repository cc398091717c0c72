import {
  PS_INTERNET_HEADERS,
  PidLidClassification,
  PidLidClassificationKeep,
  PidLidClassified,
  PidLidFlagRequest,
  PidNameKeywords,
  PidNameXFaxNumberOfPages,
  PidTagAutoForwarded,
  PidTagClientSubmitTime,
  PidTagContentFilterSpamConfidenceLevel,
  PidTagConversationIndex,
  PidTagConversationTopic,
  PidTagDisplayName,
  PidTagEntryId,
  PidTagExpiryTime,
  PidTagInReplyToId,
  PidTagInternetMessageId,
  PidTagInternetReferences,
  PidTagListHelp,
  PidTagListUnsubscribe,
  PidTagMessageClass,
  PidTagMessageFlags,
  PidTagMessageLocaleId,
  PidTagNormalizedSubject,
  PidTagOriginatorDeliveryReportRequested,
  PidTagPurportedSenderDomain,
  PidTagReadReceiptRequested,
  PidTagRecipientType,
  PidTagReplyRecipientEntries,
  PidTagReplyTime,
  PidTagSenderIdStatus,
  PidTagSenderTelephoneNumber,
  PidTagSentRepresentingEmailAddress,
  PidTagSmtpAddress,
  PidTagSubject,
  PidTagSubjectPrefix,
  PidTagTransportMessageHeaders,
  PidTagVoiceMessageDuration,
  PropertyBag,
  PropertyType,
  fileTimeOf,
  flatEntryList,
  newConversationIndex,
  oneOffEntryId,
  replyConversationIndex,
} from '@postbus/mapi';
import { mailboxes, parseAddressList, parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { readReceiptGroup, reportGroup, senderGroup, sentRepresentingGroup, setGroup } from '../address-group.ts';
import { recipientRow } from '../recipients.ts';
import { toMime } from './to-mime.ts';
import type { ToMimeOptions } from './to-mime-options.ts';
import { file, messageOf, note, user, written, writtenHeaders } from './written-message.fixture.ts';

const fieldOf = (bag: PropertyBag, name: string, options: ToMimeOptions = {}) =>
  writtenHeaders(bag, options).first(name)?.value;
const named = (bag: PropertyBag, name: string, value: string) =>
  bag.put({ key: { guid: PS_INTERNET_HEADERS, name }, type: PropertyType.PtypString, value });

describe('addresses, [MS-OXCMAIL] 2.1.3.1', () => {
  const to = (row: PropertyBag, options: ToMimeOptions = {}) =>
    writtenHeaders({ properties: note(), recipients: [row], attachments: [] }, options).first('To')?.value;

  it('encapsulates those of other types, every octet but letters, digits, hyphen and equals, 2.1.3.1.8', () => {
    const dn = '/O=Firm_1/OU=First Group/cn=Ünal.X';
    expect(to(recipientRow(user('Ü', dn, 'EX'), 1, 0), { imceaDomain: 'mail.example' })).toContain(
      '<IMCEAEX-_O=Firm+5F1_OU=First+20Group_cn=+C3+9Cnal+2EX@mail.example>',
    );
  });
  it('has those of other types back when it is read again', () => {
    const recipients = [recipientRow(user('Phone', '+1 (555) 0100', 'FAX'), 1, 0)];
    const [read] = mailboxes(
      parseAddressList(writtenHeaders({ properties: note(), recipients, attachments: [] }).first('To')!.value),
    );
    expect(read).toEqual({ name: 'Phone', address: 'IMCEAFAX-+2B1+20+28555+29+200100@invalid' });
  });
  it('asks the directory for an SMTP address first, 2.1.3.1.7', () => {
    const row = recipientRow(user('A', '/O=X/CN=A', 'EX'), 1, 0);
    expect(
      to(row, { smtpAddressOf: ({ emailAddress }) => (emailAddress === '/O=X/CN=A' ? 'a@x.test' : undefined) }),
    ).toBe('A <a@x.test>');
  });
  it('finds an address that the object lost in the header that it came with, unless the name stands there for two', () => {
    const bag = note().set(
      PidTagTransportMessageHeaders,
      'From: Anna <a@x.test>\r\nTo: =?utf-8?Q?J=C3=B6rg_B?= <j@x.test>, Twin <t1@x.test>\r\nCc: Twin <t2@x.test>\r\n',
    );
    const recipients = ['Jörg B', 'Twin', 'Other'].map((name, index) =>
      recipientRow(user(name, `/O=X/CN=${index}`, 'EX'), 1, index),
    );
    const list = mailboxes(
      parseAddressList(writtenHeaders({ properties: bag, recipients, attachments: [] }).first('To')!.value),
    );
    expect(list.map(({ address }) => address)).toEqual([
      'j@x.test',
      'IMCEAEX-_O=X_CN=1@invalid',
      'IMCEAEX-_O=X_CN=2@invalid',
    ]);
  });
  it('takes PidTagSmtpAddress before the address of its type, and the EntryID where it has neither, 2.1.3.1.1', () => {
    expect(to(recipientRow(user('A', '/O=X', 'EX'), 1, 0).set(PidTagSmtpAddress, 'a@x.test'))).toBe('A <a@x.test>');
    const row = new PropertyBag().set(PidTagRecipientType, 1).set(PidTagEntryId, oneOffEntryId(user('E', 'e@x.test')));
    expect(to(row)).toBe('E <e@x.test>');
  });
  it('passes over rows that are neither To, Cc nor Bcc, and looks through flags, 2.1.3.1.1', () => {
    const rows = [0, 1, 0x1000_0001, 4, 0x11].map((type, index) =>
      recipientRow(user('', `r${index}@x.test`), type, index),
    );
    const { headers } = written({ properties: note(), recipients: rows, attachments: [] });
    expect(headers.all('To').map((field) => field.value)).toEqual(['r1@x.test, r2@x.test']);
  });
  it('writes a name without an address as a group of nobody, unless it is an address', () => {
    const row = (name: string) => new PropertyBag().set(PidTagRecipientType, 1).set(PidTagDisplayName, name);
    expect(to(row('Room 5, East'))).toBe('"Room 5, East": ;');
    expect(to(row('a@x.test'))).toBe('a@x.test');
  });
  it('writes From for whom the message is, and Sender for who sent it, 2.1.3.1.3, 2.1.3.1.4', () => {
    const bag = note();
    setGroup(bag, senderGroup, user('Secretary', 'office@example.org'));
    expect(fieldOf(bag, 'From')).toBe('Anna <anna@example.org>');
    expect(fieldOf(bag, 'Sender')).toBe('Secretary <office@example.org>');
  });
  it('writes Reply-To for users of the address book by their distinguished names, 2.1.3.1.2', () => {
    const head = Buffer.from('00000000dca740c8c042101ab4b908002b2fe1820100000000000000', 'hex');
    const entry = new Uint8Array(Buffer.concat([head, Buffer.from('/o=X/cn=Desk\0')]));
    const bag = note().set(PidTagReplyRecipientEntries, flatEntryList([entry, oneOffEntryId(user('R', 'r@x.test'))]));
    expect(fieldOf(bag, 'Reply-To')).toBe('IMCEAEX-_o=X_cn=Desk@invalid, R <r@x.test>');
  });
  it('asks for receipts to the user named for them, else to who sends, 2.1.3.1.5, 2.1.3.1.6', () => {
    const asks = note().set(PidTagReadReceiptRequested, true).set(PidTagOriginatorDeliveryReportRequested, true);
    expect(fieldOf(asks, 'Disposition-Notification-To')).toBe('Anna <anna@example.org>');
    expect(fieldOf(asks, 'Return-Receipt-To')).toBe('Anna <anna@example.org>');
    setGroup(asks, readReceiptGroup, user('Reader', 'read@x.test'));
    expect(fieldOf(asks, 'Disposition-Notification-To')).toBe('Reader <read@x.test>');
    expect(fieldOf(asks, 'Return-Receipt-To')).toBe('Reader <read@x.test>');
    setGroup(asks, reportGroup, user('Post', 'post@x.test'));
    expect(fieldOf(note(), 'Return-Receipt-To')).toBeUndefined();
  });
  it('writes a domain outside ASCII in A-labels, and a local part outside ASCII only as UTF-8', () => {
    const row = recipientRow(user('Jörg', 'jörg@bücher.example'), 1, 0);
    expect(to(row)).toMatch(/:;$/);
    const bytes = toMime({ properties: note(), recipients: [row], attachments: [] }, { utf8Headers: true });
    expect(Buffer.from(bytes).toString()).toContain('\r\nTo: "Jörg" <jörg@bücher.example>\r\n');
  });
});

describe('fields of their own properties, [MS-OXCMAIL] 2.1.3.2', () => {
  it('joins the two parts of a subject that has no whole', () => {
    const bag = note().set(PidTagSubjectPrefix, 'RE: ').set(PidTagNormalizedSubject, 'Ünder way');
    bag.delete(PidTagSubject);
    expect(writtenHeaders(bag).first('Subject')?.text).toBe('RE: Ünder way');
    expect(writtenHeaders(note().set(PidTagSubject, '\u0001\u0005RE: x')).first('Subject')?.text).toBe('RE: x');
  });
  it('writes ids, leaving out what is none', () => {
    const bag = note()
      .set(PidTagInReplyToId, '<a@x>\r\nBcc: evil@x')
      .set(PidTagInternetReferences, `<a@x> junk <ü@x> <b@x> <${'l'.repeat(2000)}@x>`);
    expect(fieldOf(bag, 'In-Reply-To')).toBe('<a@x>');
    expect(fieldOf(bag, 'References')).toBe('<a@x> <b@x>');
    expect(fieldOf(bag.set(PidTagInternetMessageId, '1.2'), 'Message-ID')).toBe('<1.2>');
    expect(writtenHeaders(bag).has('Bcc')).toBe(false);
  });
  it('does not call embedded messages by the id of the outer one', () => {
    const inner = note();
    inner.delete(PidTagInternetMessageId);
    const outer = note();
    outer.delete(PidTagInternetMessageId);
    const attachment = { properties: new PropertyBag(), embedded: messageOf(inner) };
    const message = written(messageOf(outer, attachment), { messageId: '<told@x>' });
    expect(message.headers.first('Message-ID')?.value).toBe('<told@x>');
    expect(message.parts[1]!.message!.headers.has('Message-ID')).toBe(false);
  });
  it('writes the conversation', () => {
    const index = newConversationIndex(0, new Uint8Array(16));
    const bag = note().set(PidTagConversationTopic, 'Topic').set(PidTagConversationIndex, index);
    expect(fieldOf(bag, 'Thread-Topic')).toBe('Topic');
    expect(fieldOf(bag, 'Thread-Index')).toBe(Buffer.from(index).toString('base64'));
    const long = Array.from({ length: 99 }).reduce<Uint8Array>((parent) => replyConversationIndex(parent, 1, 7), index);
    const lines = Buffer.from(toMime(messageOf(bag.set(PidTagConversationIndex, long))))
      .toString()
      .split('\r\n');
    expect(lines.every((line) => line.length <= 78)).toBe(true);
    expect(fieldOf(bag, 'Thread-Index')!.replaceAll(' ', '')).toBe(Buffer.from(long).toString('base64'));
    expect(fieldOf(bag.set(PidTagConversationIndex, new Uint8Array(5)), 'Thread-Index')).toBeUndefined();
  });
  it('writes the language by its tag, 2.1.3.2.16', () => {
    expect(fieldOf(note().set(PidTagMessageLocaleId, 0x0807), 'Content-Language')).toBe('de-CH');
    expect(fieldOf(note().set(PidTagMessageLocaleId, 0x7fff), 'Content-Language')).toBeUndefined();
  });
  it('writes no ClassKeep that is false, and nothing of what is not classified, 2.1.3.2.17', () => {
    const bag = note().set(PidLidClassified, true).set(PidLidClassification, 'Secret');
    expect(fieldOf(bag.set(PidLidClassificationKeep, false), 'X-Microsoft-ClassKeep')).toBeUndefined();
    expect(fieldOf(bag.set(PidLidClassificationKeep, true), 'X-Microsoft-ClassKeep')).toBe('true');
    expect(fieldOf(bag, 'X-Microsoft-Classification')).toBe('Secret');
    expect(fieldOf(bag.set(PidLidClassified, false), 'X-Microsoft-Classification')).toBeUndefined();
  });
  it('writes Reply-By only beside X-Message-Flag, and Expires always, 2.1.3.2.25, 2.1.3.2.28', () => {
    const at = fileTimeOf(Date.UTC(2027, 0, 1));
    const bag = note().set(PidTagReplyTime, at).set(PidTagExpiryTime, at);
    expect(fieldOf(bag, 'Reply-By')).toBeUndefined();
    expect(fieldOf(bag, 'Expires')).toBe('Fri, 1 Jan 2027 00:00:00 +0000');
    bag.set(PidLidFlagRequest, 'Follow up');
    expect(fieldOf(bag, 'X-Message-Flag')).toBe('Follow up');
    expect(fieldOf(bag, 'Reply-By')).toBe('Fri, 1 Jan 2027 00:00:00 +0000');
  });
  it('writes list fields and keywords', () => {
    const bag = note()
      .set(PidTagListHelp, '<mailto:help@x>')
      .set(PidTagListUnsubscribe, '<https://x/u>')
      .set(PidNameKeywords, ['Red', 'Größe']);
    expect(fieldOf(bag, 'List-Help')).toBe('<mailto:help@x>');
    expect(fieldOf(bag, 'List-Unsubscribe')).toBe('<https://x/u>');
    expect(writtenHeaders(bag).first('Keywords')?.text).toBe('Red, Größe');
  });
  it('writes what voice mail and facsimiles tell, 2.1.3.2.3', () => {
    const bag = note()
      .set(PidTagMessageClass, 'IPM.Note.Microsoft.Voicemail.UM.CA')
      .set(PidTagSenderTelephoneNumber, '+1555')
      .set(PidTagVoiceMessageDuration, 17)
      .set(PidNameXFaxNumberOfPages, 3);
    expect(fieldOf(bag, 'X-CallingTelephoneNumber')).toBe('+1555');
    expect(fieldOf(bag, 'X-VoiceMessageDuration')).toBe('17');
    expect(fieldOf(bag, 'X-FaxNumberOfPages')).toBe('3');
    expect(fieldOf(bag.set(PidTagMessageClass, 'IPM.Note'), 'X-VoiceMessageDuration')).toBeUndefined();
  });
  it.each([
    ['IPM.Note.Microsoft.Voicemail.UM.CA', 'voice-ca'],
    ['IPM.Note.Microsoft.Fax', 'fax'],
    ['IPM.Note.Custom.Order', 'urn:content-class:custom.Order'],
    ['IPM.InfoPathForm.Travel', 'InfoPathForm.Travel'],
    ['IPM.Note', undefined],
  ])('writes the Content-Class of %s, 2.1.3.2.2', (messageClass, value) => {
    expect(fieldOf(note().set(PidTagMessageClass, messageClass), 'Content-Class')).toBe(value);
  });
  it('says whether attachments are listed, 2.1.3.2', () => {
    expect(writtenHeaders(messageOf(note(), file('a', 'a/b', new Uint8Array(1)))).first('X-MS-Has-Attach')?.value).toBe(
      'yes',
    );
    expect(fieldOf(note(), 'X-MS-Has-Attach')).toBeUndefined();
  });
  it('marks a draft that is kept, and nothing that goes out', () => {
    const draft = note().set(PidTagMessageFlags, 0x8);
    expect(fieldOf(draft, 'X-Unsent', { writesBcc: true })).toBe('1');
    expect(fieldOf(draft, 'X-Unsent')).toBeUndefined();
    expect(fieldOf(note().set(PidTagMessageFlags, 0xc), 'X-Unsent', { writesBcc: true })).toBeUndefined();
  });
  it('tells what is of the organization only within it, 2.1.3.2', () => {
    const bag = note()
      .set(PidTagAutoForwarded, true)
      .set(PidTagSenderIdStatus, 0x80000006 | 0)
      .set(PidTagPurportedSenderDomain, 'x.test')
      .set(PidTagContentFilterSpamConfidenceLevel, 5);
    const names = (options: ToMimeOptions) =>
      [...writtenHeaders(bag, options)]
        .filter(({ name }) => name.startsWith('X-MS-Exchange'))
        .map(({ name, value }) => `${name.slice(27)}=${value}`);
    expect(names({})).toEqual([]);
    expect(names({ organizationFields: true })).toEqual([
      'AutoForwarded=true',
      'SenderIdResult=TempError',
      'PRD=x.test',
      'SCL=5',
    ]);
  });
  it('puts fields of a message sent again before all others, addresses as addresses, RFC 5322 3.6.6', () => {
    const bag = named(named(note(), 'Resent-From', 'Jörg <j@x.test>'), 'Resent-Date', 'Fri, 1 Jan 2027 00:00:00 +0000');
    const fields = [...writtenHeaders(bag)].map(({ name }) => name);
    expect(fields.slice(0, 3)).toEqual(['Resent-From', 'Resent-Date', 'Date']);
    expect(fieldOf(bag, 'Resent-From')).toBe('=?utf-8?B?SsO2cmc=?= <j@x.test>');
  });
});

describe('what no value can do', () => {
  const evil = 'a\r\nBcc: evil@x.test\r\n\r\nbody';
  it('is to end its field', () => {
    const bag = note().set(PidTagSubject, evil).set(PidTagConversationTopic, evil).set(PidTagListHelp, evil);
    setGroup(bag, sentRepresentingGroup, user(evil, evil));
    named(bag, 'X-A', evil);
    const recipients = [recipientRow(user(evil, evil), 1, 0), recipientRow(user('', 'a>,\r\n b@x'), 2, 1)];
    const attachment = file(evil, 'text/plain', Buffer.from('x'));
    const mime = parseMime(toMime({ properties: bag, recipients, attachments: [attachment] }));
    expect(mime.headers.has('Bcc')).toBe(false);
    expect(mime.parts.map((part) => part.headers.has('Bcc'))).toEqual([false, false]);
    expect(mime.parts[1]!.fileName).toBe('aBcc evil@x.testbody');
    expect(mailboxes(parseAddressList(mime.headers.first('Cc')!.value))).toHaveLength(1);
  });
  it('is to be of another type than it should', () => {
    const bag = note();
    for (const definition of [
      PidTagSubject,
      PidTagClientSubmitTime,
      PidTagInternetMessageId,
      PidTagSentRepresentingEmailAddress,
      PidTagMessageFlags,
      PidNameKeywords,
      PidTagReplyRecipientEntries,
    ]) {
      for (const value of [7, 'x', true, new Uint8Array([1, 2]), 5n, [1]]) {
        bag.put({ key: definition.key, type: definition.type, value });
        expect(() => toMime(messageOf(bag))).not.toThrow();
      }
    }
  });
  it('is a time that no field can tell', () => {
    for (const time of [0n, -5n, 0x7fff_ffff_ffff_ffffn]) {
      expect(fieldOf(note().set(PidTagClientSubmitTime, time), 'Date')).toBeUndefined();
    }
  });
});
