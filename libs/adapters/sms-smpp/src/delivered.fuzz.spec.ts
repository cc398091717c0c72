/** Whatever a carrier delivers, it is a receipt, a message, or nothing: reading it never fails. */
import { type PduOf, readPdu, tlv, writePdu } from '@postbus/smpp';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isReceipt, receiptOf } from './carrier-receipt.ts';
import type { SmppChannelSettings } from './channel-settings.ts';
import { receivedPart } from './received-part.ts';

const octets = fc.uint8Array({ maxLength: 254 });
const receiptText = fc
  .array(
    fc.constantFrom(
      'id:',
      'ID:0x',
      'stat:',
      'DELIVRD',
      'err:',
      'done date:',
      '26010112',
      ' ',
      '99',
      'ff',
      '\0',
      'text:',
      '🙂',
    ),
    { maxLength: 12 },
  )
  .map((words) => new TextEncoder().encode(words.join('')).slice(0, 254));
const address = fc.constantFrom('', '0', '+', '00', '31612345678', '+31612345678', 'ACME', '٣١٦', '0612345678');
const parameters = fc.array(
  fc.record({
    tag: fc.constantFrom(0x001e, 0x0427, 0x0204, 0x020c, 0x020e, 0x020f, 0x0423, 0x0424, 0x1400),
    value: fc.uint8Array({ maxLength: 70 }),
  }),
  { maxLength: 5 },
);
const settings = fc.record(
  {
    alphabet: fc.constantFrom('gsm', 'latin-1', 'ascii'),
    textCoding: fc.constantFrom(0, 1, 3),
    unicodeCoding: fc.constantFrom(8, 0x18),
    receiptIds: fc.constantFrom('any', 'same'),
    bareNumbers: fc.constantFrom('international', 'national'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<SmppChannelSettings>>;

it('reads any message, data coding, header, parameters and text of a receipt', () => {
  fc.assert(
    fc.property(
      fc.oneof(octets, receiptText),
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: 0, max: 7 }),
      address,
      parameters,
      settings,
      (short_message, esm_class, data_coding, ton, number, tlvs, more) => {
        const body = { esm_class, data_coding, source_addr_ton: ton, source_addr: ascii(number), short_message };
        const isBoth = short_message.length > 0;
        const written = writePdu({
          command: 'deliver_sm',
          sequence: 1,
          body,
          tlvs: tlvs.filter(({ tag }) => !(isBoth && tag === 0x0424)),
        });
        const { pdu } = readPdu(written) as { pdu: PduOf<'deliver_sm'> };
        const all: SmppChannelSettings = { name: 'c', hosts: [], systemId: 'p', ...more };
        const told = isReceipt(pdu, all) ? receiptOf(pdu, all, 1e12) : undefined;
        if (told !== undefined) {
          expect(told.receipt.messageIds.length > 0 || told.userMessageReference !== undefined).toBe(true);
          expect(told.receipt.messageIds).not.toContain('');
        }
        const { header, body: text, concatenation } = receivedPart(pdu, all, 1e12);
        expect(header.length + text.length).toBeLessThanOrEqual(2 * 255 + 140);
        if (concatenation !== undefined) {
          expect(concatenation.sequence).toBeGreaterThan(0);
          expect(concatenation.sequence).toBeLessThanOrEqual(concatenation.total);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

it('takes the message of data_sm from its payload', () => {
  fc.assert(
    fc.property(octets, (payload) => {
      const written = writePdu({ command: 'data_sm', sequence: 1, body: {}, tlvs: [tlv('message_payload', payload)] });
      const { pdu } = readPdu(written) as { pdu: PduOf<'data_sm'> };
      expect(receivedPart(pdu, { name: 'c', hosts: [], systemId: 'p' }, 1).body).toEqual(payload);
    }),
    { numRuns: 200 },
  );
});

/** What a field of a PDU can hold. */
function ascii(text: string): string {
  // oxlint-disable-next-line no-control-regex -- ASCII
  return text.replace(/[^\x01-\x7f]/g, '?');
}
