import { describe, expect, it } from 'vitest';
import { Keywords, languages } from './keywords.ts';

const keywords = new Keywords({ keywords: ['en', 'de', 'fr', 'es'], stopWords: ['Schluss!'], startWords: [] });

describe('a word that is all of a message', () => {
  it.each([
    'STOP',
    'stop',
    ' Stop.\n',
    '"STOP"',
    'arrêt',
    'ARRE\u0302T',
    'Abmelden',
    'baja',
    'schluss',
    'unsubscribe',
    'Opt out',
    'OPT-OUT',
    'Stop  all',
    'STOP ⚠️',
    'ＳＴＯＰ',
  ])('ends messages: %s', (text) => expect(keywords.meaningOf(text)).toBe('stop'));
  it.each(['START', 'unstop', 'Début', 'alta', 'opt in'])('begins them again: %s', (text) => {
    expect(keywords.meaningOf(text)).toBe('start');
  });
  it.each([
    '',
    '…',
    '\u0301',
    'stop it',
    'sto p',
    'en de',
    'STOP HERE',
    'please stop',
    'dur',
    'stop'.repeat(20),
    ' '.repeat(70) + 'stop',
  ])('means nothing otherwise: %j', (text) => expect(keywords.meaningOf(text)).toBeUndefined());
  it('is STOP in every language', () => {
    for (const language of languages) {
      const one = new Keywords({ keywords: [language], stopWords: [], startWords: [] });
      expect([one.meaningOf('STOP'), one.meaningOf('START')]).toEqual(['stop', 'start']);
    }
  });
});
