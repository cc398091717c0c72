import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownWords } from './own-words.ts';

describe('what somebody wrote themselves', () => {
  it.each([
    ['a text as it is', 'See you at 5.\r\n\r\nAnn\r\n', 'See you at 5.\n\nAnn'],
    ['without its signature', 'Yes\r\n-- \r\nAnn\r\n+1 425', 'Yes'],
    ['without a signature whose blank was cut off', 'Yes\n--\nAnn', 'Yes'],
    ['with dashes that are words', 'Yes -- no\n--- maybe', 'Yes -- no\n--- maybe'],
    ['without marked quotes and who wrote them', 'Yes\n\nOn 21 Nov 2026, Bob wrote:\n> Coming?\n>\n> Bob\n', 'Yes'],
    ['between quotes', '> Coming?\nYes\n> When?\nAt 5', 'Yes\nAt 5'],
    ['below the quote', 'Am 21.11.2026 um 20:00 schrieb Bob:\n> Kommst du?\n\nJa', 'Ja'],
    [
      'where the attribution is folded',
      'Oui\n\nLe sam. 21 nov. 2026 à 20:00, Bob <bob@there.example>\na écrit :\n> Tu viens ?',
      'Oui',
    ],
    ['before quotes without marks, as HTML has them', 'Yes\n\nOn Saturday Bob wrote:\n\nComing?\nBob', 'Yes'],
    [
      'before what Outlook answers',
      'Yes\n\n________________________________\nFrom: Bob\nSent: Saturday\nTo: Ann\n\nComing?',
      'Yes',
    ],
    [
      'before what Outlook answers in HTML',
      'Yes\n\n----------\n\nFrom: Bob\nSent: Saturday\nTo: Ann\n\nComing?',
      'Yes',
    ],
    ['with a rule of its own', 'Yes\n----------\nNo', 'Yes\n----------\nNo'],
    ['before a header without a rule', 'Ja\n\nVon: Bob\nGesendet: Samstag\nAn: Ann\nBetreff: Hm\n\nKommst du?', 'Ja'],
    ['before an original message', 'Yes\n-----Original Message-----\nFrom: Bob\nComing?', 'Yes'],
    ['with lines that only begin like a header', 'From: Bern\nTo: Basel', 'From: Bern\nTo: Basel'],
    [
      'with sentences that only begin like an attribution',
      'On Monday I come:\nby train',
      'On Monday I come:\nby train',
    ],
    ['all of a mail that quotes alone', '> Look at this\n> Bob', '> Look at this\n> Bob'],
    ['nothing of nothing', ' \r\n\r\n', ''],
  ])('is %s', (_, text, own) => {
    expect(ownWords(text)).toBe(own);
  });

  it('is found in time in proportion to the text', () => {
    for (const line of [
      'On a wrote',
      'On x:',
      '-- -',
      '_____________',
      'From: x',
      '-----Original Messag',
      'wrote: '.repeat(60),
    ]) {
      const started = performance.now();
      ownWords(`${line}\n`.repeat(Math.ceil(200_000 / line.length)));
      expect(performance.now() - started).toBeLessThan(3000);
    }
  });

  it('is part of the text, line by line, whatever the text', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('-- ', '> x', 'On x wrote:', '', 'From: a', 'Sent: b', '____________'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 15 }), (lines) => {
        const text = lines.join('\n');
        const there = new Set(text.split(/\r\n|\r|\n/).map((one) => one.trim()));
        for (const own of ownWords(text).split('\n')) expect(there.has(own.trim()) || own === '').toBe(true);
      }),
    );
  });
});
