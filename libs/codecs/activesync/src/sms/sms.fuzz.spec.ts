import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type MobileAddress,
  type SmsItem,
  SmsError,
  decodeMessage,
  encodeMessage,
  mobileAddressText,
  optionsByClass,
  protocolVersions,
  readMobileAddresses,
  readSmsItem,
  smsBody,
  smsClientAdd,
  syncRequest,
} from '../index.ts';

const told = process.env['POSTBUS_FUZZ_RUNS'];
const runs = (usual: number) => ({ numRuns: told === undefined ? usual : Number(told) });

/** Of characters that XML has. */
const text = fc
  .string({ unit: 'binary', maxLength: 60 })
  // oxlint-disable-next-line no-control-regex
  .map((raw) => raw.toWellFormed().replace(/[\0-\x1f\x7f\ufffe\uffff]/g, ' '));
const number = text.map((raw) => raw.replaceAll(']', '').trim()).filter((raw) => raw !== '');
const address: fc.Arbitrary<MobileAddress> = fc
  .record({ name: text, number })
  .map((one) => (one.name === '' || one.name === one.number ? { number: one.number } : one));
const piece = fc.oneof(
  fc.constantFrom('"', '\\', '[', ']', '[MOBILE:', '[mobile :', ',', ';', ' ', '+14255550123', '<a@b>', '\\"'),
  fc.string({ maxLength: 8 }),
);
const hostileList = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

describe('people by number', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.array(address, { maxLength: 20 }), (people) => {
        const written = mobileAddressText(people);
        expect(readMobileAddresses(written)).toEqual({ addresses: people, malformed: [], more: false });
      }),
      runs(500),
    );
  });

  it('are read of anything, in order, and what is read comes back', () => {
    fc.assert(
      fc.property(hostileList, (list) => {
        const { addresses, malformed } = readMobileAddresses(list);
        const offsets = malformed.map(({ offset }) => offset);
        expect(offsets).toEqual([...new Set(offsets)].toSorted((one, other) => one - other));
        // What is written has blanks for control characters.
        const written = mobileAddressText(addresses);
        expect(mobileAddressText(readMobileAddresses(written).addresses)).toBe(written);
      }),
      runs(2000),
    );
  });

  it.each(['"', '"a" ', '[MOBILE:', '[', '\\', '"\\', '[MOBILE:1]', ',', 'a"', '"a"[', '[MOBILE'])(
    'take no time where %s comes a million times',
    (one) => {
      const started = performance.now();
      readMobileAddresses(one.repeat(1_000_000 / one.length), Number.POSITIVE_INFINITY);
      expect(performance.now() - started).toBeLessThan(5000);
    },
  );
});

const item: fc.Arbitrary<SmsItem> = fc
  .record(
    {
      from: address,
      to: fc.array(address, { maxLength: 5 }),
      dateReceived: fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
      importance: fc.constantFrom(0, 1, 2),
      read: fc.boolean(),
      text,
      internetCodePage: fc.integer({ min: 0, max: 65_535 }),
    },
    { requiredKeys: ['to', 'importance', 'read', 'text', 'internetCodePage'] },
  )
  .map((one) => one as SmsItem);

describe('text messages', () => {
  it('come back through Sync in every version', () => {
    fc.assert(
      fc.property(item, fc.constantFrom(...protocolVersions), (sms, version) => {
        const request = { Collections: [{ SyncKey: '1', CollectionId: '5', Commands: [smsClientAdd('7', sms)] }] };
        const read = decodeMessage(syncRequest, encodeMessage(syncRequest, request, version), { version });
        const [command] = read.Collections?.[0]?.Commands ?? [];
        expect(command?.kind === 'Add' && readSmsItem(command.ApplicationData).item).toEqual(sms);
      }),
      runs(200),
    );
  });

  it('are cut to any size at a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.nat(80), (whole, TruncationSize) => {
        const { Data = '', Truncated } = smsBody(whole, { Type: 1, TruncationSize });
        expect(smsBody(whole).Data ?? '').toSatisfy((all: string) => all.startsWith(String(Data)));
        expect(new TextEncoder().encode(String(Data)).length).toBeLessThanOrEqual(TruncationSize);
        expect(Truncated === true).toBe(new TextEncoder().encode(whole).length > TruncationSize);
      }),
      runs(300),
    );
  });
});

describe('options of any classes', () => {
  const options = fc.record(
    { Class: fc.oneof(fc.constantFrom('SMS', 'Email', 'Tasks'), fc.string()), FilterType: fc.nat(9) },
    { requiredKeys: [] },
  );
  it('are told apart or refused', () => {
    fc.assert(
      fc.property(fc.array(options, { maxLength: 4 }), (blocks) => {
        try {
          const { own, sms } = optionsByClass(blocks);
          expect([own, sms].filter((one) => one !== undefined)).toHaveLength(Math.max(blocks.length, 1));
        } catch (error) {
          if (!(error instanceof SmsError)) throw error;
          expect(error.status).toBe(4);
        }
      }),
      runs(500),
    );
  });
});
