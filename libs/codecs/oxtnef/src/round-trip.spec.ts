import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import {
  PS_INTERNET_HEADERS,
  PidTagAttachDataObject,
  PropertyBag,
  PropertyType,
  type MessageObject,
  type Property,
  type PropertyKey,
} from '@postbus/mapi';
import { readTnef, writeTnef } from './index.ts';
import { plain } from './plain-message.fixture.ts';

const {
  PtypNull,
  PtypInteger16,
  PtypInteger32,
  PtypFloating32,
  PtypFloating64,
  PtypCurrency,
  PtypFloatingTime,
  PtypErrorCode,
  PtypBoolean,
  PtypInteger64,
  PtypString,
  PtypTime,
  PtypGuid,
  PtypServerId,
  PtypRestriction,
  PtypRuleAction,
  PtypBinary,
  PtypObject,
} = PropertyType;

const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((value) => value.replaceAll('\0', ''));
const bytes = fc.uint8Array({ maxLength: 40 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const guid = fc.uuid();
/** A value of each type, and what makes it. */
const scalars: readonly (readonly [PropertyType, fc.Arbitrary<Property['value']>])[] = [
  [PtypInteger16, fc.integer({ min: -0x8000, max: 0x7fff })],
  [PtypInteger32, fc.integer()],
  [PtypFloating32, fc.float({ noNaN: true })],
  [PtypFloating64, fc.double({ noNaN: true })],
  [PtypCurrency, int64],
  [PtypFloatingTime, fc.double({ noNaN: true })],
  [PtypInteger64, int64],
  [PtypString, text],
  [PtypTime, fc.bigInt({ min: 0n, max: 2n ** 62n })],
  [PtypGuid, guid],
  [PtypBinary, bytes],
];
const singles: typeof scalars = [
  ...scalars,
  [PtypNull, fc.constant(new Uint8Array(0))],
  [PtypErrorCode, fc.nat()],
  [PtypBoolean, fc.boolean()],
  [PtypObject, bytes],
  [PtypServerId, bytes],
  [PtypRestriction, bytes],
  [PtypRuleAction, bytes],
];
const key: fc.Arbitrary<PropertyKey> = fc.oneof(
  fc.integer({ min: 1, max: 0xfffe }),
  fc.record({ guid, lid: fc.nat() }),
  fc.record({ guid, name: fc.string({ minLength: 1, maxLength: 12 }) }),
  fc.record({ guid: fc.constant(PS_INTERNET_HEADERS), name: fc.constantFrom('x-one', 'x-two') }),
);
const property: fc.Arbitrary<Property> = fc.oneof(
  ...singles.map(([type, value]) => fc.record({ key, type: fc.constant(type), value })),
  ...scalars.map(([type, value]) =>
    fc.record({
      key,
      type: fc.constant((type | 0x1000) as PropertyType),
      value: fc.array(value, { maxLength: 4 }) as fc.Arbitrary<Property['value']>,
    }),
  ),
);
const bag = fc.array(property, { maxLength: 12 }).map((properties) => new PropertyBag(properties));
const { message } = fc.letrec<{ message: MessageObject }>((tie) => ({
  message: fc.record({
    properties: bag,
    recipients: fc.array(bag, { maxLength: 3 }),
    attachments: fc.array(
      fc
        .record(
          {
            properties: bag,
            embedded: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.constant(undefined), tie('message')),
          },
          { requiredKeys: ['properties'] },
        )
        .map(({ properties, embedded }) => {
          if (embedded === undefined || embedded === null) return { properties };
          properties.delete(PidTagAttachDataObject);
          return { properties, embedded };
        }),
      { maxLength: 2 },
    ),
  }) as fc.Arbitrary<MessageObject>,
}));

describe('what is written is read back', () => {
  it('property by property, of every type, named and not, with recipients, attachments and embedded messages', () => {
    fc.assert(
      fc.property(message, (original) => {
        const { message: again, defects } = readTnef(writeTnef(original));
        expect(defects).toEqual([]);
        expect(plain(again)).toEqual(plain(original));
      }),
      { numRuns: 150 },
    );
  });
});
