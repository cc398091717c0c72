import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CommandName,
  PduFramer,
  type PduToWrite,
  SmppError,
  type TlvName,
  absoluteTime,
  answerTo,
  commands,
  instantOf,
  isSmppTime,
  readPdu,
  relativeTimeOf,
  tlv,
  tlvForms,
  tlvValue,
  writePdu,
} from './index.ts';
import { samples } from './samples.fixture.ts';
import { isTlvWellFormed } from './tlv.ts';

const pdus = samples.map(writePdu);

/** How many inputs a test has: POSTBUS_FUZZ_RUNS runs each for longer. */
const runs = (usual: number): number => Number(process.env['POSTBUS_FUZZ_RUNS'] ?? usual);

function orSmppError<T>(run: () => T): T | SmppError {
  try {
    return run();
  } catch (error) {
    if (error instanceof SmppError) return error;
    throw error;
  }
}

/** Octets with the header of some operation and the right length. */
const anyPdu = fc
  .tuple(
    fc.constantFrom(...(Object.keys(commands) as CommandName[])),
    fc.uint8Array({ maxLength: 200 }),
    fc.nat(3),
    fc.nat(3),
  )
  .map(([command, body, status, sequence]) => {
    const bytes = new Uint8Array(16 + body.length);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, bytes.length);
    view.setUint32(4, commands[command].id);
    view.setUint32(8, status);
    view.setUint32(12, sequence);
    bytes.set(body, 16);
    return bytes;
  });
/** A PDU of ours with some octets changed, and its length made right again. */
const changedPdu = fc
  .tuple(fc.constantFrom(...pdus), fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 }), fc.nat(400))
  .map(([pdu, changes, cut]) => {
    const bytes = pdu.slice(0, Math.max(16, pdu.length - (cut % pdu.length)));
    for (const [at, octet] of changes) bytes[16 + (at % Math.max(1, bytes.length - 16))] = octet;
    new DataView(bytes.buffer).setUint32(0, bytes.length);
    return bytes;
  });

describe('any octets', () => {
  it('are a PDU, or an error within them that can be answered', () => {
    fc.assert(
      fc.property(fc.oneof(anyPdu, changedPdu, fc.uint8Array({ maxLength: 60 })), (bytes) => {
        const read = orSmppError(() => readPdu(bytes));
        if (read instanceof SmppError) {
          expect(read.offset).toBeLessThanOrEqual(bytes.length);
          const answer = answerTo(read);
          if (answer !== undefined) expect(readPdu(writePdu(answer)).defects).toEqual([]);
        } else for (const { offset } of read.defects) expect(offset).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: runs(4000) },
    );
  });

  it('without a defect are written as they were read', () => {
    let written = 0;
    fc.assert(
      fc.property(changedPdu, (bytes) => {
        const read = orSmppError(() => readPdu(bytes));
        if (read instanceof SmppError || read.defects.length > 0) return;
        const again = orSmppError(() => writePdu(read.pdu as PduToWrite));
        // What is not ASCII, a time that is none, a body beside an error and a parameter out of place are read, not written.
        if (again instanceof SmppError)
          expect(['not-a-value', 'body-not-allowed', 'tlv-not-allowed']).toContain(again.code);
        else {
          expect(again).toEqual(bytes);
          written++;
        }
      }),
      { numRuns: runs(2000) },
    );
    expect(written).toBeGreaterThan(20);
  });

  it('cut anywhere give the same PDUs, or the same error', () => {
    const anyStream = fc.array(fc.oneof(fc.constantFrom(...pdus), fc.uint8Array({ maxLength: 20 })), { maxLength: 8 });
    fc.assert(
      fc.property(
        anyStream,
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 }),
        (parts, sizes) => {
          const bytes = Uint8Array.from(parts.flatMap((part) => Array.from(part)));
          const framed = (chunks: Uint8Array[]): (Uint8Array | string)[] => {
            const framer = new PduFramer({ commandLength: 2000 });
            const seen: (Uint8Array | string)[] = [];
            const failure = orSmppError(() => {
              for (const chunk of chunks) for (const pdu of framer.push(chunk)) seen.push(pdu);
            });
            return failure instanceof SmppError ? [...seen, `${failure.code} ${failure.offset}`] : seen;
          };
          const chunks: Uint8Array[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = sizes[turn % sizes.length]!;
            chunks.push(bytes.subarray(at, at + size));
            at += size;
          }
          expect(framed(chunks)).toEqual(framed([bytes]));
        },
      ),
      { numRuns: runs(500) },
    );
  });
});

describe('any parameter', () => {
  it('of a number is the same again, and one of its own width is told as no defect', () => {
    const names = (Object.keys(tlvForms) as TlvName[]).filter((name) => tlvForms[name].form === 'integer');
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(0xffffffff), (name, any) => {
        const value = any % 2 ** (8 * tlvForms[name].most);
        const parameter = tlv(name as 'message_state', value);
        expect(tlvValue([parameter], name)).toBe(value);
        expect(isTlvWellFormed(name, parameter.value)).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('any time', () => {
  it('is the same again, to a tenth of a second, by whatever clock it is written', () => {
    const tenths = fc.integer({ min: Date.UTC(2000, 0, 2) / 100, max: Date.UTC(2099, 11, 30) / 100 });
    const quarters = fc.integer({ min: -48, max: 48 });
    fc.assert(
      fc.property(tenths, quarters, fc.integer({ min: 0, max: 31 * 86_400_000 }), (tenth, quarter, duration) => {
        const instant = new Date(tenth * 100);
        const text = absoluteTime(instant, quarter * 15);
        expect([text.length, instantOf(text, new Date(0))]).toEqual([16, instant]);
        const after = instantOf(relativeTimeOf(duration), instant)!.getTime() - instant.getTime();
        expect(after - duration).toBeGreaterThanOrEqual(0);
        expect(after - duration).toBeLessThan(1000);
      }),
      { numRuns: runs(300) },
    );
  });

  it('is one, and has an instant, or is none', () => {
    const digits = fc
      .array(fc.tuple(fc.stringMatching(/^[0-9]{15}$/), fc.constantFrom('+', '-', 'R', 'x')))
      .map((all) => all.map((each) => each.join('')));
    fc.assert(
      fc.property(digits, fc.string({ maxLength: 20 }), (times, other) => {
        for (const text of [...times, other]) {
          const instant = instantOf(text, new Date('2026-11-21T00:00:00Z'));
          if (isSmppTime(text)) expect(instant!.getTime()).not.toBeNaN();
        }
      }),
      { numRuns: runs(300) },
    );
  });
});
