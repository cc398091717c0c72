import { describe, expect, it } from 'vitest';
import { readChannels } from '../channel-settings.ts';

const least = { name: 'carrier', kind: 'smpp', hosts: ['smsc.example:3550'], systemId: 'postbus' };

function mistakeIn(more: object): string {
  try {
    readChannels([{ ...least, ...more }]);
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a channel of kind smpp', () => {
  it('needs a name, hosts and what to bind with; the rest has defaults', () => {
    expect(readChannels([least])).toMatchObject([
      {
        hosts: [{ host: 'smsc.example', port: 3550 }],
        binds: 'transceiver',
        connections: 1,
        rate: 10,
        window: 10,
        alphabet: 'gsm',
        longMessages: 'header',
        receipts: 'all',
        keywords: ['en', 'de', 'fr', 'es'],
        answerWithin: 30_000,
      },
    ]);
  });

  it('says what statuses of the carrier mean', () => {
    const refusals = { '0x0000040b': 'later', ESME_RSUBMITFAIL: 'elsewhere' };
    expect(readChannels([{ ...least, refusals }])).toMatchObject([{ refusals }]);
  });

  it.each([
    [{ hosts: undefined }, 'hosts'],
    [{ alphabet: 'ebcdic' }, 'alphabet'],
    [{ connections: 0 }, 'connections'],
    [{ sourceTon: 256 }, 'sourceTon'],
    [{ referenceBits: '7' }, 'referenceBits'],
    [{ refusals: { ESME_RSYSERR: 'perhaps' } }, 'refusals'],
    [{ refusals: { 1: 'later' } }, 'refusals'],
    [{ singleShifts: [99] }, 'singleShifts'],
    [{ keywords: ['xx'] }, 'keywords'],
    [{ stopWords: ['two words'] }, 'stopWords'],
    [{ windows: 5 }, 'windows'],
  ])('tells the mistake in %o', (more, name) => expect(mistakeIn(more)).toContain(name));
});
