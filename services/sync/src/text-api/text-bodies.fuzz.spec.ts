/** Whatever a client sends: a message, or an error by code. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../mailbox-api/api-error.ts';
import { idempotencyOf } from './idempotency-key.ts';
import { bodyOf, changedTextMessage, newTextMessage, revisionOf, writtenTextMessage } from './text-bodies.ts';

const options = { contentType: 'application/json; charset=utf-8', largest: 100_000 };

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'taken';
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
}
const read = (bytes: Uint8Array): unknown => writtenTextMessage(bodyOf(newTextMessage, bytes, options));
const change = (bytes: Uint8Array): unknown => revisionOf(bodyOf(changedTextMessage, bytes, options));

const anything = fc.anything({ maxDepth: 3 });
const nearly = fc.record(
  {
    to: fc.oneof(fc.array(fc.oneof(fc.string(), fc.record({ number: fc.string(), name: fc.string() }))), anything),
    text: fc.oneof(fc.string({ unit: 'binary' }), anything),
    subject: fc.oneof(fc.string(), anything),
    at: fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.constant('now'),
      anything,
    ),
    validFor: fc.oneof(fc.constantFrom('1m', '90m', '31d', '-1m', '1e9d', `${'9'.repeat(400)}d`), anything),
    attachments: fc.oneof(
      fc.array(fc.record({ mediaType: fc.constantFrom('image/png', 'image', '/'), content: fc.base64String() })),
      anything,
    ),
  },
  { requiredKeys: [] },
);

describe('bodies of the API of text messages', () => {
  it('are taken or refused by code, whatever bytes they are', () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.json().map((text) => Buffer.from(text)),
      nearly.map((body) =>
        Buffer.from(JSON.stringify(body, (_, value: unknown) => (typeof value === 'bigint' ? 0 : value))),
      ),
    );
    fc.assert(
      fc.property(bytes, (body) => {
        expect(['taken', 'bad-request']).toContain(codeOf(() => read(body)));
        expect(['taken', 'bad-request']).toContain(codeOf(() => change(body)));
      }),
      { numRuns: 1500 },
    );
  });

  it('that are taken have a number, well-formed words, and times that exist', () => {
    const body = fc.record({
      to: fc.array(fc.string({ minLength: 1, maxLength: 64 }), { minLength: 1, maxLength: 100 }),
      text: fc.string({ minLength: 1, unit: 'binary' }),
    });
    fc.assert(
      fc.property(body, (given) => {
        const written = writtenTextMessage(bodyOf(newTextMessage, Buffer.from(JSON.stringify(given)), options));
        expect(written.to.map(({ number }) => number)).toEqual(given.to);
        expect(written.text).toBe(given.text);
      }),
    );
  });

  it('have no key but of printable ASCII, and one fingerprint each', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), (header, body) => {
        const code = codeOf(() => idempotencyOf(header, body));
        const plain = header.trim().replace(/^"(.*)"$/, '$1');
        expect(code).toBe(/^[\x21-\x7e]{1,255}$/.test(plain) ? 'taken' : 'bad-request');
      }),
    );
  });
});
