import { Storage, Stream, readCompoundFile, writeCompoundFile } from '@postbus/cfb';
import { PidTagSubject, PropertyType } from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { MsgError, readMsg, writeMsg } from './index.ts';
import { messageOf, names, named, oleObject, patterned, sampleMessage } from './msg.fixture.ts';

const properties = '__properties_version1.0';

/** `file` with streams put in place of others, or left out, by their paths. */
function changed(file: Uint8Array, changes: Readonly<Record<string, Uint8Array | null>>): Uint8Array {
  return writeCompoundFile(copy(readCompoundFile(file).root, '', new Map(Object.entries(changes))));
}

function copy(storage: Storage, path: string, changes: Map<string, Uint8Array | null>): Storage {
  const result = new Storage(storage.name, storage);
  for (const entry of storage) {
    const at = `${path}/${entry.name}`;
    const change = changes.get(at);
    if (change === null) continue;
    if (entry instanceof Storage) result.add(copy(entry, at, changes));
    else result.add(new Stream(entry.name, change ?? entry.bytes));
  }
  for (const [at, bytes] of changes) {
    const name = at.slice(path.length + 1);
    if (at === `${path}/${name}` && !name.includes('/') && bytes !== null && result.entry(name) === undefined)
      result.add(new Stream(name, bytes));
  }
  return result;
}

const sample = writeMsg(sampleMessage());
const streamOf = (file: Uint8Array, name: string) => Buffer.from(readCompoundFile(file).root.stream(name)!.bytes);
const read = (changes: Record<string, Uint8Array | null>, file = sample) => readMsg(changed(file, changes));
const codes = ({ defects }: ReturnType<typeof readMsg>) => defects.map(({ code, place }) => `${code} ${place}`);

