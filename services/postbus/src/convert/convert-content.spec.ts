import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '@postbus/testing';
import { convertContent } from './convert-content.ts';
import { everything, large } from './messages.fixture.ts';

const toJson = (mime: Uint8Array, withMime = false) => convertContent(mime, { to: 'json', withMime });
const toMime = (json: Uint8Array) => convertContent(json, { to: 'eml', withMime: false });
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
  ])('is what the JSON Schema says: %s', (_, mime) => {
    valid(parsed(toJson(mime, true)));
    expect(valid.errors).toBeNull();
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
    expect(toMime(toJson(everything, true))).toEqual(new Uint8Array(everything));
  });

  it('gives the same bytes each time where it does not', () => {
    expect(toMime(toJson(everything))).toEqual(toMime(toJson(everything)));
  });

  it('reads values that are slices of the original in the document', () => {
    const document = parsed(toJson(large, true));
    const offset = large.indexOf('\r\n\r\n') + 4;
    const data = document.attachments[0]!.properties.find(({ name }) => name === 'PidTagAttachDataBinary')!;
    data.value = { mime: { offset, length: large.length - offset, transferEncoding: 'base64' }, size: 60_000 };
    const inPlace = parsed(convertContent(Buffer.from(JSON.stringify(document)), { to: 'json', withMime: false }));
    const bytes = valueOf(inPlace.attachments[0]!.properties, 'PidTagAttachDataBinary') as string;
    expect(Buffer.from(bytes, 'base64')).toEqual(Buffer.alloc(60_000));
  });

  it('says where a document is wrong', () => {
    const convert = (text: string) => () => toMime(Buffer.from(text));
    expect(convert('{"properties":')).toThrow(expect.objectContaining({ code: 'not-json' }));
    expect(convert('{"properties":[{"type":"PtypString","value":1,"tag":"0x0037001F"}]}')).toThrow(
      expect.objectContaining({ code: 'not-message-json', place: '/properties/0/value' }),
    );
    expect(convert('{"properties":[],"mime":7}')).toThrow(expect.objectContaining({ code: 'bad-mime-member' }));
  });

  it('says that a value in a blob is not in the file', () => {
    const value = { blob: '0'.repeat(64), size: 7 };
    const document = { properties: [{ tag: '0x1000001F', type: 'PtypString', value }] };
    expect(() => toMime(Buffer.from(JSON.stringify(document)))).toThrow(
      expect.objectContaining({ code: 'value-not-here' }),
    );
  });
});

describe('formats that are not there yet', () => {
  it.each([
    ['msg', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0]],
    ['tnef', [0x78, 0x9f, 0x3e, 0x22, 0]],
  ])('are recognised and refused, and the message names what is: %s', (name, bytes) => {
    expect(() => toJson(Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({
        code: 'format-not-supported',
        message: expect.stringMatching(`${name} .*eml and json`),
      }),
    );
  });
});

const python = `
import sys, json, email, email.policy, hashlib
def told(data):
    m = email.message_from_bytes(data, policy=email.policy.default)
    def leaf(p):
        c = p.get_payload(decode=True) or b''
        return [p.get_content_type(), p.get_filename(), p['content-id'], c.decode(p.get_content_charset() or 'latin1').strip() if p.get_content_maintype() == 'text' else hashlib.sha256(c).hexdigest()]
    return {'headers': {n: str(m[n]) for n in ['subject','message-id','references','x-campaign']},
            'people': {n: [[a.display_name, a.addr_spec] for a in m[n].addresses] for n in ['from','to','cc','bcc']},
            'date': m['date'].datetime.timestamp(), 'leaves': [leaf(p) for p in m.walk() if not p.is_multipart()],
            'inner': [str(p.get_payload(0)['subject']) for p in m.walk() if p.get_content_type() == 'message/rfc822'],
            'defects': [type(d).__name__ for p in m.walk() for d in p.defects]}
print(json.dumps([told(open(f,'rb').read()) for f in sys.argv[1:]]))
`;
const hasPython = spawnSync('python3', ['--version']).status === 0;

describe.skipIf(!hasPython)('eml to json to eml, seen by Python', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());

  it('keeps headers, addresses, date, texts, attachments and what is inside', () => {
    const [before, after] = ['before.eml', 'after.eml'].map((name) => join(folder.path, name)) as [string, string];
    writeFileSync(before, everything);
    writeFileSync(after, toMime(toJson(everything)));
    const { stdout, stderr } = spawnSync('python3', ['-c', python, before, after], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const [told, toldAgain] = JSON.parse(stdout);
    expect(told.defects).toEqual([]);
    expect(told.leaves).toHaveLength(5);
    expect(toldAgain).toEqual(told);
  });
});
