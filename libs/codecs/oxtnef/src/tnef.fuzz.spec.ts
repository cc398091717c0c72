/** Mutated streams: never anything but a message with defects, or `TnefError`; and what was read can be written. */
import * as fc from 'fast-check';
import {
  AttachMethod,
  PSETID_Common,
  PidTagAttachDataBinary,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagBody,
  PidTagDisplayName,
  PidTagMessageClass,
  PidTagSubject,
  PropertyBag,
  PropertyType,
  type MessageObject,
} from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { TnefError, readTnef, writeTnef } from './index.ts';
import { plain } from './plain-message.fixture.ts';

/** Mutated inputs of one run; more by POSTBUS_FUZZ_RUNS. */
const runs = Number(process.env['POSTBUS_FUZZ_RUNS'] ?? 2500);

function seed(embedded?: MessageObject): MessageObject {
  const properties = new PropertyBag()
    .set(PidTagMessageClass, 'IPM.Note')
    .set(PidTagSubject, 'Grüße')
    .set(PidTagBody, 'body')
    .put({ key: { guid: PSETID_Common, lid: 0x8503 }, type: PropertyType.PtypBoolean, value: true })
    .put({ key: { guid: PSETID_Common, name: 'name' }, type: PropertyType.PtypMultipleString, value: ['a', 'b'] })
    .put({ key: 0x1234, type: PropertyType.PtypMultipleInteger16, value: [1, 2, 3] });
  const file = new PropertyBag()
    .set(PidTagAttachMethod, AttachMethod.afByValue)
    .set(PidTagAttachLongFilename, 'a.txt')
    .set(PidTagAttachDataBinary, Buffer.from('content'));
  const inner = new PropertyBag().set(PidTagAttachMethod, AttachMethod.afEmbeddedMessage);
  return {
    properties,
    recipients: [new PropertyBag().set(PidTagDisplayName, 'Bo')],
    attachments: [{ properties: file }, ...(embedded === undefined ? [] : [{ properties: inner, embedded }])],
  };
}

const streams = [writeTnef(seed()), writeTnef(seed(seed())), writeTnef(seed(seed(seed())))];
/** Numbers that lengths and counts are not ready for. */
const numbers = [0, 1, 3, 0x10, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff];

interface Mutation {
  readonly kind: 'byte' | 'number' | 'cut' | 'remove' | 'repeat';
  readonly at: number;
  readonly value: number;
}
const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('byte', 'number', 'number', 'cut', 'remove', 'repeat'),
  at: fc.nat(0xffff),
  value: fc.nat(0xffff),
});

function mutate(bytes: Buffer, { kind, at, value }: Mutation): Buffer {
  const offset = bytes.length === 0 ? 0 : at % bytes.length;
  if (kind === 'cut') return bytes.subarray(0, offset);
  if (kind === 'remove') return Buffer.concat([bytes.subarray(0, offset), bytes.subarray(offset + 1 + (value % 20))]);
  if (kind === 'repeat') return Buffer.concat([bytes, bytes.subarray(offset, offset + (value % 300))]);
  const copy = Buffer.from(bytes);
  if (kind === 'byte' && copy.length > 0) copy[offset] = value & 0xff;
  else if (copy.length - offset >= 4) copy.writeUInt32LE(numbers[value % numbers.length]!, offset);
  return copy;
}

describe('mutated streams', () => {
  it(
    'give a message and defects, which is written and read again without any',
    () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...streams),
          fc.array(mutation, { minLength: 1, maxLength: 6 }),
          fc.boolean(),
          (stream, mutations, keepSignature) => {
            const mutated = mutations.reduce(mutate, Buffer.from(stream));
            if (keepSignature) mutated.set(stream.subarray(0, Math.min(6, mutated.length)));
            let message: MessageObject;
            try {
              ({ message } = readTnef(mutated));
            } catch (error) {
              expect(error).toBeInstanceOf(TnefError);
              return;
            }
            const again = readTnef(writeTnef(message));
            expect(again.defects).toEqual([]);
            expect(plain(again.message)).toEqual(plain(message));
          },
        ),
        { numRuns: runs },
      );
    },
    Math.max(20_000, runs * 3),
  );

  it('take no more than linear time, whatever they claim', () => {
    const header = Buffer.from('789f3e220100', 'hex');
    /** Bytes made to be looked at again and again: level bytes, headers that overlap, nested counts. */
    const bombs = [
      Buffer.alloc(2_000_000, 1),
      Buffer.alloc(2_000_000, Buffer.from('0104800100ffffff00', 'hex')),
      Buffer.alloc(2_000_000, Buffer.from('0203900600ffffff7f', 'hex')),
      Buffer.concat([
        Buffer.from('0103900600ffffffff', 'hex'),
        Buffer.alloc(2_000_000, Buffer.from('02113412', 'hex')),
      ]),
    ];
    for (const bomb of bombs) {
      const started = performance.now();
      const { defects } = readTnef(Buffer.concat([header, bomb]));
      expect(defects.length).toBeGreaterThan(0);
      expect(performance.now() - started).toBeLessThan(5000);
    }
  });
});
