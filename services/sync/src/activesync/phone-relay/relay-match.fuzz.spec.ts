import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TextMessage } from '@postbus/domain';
import { offeredTo } from '@postbus/text-messages';
import { smsItem } from './phone-mailbox.fixture.ts';
import { addedText, isSentCopy, namedIn, namesRecipients, reportSureness } from './relay-match.ts';

const now = Date.UTC(2026, 0, 1);
const number = fc.integer({ min: 2_000_000, max: 9_999_999 }).map((line) => `+1425${line}`);
const recipients = fc.uniqueArray(number, { minLength: 1, maxLength: 5 });
const texts = fc.string({ unit: 'grapheme', maxLength: 200 });

function offered(to: readonly string[], text: string): TextMessage {
  const message: TextMessage = {
    id: '00000000-0000-4000-8000-000000000001',
    submission: '00000000-0000-4000-8000-000000000001',
    tenant: 't',
    mailbox: 'ann',
    kind: 'sms',
    source: 'api',
    recipients: to.map((one) => ({ number: one })),
    channels: [],
    channel: 'phone',
    state: 'queued',
    submittedAt: now,
    dueAt: now,
    expiresAt: now + 1,
    changedAt: now,
  };
  return offeredTo(message, 'phone', text, now);
}

describe('what a phone adds, compared with what it took', () => {
  it('is the same in any order, with other line ends, decomposed characters and blanks around', () => {
    fc.assert(
      fc.property(recipients, texts, (to, text) => {
        const told = `\n${text.normalize('NFD').replaceAll('\n', '\r\n')}  `;
        const item = smsItem({ to: to.toReversed().map((one) => ({ number: one })), text: told });
        expect(isSentCopy(addedText(item, 'US'), offered(to, text))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('is another with another recipient, fewer, or another text', () => {
    fc.assert(
      fc.property(recipients, number, texts, fc.constantFrom('!', '7', 'é'), (to, other, text, more) => {
        fc.pre(!to.includes(other));
        const message = offered(to, text);
        const added = (numbers: readonly string[], told: string) =>
          addedText(smsItem({ to: numbers.map((one) => ({ number: one })), text: told }), 'US');
        expect(isSentCopy(added([...to, other], text), message)).toBe(false);
        expect(isSentCopy(added(to.slice(1), text), message)).toBe(false);
        expect(isSentCopy(added(to, `${text}${more}`), message)).toBe(false);
        expect(namesRecipients([...to, other], message, 'US')).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it('is no report where a recipient writes anything that is not longer and does not repeat the whole', () => {
    fc.assert(
      fc.property(recipients, texts, texts, (to, text, answer) => {
        fc.pre(text.trim().length < 20 || !answer.includes(text.trim()));
        const item = smsItem({ from: { number: to[0]! }, to: [], text: answer });
        const added = addedText(item, 'US');
        expect(reportSureness(added, namedIn(added, 'US'), offered(to, text), text, new Set())).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('is read in time that grows with its length, whatever it is made of', () => {
    const started = performance.now();
    for (const unit of ['1', '+1 ', '(1) ', '-1/', '12345678901234567890123456 ']) {
      const added = addedText(smsItem({ text: unit.repeat(40_000 / unit.length) }), 'US');
      expect(namedIn(added, 'US').size).toBeLessThan(60);
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
