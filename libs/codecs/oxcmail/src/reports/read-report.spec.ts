import { latin1Text, utf8Bytes } from '@postbus/bytes';
import {
  AttachMethod,
  type MessageObject,
  type PropertyBag,
  PidTagAddressType,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagBody,
  PidTagClientSubmitTime,
  PidTagDisplayName,
  PidTagEmailAddress,
  PidTagInternetReferences,
  PidTagMessageClass,
  PidTagNonDeliveryReportDiagCode,
  PidTagNonDeliveryReportReasonCode,
  PidTagNonDeliveryReportStatusCode,
  PidTagOriginalDeliveryTime,
  PidTagOriginalDisplayTo,
  PidTagOriginalMessageId,
  PidTagOriginalSenderEmailAddress,
  PidTagOriginalSubject,
  PidTagOriginalSubmitTime,
  PidTagParentKey,
  PidTagReceiptTime,
  PidTagRemoteMessageTransferAgent,
  PidTagReportDisposition,
  PidTagReportDispositionMode,
  PidTagReportText,
  PidTagReportTime,
  PidTagReportingMessageTransferAgent,
  PidTagSenderEmailAddress,
  PidTagSentRepresentingName,
  PidTagSmtpAddress,
  PidTagSubject,
  PidTagSupplementaryInfo,
  epochMsOf,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { toMessageObject } from '../index.ts';
import { reportClass, reportKindOf } from './report-class.ts';
import { nonDeliveryCodes, statusCodeIn, statusNumber, writtenStatus } from './status-code.ts';

const read = (...lines: string[]): MessageObject => toMessageObject(parseMime(utf8Bytes(lines.join('\r\n'))));
const report = (type: string, head: readonly string[], ...parts: (readonly string[])[]) =>
  read(
    ...head,
    `Content-Type: multipart/report; report-type=${type}; boundary=x`,
    '',
    ...parts.flatMap((part) => ['--x', ...part]),
    '--x--',
    '',
  );
const head = [
  'Date: Thu, 7 Jul 1994 17:16:05 -0400',
  'From: daemon@example.org',
  'To: ann@example.org',
  'Subject: Report',
];
const text = ['Content-Type: text/plain', '', 'what people read'];
const status = (...fields: string[]) => ['Content-Type: message/delivery-status', '', ...fields, ''];
const receipt = (...fields: string[]) => ['Content-Type: message/disposition-notification', '', ...fields, ''];
const original = [
  'Content-Type: message/rfc822',
  '',
  'Date: Wed, 6 Jul 1994 10:00:00 +0000',
  'From: Ann <ann@example.org>',
  'To: Bob <bob@example.org>, carol@example.org',
  'Message-ID: <1@example.org>',
  'Subject: Hello',
  '',
  'body',
];
const delivery = (...fields: string[]) => report('delivery-status', head, text, status(...fields), original);
const values = (bag: PropertyBag, ...definitions: Parameters<PropertyBag['get']>[0][]) =>
  definitions.map((definition) => bag.get(definition));
const time = (value: bigint | undefined) =>
  value === undefined ? undefined : new Date(epochMsOf(value)).toISOString();

/** The notification of RFC 3464's appendix E, "This is a simple DSN". */
const simple = delivery(
  'Reporting-MTA: dns; cs.utk.edu',
  '',
  'Original-Recipient: rfc822;louisl@larry.slip.umd.edu',
  'Final-Recipient: rfc822;louisl@larry.slip.umd.edu',
  'Action: failed',
  'Status: 4.0.0',
  'Diagnostic-Code: smtp; 426 connection timed out',
  'Last-Attempt-Date: Thu, 7 Jul 1994 17:15:49 -0400',
);

/** "Multi-Recipient DSN" of the same appendix. */
const several = delivery(
  'Reporting-MTA: dns; cs.utk.edu',
  '',
  'Original-Recipient: rfc822;arathib@vnet.ibm.com',
  'Final-Recipient: rfc822;arathib@vnet.ibm.com',
  'Action: failed',
  'Status: 5.0.0 (permanent failure)',
  "Diagnostic-Code: smtp; 550 'arathib@vnet.IBM.COM' is not a",
  ' registered gateway user',
  'Remote-MTA: dns; vnet.ibm.com',
  '',
  'Original-Recipient: rfc822;johnh@hpnjld.njd.hp.com',
  'Final-Recipient: rfc822;johnh@hpnjld.njd.hp.com',
  'Action: delayed',
  'Status: 4.0.0 (hpnjld.njd.jp.com: host name lookup failure)',
  '',
  'Original-Recipient: rfc822;wsnell@sdcc13.ucsd.edu',
  'Final-Recipient: rfc822;wsnell@sdcc13.ucsd.edu',
  'Action: failed',
  'Status: 5.0.0',
  'Diagnostic-Code: smtp; 550 user unknown',
  'Remote-MTA: dns; sdcc13.ucsd.edu',
);

describe('delivery status notifications, [MS-OXCMAIL] 2.2.3.7.1', () => {
  it('reads the simple example of RFC 3464', () => {
    expect(values(simple.properties, PidTagMessageClass, PidTagReportingMessageTransferAgent, PidTagBody)).toEqual([
      'REPORT.IPM.Note.NDR',
      'cs.utk.edu',
      'what people read',
    ]);
    expect(simple.recipients).toHaveLength(1);
    const [row] = simple.recipients;
    expect(values(row!, PidTagSmtpAddress, PidTagAddressType, PidTagDisplayName)).toEqual([
      'louisl@larry.slip.umd.edu',
      'SMTP',
      'louisl@larry.slip.umd.edu',
    ]);
    expect(values(row!, PidTagNonDeliveryReportStatusCode, PidTagNonDeliveryReportDiagCode)).toEqual([400, -1]);
    expect(values(row!, PidTagNonDeliveryReportReasonCode, PidTagRemoteMessageTransferAgent)).toEqual([0, undefined]);
    expect(values(row!, PidTagSupplementaryInfo)).toEqual(['< #4.0.0 smtp; 426 connection timed out>']);
    expect(time(row!.get(PidTagReportTime))).toBe('1994-07-07T21:16:05.000Z');
    expect(time(simple.properties.get(PidTagReportTime))).toBe('1994-07-07T21:16:05.000Z');
  });
  it('has a row for each recipient of the most severe action, and no other', () => {
    expect(values(several.properties, PidTagMessageClass)).toEqual(['REPORT.IPM.Note.NDR']);
    expect(several.recipients.map((row) => row.get(PidTagSmtpAddress))).toEqual([
      'arathib@vnet.ibm.com',
      'wsnell@sdcc13.ucsd.edu',
    ]);
    expect(several.recipients.map((row) => row.get(PidTagSupplementaryInfo))).toEqual([
      "<vnet.ibm.com #5.0.0 smtp; 550 'arathib@vnet.IBM.COM' is not a registered gateway user>",
      '<sdcc13.ucsd.edu #5.0.0 smtp; 550 user unknown>',
    ]);
    expect(several.recipients[0]!.get(PidTagRemoteMessageTransferAgent)).toBe('vnet.ibm.com');
  });
  it.each([
    ['delivered', 'REPORT.IPM.Note.DR'],
    ['expanded', 'REPORT.IPM.Note.Expanded.DR'],
    ['relayed', 'REPORT.IPM.Note.Relayed.DR'],
    ['delayed', 'REPORT.IPM.Note.Delayed.DR'],
    ['failed', 'REPORT.IPM.Note.NDR'],
    ['Failed (for good)', 'REPORT.IPM.Note.NDR'],
  ])('of %s has the class %s', (action, messageClass) => {
    const one = delivery(
      'Reporting-MTA: dns; a',
      '',
      'Final-Recipient: rfc822; b@c',
      `Action: ${action}`,
      'Status: 2.0.0',
    );
    expect(values(one.properties, PidTagMessageClass)).toEqual([messageClass]);
  });
  it('keeps the original, but no attachment for what its properties tell', () => {
    expect(simple.attachments).toHaveLength(1);
    expect(simple.attachments[0]!.properties.get(PidTagAttachMethod)).toBe(AttachMethod.afEmbeddedMessage);
    expect(simple.attachments[0]!.embedded!.properties.get(PidTagSubject)).toBe('Hello');
  });
  it('tells subject, time, id, sender and addressees of the original', () => {
    const { properties } = simple;
    expect(values(properties, PidTagOriginalSubject, PidTagOriginalMessageId, PidTagOriginalDisplayTo)).toEqual([
      'Hello',
      '<1@example.org>',
      'Bob; carol@example.org',
    ]);
    expect(time(properties.get(PidTagOriginalSubmitTime))).toBe('1994-07-06T10:00:00.000Z');
    expect(values(properties, PidTagOriginalSenderEmailAddress)).toEqual(['ann@example.org']);
  });
  it('tells them too where only the header came back', () => {
    const cut = ['Content-Type: text/rfc822-headers', '', ...original.slice(2, -2)];
    const one = report('delivery-status', head, text, status('Final-Recipient: rfc822; b@c', 'Action: failed'), cut);
    expect(values(one.properties, PidTagOriginalSubject)).toEqual(['Hello']);
    expect(one.attachments.map(({ properties }) => properties.get(PidTagAttachMimeTag))).toEqual([
      'text/rfc822-headers',
    ]);
  });
  it('takes X-Supplementary-Info and X-Display-Name before what it would make', () => {
    const one = delivery(
      'Reporting-MTA: dns; a',
      '',
      'Final-Recipient: rfc822; b@c',
      'Action: failed',
      'Status: 5.1.1',
      'X-Supplementary-Info: <a #5.1.1 gone>',
      'X-Display-Name: =?utf-8?Q?J=C3=B6rg?=',
    );
    expect(values(one.recipients[0]!, PidTagSupplementaryInfo, PidTagDisplayName)).toEqual(['<a #5.1.1 gone>', 'Jörg']);
  });
  it.each([
    [['Status: 5.7.12', 'Remote-MTA: dns; a'], '<a #5.7.12>'],
    [['Status: 5.1.1 (gone)', 'Diagnostic-Code:'], '< #5.1.1>'],
    [['Diagnostic-Code: x; y'], '< #5.0.0 x; y>'],
  ])('makes PidTagSupplementaryInfo of %j, 2.2.3.7.1.2', (fields, info) => {
    const one = delivery('Reporting-MTA: dns; a', '', 'Final-Recipient: rfc822; b@c', 'Action: failed', ...fields);
    expect(values(one.recipients[0]!, PidTagSupplementaryInfo)).toEqual([info]);
  });
  it('reads addresses outside ASCII and of other types, RFC 6533', () => {
    const one = delivery(
      'Reporting-MTA: dns; a (about)',
      '',
      String.raw`Final-Recipient: utf-8; j\x{F6}rg@example.org`,
      'Action: failed',
      '',
      'Final-Recipient: X400; /C=US/S=Doe/',
      'Action: failed',
    );
    expect(one.recipients.map((row) => values(row, PidTagAddressType, PidTagEmailAddress))).toEqual([
      ['SMTP', 'jörg@example.org'],
      ['X400', '/C=US/S=Doe/'],
    ]);
    expect(values(one.properties, PidTagReportingMessageTransferAgent)).toEqual(['a']);
  });
  it('takes the status from the diagnostic, else from the action, where there is no Status', () => {
    const one = delivery(
      'Reporting-MTA: dns; a',
      '',
      'Final-Recipient: rfc822; b@c',
      'Action: failed',
      'Diagnostic-Code: smtp; 550 5.1.1 unknown',
      '',
      'Final-Recipient: rfc822; d@c',
      'Action: failed',
    );
    const codes = [PidTagNonDeliveryReportStatusCode, PidTagNonDeliveryReportDiagCode];
    expect(one.recipients.map((row) => values(row, ...codes))).toEqual([
      [511, 35],
      [500, -1],
    ]);
  });
  it('reads groups in any order, with too many empty lines or none after the first', () => {
    const fields = ['Action: failed', 'Final-Recipient: rfc822; b@c', 'Status: 5.0.0'];
    expect(delivery('', 'Reporting-MTA: dns; a', '', '', ...fields, '', '').recipients).toHaveLength(1);
    expect(delivery('Reporting-MTA: dns; a', ...fields).recipients).toHaveLength(1);
  });
  it('takes the action from the status where there is none', () => {
    const one = delivery('Reporting-MTA: dns; a', '', 'Original-Recipient: rfc822; b@c', 'Status: 4.4.7');
    expect(values(one.properties, PidTagMessageClass)).toEqual(['REPORT.IPM.Note.Delayed.DR']);
    expect(one.recipients.map((row) => row.get(PidTagSmtpAddress))).toEqual(['b@c']);
  });
  it('reads recipients that a gateway encoded alone', () => {
    const encoded = Buffer.from(
      'Final-Recipient: rfc822; b@c\nAction: failed\n\nFinal-Recipient: rfc822; d@c\nAction: failed',
    );
    const one = delivery('Reporting-MTA: dns; a', 'Content-Transfer-Encoding: base64', '', encoded.toString('base64'));
    expect(one.recipients.map((row) => row.get(PidTagSmtpAddress))).toEqual(['b@c', 'd@c']);
  });
  it('is an ordinary message where no action is known', () => {
    const one = delivery('Reporting-MTA: dns; a', '', 'Final-Recipient: rfc822; b@c', 'Action: lost');
    expect(values(one.properties, PidTagMessageClass)).toEqual(['IPM.Note']);
    expect(one.attachments).toHaveLength(2);
    expect(one.recipients.map((row) => row.get(PidTagSmtpAddress))).toEqual(['ann@example.org']);
  });
  it('has no more rows than a message may have', () => {
    const recipients = Array.from({ length: 50 }, (_, index) => [
      '',
      `Final-Recipient: rfc822; ${index}@c`,
      'Action: failed',
    ]);
    const lines = ['Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; a', ...recipients.flat()];
    const bomb = parseMime(utf8Bytes(lines.join('\r\n')));
    expect(toMessageObject(bomb).recipients).toHaveLength(50);
    expect(toMessageObject(bomb, { recipients: 7 }).recipients).toHaveLength(7);
  });
});

describe('the class of a report', () => {
  it('names the class of the message that is reported on', () => {
    const meeting = 'IPM.Schedule.Meeting.Request';
    expect(reportClass({ kind: 'delivery-status', action: 'failed' }, meeting)).toBe(`REPORT.${meeting}.NDR`);
    expect(reportKindOf(`REPORT.${meeting}.Relayed.DR`)).toEqual({ kind: 'delivery-status', action: 'relayed' });
    const receipt = { kind: 'disposition-notification', status: 'not-read' } as const;
    expect(reportKindOf(reportClass(receipt, meeting).toLowerCase())).toEqual(receipt);
    expect(reportKindOf('REPORT.IPM.Note')).toBeUndefined();
  });
});

describe('status codes, [MS-OXCMAIL] 2.2.3.7.1.3', () => {
  it.each([
    ['5.1.1', 511, 35, 1],
    ['5.1.2', 512, 48, 0],
    ['5.1.5', 515, 0, 0],
    ['5.2.2', 522, 13, 0],
    ['5.2.9', 529, 38, 0],
    ['5.3.3', 533, 18, 0],
    ['4.4.1', 441, 2, 0],
    ['4.4.3', 443, -1, 6],
    ['4.4.7', 447, 5, 0],
    ['5.4.6', 546, 3, 0],
    ['5.5.3', 553, 16, 0],
    ['5.6.5', 565, -1, 2],
    ['5.7.1', 571, 29, 0],
    ['5.7.12', 570, 46, 0],
    ['2.0.0', 200, -1, 0],
    ['5.9.9', 599, -1, 0],
  ])('%s is %d, diagnostic %d and reason %d', (code, number, diagnostic, reason) => {
    const status = statusCodeIn(`${code} (said)`)!;
    expect(statusNumber(status)).toBe(number);
    expect(nonDeliveryCodes(status)).toEqual({ diagnostic, reason });
  });
  it('go back to a status that gives the same codes, 2.1.3.6.1.2', () => {
    for (let subject = 0; subject <= 9; subject++) {
      for (let detail = 0; detail <= 9; detail++) {
        const codes = nonDeliveryCodes({ subject, detail });
        const written = statusCodeIn(writtenStatus('failed', undefined, codes))!;
        expect(written.kind).toBe(5);
        expect(nonDeliveryCodes(written).diagnostic).toBe(codes.diagnostic);
      }
    }
    expect(writtenStatus('failed', 447, { diagnostic: 35 })).toBe('4.4.7');
    expect(writtenStatus('delayed', undefined, {})).toBe('4.0.0');
    expect(writtenStatus('delivered', 7, {})).toBe('2.0.0');
  });
  it('are found only where one stands', () => {
    expect(statusCodeIn('smtp; 550 5.1.1 unknown')).toEqual({ kind: 5, subject: 1, detail: 1, text: '5.1.1' });
    expect(statusCodeIn('host 10.5.1.1 refused')).toBeUndefined();
    expect(statusCodeIn('3.1.1')).toBeUndefined();
    expect(statusCodeIn(undefined)).toBeUndefined();
  });
});

/** The notification printed in RFC 8098 section 8, with its own addresses. */
const displayed = report(
  'disposition-notification',
  [
    'Date: Wed, 20 Sep 1995 00:19:00 (EDT) -0400',
    'From: Joe Recipient <Joe_Recipient@example.com>',
    'To: Jane Sender <Jane_Sender@example.org>',
  ],
  ['', 'The message sent on 1995 Sep 19 has been displayed.', ''],
  receipt(
    'Reporting-UA: joes-pc.cs.example.com; Foomail 97.1',
    'Original-Recipient: rfc822;Joe_Recipient@example.com',
    'Final-Recipient: rfc822;Joe_Recipient@example.com',
    'Original-Message-ID: <199509192301.23456@example.org>',
    'Disposition: manual-action/MDN-sent-manually; displayed',
  ),
  original,
);

describe('message disposition notifications, [MS-OXCMAIL] 2.2.3.7.2', () => {
  it('reads the example of RFC 8098', () => {
    const { properties } = displayed;
    expect(values(properties, PidTagMessageClass, PidTagReportText)).toEqual([
      'REPORT.IPM.Note.IPNRN',
      'manual-action/MDN-sent-manually; displayed',
    ]);
    expect(values(properties, PidTagReportDisposition, PidTagReportDispositionMode)).toEqual([
      'displayed',
      'manual-action/MDN-sent-manually',
    ]);
    expect(values(properties, PidTagOriginalMessageId, PidTagInternetReferences)).toEqual([
      '<199509192301.23456@example.org>',
      '<199509192301.23456@example.org>',
    ]);
    const sentAt = properties.get(PidTagClientSubmitTime);
    expect(sentAt).toBeTypeOf('bigint');
    expect(values(properties, PidTagOriginalDeliveryTime, PidTagReceiptTime, PidTagReportTime)).toEqual([
      sentAt,
      sentAt,
      sentAt,
    ]);
    expect(values(properties, PidTagOriginalSubject)).toEqual(['Hello']);
  });
  it('keeps the recipients of the message, with the time of the report', () => {
    expect(displayed.recipients.map((row) => row.get(PidTagSmtpAddress))).toEqual(['Jane_Sender@example.org']);
    expect(displayed.recipients[0]!.get(PidTagReportTime)).toBe(displayed.properties.get(PidTagClientSubmitTime));
    expect(displayed.attachments).toHaveLength(1);
  });
  it.each([
    ['displayed', 'IPNRN'],
    ['dispatched', 'IPNRN'],
    ['processed/error', 'IPNRN'],
    ['Deleted', 'IPNNRN'],
    ['denied', 'IPNNRN'],
    ['failed', 'IPNNRN'],
  ])('of %s has the suffix %s', (type, suffix) => {
    const one = report(
      'disposition-notification',
      head,
      text,
      receipt(`Disposition: automatic-action/MDN-sent-automatically; ${type}`),
    );
    expect(values(one.properties, PidTagMessageClass)).toEqual([`REPORT.IPM.Note.${suffix}`]);
  });
  it('takes the search key of the original, and who read it where the header does not tell', () => {
    const one = report(
      'disposition-notification',
      ['Date: Thu, 7 Jul 1994 17:16:05 -0400'],
      text,
      receipt(
        'Final-Recipient: rfc822; joe@example.com',
        'Disposition: automatic-action/MDN-sent-automatically; displayed',
        'X-MSExch-Correlation-Key: AQID',
        'X-Display-Name: Joe',
      ),
    );
    expect(latin1Text(one.properties.get(PidTagParentKey)!)).toBe('\x01\x02\x03');
    expect(values(one.properties, PidTagSentRepresentingName, PidTagSenderEmailAddress)).toEqual([
      'Joe',
      'joe@example.com',
    ]);
    expect(values(one.properties, PidTagOriginalDisplayTo)).toEqual(['Joe']);
  });
  it('reads one that is the whole message', () => {
    const one = read(...head, ...receipt('Final-Recipient: rfc822; a@b', 'Disposition: a/b; deleted'));
    expect(values(one.properties, PidTagMessageClass)).toEqual(['REPORT.IPM.Note.IPNNRN']);
    expect(one.attachments).toEqual([]);
  });
  it('is an ordinary message where the disposition says neither', () => {
    for (const disposition of [
      'Disposition: a/b; eaten',
      'Disposition: displayed',
      'X: y',
      'Disposition: a/b; constructor',
    ]) {
      const one = report('disposition-notification', head, text, receipt(disposition));
      expect(values(one.properties, PidTagMessageClass)).toEqual(['IPM.Note']);
    }
  });
});
