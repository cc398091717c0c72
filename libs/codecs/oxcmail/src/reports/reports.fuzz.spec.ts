/** Any bytes at all as the part of a report that programs read; POSTBUS_FUZZ_RUNS runs each for longer. */
import { concat, utf8Bytes } from '@postbus/bytes';
import { PidTagMessageClass, PropertyBag } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolverOf, toMessageObject, toMime } from '../index.ts';
import { parseDeliveryStatus } from './delivery-status.ts';
import { parseDispositionNotification } from './disposition-notification.ts';
import { statusCodeIn } from './status-code.ts';

const numRuns = Number(process.env['POSTBUS_FUZZ_RUNS'] ?? 150);
const snippets = [
  'Reporting-MTA: dns; a\r\n',
  'Final-Recipient: rfc822; b@c\r\n',
  'Final-Recipient: utf-8; \\x{1F600}\\x{FFFFFF}@c\r\n',
  'Original-Recipient: ;\n',
  'Action: failed\r\n',
  'Action: delayed\n',
  'Status: 5.1.1\r\n',
  'Status: 9.999.9999',
  'Remote-MTA: dns;(x)\r\n',
  'Diagnostic-Code: smtp; 550 5.7.1 no\r\n',
  'X-Display-Name: =?utf-8?Q?=FF?=\r\n',
  'X-Supplementary-Info: <x>\r\n',
  'Disposition: a/b; displayed\r\n',
  'Disposition: ;',
  'Original-Message-ID: <x>\r\n',
  'X-MSExch-Correlation-Key: A B=C\r\n',
  '\r\n',
  '\r\n\r\n',
  '\n',
  '\r',
  ' ',
  ': ',
  ';',
  'é',
  '\0',
];
const content = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...snippets).map(utf8Bytes) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }) },
    ),
    { maxLength: 30 },
  )
  .map(concat);
const subtype = fc.constantFrom('delivery-status', 'disposition-notification', 'global-delivery-status');

function report(type: string, bytes: Uint8Array): Uint8Array {
  const head = `From: a@b\r\nContent-Type: multipart/report; boundary=x\r\n\r\n--x\r\n\r\ntext\r\n--x\r\nContent-Type: message/${type}\r\n\r\n`;
  return concat([utf8Bytes(head), bytes, utf8Bytes('\r\n--x--\r\n')]);
}

describe('any bytes', () => {
  it('make a message, and a report written of it is read as the same report', () => {
    fc.assert(
      fc.property(subtype, content, (type, bytes) => {
        const source = report(type, bytes);
        const message = toMessageObject(parseMime(source));
        const messageClass = message.properties.get(PidTagMessageClass);
        const again = toMessageObject(parseMime(toMime(message, { resolve: resolverOf(source) })));
        if (messageClass === 'IPM.Note' || message.recipients.length === 0) return;
        expect(again.properties.get(PidTagMessageClass)).toBe(messageClass);
        expect(again.recipients).toHaveLength(message.recipients.length);
      }),
      { numRuns },
    );
  });
  it('in properties of a report make a message', () => {
    const anyText = fc.oneof(
      fc.string({ maxLength: 40, unit: 'binary' }),
      fc.constantFrom('\r\n\r\nX: y', 'ü@ü', '='.repeat(999)),
    );
    const anyValue = fc.oneof(
      anyText,
      fc.integer(),
      fc.boolean(),
      fc.uint8Array({ maxLength: 9 }),
      fc.bigInt(0n, 1n << 62n),
    );
    const keys = [
      0x3001, 0x3002, 0x3003, 0x39fe, 0x0c20, 0x0c05, 0x0c04, 0x0c1b, 0x0c21, 0x0049, 0x004e, 0x1046, 0x0025, 0x6820,
      0x0c1f,
    ];
    const anyBag = fc
      .dictionary(fc.constantFrom(...keys.map(String)), anyValue)
      .map(
        (entries) =>
          new PropertyBag(Object.entries(entries).map(([key, value]) => ({ key: Number(key), type: 0x1f, value }))),
      );
    const classes = fc.constantFrom('REPORT.IPM.Note.NDR', 'REPORT.IPM.Note.IPNRN', 'REPORT.X.Delayed.DR');
    fc.assert(
      fc.property(classes, anyBag, fc.array(anyBag, { maxLength: 3 }), (messageClass, properties, recipients) => {
        properties.set(PidTagMessageClass, messageClass);
        const mime = parseMime(toMime({ properties, recipients, attachments: [] }));
        expect(mime.contentType.mediaType).toBe('multipart/report');
        expect(mime.parts.length).toBeGreaterThanOrEqual(2);
      }),
      { numRuns },
    );
  });
});

/** Finishing inside the test's time is the assertion: anything quadratic takes minutes on these. */
describe('bombs', () => {
  const many = 200_000;
  it.each([
    ['groups', 'Action: failed\n\n'.repeat(many)],
    ['fields', 'Action: failed\n'.repeat(many)],
    ['folds', `Action: failed${'\n x'.repeat(many)}`],
    ['empty lines', '\n'.repeat(many)],
    ['lines that are no fields', 'x\n'.repeat(many)],
    ['names', `${'a'.repeat(many)}: b`],
    ['blanks', `Final-Recipient:${' '.repeat(many)};\nAction:${' '.repeat(many)}x`],
    ['escapes', `Action: failed\nFinal-Recipient: utf-8; ${'\\x{41}'.repeat(many)}`],
    ['digits', `Action: failed\nStatus: ${'5.1.'.repeat(many)}`],
    ['semicolons', `Disposition: ${';'.repeat(many)}`],
  ])('of %s take linear time', (_, text) => {
    const bytes = utf8Bytes(text);
    expect(parseDeliveryStatus(bytes, 10).recipients.length).toBeLessThanOrEqual(10);
    parseDispositionNotification(bytes);
    statusCodeIn(text);
  });
});
