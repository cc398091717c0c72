import { fromBase64 } from '@postbus/bytes';
import { concatenationOf, decodeGsm, decodeUcs2, readUserDataHeader } from '@postbus/sms';
import { describe, expect, it } from 'vitest';
import { type EncodingSettings, type PartsPlan, planParts } from './plan-parts.ts';

const settings: EncodingSettings = {
  alphabet: 'gsm',
  transliterate: false,
  lockingShifts: [],
  singleShifts: [],
  longMessages: 'header',
  referenceBits: '8',
  mostParts: 10,
};

function plan(text: string, more: Partial<EncodingSettings> = {}, reference = 0x1234): Promise<PartsPlan> {
  return planParts(text, { ...settings, ...more }, async () => reference);
}

const noReference = (): Promise<number> => Promise.reject(new Error('asked for'));

function textOf({ userData }: PartsPlan): string {
  return userData.map(({ dataCoding, body }) => (dataCoding === 8 ? decodeUcs2 : decodeGsm)(fromBase64(body))).join('');
}

describe('a text for a carrier', () => {
  it('that is one message needs no reference', async () => {
    const one = await planParts('€'.repeat(80), settings, noReference);
    expect(one).toEqual({ userData: [{ dataCoding: 0, header: '', body: expect.any(String) as string }] });
    expect(textOf(one)).toBe('€'.repeat(80));
  });

  it.each([
    ['8', 0x34],
    ['16', 0x1234],
  ] as const)('in parts has one reference of %s bits', async (referenceBits, reference) => {
    const parts = await plan('x'.repeat(400), { referenceBits });
    expect(parts.reference).toBe(reference);
    const told = parts.userData.map(({ header }) => concatenationOf(readUserDataHeader(fromBase64(header)).elements));
    expect(told).toMatchObject([1, 2, 3].map((sequence) => ({ reference, sequence, total: 3 })));
    expect(textOf(parts)).toBe('x'.repeat(400));
  });

  it.each([
    ['gsm', 'é@[€', 0],
    ['latin-1', 'é@[', 0],
    ['latin-1', 'é@[€', 8],
    ['latin-1', 'Ωμέγα', 8],
    ['ascii', 'a@[', 0],
    ['ascii', 'é', 8],
    ['ascii', '`', 8],
  ] as const)(
    'is UCS-2 where the alphabet of the carrier lacks a character: %s, %s',
    async (alphabet, text, coding) => {
      const parts = await plan(text, { alphabet, lockingShifts: [1] });
      expect([parts.userData[0]!.dataCoding, textOf(parts)]).toEqual([coding, text]);
    },
  );

  it.each([
    ['gsm', '“Hi” – ok', '"Hi" - ok'],
    ['ascii', 'déjà', 'deja'],
  ] as const)('is written by what reads alike where that is allowed: %s, %s', async (alphabet, text, alike) => {
    expect(textOf(await plan(text, { alphabet, transliterate: true }))).toBe(alike);
    expect(textOf(await plan(text, { alphabet }))).toBe(text);
  });

  it('goes as a whole where the carrier cuts it', async () => {
    const whole = await planParts('Привет. '.repeat(50), { ...settings, longMessages: 'payload' }, noReference);
    expect(whole.userData).toHaveLength(1);
    expect(textOf(whole)).toBe('Привет. '.repeat(50));
  });

  it('of more parts than may be is refused', async () => {
    await expect(plan('x'.repeat(153 * 10 + 1))).rejects.toMatchObject({ code: 'too-many-parts' });
    expect((await plan('x'.repeat(153 * 10))).userData).toHaveLength(10);
  });
});
