import { describe, expect, it } from 'vitest';
import type { TextMessage } from '@postbus/domain';
import { offeredTo } from '@postbus/text-messages';
import { smsItem } from './phone-mailbox.fixture.ts';
import { addedText, isSentCopy, namedIn, namesRecipients, reportSureness } from './relay-match.ts';

const now = Date.UTC(2026, 0, 1);
const ben = '+31612345678';
const eva = '+32470123456';

function offered(text: string, ...to: string[]): TextMessage {
  const id = '00000000-0000-4000-8000-000000000001';
  const people = { mailbox: 'ann', recipients: to.map((number) => ({ number })) };
  const times = { submittedAt: now, dueAt: now, expiresAt: now + 1, changedAt: now };
  const way = { source: 'api', channels: [], channel: 'phone', state: 'queued' } as const;
  const message: TextMessage = { id, submission: id, tenant: 't', kind: 'sms', ...people, ...times, ...way };
  return offeredTo(message, 'phone', text, now);
}

function isCopy(to: readonly string[], message: TextMessage, region?: string): boolean {
  const item = smsItem({ to: to.map((number) => ({ number })), text: 'On my way' });
  return isSentCopy(addedText(item, region), message);
}

function sureness(report: { from?: string; to?: readonly string[]; text: string }, message: TextMessage): number {
  const { from, to = [], text } = report;
  const sender = from === undefined ? {} : { from: { number: from } };
  const item = smsItem({ ...sender, to: to.map((number) => ({ number })), text });
  const added = addedText(item, undefined);
  return reportSureness(added, namedIn(added, undefined), message, 'On my way', new Set(['+31201234567']));
}

describe('a number that a phone writes in another way', () => {
  it.each(['+31 6 12345678', '0612345678', '06-1234 5678', '0031612345678', '31 612345678', '(06) 12 34 56 78'])(
    'is that of the recipient, where the region of the account is known or not: %s',
    (written) => {
      expect(isCopy([written], offered('On my way', ben))).toBe(true);
      expect(isCopy([written], offered('On my way', ben), 'NL')).toBe(true);
    },
  );

  it.each(['0612345679', '345678', '+32612345678', '2612345678', '0', ''])('is another: %j', (written) => {
    expect(isCopy([written], offered('On my way', ben))).toBe(false);
  });

  it('is one of several, each of whom is meant and nobody else', () => {
    const message = offered('On my way', ben, eva);
    expect(isCopy(['0470 12 34 56', '06 12345678'], message)).toBe(true);
    expect(isCopy(['0470 12 34 56', '06 12345678', '0612345678'], message)).toBe(true);
    expect(isCopy(['06 12345678'], message)).toBe(false);
    expect(isCopy(['06 12345678', '+31612345678'], message)).toBe(false);
    expect(isCopy(['0470 12 34 56', '06 12345678', '06 87654321'], message)).toBe(false);
  });

  it('is of two recipients whose numbers end alike only where both are written', () => {
    const message = offered('On my way', ben, '+32612345678');
    expect(isCopy(['0612345678', '+32612345678'], message)).toBe(true);
    expect(isCopy(['0612345678', '+49612345678'], message)).toBe(false);
  });

  it('is not taken for a recipient of what is to be sent: that is as it was planned', () => {
    expect(namesRecipients(['+31 6 1234 5678'], offered('On my way', ben), undefined)).toBe(true);
    expect(namesRecipients(['0612345678'], offered('On my way', ben), undefined)).toBe(false);
    expect(namesRecipients([ben, eva], offered('On my way', ben), undefined)).toBe(false);
  });

  it('is in a report, or of who answers, or of the owner', () => {
    const message = offered('On my way', ben);
    expect(sureness({ text: 'Not sent to 06-12345678: On my way' }, message)).toBe(3);
    expect(sureness({ from: '06 12345678', text: 'On my way' }, message)).toBe(0);
    expect(sureness({ from: '020 1234567', text: 'On my way' }, message)).toBe(2);
    expect(sureness({ from: '020 7654321', text: 'On my way' }, message)).toBe(0);
  });
});

describe('a report of a message to several', () => {
  const message = offered('On my way', ben, eva);

  it('tells of it where it names all of them, or none and the text', () => {
    expect(sureness({ to: [ben, eva], text: 'On my way' }, message)).toBe(3);
    expect(sureness({ text: `Not sent to ${ben} and ${eva}` }, message)).toBe(1);
    expect(sureness({ text: 'On my way' }, message)).toBe(2);
  });

  it('tells nothing of it where it names one of them: the others may have it', () => {
    expect(sureness({ to: [ben], text: 'On my way' }, message)).toBe(0);
    expect(sureness({ text: `Not sent to ${eva}: On my way` }, message)).toBe(0);
    expect(sureness({ from: ben, text: 'Undelivered: On my way, and some more text' }, message)).toBe(0);
  });
});
