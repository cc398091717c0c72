import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { PS_PUBLIC_STRINGS, type Property, PropertyBag, PropertyType } from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { convertMessage, readMessageFile, writeMessageFile } from './index.ts';
import { everything, large } from './messages.fixture.ts';

const toJson = (file: Uint8Array, withMime = false) => convertMessage(file, 'json', { write: { withMime } }).bytes;
const toEml = (file: Uint8Array) => convertMessage(file, 'eml').bytes;
const parsed = (json: Uint8Array) => JSON.parse(Buffer.from(json).toString()) as Document;
interface PropertyJson {
  name?: string;
  tag?: string;
  type: string;
  value: unknown;
}
interface ObjectJson {
  properties: PropertyJson[];
  recipients: { properties: PropertyJson[] }[];
  attachments: { properties: PropertyJson[]; message?: ObjectJson }[];
}
type Document = ObjectJson & { mime?: string };
const valueOf = (list: readonly PropertyJson[], name: string) => list.find((property) => property.name === name)?.value;

describe('messages as JSON, docs/message-json.md', () => {
  const schema = JSON.parse(readFileSync(new URL('../../../../docs/message.schema.json', import.meta.url), 'utf8'));
  const valid = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false }).compile(schema);

  it.each([
    ['everything', everything],
    ['a large attachment', large],
    ['nothing', new Uint8Array(0)],
    ['what is no message', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['a .msg', convertMessage(everything, 'msg').bytes],
    ['TNEF', convertMessage(everything, 'tnef').bytes],
  ])('is what the JSON Schema says: %s', (_, file) => {
    valid(parsed(toJson(file, true)));
    expect(valid.errors).toBeNull();
  });

  it('has each type of property, and reads what it wrote', () => {
    const values: Readonly<Record<keyof typeof PropertyType, Property['value']>> = {
      PtypUnspecified: Uint8Array.of(1),
      PtypNull: Uint8Array.of(),
      PtypInteger16: -1,
      PtypInteger32: 1,
      PtypFloating32: 0.5,
      PtypFloating64: Number.NEGATIVE_INFINITY,
      PtypCurrency: -12_345n,
      PtypFloatingTime: -0,
      PtypErrorCode: -2_147_221_233,
      PtypBoolean: false,
      PtypObject: Uint8Array.of(1, 2),
      PtypInteger64: 9_007_199_254_740_993n,
      PtypString8: 'ü',
      PtypString: '\u0000"\ud800',
      PtypTime: 134_000_000_000_000_001n,
      PtypGuid: '00020386-0000-0000-c000-000000000046',
      PtypServerId: Uint8Array.of(1),
      PtypRestriction: Uint8Array.of(1),
      PtypRuleAction: Uint8Array.of(1),
      PtypBinary: new Uint8Array(5000),
      PtypMultipleInteger16: [1],
      PtypMultipleInteger32: [1, -2],
      PtypMultipleFloating32: [Number.NaN],
      PtypMultipleFloating64: [1.25],
      PtypMultipleCurrency: [1n],
      PtypMultipleFloatingTime: [1],
      PtypMultipleInteger64: [-1n],
      PtypMultipleString8: ['a'],
      PtypMultipleString: [],
      PtypMultipleTime: [0n],
      PtypMultipleGuid: ['00020386-0000-0000-c000-000000000046'],
      PtypMultipleBinary: [Uint8Array.of(1)],
    };
    const properties = new PropertyBag(
      Object.entries(values).map(([name, value], index) => {
        const type = PropertyType[name as keyof typeof PropertyType];
        return { key: index % 2 === 0 ? 0x6000 + index : { guid: PS_PUBLIC_STRINGS, name }, type, value };
      }),
    );
    const json = writeMessageFile({ message: { properties, recipients: [], attachments: [] } }, 'json');
    valid(parsed(json));
    expect(valid.errors).toBeNull();
    expect(parsed(json).properties).toHaveLength(Object.keys(PropertyType).length);
    expect(toJson(json)).toEqual(json);
  });

  it('is refused by the JSON Schema where a value is not of its type', () => {
    const document = parsed(toJson(everything));
    document.properties.find(({ name }) => name === 'PidTagRead')!.value = 'no';
    expect(valid(document)).toBe(false);
  });

  it('has all values in place, those too large for the object as well', () => {
    const [attachment] = parsed(toJson(large)).attachments;
    const data = valueOf(attachment!.properties, 'PidTagAttachDataBinary');
    expect(Buffer.from(data as string, 'base64')).toEqual(Buffer.alloc(60_000));
  });

  it.each([1023, 1024, 1025, 1026, 100_000])('writes %i bytes as base64', (length) => {
    const content = Buffer.from(Uint8Array.from({ length }, (_, index) => index * 7));
    const property = { tag: '0x37010102', type: 'PtypBinary', value: content.toString('base64') };
    const document = Buffer.from(JSON.stringify({ properties: [property] }));
    expect(parsed(toJson(document)).properties[0]).toEqual({ ...property, name: 'PidTagAttachDataBinary' });
  });

  it('has what is embedded within its attachment', () => {
    const { attachments } = parsed(toJson(everything));
    const inside = attachments.map(({ message }) => message).filter((message) => message !== undefined);
    expect(inside.map(({ properties }) => valueOf(properties, 'PidTagSubject'))).toEqual(['inside']);
  });

  it('stands one property a line', () => {
    const lines = Buffer.from(toJson(everything)).toString().split('\n');
    expect(lines.filter((line) => line.includes('"name":"PidTagNormalizedSubject"'))).toHaveLength(2);
  });
});

