/** Any bytes at all: a message of them, or a coded error with a place; POSTBUS_FUZZ_RUNS runs each for longer. */
import { concat } from '@postbus/bytes';
import { PropertyBag, PropertyType, definitions } from '@postbus/mapi';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type MboxVariant,
  MessageFileError,
  convertMessage,
  detectFormat,
  formats,
  readMessageFile,
  splitMbox,
  writeMessageFile,
} from './index.ts';
import { everything } from './messages.fixture.ts';

const numRuns = Number(process.env['POSTBUS_FUZZ_RUNS'] ?? 60);
const seeds = formats.map((format) => convertMessage(everything, format).bytes);

/** A file with runs of it removed, doubled or overwritten, and perhaps its end cut. */
const mutated = fc
  .record({
    seed: fc.constantFrom(...seeds),
    end: fc.option(fc.nat(100_000), { freq: 4 }),
    cuts: fc.array(fc.record({ at: fc.nat(100_000), length: fc.nat(80), put: fc.uint8Array({ maxLength: 40 }) }), {
      maxLength: 6,
    }),
  })
  .map(({ seed, end, cuts }) =>
    cuts.reduce(
      (bytes, { at, length, put }) => {
        const start = at % (bytes.length + 1);
        return concat([bytes.subarray(0, start), put, bytes.subarray(start + length)]);
      },
      seed.subarray(0, end === null ? seed.length : end % seed.length),
    ),
  );

function refusedOr(work: () => void): void {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(MessageFileError);
    expect((error as MessageFileError).place).toEqual(expect.any(String));
  }
}

describe('mutated message files', () => {
  it('become messages that every format holds, or an error that says where', () => {
    fc.assert(
      fc.property(mutated, (bytes) =>
        refusedOr(() => {
          const file = readMessageFile(bytes);
          for (const { code, message, place } of file.defects) expect([code, message, place]).not.toContain('');
          for (const format of formats) {
            refusedOr(() => {
              const written = writeMessageFile(file, format);
              if (format !== 'eml') expect(detectFormat(written)).toBe(format);
              if (format !== 'eml') readMessageFile(written);
            });
          }
        }),
      ),
      { numRuns },
    );
  });
});

/** Values of any type under tags of any meaning, as a person's JSON or a damaged file may have them. */
const value = fc.oneof(
  fc.record({ type: fc.constant(PropertyType.PtypString), value: fc.string({ maxLength: 20 }) }),
  fc.record({ type: fc.constant(PropertyType.PtypInteger32), value: fc.integer() }),
  fc.record({ type: fc.constant(PropertyType.PtypBoolean), value: fc.boolean() }),
  fc.record({ type: fc.constant(PropertyType.PtypTime), value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }),
  fc.record({ type: fc.constant(PropertyType.PtypBinary), value: fc.uint8Array({ maxLength: 40 }) }),
  fc.record({ type: fc.constant(PropertyType.PtypMultipleString), value: fc.array(fc.string({ maxLength: 5 })) }),
);
const bag = fc
  .array(fc.record({ definition: fc.constantFrom(...definitions), typed: value }), { maxLength: 25 })
  .map((entries) => new PropertyBag(entries.map(({ definition, typed }) => ({ key: definition.key, ...typed }))));
const message = fc.record({
  properties: bag,
  recipients: fc.array(bag, { maxLength: 2 }),
  attachments: fc.array(fc.record({ properties: bag }), { maxLength: 2 }),
});

describe('messages whose properties have other types than their own', () => {
  it('are written in every format, or an error says where', () => {
    fc.assert(
      fc.property(message, fc.constantFrom(...formats), (source, format) =>
        refusedOr(() => {
          const file = readMessageFile(writeMessageFile({ message: source }, 'json'));
          readMessageFile(writeMessageFile(file, format));
        }),
      ),
      { numRuns: numRuns * 5 },
    );
  });
});

const line = fc.oneof(
  fc.constantFrom('', '\r', 'From me', '>From me', '>>From you', 'From - ', 'A: b', 'Content-Length: 12', 'From a@b'),
  fc.constant('From a@b Sat Nov 21 16:00:00 2026'),
  fc.string({ maxLength: 20 }),
);
const text = fc.array(line, { maxLength: 30 }).map((lines) => new Uint8Array(Buffer.from(lines.join('\n'), 'latin1')));
const separator = Buffer.from('From anna@example.org Sat Nov 21 16:00:00 2026\n');
const variants: readonly MboxVariant[] = ['auto', 'mboxo', 'mboxrd', 'mboxcl', 'mboxcl2'];

describe('mboxes', () => {
  it('lose no byte, in whatever chunks they come', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...variants), fc.integer({ min: 1, max: 50 }), (body, variant, size) => {
        const file = concat([separator, body]);
        const messages = [...splitMbox(file, { variant })];
        const held = messages.reduce((sum, { bytes, separator: from }) => sum + bytes.length + from.length, 0);
        const ends = messages.length * 6;
        const quotes =
          Buffer.from(file)
            .toString('latin1')
            .match(/^>+From /gm)?.length ?? 0;
        expect(held).toBeLessThanOrEqual(file.length);
        expect(held + ends + quotes).toBeGreaterThanOrEqual(file.length);
        function* chunks(): Generator<Uint8Array> {
          for (let at = 0; at < file.length; at += size) yield file.slice(at, at + size);
        }
        expect([...splitMbox(chunks(), { variant })]).toEqual(messages);
      }),
      { numRuns: numRuns * 5 },
    );
  });

  it('give back the messages that RFC 4155 and mboxrd put in them', () => {
    const message = text.map((body) => Buffer.concat([Buffer.from('Subject: a\n\n'), body, Buffer.from('\n')]));
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 4 }), (messages) => {
        const quoted = messages.map((one) => one.toString('latin1').replace(/(?<=\n)(?=>*From )/g, '>'));
        const file = quoted.map((one) => `${separator.toString('latin1')}${one}\n`).join('');
        const split = Array.from(splitMbox(Buffer.from(file, 'latin1'), { variant: 'mboxrd' }), ({ bytes }) => bytes);
        expect(split.map((bytes) => Buffer.from(bytes).toString('latin1'))).toEqual(
          messages.map((one) => one.toString('latin1')),
        );
      }),
      { numRuns: numRuns * 5 },
    );
  });
});
