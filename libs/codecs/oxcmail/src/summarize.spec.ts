import {
  AttachMethod,
  PidNameKeywords,
  PidTagFlagStatus,
  PidTagLastVerbExecuted,
  PidTagLastVerbExecutionTime,
  PropertyBag,
  fileTimeOf,
  fromStored,
  toStored,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { summarize, toMessageObject } from './index.ts';

const source = new Uint8Array(
  Buffer.from(
    [
      'From: Anna <anna@example.org>',
      'Sender: office@example.org',
      'To: Bob <bob@example.com>',
      'Cc: c@example.com',
      'Reply-To: r@example.org',
      'Subject: Re: Plans',
      'Date: Mon, 10 Mar 2008 14:36:46 -0700',
      'Message-ID: <1@x>',
      'References: <0@x> <00@x>',
      'In-Reply-To: <00@x>',
      'Importance: high',
      'Sensitivity: private',
      'Disposition-Notification-To: anna@example.org',
      'Thread-Index: Ac8QOnbaZAcwyWs4SnOS8TqHPH9OUg==',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<style>x{}</style><p>Hello   <b>wörld</b></p><p>bye',
      '--b',
      'Content-Type: application/pdf; name=plan.pdf',
      'Content-ID: <plan@x>',
      '',
      'data',
      '--b--',
      '',
    ].join('\r\n'),
  ),
);

describe('the summary of a message', () => {
  const message = toMessageObject(parseMime(source), { deliveredAt: 1_300_000_000_000, read: true });
  it('has what a list view shows', () => {
    expect(summarize(message, source)).toEqual({
      messageClass: 'IPM.Note',
      subject: 'Re: Plans',
      normalizedSubject: 'Plans',
      from: { name: 'Anna', address: 'anna@example.org' },
      sender: { name: '', address: 'office@example.org' },
      to: [{ name: 'Bob', address: 'bob@example.com' }],
      cc: [{ name: '', address: 'c@example.com' }],
      bcc: [],
      replyTo: [{ name: '', address: 'r@example.org' }],
      displayTo: 'Bob',
      displayCc: 'c@example.com',
      submittedAt: Date.UTC(2008, 2, 10, 21, 36, 46),
      receivedAt: 1_300_000_000_000,
      importance: 2,
      sensitivity: 2,
      read: true,
      preview: 'Hello wörld bye',
      bodySizes: { html: 52, mime: source.length },
      nativeBody: 3,
      codePage: 65001,
      conversationId: '640730c96b384a7392f13a873c7f4e52',
      conversationIndex: '01cf103a76da640730c96b384a7392f13a873c7f4e52',
      conversationTopic: 'Plans',
      messageId: '<1@x>',
      inReplyTo: '<00@x>',
      references: ['<0@x>', '<00@x>'],
      readReceiptRequested: true,
      hasAttachments: true,
      attachments: [
        {
          index: 0,
          displayName: 'plan.pdf',
          contentType: 'application/pdf',
          contentId: 'plan@x',
          method: AttachMethod.afByValue,
          size: 4,
          inline: false,
        },
      ],
      size: source.length,
    });
  });
  it('is the same after JSON, and of a message that was stored', () => {
    const summary = summarize(message, source);
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
    expect(summarize(fromStored(JSON.parse(JSON.stringify(toStored(message)))), source)).toEqual(summary);
  });
  it('is made of a message without any property', () => {
    expect(summarize({ properties: new PropertyBag(), recipients: [], attachments: [] })).toMatchObject({
      subject: '',
      preview: '',
      to: [],
    });
  });
  it('has the marks of its reader where there are any', () => {
    const marked = toMessageObject(parseMime(source));
    expect(summarize(marked)).not.toHaveProperty('flagStatus');
    marked.properties
      .set(PidTagFlagStatus, 2)
      .set(PidNameKeywords, ['Blue', 'Käse'])
      .set(PidTagLastVerbExecuted, 103)
      .set(PidTagLastVerbExecutionTime, fileTimeOf(Date.UTC(2026, 1, 2)));
    expect(summarize(marked)).toMatchObject({
      flagStatus: 2,
      categories: ['Blue', 'Käse'],
      lastVerb: 103,
      lastVerbAt: Date.UTC(2026, 1, 2),
    });
  });
  it('previews 255 characters of a body that lies in the original, without cutting one in two', () => {
    const long = `x${'😀'.repeat(60_000)}`;
    const mime = new Uint8Array(Buffer.from(`Content-Type: text/plain; charset=utf-8\r\n\r\n${long}`));
    const stored = toMessageObject(parseMime(mime));
    expect(summarize(stored, mime).preview).toBe(`x${'😀'.repeat(127)}`);
    expect(summarize(stored).preview).toBe('');
    expect(summarize(stored).bodySizes).toEqual({ text: 240_001 });
  });
});
