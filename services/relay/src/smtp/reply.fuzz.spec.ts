import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplyError, ReplyParser, defaultReplyLimits } from './reply.ts';

/** Bytes that are nearly replies. */
const almostReplies = fc
  .array(
    fc.oneof(
      fc.constantFrom('250', '250-', '250 ok', '550 5.1.1 no', '\r\n', '\n', '\r', '-', '354'),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => Buffer.from(pieces.join(''), 'latin1'));

function read(bytes: Uint8Array, cuts: readonly number[]): { replies: unknown[]; error: unknown } {
  const parser = new ReplyParser();
  const replies: unknown[] = [];
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  try {
    for (let index = 1; index < places.length; index++)
      replies.push(...parser.push(bytes.subarray(places[index - 1], places[index])));
    return { replies, error: undefined };
  } catch (error) {
    return { replies, error };
  }
}

describe('reply parser, any bytes', () => {
  it('fails only with its own error, and alike in whatever pieces the bytes come', () => {
    fc.assert(
      fc.property(
        fc.oneof(almostReplies, fc.uint8Array({ maxLength: 200 })),
        fc.array(fc.nat(), { maxLength: 5 }),
        (bytes, cuts) => {
          const whole = read(bytes, []);
          const pieces = read(bytes, cuts);
          if (whole.error !== undefined) {
            expect(whole.error).toBeInstanceOf(ReplyError);
            expect((pieces.error as ReplyError).code).toBe((whole.error as ReplyError).code);
            expect((pieces.error as ReplyError).offset).toBe((whole.error as ReplyError).offset);
          } else expect(pieces).toEqual(whole);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('gives nothing that could end a header line or move a cursor', () => {
    fc.assert(
      fc.property(almostReplies, (bytes) => {
        for (const reply of read(bytes, []).replies as { lines: string[] }[]) {
          expect(reply.lines.join('')).not.toMatch(/\p{Cc}/u);
          expect(reply.lines.length).toBeLessThanOrEqual(defaultReplyLimits.lines);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
