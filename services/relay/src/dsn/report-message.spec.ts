import { describe, expect, it } from 'vitest';
import { parsedByPython, pythonHas } from '../../test/python-email.ts';
import type { Outcome, RecipientState } from '../delivery/delivery-state.ts';
import { type Report, headerOf, reportMessage } from './report-message.ts';

const at = Date.UTC(2026, 0, 2, 3, 4, 5);
const outcome: Outcome = {
  result: 'failed',
  status: '5.1.1',
  text: '550 5.1.1 No such user',
  remoteMta: 'mx.there.example',
  replied: true,
  dsnTaken: false,
  at,
};
const bob: RecipientState = {
  address: 'bob@there.example',
  orcpt: 'rfc822;Bob+2BX@There.Example',
  status: 'failed',
  last: outcome,
  reported: [],
};
const original =
  'From: alice@here.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@here.example>\r\n\r\nHi.\r\n';
const report = (changes: Partial<Report> = {}): Report => ({
  id: '0190163d-8694-839b-aea5-966c26f8ad91',
  kind: 'failed',
  recipients: [bob],
  to: 'alice@here.example',
  date: at,
  reportingMta: 'relay.here.example',
  envid: 'QQ+2B314159',
  arrival: Date.UTC(2026, 0, 1),
  original: { what: 'header', bytes: headerOf(Buffer.from(original)) },
  ...changes,
});
const text = (changes: Partial<Report> = {}) => Buffer.from(reportMessage(report(changes))).toString();

