/** Whatever a message holds, it can be shown, and nothing of it moves the cursor; POSTBUS_FUZZ_RUNS runs it for longer. */
import { PropertyBag, PropertyType, definitions } from '@postbus/mapi';
import { readMessageFile, writeMessageFile } from '@postbus/message-file';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paletteFor } from '../terminal/palette.ts';
import { inspectLines } from './inspect-lines.ts';

const numRuns = Number(process.env['POSTBUS_FUZZ_RUNS'] ?? 200);
const text = fc.string({ unit: 'binary', maxLength: 40 });
const value = fc.oneof(
  fc.record({ type: fc.constant(PropertyType.PtypString), value: text }),
  fc.record({ type: fc.constant(PropertyType.PtypInteger32), value: fc.integer() }),
  fc.record({ type: fc.constant(PropertyType.PtypFloatingTime), value: fc.double() }),
  fc.record({ type: fc.constant(PropertyType.PtypTime), value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }),
  fc.record({ type: fc.constant(PropertyType.PtypBinary), value: fc.uint8Array({ maxLength: 80 }) }),
  fc.record({ type: fc.constant(PropertyType.PtypMultipleString), value: fc.array(text, { maxLength: 3 }) }),
);
const bag = fc
  .array(fc.record({ definition: fc.constantFrom(...definitions), typed: value }), { maxLength: 25 })
  .map((entries) => new PropertyBag(entries.map(({ definition, typed }) => ({ key: definition.key, ...typed }))));
const message = fc.record({
  properties: bag,
  recipients: fc.array(bag, { maxLength: 2 }),
  attachments: fc.array(fc.record({ properties: bag }), { maxLength: 2 }),
});

describe('postbus inspect', () => {
  it('shows any message, in lines of printable characters', () => {
    const palette = paletteFor({ write: () => true }, {});
    fc.assert(
      fc.property(message, fc.option(fc.integer({ min: 1, max: 200 })), (source, width) => {
        const file = readMessageFile(writeMessageFile({ message: source }, 'json'));
        for (const line of inspectLines(file, 'x.json', 1, { palette, width: width ?? undefined }))
          expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]/u);
      }),
      { numRuns },
    );
  });
});
