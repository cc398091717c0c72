import { domainToASCII } from 'node:url';
import { describe, expect, it } from 'vitest';
import { domainToAscii } from './idna.ts';

const characters = (codePoints: string): string =>
  codePoints
    .split(' ')
    .map((hex) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .join('');

describe('domains outside ASCII, RFC 5891 and RFC 3492', () => {
  it.each([
    ['0644 064A 0647 0645 0627 0628 062A 0643 0644 0645 0648 0634 0639 0631 0628 064A 061F', 'egbpdaj6bu4bxfgehfvwxn'],
    ['4ED6 4EEC 4E3A 4EC0 4E48 4E0D 8BF4 4E2D 6587', 'ihqwcrb4cv8a8dqg056pqjye'],
    ['0033 5E74 0062 7D44 91D1 516B 5148 751F', '3b-ww4c5e180e575a65lsy2b'],
  ])('encodes the samples of RFC 3492 7.1: %s', (codePoints, encoded) => {
    expect(domainToAscii(characters(codePoints))).toBe(`xn--${encoded}`);
  });
  it('agrees with the URL standard', () => {
    for (const domain of [
      'bücher.example',
      'Zürich.CH',
      '例え。テスト',
      'пример.рф',
      'a.ñandú.b',
      'plain.example',
      '点看',
    ])
      expect(domainToAscii(domain).toLowerCase()).toBe(domainToASCII(domain));
  });
  it('gives up on what no label can be', () => {
    expect(domainToAscii(`a${'ü'.repeat(100)}.test`)).toBe('a.test');
  });
});