describe('from JSON back to MIME', () => {
  it('gives the original byte for byte where the document carries it', () => {
    expect(toEml(toJson(everything, true))).toEqual(new Uint8Array(everything));
  });

  it('writes a message anew whose properties were edited beside the original', () => {
    const document = parsed(toJson(everything, true));
    document.properties.find(({ name }) => name === 'PidTagNormalizedSubject')!.value = 'Edited';
    document.properties.find(({ name }) => name === 'PidTagSubject')!.value = 'Edited';
    const edited = Buffer.from(JSON.stringify(document));
    const { mime, defects } = readMessageFile(edited);
    expect([mime, defects.map(({ code }) => code)]).toEqual([undefined, ['edited-since']]);
    expect(Buffer.from(toEml(edited)).toString()).toContain('\r\nSubject: Edited\r\n');
  });

  it('gives the same bytes each time where it does not', () => {
    expect(toEml(toJson(everything))).toEqual(toEml(toJson(everything)));
  });

  it('reads values that are slices of the original in the document', () => {
    const document = parsed(toJson(large, true));
    const offset = large.indexOf('\r\n\r\n') + 4;
    const data = document.attachments[0]!.properties.find(({ name }) => name === 'PidTagAttachDataBinary')!;
    data.value = { mime: { offset, length: large.length - offset, transferEncoding: 'base64' }, size: 60_000 };
    const inPlace = parsed(toJson(Buffer.from(JSON.stringify(document))));
    const bytes = valueOf(inPlace.attachments[0]!.properties, 'PidTagAttachDataBinary') as string;
    expect(Buffer.from(bytes, 'base64')).toEqual(Buffer.alloc(60_000));
  });

  it.each([
    ['{"properties":', 'not-json', '14'],
    ['{"properties":[{"type":"PtypString","value":1,"tag":"0x0037001F"}]}', 'not-message-json', '/properties/0/value'],
    ['{"properties":[],"mime":7}', 'bad-mime-member', '/mime'],
    ['{"properties":[],"mime":"*"}', 'bad-mime-member', '/mime'],
  ])('says where a document is wrong: %s', (text, code, place) => {
    expect(() => toEml(Buffer.from(text))).toThrow(
      expect.objectContaining({ name: 'MessageFileError', code, ...(code === 'not-json' ? {} : { place }) }),
    );
  });

  it.each(['{"secret": nothing}', '{"properties": [], "secret": "x" "y"}', '{"secret": "unended', '{"secret": '])(
    'quotes nothing of a document that is no JSON: %s',
    (text) => {
      expect(() => toEml(Buffer.from(text))).toThrow(
        expect.objectContaining({
          code: 'not-json',
          place: expect.stringMatching(/^\d+$/),
          message: expect.stringMatching(/^the document (?:is no JSON|ends too early) \(at \d+\)$/),
        }),
      );
    },
  );

  it('says that a document is too large', () => {
    const read = { jsonBytes: 10 };
    expect(() => convertMessage(Buffer.from('{"properties":[]}'), 'eml', { read })).toThrow(
      expect.objectContaining({ code: 'message-too-large' }),
    );
  });

  it.each(['eml', 'msg', 'tnef'] as const)('says that a value in a blob is not in the file: to %s', (to) => {
    const value = { blob: '0'.repeat(64), size: 7 };
    const document = { properties: [{ tag: '0x1000001F', type: 'PtypString', value }] };
    expect(() => convertMessage(Buffer.from(JSON.stringify(document)), to)).toThrow(
      expect.objectContaining({ code: 'value-not-here' }),
    );
  });
});
