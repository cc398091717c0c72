import { Storage, Stream, writeCompoundFile } from '@postbus/cfb';
import {
  type MessageObject,
  PidTagAttachDataObject,
  PidTagAttachMethod,
  PidTagAttachNumber,
  PidTagInternetCodepage,
  PidTagMessageClass,
  PidTagMessageCodepage,
  PidTagMessageLocaleId,
  PidTagRowid,
  PidTagStoreSupportMask,
  PropertyBag,
  PropertyType,
} from '@postbus/mapi';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MsgError, isMsg, readMsg, writeMsg } from './index.ts';
import { messageOf, oleObject, patterned, sampleMessage } from './msg.fixture.ts';

const runs = Number(process.env['POSTBUS_FUZZ_RUNS'] ?? 300);
const timeout = 20_000 + runs * 20;

const whole = sampleMessage();
/** Without the large file: mutations must hit what is read. */
const small: MessageObject = { ...whole, attachments: whole.attachments.filter((_, index) => index !== 1) };
const seeds = [writeMsg(small), writeMsg(small, { version: 4 }), writeMsg(small, { strings: 'ansi' })];

const number32 = fc.oneof(
  fc.nat(70),
  fc.constantFrom(0xffff_ffff, 0xffff_fffe, 0xffff_fffd, 0x7fff_ffff, 0x3701_000d, 0x3701_0102, 0x001f_0037, 0x8000),
  fc.nat(0xffff_ffff),
);
/** Header, FAT and directory come first: half of all changes go there. */
const at = fc.oneof(fc.nat(0x1fff), fc.nat(0xff_ffff));
const mutated = fc
  .record({
    seed: fc.nat(seeds.length - 1),
    puts: fc.array(fc.record({ at, value: number32, width: fc.constantFrom(1, 2, 4) }), {
      maxLength: 8,
    }),
    length: fc.option(fc.nat(0xff_ffff), { freq: 10 }),
  })
  .map(({ seed, puts, length }) => {
    const bytes = Uint8Array.from(seeds[seed]!);
    const view = new DataView(bytes.buffer);
    for (const { at, value, width } of puts) {
      const offset = 30 + (at % (bytes.length - 40));
      if (width === 4) view.setUint32(offset & ~3, value, true);
      else if (width === 2) view.setUint16(offset & ~1, value & 0xffff, true);
      else view.setUint8(offset, value & 0xff);
    }
    return length === null ? bytes : bytes.subarray(0, length % (bytes.length + 1));
  });

/** Bytes of values, a string counted as its characters. */
function sizeOf(message: MessageObject): number {
  const { properties, recipients, attachments } = message;
  let size = 0;
  for (const bag of [properties, ...recipients, ...attachments.map((attachment) => attachment.properties)])
    for (const { value } of bag) if (typeof value === 'string' || value instanceof Uint8Array) size += value.length;
  for (const { embedded } of attachments) if (embedded !== undefined) size += sizeOf(embedded);
  return size;
}

function goThrough(bytes: Uint8Array): void {
  try {
    const { message } = readMsg(bytes);
    expect(sizeOf(message)).toBeLessThanOrEqual(bytes.length * 3);
    const again = writeMsg(message);
    expect(Buffer.compare(writeMsg(readMsg(again).message), again)).toBe(0);
  } catch (error) {
    expect(error).toBeInstanceOf(MsgError);
  }
}

describe('mutated .msg files', { timeout }, () => {
  it('give a message no larger than they are, which is the same when written and read again, or a coded error', () => {
    fc.assert(fc.property(mutated, goThrough), { numRuns: runs });
  });
  it('are recognised or not, never more', () => {
    fc.assert(
      fc.property(mutated, (bytes) => typeof isMsg(bytes) === 'boolean'),
      { numRuns: Math.min(runs, 100) },
    );
  });
});

