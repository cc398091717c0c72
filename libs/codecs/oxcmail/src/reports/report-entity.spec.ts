import { latin1Text, utf8Bytes, utf8Text } from '@postbus/bytes';
import {
  AttachMethod,
  type MessageObject,
  PidTagAttachDataBinary,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagBody,
  PidTagClientSubmitTime,
  PidTagHtml,
  PidTagMessageClass,
  PidTagNonDeliveryReportDiagCode,
  PidTagNonDeliveryReportReasonCode,
  PidTagNonDeliveryReportStatusCode,
  PidTagOriginalMessageId,
  PidTagOriginalSenderAddressType,
  PidTagOriginalSenderEmailAddress,
  PidTagOriginalSenderName,
  PidTagOriginalSubject,
  PidTagOriginalSubmitTime,
  PidTagParentKey,
  PidTagRemoteMessageTransferAgent,
  PidTagReportingMessageTransferAgent,
  PidTagSenderAddressType,
  PidTagSenderEmailAddress,
  PidTagSenderName,
  PidTagSmtpAddress,
  PidTagSubject,
  PidTagSupplementaryInfo,
  PropertyBag,
  RecipientType,
  fileTimeOf,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { hasPython, readWithPython } from '../../spec/python-email.ts';
import { toMessageObject, toMime } from '../index.ts';
import { recipientRow } from '../recipients.ts';

const submitted = fileTimeOf(Date.parse('2026-01-02T03:04:05Z'));
const row = (emailAddress: string, displayName = emailAddress) =>
  recipientRow({ displayName, addressType: 'SMTP', emailAddress }, RecipientType.to, 0);
const note: MessageObject = {
  properties: new PropertyBag()
    .set(PidTagMessageClass, 'IPM.Note')
    .set(PidTagSubject, 'Hello')
    .set(PidTagBody, 'the original')
    .set(PidTagClientSubmitTime, submitted),
  recipients: [],
  attachments: [],
};
const embedded = {
  properties: new PropertyBag().set(PidTagAttachMethod, AttachMethod.afEmbeddedMessage),
  embedded: note,
};

function nonDelivery(messageClass: string, bag = new PropertyBag()): MessageObject {
  bag
    .set(PidTagMessageClass, messageClass)
    .set(PidTagSubject, 'Undeliverable: Hello')
    .set(PidTagClientSubmitTime, submitted)
    .set(PidTagReportingMessageTransferAgent, 'mx.example.org')
    .set(PidTagOriginalSenderName, 'Ann')
    .set(PidTagOriginalSenderAddressType, 'SMTP')
    .set(PidTagOriginalSenderEmailAddress, 'ann@example.org');
  const failed = row('bob@example.com', 'Bob Bürger')
    .set(PidTagNonDeliveryReportDiagCode, 35)
    .set(PidTagNonDeliveryReportReasonCode, 1)
    .set(PidTagRemoteMessageTransferAgent, 'mx.example.com')
    .set(PidTagSupplementaryInfo, '<mx.example.com #5.1.1 smtp; 550 no such user>');
  return { properties: bag, recipients: [failed, row('carol@example.com')], attachments: [embedded] };
}

function readReceipt(messageClass: string): MessageObject {
  const properties = new PropertyBag()
    .set(PidTagMessageClass, messageClass)
    .set(PidTagSubject, 'Read: Hello')
    .set(PidTagSenderName, 'Bob')
    .set(PidTagSenderAddressType, 'SMTP')
    .set(PidTagSenderEmailAddress, 'bob@example.com')
    .set(PidTagParentKey, Uint8Array.of(1, 2, 3))
    .set(PidTagOriginalMessageId, '<1@example.org>')
    .set(PidTagClientSubmitTime, submitted);
  return { properties, recipients: [row('ann@example.org', 'Ann')], attachments: [] };
}

const parsed = (message: MessageObject) => parseMime(toMime(message, { boundary: () => 'edge' }));
const contentOf = (message: MessageObject, part: number) => utf8Text(parsed(message).parts[part]!.content());

describe('delivery reports as MIME, [MS-OXCMAIL] 2.1.3.6.1', () => {
  it('are a multipart/report of text, status and original', () => {
    const mime = parsed(nonDelivery('REPORT.IPM.Note.NDR'));
    expect(mime.contentType.mediaType).toBe('multipart/report');
    expect(mime.contentType.parameters.get('report-type')).toBe('delivery-status');
    expect(mime.parts.map((part) => part.contentType.mediaType)).toEqual([
      'text/plain',
      'message/delivery-status',
      'message/rfc822',
    ]);
    expect(mime.parts[2]!.message!.headers.first('Subject')?.text).toBe('Hello');
  });
  it('have a group of fields a recipient', () => {
    expect(contentOf(nonDelivery('REPORT.IPM.Note.NDR'), 1)).toBe(
      [
        'Reporting-MTA: dns; mx.example.org',
        '',
        'Final-Recipient: rfc822; bob@example.com',
        'Action: failed',
        'Status: 5.1.1',
        'Remote-MTA: dns; mx.example.com',
        'X-Supplementary-Info: <mx.example.com #5.1.1 smtp; 550 no such user>',
        'X-Display-Name: =?utf-8?Q?Bob_B=C3=BCrger?=',
        '',
        'Final-Recipient: rfc822; carol@example.com',
        'Action: failed',
        'Status: 5.0.0',
        '',
      ].join('\r\n'),
    );
  });
  it.each([
    ['REPORT.IPM.Note.DR', 'delivered', '2.0.0'],
    ['REPORT.IPM.Note.Expanded.DR', 'expanded', '2.0.0'],
    ['REPORT.IPM.Note.Relayed.DR', 'relayed', '2.0.0'],
    ['REPORT.IPM.Note.Delayed.DR', 'delayed', '4.0.0'],
    ['report.ipm.schedule.meeting.request.ndr', 'failed', '5.0.0'],
  ])('of class %s tell %s and %s', (messageClass, action, status) => {
    const text = contentOf({ ...nonDelivery(messageClass), recipients: [row('a@b')] }, 1);
    expect(text).toContain(`Action: ${action}\r\nStatus: ${status}\r\n`);
  });
  it('go to who sent the original, not to whom it could not be delivered', () => {
    const { headers } = parsed(nonDelivery('REPORT.IPM.Note.NDR'));
    expect(headers.all('To').map((field) => field.value)).toEqual(['Ann <ann@example.org>']);
    expect(headers.first('Auto-Submitted')?.value).toBe('auto-replied');
  });
  it('write the status number before the codes', () => {
    const one = row('a@b').set(PidTagNonDeliveryReportStatusCode, 447).set(PidTagNonDeliveryReportDiagCode, 35);
    const text = contentOf({ ...nonDelivery('REPORT.IPM.Note.Delayed.DR'), recipients: [one] }, 1);
    expect(text).toContain('Status: 4.4.7\r\n');
  });
  it('have a text where the message has none, and its own where it has one', () => {
    expect(parsed(nonDelivery('REPORT.IPM.Note.NDR')).parts[0]!.text()).toContain('delivered to:\r\n\r\n  Bob Bürger');
    const body = nonDelivery('REPORT.IPM.Note.NDR', new PropertyBag().set(PidTagBody, 'my words'));
    expect(contentOf(body, 0)).toBe('my words');
    const html = nonDelivery('REPORT.IPM.Note.NDR', new PropertyBag().set(PidTagHtml, utf8Bytes('<p>my words</p>')));
    expect(parsed(html).parts[0]!.contentType.mediaType).toBe('multipart/alternative');
  });
  it('give back what is known of the header where no original is attached', () => {
    const bag = new PropertyBag()
      .set(PidTagOriginalSubject, 'Hällo')
      .set(PidTagOriginalMessageId, '<1@example.org>')
      .set(PidTagOriginalSubmitTime, submitted);
    const mime = parsed({ ...nonDelivery('REPORT.IPM.Note.NDR', bag), attachments: [] });
    expect(mime.parts[2]!.contentType.mediaType).toBe('text/rfc822-headers');
    expect(utf8Text(mime.parts[2]!.content())).toBe(
      'Date: Fri, 2 Jan 2026 03:04:05 +0000\r\nSubject: =?utf-8?B?SMOkbGxv?=\r\nMessage-ID: <1@example.org>\r\n',
    );
    expect(parsed({ ...nonDelivery('REPORT.IPM.Note.NDR'), attachments: [] }).parts).toHaveLength(2);
  });
  it('give back the header that came, and other attachments with the text', () => {
    const file = (type: string, name: string) => ({
      properties: new PropertyBag()
        .set(PidTagAttachMethod, AttachMethod.afByValue)
        .set(PidTagAttachMimeTag, type)
        .set(PidTagAttachLongFilename, name)
        .set(PidTagAttachDataBinary, utf8Bytes('Subject: Hello\r\n')),
    });
    const attachments = [file('image/png', 'a.png'), file('text/rfc822-headers', 'header.txt')];
    const { parts } = parsed({ ...nonDelivery('REPORT.IPM.Note.NDR'), attachments });
    expect(parts.map((part) => part.contentType.mediaType)).toEqual([
      'multipart/mixed',
      'message/delivery-status',
      'text/rfc822-headers',
    ]);
    expect(parts[0]!.parts.map((part) => part.contentType.mediaType)).toEqual(['text/plain', 'image/png']);
  });
  it('write addresses outside ASCII in a part of its own type, RFC 6533', () => {
    const mime = parsed({ ...nonDelivery('REPORT.IPM.Note.NDR'), recipients: [row('jörg@example.org')] });
    expect(mime.parts[1]!.contentType.mediaType).toBe('message/global-delivery-status');
    expect(utf8Text(mime.parts[1]!.content())).toContain('Final-Recipient: utf-8; jörg@example.org\r\n');
  });
  it('let no value begin a field of its own', () => {
    const bad = row('a@b\r\nAction: delivered').set(PidTagRemoteMessageTransferAgent, 'x\r\n\r\nAction: delivered');
    const text = contentOf({ ...nonDelivery('REPORT.IPM.Note.NDR'), recipients: [bad] }, 1);
    expect(text.match(/^Action: .*$/gm)).toEqual(['Action: failed']);
  });
});

describe('read reports as MIME, [MS-OXCMAIL] 2.1.3.6.2', () => {
  it.each([
    ['REPORT.IPM.Note.IPNRN', 'displayed'],
    ['REPORT.IPM.Schedule.Meeting.Request.IPNNRN', 'deleted'],
  ])('of class %s tell %s', (messageClass, type) => {
    const mime = parsed(readReceipt(messageClass));
    expect(mime.contentType.parameters.get('report-type')).toBe('disposition-notification');
    expect(mime.parts.map((part) => part.contentType.mediaType)).toEqual([
      'text/plain',
      'message/disposition-notification',
    ]);
    expect(latin1Text(mime.parts[1]!.content())).toBe(
      [
        'Final-Recipient: rfc822; bob@example.com',
        `Disposition: automatic-action/MDN-sent-automatically; ${type}`,
        'X-MSExch-Correlation-Key: AQID',
        'Original-Message-ID: <1@example.org>',
        'X-Display-Name: Bob',
        '',
      ].join('\r\n'),
    );
    expect(mime.headers.all('To').map((field) => field.value)).toEqual(['Ann <ann@example.org>']);
  });
  it('have an empty Final-Recipient where nobody is named', () => {
    const properties = new PropertyBag().set(PidTagMessageClass, 'REPORT.IPM.Note.IPNRN');
    expect(contentOf({ properties, recipients: [], attachments: [] }, 1)).toMatch(/^Final-Recipient: rfc822;\s*\r\n/);
  });
});

describe('reports', () => {
  it('come back as they were', () => {
    const again = toMessageObject(parsed(nonDelivery('REPORT.IPM.Note.NDR')));
    expect(again.properties.get(PidTagMessageClass)).toBe('REPORT.IPM.Note.NDR');
    expect(again.properties.get(PidTagReportingMessageTransferAgent)).toBe('mx.example.org');
    expect(again.recipients.map((one) => one.get(PidTagSmtpAddress))).toEqual(['bob@example.com', 'carol@example.com']);
    expect(again.recipients[0]!.get(PidTagNonDeliveryReportDiagCode)).toBe(35);
    expect(again.recipients[0]!.get(PidTagNonDeliveryReportReasonCode)).toBe(1);
    expect(again.attachments[0]!.embedded!.properties.get(PidTagSubject)).toBe('Hello');
    const receipt = toMessageObject(parsed(readReceipt('REPORT.IPM.Note.IPNNRN')));
    expect(receipt.properties.get(PidTagMessageClass)).toBe('REPORT.IPM.Note.IPNNRN');
    expect(receipt.properties.get(PidTagParentKey)).toEqual(Uint8Array.of(1, 2, 3));
  });
  it('are no other classes', () => {
    for (const messageClass of ['IPM.Note', 'REPORT.IPM.Note', 'REPORT.X.DRX', 'IPM.Note.NDR', 'IPM.Report.IPNRN']) {
      const mime = parsed(nonDelivery(messageClass));
      expect(mime.contentType.mediaType).not.toBe('multipart/report');
    }
  });
  it.skipIf(!hasPython)('are read by Python without a defect', () => {
    const messages = [nonDelivery('REPORT.IPM.Note.NDR'), readReceipt('REPORT.IPM.Note.IPNRN')];
    const read = readWithPython(messages.map((message) => toMime(message)));
    expect(read.map((message) => message?.defects)).toEqual([[], []]);
    expect(read[0]!.parts.map(({ contentType }) => contentType)).toContain('message/delivery-status');
    expect(read[1]!.parts.map(({ contentType }) => contentType)).toContain('message/disposition-notification');
  });
});