describe('damaged .msg files', () => {
  it('give what has streams where the property stream is lost', () => {
    const result = read({ [`/${properties}`]: null });
    expect(result.message.properties.get(PidTagSubject)).toBe('Ein Gruß ☃');
    expect(result.message.attachments).toHaveLength(6);
    expect(codes(result)).toContain(`no-property-stream /${properties}`);
    expect(codes(result)).toContain('property-without-entry /__substg1.0_0037001F');
  });
  it('give all other properties where the stream of a value is lost', () => {
    const result = read({ '/__substg1.0_0037001F': null });
    expect(codes(result)).toEqual(['value-missing /__substg1.0_0037001F']);
    expect(result.message.properties.has(PidTagSubject)).toBe(false);
    expect(result.message.properties.size).toBe(sampleMessage().properties.size - 1);
  });
  it('say where the property stream is cut off', () => {
    const whole = streamOf(sample, properties);
    const result = read({ [`/${properties}`]: whole.subarray(0, 32 + 16 * 2 + 5) });
    expect(result.defects[0]).toEqual({
      code: 'property-stream-length',
      place: `/${properties}`,
      offset: 64,
      message: 'the last entry is cut off',
    });
  });
  it('take the first of two entries of one property', () => {
    const file = writeMsg(messageOf({ key: 0x6001, type: PropertyType.PtypInteger32, value: 1 }));
    const stream = streamOf(file, properties);
    const second = Buffer.from(stream.subarray(32, 48));
    second.writeUInt32LE(2, 8);
    const result = read({ [`/${properties}`]: Buffer.concat([stream, second]) }, file);
    expect(result.message.properties.find(0x6001)!.value).toBe(1);
    expect(codes(result)).toEqual([`property-twice /${properties}`]);
  });
  it('leave out an entry without a property id', () => {
    const result = read({ [`/${properties}`]: Buffer.concat([streamOf(sample, properties), Buffer.alloc(16)]) });
    expect(codes(result)).toEqual([`property-invalid /${properties}`]);
  });
  it('keep properties under their ids where the named property mapping is lost', () => {
    const result = read({ '/__nameid_version1.0': null });
    expect(result.message.properties.find(names.header)).toBeUndefined();
    expect(result.message.properties.find(0x8000)!.value).toBe('Wert');
    expect(codes(result)).toContain(`property-without-name /${properties}`);
  });
  it('keep properties under their ids whose name leads out of its stream', () => {
    const result = read({ '/__nameid_version1.0/__substg1.0_00040102': new Uint8Array(7) });
    expect(codes(result).filter((code) => code.startsWith('name-invalid'))).toHaveLength(3);
    expect(result.message.properties.find(names.reminder)!.value).toBe(true);
    expect(result.message.properties.find(0x8000)!.value).toBe('Wert');
  });
  it('keep properties under their ids whose name is nulls alone', () => {
    const file = writeMsg(messageOf(named('header', PropertyType.PtypString, 'Wert')));
    const string = Buffer.concat([Buffer.from('04000000', 'hex'), Buffer.alloc(4)]);
    const result = read({ '/__nameid_version1.0/__substg1.0_00040102': string }, file);
    expect(result.message.properties.find(0x8000)!.value).toBe('Wert');
  });
  it('give what there is of several values', () => {
    const type = PropertyType.PtypMultipleString;
    const file = writeMsg(messageOf({ key: 0x6abc, type, value: ['a', 'b', 'c'] }));
    const one = read({ '/__substg1.0_6ABC101F-00000001': null }, file);
    expect(one.message.properties.find(0x6abc)!.value).toEqual(['a', 'c']);
    expect(codes(one)).toEqual(['value-missing /__substg1.0_6ABC101F']);
    const lengths = read({ '/__substg1.0_6ABC101F': null }, file);
    expect(lengths.message.properties.find(0x6abc)!.value).toEqual(['a', 'b', 'c']);
  });
  it('tell values whose length is not that of their type', () => {
    const guid = messageOf({ key: 0x6abc, type: PropertyType.PtypGuid, value: names.own.guid });
    expect(codes(read({ '/__substg1.0_6ABC0048': patterned(15) }, writeMsg(guid)))).toEqual([
      'value-length /__substg1.0_6ABC0048',
    ]);
    const numbers = messageOf({ key: 0x6abc, type: PropertyType.PtypMultipleInteger32, value: [1, 2] });
    const result = read({ '/__substg1.0_6ABC1003': patterned(6) }, writeMsg(numbers));
    expect(codes(result)).toEqual(['value-length /__substg1.0_6ABC1003']);
    expect(result.message.properties.find(0x6abc)!.value).toHaveLength(1);
    expect(codes(read({ '/__substg1.0_0037001F': patterned(5) }))).toEqual(['value-length /__substg1.0_0037001F']);
  });
  it('tell counts that are not those of the storages, and believe the storages', () => {
    const stream = streamOf(sample, properties);
    stream.writeUInt32LE(100_000, 20);
    stream.writeUInt32LE(0xffff_ffff, 16);
    const result = read({ [`/${properties}`]: stream });
    expect(result.defects.map(({ code, offset }) => [code, offset])).toEqual([
      ['count-differs', 16],
      ['count-differs', 20],
    ]);
    expect(result.message.attachments).toHaveLength(6);
  });
  it('give an attachment without the message that is lost', () => {
    const result = read({ '/__attach_version1.0_#00000003/__substg1.0_3701000D': null });
    expect(codes(result)).toEqual(['object-missing /__attach_version1.0_#00000003/__substg1.0_3701000D']);
    expect(result.message.attachments[3]!.embedded).toBeUndefined();
  });
  it('give an embedded message whose property stream is lost', () => {
    const path = '/__attach_version1.0_#00000003/__substg1.0_3701000D';
    const result = read({ [`${path}/${properties}`]: null });
    expect(codes(result)[0]).toBe(`no-property-stream ${path}/${properties}`);
    const { embedded } = result.message.attachments[3]!;
    expect(embedded!.properties.get(PidTagSubject)).toBe('Innen ☃');
    expect(embedded!.attachments).toHaveLength(2);
  });
  it('report no more defects than allowed', () => {
    const stream = Buffer.concat([streamOf(sample, properties), Buffer.alloc(16 * 5000)]);
    const { defects } = readMsg(changed(sample, { [`/${properties}`]: stream }), { maxDefects: 20 });
    expect(defects).toHaveLength(21);
    expect(defects.at(-1)!.code).toBe('more-defects');
  });
  it('have the defects of their compound file among their own', () => {
    const { message, defects } = readMsg(sample.subarray(0, sample.length - 1000));
    expect(message.properties.get(PidTagSubject)).toBe('Ein Gruß ☃');
    expect(defects[0]).toMatchObject({ code: 'sector-out-of-range', place: '/' });
  });
  it('are refused where there is no message in them', () => {
    const codeOf = (bytes: Uint8Array) => {
      try {
        return readMsg(bytes);
      } catch (error) {
        return error instanceof MsgError ? error.code : error;
      }
    };
    expect(codeOf(patterned(1000))).toBe('not-a-msg');
    expect(codeOf(oleObject())).toBe('not-a-msg');
    expect(codeOf(new Uint8Array())).toBe('not-a-msg');
  });
});

describe('files of other writers', () => {
  it('may have nulls at the end of strings', () => {
    const bytes = Buffer.from('ab\u0000\u0000', 'utf16le');
    expect(read({ '/__substg1.0_0037001F': bytes }).message.properties.get(PidTagSubject)).toBe('ab');
  });
  it('may write names of streams in lower case', () => {
    const file = changed(writeMsg(messageOf(named('header', PropertyType.PtypString, 'x'))), {
      '/__substg1.0_8000001F': null,
      '/__SUBSTG1.0_8000001f': Buffer.from('y', 'utf16le'),
    });
    expect(readMsg(file).message.properties.find(names.header)!.value).toBe('y');
  });
});
