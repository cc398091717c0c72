import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mm7Error, type Mm7Message, errorResponse, mm7Schemas, readMm7, writeMm7 } from './index.ts';
import { everyMessage } from './mm7.fixture.ts';

const runs = (usual: number): number => Number(process.env['POSTBUS_FUZZ_RUNS'] ?? usual);
const content = new TextEncoder().encode('Content-Type: text/plain\r\n\r\nHello');
const written = [
  ...everyMessage.map((message) => writeMm7(message)),
  writeMm7(everyMessage[0]!, { content, contentIdSuffix: 'x', boundary: () => 'x' }),
];
const word = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .map((one) => `x${one.toWellFormed().replace(/[\u0000-\u001f\ufffe\uffff]/g, '')}`.trim());
const date = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T00:00:00Z'),
  noInvalidDate: true,
});
const time = fc.oneof(
  fc.record({ at: date }),
  fc.record({ after: fc.record({ months: fc.nat(999_999), seconds: fc.nat(999_999_999) }) }),
);
const address = fc.record(
  {
    kind: fc.constantFrom('number' as const, 'mail' as const, 'shortCode' as const),
    value: word,
    displayOnly: fc.boolean(),
    coding: fc.constantFrom('encrypted' as const, 'obfuscated' as const),
    id: word,
  },
  { requiredKeys: ['kind', 'value'] },
);
const addresses = fc.array(address, { minLength: 1, maxLength: 3 });
const submit: fc.Arbitrary<Mm7Message> = fc.record(
  {
    kind: fc.constant('submit.REQ' as const),
    transactionId: word,
    mm7Version: word,
    sender: fc.record({ vaspId: word, vasId: word, address }, { requiredKeys: [] }),
    recipients: fc.record({ to: addresses, cc: addresses, bcc: addresses }, { requiredKeys: [] }),
    linkedId: word,
    timeStamp: date,
    earliestDeliveryTime: time,
    expiryDate: time,
    deliveryReport: fc.boolean(),
    subject: word,
  },
  { requiredKeys: ['kind', 'transactionId', 'mm7Version', 'sender', 'recipients'] },
);

describe('any message of MM7', () => {
  it('is read as it was written, in every version', () => {
    fc.assert(
      fc.property(submit, fc.constantFrom(...mm7Schemas), (message, schema) => {
        const { body, contentType } = writeMm7(message, { schema });
        expect(readMm7(body, contentType)).toEqual({ message, schema });
      }),
      { numRuns: runs(300) },
    );
  });
  it('gives its content back byte for byte', () => {
    const message = { kind: 'deliver.REQ', transactionId: '1', sender: { kind: 'number', value: '1' } } as const;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (content) => {
        const header = new TextEncoder().encode('Content-Type: application/octet-stream\r\n\r\n');
        const { body, contentType } = writeMm7(message, { content: new Uint8Array([...header, ...content]) });
        expect(readMm7(body, contentType).content!.content()).toEqual(content);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('bytes that are wrong', () => {
  it('end in an Mm7Error that can be answered, or are read', () => {
    const broken = fc.tuple(
      fc.constantFrom(...written),
      fc.array(fc.tuple(fc.nat(3000), fc.nat(4), fc.uint8Array({ maxLength: 8 })), { minLength: 1, maxLength: 4 }),
      fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, fc.constant('text/xml'), fc.string()),
    );
    fc.assert(
      fc.property(broken, ([{ body, contentType }, edits, other]) => {
        let bytes = [...body];
        for (const [at, removed, added] of edits)
          bytes = bytes.toSpliced(at % bytes.length, removed, ...added.map((one) => (one < 128 ? one : 0x3c)));
        try {
          readMm7(Uint8Array.from(bytes), other ?? contentType);
        } catch (error) {
          expect(error).toBeInstanceOf(Mm7Error);
          expect((error as Mm7Error).offset).toBeLessThanOrEqual(bytes.length);
          const answer = writeMm7(errorResponse(error as Mm7Error, 'RS_error.RES'));
          expect(readMm7(answer.body, answer.contentType).message.kind).toBe('RS_error.RES');
        }
      }),
      { numRuns: runs(1500) },
    );
  });
});