describe.skipIf(!pythonHas('email.policy'))("a notification as Python's email reads it", () => {
  it('is a multipart/report of three parts without defects, RFC 6522 3', () => {
    const parsed = parsedByPython(reportMessage(report()));
    expect(parsed).toMatchObject({ type: 'multipart/report', report: 'delivery-status', defects: [] });
    expect(parsed.parts?.map(({ type }) => type)).toEqual([
      'text/plain',
      'message/delivery-status',
      'text/rfc822-headers',
    ]);
    expect(parsed.parts?.flatMap(({ defects }) => defects)).toEqual([]);
  });

  it('carries the fields of the message and of each recipient, RFC 3464 2.2, 2.3', () => {
    const later = { ...bob, address: 'eve@there.example', orcpt: undefined };
    const status = parsedByPython(reportMessage(report({ recipients: [bob, later as never] }))).parts?.[1];
    expect(status?.parts?.map(({ headers }) => headers)).toEqual([
      {
        'Original-Envelope-Id': 'QQ+314159',
        'Reporting-MTA': 'dns; relay.here.example',
        'Arrival-Date': 'Thu, 1 Jan 2026 00:00:00 +0000',
      },
      {
        'Original-Recipient': 'rfc822; Bob+X@There.Example',
        'Final-Recipient': 'rfc822; bob@there.example',
        Action: 'failed',
        Status: '5.1.1',
        'Remote-MTA': 'dns; mx.there.example',
        'Diagnostic-Code': 'smtp; 550 5.1.1 No such user',
        'Last-Attempt-Date': 'Fri, 2 Jan 2026 03:04:05 +0000',
      },
      expect.objectContaining({ 'Final-Recipient': 'rfc822; eve@there.example' }),
    ]);
  });

  it('tells until when a delayed message is tried, RFC 3464 2.3.9', () => {
    const delayed = report({
      kind: 'delayed',
      retryUntil: Date.UTC(2026, 0, 6),
      recipients: [{ ...bob, last: { ...outcome, status: '4.4.1' } }],
    });
    const parsed = parsedByPython(reportMessage(delayed));
    expect(parsed.parts?.[1]?.parts?.[1]?.headers).toMatchObject({
      Action: 'delayed',
      Status: '4.4.1',
      'Will-Retry-Until': 'Tue, 6 Jan 2026 00:00:00 +0000',
    });
    expect(parsed.parts?.[0]?.text).toContain('Tue, 06 Jan 2026 00:00:00 GMT');
  });

  it('tells people what was said, and of which message', () => {
    const parsed = parsedByPython(reportMessage(report()));
    expect(parsed.headers).toMatchObject({
      Subject: 'Undeliverable: Grüße',
      'In-Reply-To': '<1@here.example>',
      To: 'alice@here.example',
    });
    expect(parsed.parts?.[0]?.text).toContain('mx.there.example said: 550 5.1.1 No such user (5.1.1)');
    expect(parsed.parts?.[0]?.text).toContain('Subject: Grüße');
  });

  it('gives the whole message back byte for byte where it is asked for, RFC 3461 4.3', () => {
    const whole = Buffer.from(`${original}Caf\xe9 .\r\n.\r\n`, 'latin1');
    const written = Buffer.from(reportMessage(report({ original: { what: 'message', bytes: whole } })));
    expect(parsedByPython(written).parts?.[2]?.type).toBe('message/rfc822');
    expect(written.includes(whole)).toBe(true);
  });

  it('gives the header alone back otherwise', () => {
    const header = parsedByPython(reportMessage(report())).parts?.[2];
    expect(header?.text).toContain('Message-ID: <1@here.example>');
    expect(header?.text).not.toContain('Hi.');
  });

  it('uses the types of RFC 6533 where an address or header is in UTF-8', () => {
    const bytes = Buffer.from('From: müller@here.example\r\nSubject: Grüße\r\n\r\nHi.\r\n');
    const recipients = [{ ...bob, address: 'jürgen@there.example', orcpt: 'utf-8;jürgen@there.example' }];
    const parsed = parsedByPython(
      reportMessage(
        report({ recipients, to: 'müller@here.example', original: { what: 'header', bytes: headerOf(bytes) } }),
      ),
    );
    expect(parsed.parts?.map(({ type }) => type)).toEqual([
      'text/plain',
      'message/global-delivery-status',
      'message/global-headers',
    ]);
    const written = text({ recipients });
    expect(written).toContain('Final-Recipient: utf-8; jürgen@there.example');
    expect(written).toContain('Original-Recipient: utf-8; jürgen@there.example');
    const escaped = [{ ...bob, orcpt: 'utf-8;j\\x{FC}rgen\\x{1F600}@x' }];
    expect(text({ recipients: escaped })).toContain('Original-Recipient: utf-8; jürgen😀@x');
  });

  it('stays a report of two parts where the message is gone', () => {
    expect(parsedByPython(reportMessage(report({ original: undefined }))).parts?.map(({ type }) => type)).toEqual([
      'text/plain',
      'message/delivery-status',
    ]);
  });
});

describe('a notification', () => {
  it('says that a program sent it, RFC 3834 5', () => expect(text()).toContain('\r\nAuto-Submitted: auto-replied\r\n'));

  it('lets nothing from outside begin a field of its own', () => {
    const evil: RecipientState = {
      ...bob,
      orcpt: 'rfc822;a+0D+0AAction: delivered',
      last: { ...outcome, text: '550 x\r\nAction: delivered' },
    };
    const written = text({ recipients: [evil], envid: 'x+0D+0AStatus: 2.0.0' });
    const fields = written.slice(written.indexOf('Original-Envelope-Id'));
    expect(fields).not.toMatch(/^(Action: delivered|Status: 2)/m);
    expect(fields).toContain('Diagnostic-Code: smtp; 550 x Action: delivered');
  });

  it('has lines of at most 998 characters, whatever was said', () => {
    const long = { ...bob, last: { ...outcome, text: '5'.repeat(500) } };
    const lines = text({
      recipients: [long],
      original: { what: 'header', bytes: Buffer.from(`Subject: ${'x'.repeat(5000)}\r\n`) },
    }).split('\r\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  it('is the same for the same report but for its boundary', () => {
    const boundary = /boundary="?([^"\r\n]+)/;
    const once = (written: string) => written.replaceAll(boundary.exec(written)?.[1] ?? '-', 'B');
    expect(once(text())).toBe(once(text()));
  });
});