describe('messages of any values', { timeout }, () => {
  const values = fc.oneof(
    fc.string({ unit: 'binary' }).map((value) => ({ type: PropertyType.PtypString, value: value.replace(/\0+$/, '') })),
    fc.uint8Array({ maxLength: 6000 }).map((value) => ({ type: PropertyType.PtypBinary, value })),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => ({ type: PropertyType.PtypInteger64, value })),
    fc.double().map((value) => ({ type: PropertyType.PtypFloating64, value })),
    fc
      .array(fc.uint8Array({ maxLength: 90 }), { maxLength: 5 })
      .map((value) => ({ type: PropertyType.PtypMultipleBinary, value })),
  );
  const keys = fc.oneof(
    fc.integer({ min: 1, max: 0x33ff }),
    fc.record({ guid: fc.uuid(), lid: fc.nat(0xffff_ffff) }),
    fc.record({ guid: fc.uuid(), name: fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }) }),
  );
  it('come back as they were', () => {
    const properties = fc.array(fc.tuple(keys, values), { maxLength: 12 });
    fc.assert(
      fc.property(properties, (list) => {
        const original = messageOf(...list.map(([key, value]) => ({ key, ...value })));
        const { message, defects } = readMsg(writeMsg(original));
        expect(defects).toEqual([]);
        for (const property of original.properties) expect(message.properties.find(property.key)).toEqual(property);
      }),
      { numRuns: Math.min(runs, 150) },
    );
  });
  it('are the same file when read and written again, in any order, Unicode and ANSI', () => {
    const codePage = fc.constantFrom(0, 437, 874, 932, 950, 1200, 1252, 10_000, 20_127, 50_220, 65_000, 65_001, 99_999);
    const telling = fc.tuple(
      fc.constantFrom(PidTagMessageCodepage, PidTagMessageLocaleId, PidTagInternetCodepage).map(({ key }) => key),
      fc.record({ type: fc.constantFrom(PropertyType.PtypInteger32, PropertyType.PtypFloating64), value: codePage }),
    );
    const added = fc.tuple(
      fc.constantFrom(
        PidTagAttachDataObject.key,
        PidTagAttachMethod.key,
        PidTagAttachNumber.key,
        PidTagRowid.key,
        PidTagMessageClass.key,
        PidTagStoreSupportMask.key,
        0x8001,
      ),
      fc.oneof(
        values,
        fc.constant({ type: PropertyType.PtypObject, value: oleObject() }),
        fc.nat(7).map((value) => ({ type: PropertyType.PtypInteger32, value })),
      ),
    );
    const bag = fc
      .array(fc.oneof(telling, added, fc.tuple(keys, values)), { maxLength: 12 })
      .map((list) => new PropertyBag(list.map(([key, value]) => ({ key, ...value }))));
    const { message } = fc.letrec<{ message: MessageObject }>((tie) => ({
      message: fc.record({
        properties: bag,
        recipients: fc.array(bag, { maxLength: 2 }),
        attachments: fc.array(
          fc.oneof(
            { maxDepth: 3 },
            fc.record({ properties: bag }),
            fc.record({ properties: bag, embedded: tie('message') }),
          ),
          { maxLength: 2 },
        ),
      }),
    }));
    fc.assert(
      fc.property(message, fc.constantFrom('unicode', 'ansi'), (original, strings) => {
        const file = writeMsg(original, { strings });
        expect(Buffer.compare(writeMsg(readMsg(file).message, { strings }), file)).toBe(0);
      }),
      { numRuns: Math.min(runs, 20_000) },
    );
  });
});

describe('bombs', () => {
  const timeOf = (run: () => void) => {
    const began = performance.now();
    run();
    return performance.now() - began;
  };
  it('of 20,000 attachments are read in the time that their bytes take', () => {
    const attachments = Array.from({ length: 20_000 }, () => ({ properties: new PropertyBag() }));
    const file = writeMsg({ properties: new PropertyBag(), recipients: [], attachments });
    expect(readMsg(file).message.attachments).toHaveLength(20_000);
  });
  it('of 50,000 entries that name one long string do not read it 50,000 times', () => {
    const root = new Storage();
    const stream = Buffer.alloc(32 + 16 * 50_000);
    for (let index = 0; index < 50_000; index++) stream.writeUInt32LE(0x0037_001f, 32 + index * 16);
    root.add(new Stream('__properties_version1.0', stream));
    root.add(new Stream('__substg1.0_0037001F', patterned(4_000_000)));
    const once = timeOf(() =>
      readMsg(writeMsg(messageOf({ key: 0x37, type: PropertyType.PtypBinary, value: patterned(4_000_000) }))),
    );
    expect(timeOf(() => readMsg(writeCompoundFile(root)))).toBeLessThan(once * 20 + 1000);
  });
  it('of a length stream that tells a million values give those that are there', () => {
    const root = new Storage();
    const stream = Buffer.alloc(48);
    stream.writeUInt32LE(0x6abc_101f, 32);
    root.add(new Stream('__properties_version1.0', stream));
    root.add(new Stream('__substg1.0_6ABC101F', new Uint8Array(4_000_000)));
    root.add(new Stream('__substg1.0_6ABC101F-00000000', patterned(4)));
    const { message, defects } = readMsg(writeCompoundFile(root));
    expect(message.properties.find(0x6abc)!.value).toHaveLength(1);
    expect(defects.map(({ code }) => code)).toEqual(['value-missing']);
  });
});
