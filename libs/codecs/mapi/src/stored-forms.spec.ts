import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type MessageObject,
  PidTagAttachDataBinary,
  PidTagBody,
  PidTagClientSubmitTime,
  PidTagSubject,
  type Property,
  PropertyBag,
  PropertyType as Types,
  PS_INTERNET_HEADERS,
  fromJson,
  fromStored,
  toJson,
  toStored,
} from './index.ts';

const guid = fc.constantFrom('00020329-0000-0000-c000-000000000046', '00062008-0000-0000-c000-000000000046');
const key = fc.oneof(
  fc.integer({ min: 1, max: 0x7fff }),
  fc.record({ guid, lid: fc.integer({ min: 0, max: 0xffff }) }),
  fc.record({ guid, name: fc.string({ minLength: 1 }) }),
);
const charset = fc.constantFrom({}, { charset: 'utf-8' });
const prefix = fc.constantFrom({}, { prefix: { offset: 1, length: 20 } });
const external = fc
  .oneof(
    fc.tuple(
      fc.record({
        in: fc.constant('blob' as const),
        sha256: fc.string({ minLength: 64, maxLength: 64 }),
        size: fc.nat(),
      }),
      charset,
    ),
    fc.tuple(
      fc.record({
        in: fc.constant('mime' as const),
        offset: fc.nat(),
        length: fc.nat(),
        transferEncoding: fc.constantFrom('base64' as const, '8bit' as const),
        size: fc.nat(),
      }),
      fc.tuple(charset, prefix).map(([one, two]) => ({ ...one, ...two })),
    ),
  )
  .map(([value, more]) => ({ ...value, ...more }));
const big = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const typed = fc.oneof(
  fc.record({ type: fc.constant(Types.PtypString), value: fc.oneof(fc.string(), external) }),
  fc.record({ type: fc.constant(Types.PtypBinary), value: fc.oneof(fc.uint8Array(), external) }),
  fc.record({ type: fc.constant(Types.PtypInteger32), value: fc.integer() }),
  fc.record({ type: fc.constant(Types.PtypFloating64), value: fc.double() }),
  fc.record({ type: fc.constant(Types.PtypBoolean), value: fc.boolean() }),
  fc.record({ type: fc.constant(Types.PtypInteger64), value: big }),
  fc.record({ type: fc.constant(Types.PtypTime), value: big }),
  fc.record({ type: fc.constant(Types.PtypGuid), value: guid }),
  fc.record({ type: fc.constant(Types.PtypMultipleString), value: fc.array(fc.string()) }),
  fc.record({ type: fc.constant(Types.PtypMultipleBinary), value: fc.array(fc.uint8Array()) }),
  fc.record({ type: fc.constant(Types.PtypMultipleTime), value: fc.array(big) }),
);
const bag = fc.array(
  fc.tuple(key, typed).map(([name, rest]) => ({ key: name, ...rest }) as Property),
  { maxLength: 8 },
);
const message: fc.Arbitrary<MessageObject> = fc.letrec<{ message: MessageObject }>((tie) => ({
  message: fc.record({
    properties: bag.map((list) => new PropertyBag(list)),
    recipients: fc.array(
      bag.map((list) => new PropertyBag(list)),
      { maxLength: 2 },
    ),
    attachments: fc.array(
      fc
        .tuple(bag, fc.option(tie('message'), { nil: undefined, depthSize: 'small', maxDepth: 3 }))
        .map(([list, embedded]) => ({ properties: new PropertyBag(list), ...(embedded && { embedded }) })),
      { maxLength: 2 },
    ),
  }),
})).message;

/** A message as values that `toEqual` compares. */
const plain = ({ properties, recipients, attachments }: MessageObject): unknown => ({
  properties: [...properties],
  recipients: recipients.map((recipient) => [...recipient]),
  attachments: attachments.map((one) => ({
    properties: [...one.properties],
    ...(one.embedded && { embedded: plain(one.embedded) }),
  })),
});

describe('the stored form', () => {
  it('gives back every message after JSON', () => {
    fc.assert(
      fc.property(message, (original) => {
        expect(plain(fromStored(JSON.parse(JSON.stringify(toStored(original)))))).toEqual(plain(original));
      }),
      { numRuns: 300 },
    );
  });
  it('throws only its own errors for other JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (json) => {
        try {
          fromStored(json);
        } catch (error) {
          expect(error).toMatchObject({ code: 'not-a-stored-message' });
        }
      }),
    );
    let deep: unknown = [[], [], []];
    for (let depth = 0; depth < 200; depth++) deep = [[], [], [{ p: [], m: deep }]];
    expect(() => fromStored(deep)).toThrow(expect.objectContaining({ code: 'too-deep' }));
  });
});

describe('the interchange form', () => {
  it('gives back every message after JSON', () => {
    fc.assert(
      fc.property(message, (original) => {
        expect(plain(fromJson(JSON.parse(JSON.stringify(toJson(original)))))).toEqual(plain(original));
      }),
      { numRuns: 300 },
    );
  });
  const one: MessageObject = {
    properties: new PropertyBag()
      .set(PidTagSubject, 'Hello')
      .set(PidTagClientSubmitTime, 0x01dc5abc12345678n)
      .set(PidTagBody, { in: 'blob', sha256: 'ab', size: 3 })
      .put({ key: { guid: PS_INTERNET_HEADERS, name: 'X-Mailer' }, type: Types.PtypString, value: 'a' }),
    recipients: [],
    attachments: [{ properties: new PropertyBag().set(PidTagAttachDataBinary, Uint8Array.of(1, 2, 3)) }],
  };
  it('names, tags and types each property', () => {
    expect(toJson(one)).toEqual({
      format: 'postbus.message.v1',
      properties: [
        { name: 'PidTagSubject', tag: '0x0037001F', type: 'PtypString', value: 'Hello' },
        {
          name: 'PidTagClientSubmitTime',
          tag: '0x00390040',
          type: 'PtypTime',
          value: expect.stringMatching(/^2025-11-.*\.\d{7}Z$/),
        },
        { name: 'PidTagBody', tag: '0x1000001F', type: 'PtypString', value: { blob: 'ab', size: 3 } },
        { propertySet: PS_INTERNET_HEADERS, propertyName: 'X-Mailer', type: 'PtypString', value: 'a' },
      ],
      recipients: [],
      attachments: [
        { properties: [{ name: 'PidTagAttachDataBinary', tag: '0x37010102', type: 'PtypBinary', value: 'AQID' }] },
      ],
    });
  });
  it('puts in place what the caller resolves', () => {
    expect(toJson(one, () => 'inlined').properties[2]).toMatchObject({ value: 'inlined' });
  });
  it('says where a document is wrong', () => {
    const properties = [{ tag: '0x0037001F', type: 'PtypString', value: {} }];
    expect(() => fromJson({ properties })).toThrow(
      expect.objectContaining({ code: 'not-message-json', place: '/properties/0/value' }),
    );
  });
});
