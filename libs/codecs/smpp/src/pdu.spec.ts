import { concat, fromHex, toHex, utf8Bytes } from '@postbus/bytes';
import { describe, expect, it } from 'vitest';
import {
  type Pdu,
  type PduToWrite,
  SmppError,
  answerTo,
  commandName,
  commands,
  isResponse,
  nextSequence,
  readPdu,
  responseTo,
  statusCode,
  tlv,
  tlvValue,
  writePdu,
} from './index.ts';
import { samples } from './samples.fixture.ts';

const hex = (...parts: string[]) => fromHex(parts.join('').replaceAll(' ', ''));
/** A PDU of `command` with the right length, whatever its body. */
function raw(command: keyof typeof commands, body: Uint8Array, { status = 0, sequence = 1 } = {}): Uint8Array {
  const header = new Uint8Array(16);
  const view = new DataView(header.buffer);
  view.setUint32(0, 16 + body.length);
  view.setUint32(4, commands[command].id);
  view.setUint32(8, status);
  view.setUint32(12, sequence);
  return concat([header, body]);
}
function errorOf(run: () => unknown): SmppError {
  try {
    run();
  } catch (error) {
    if (error instanceof SmppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
const deliver = (change: Partial<Record<'source' | 'after', string>> = {}): Uint8Array =>
  raw(
    'deliver_sm',
    hex(
      '00',
      '0101',
      change.source ?? '3331363100',
      '0101',
      '3132333400',
      '00',
      '00',
      '00',
      '00',
      '00',
      '00',
      '00',
      '00',
      '00',
      change.after ?? '024869',
    ),
  );

describe('operations, SMPP 3.4 section 4', () => {
  it('have the sample PDU of 3.2.2', () => {
    const sample = hex(
      '0000002F 00000002 00000000 00000001',
      '53 4D 50 50 33 54 45 53 54 00 73 65 63 72 65 74 30 38 00 53 55 42 4D 49 54 31 00 00 01 01 00',
    );
    const { pdu, defects } = readPdu(sample);
    expect(defects).toEqual([]);
    expect(pdu).toEqual({
      command: 'bind_transmitter',
      status: 0,
      sequence: 1,
      body: {
        system_id: 'SMPP3TEST',
        password: 'secret08',
        system_type: 'SUBMIT1',
        interface_version: 0,
        addr_ton: 1,
        addr_npi: 1,
        address_range: '',
      },
      tlvs: [],
    });
    expect(writePdu(pdu as PduToWrite)).toEqual(sample);
  });

  it.each(samples.map((pdu) => [pdu.command, pdu] as const))('%s is read as it was written', (_command, pdu) => {
    const bytes = writePdu(pdu);
    const read = readPdu(bytes);
    expect(read.defects).toEqual([]);
    expect(read.pdu).toMatchObject({
      command: pdu.command,
      sequence: pdu.sequence,
      status: pdu.status ?? 0,
      ...(pdu.body && { body: pdu.body }),
    });
    expect(writePdu(read.pdu as PduToWrite)).toEqual(bytes);
  });

  it('are all there, with their identifiers, 5.1.2.1', () => {
    expect(new Set(samples.map(({ command }) => command))).toEqual(new Set(Object.keys(commands)));
    expect(commandName(0x80000021)).toBe('submit_multi_resp');
    expect(commandName(0x0000000a)).toBeUndefined();
    expect(isResponse('generic_nack')).toBe(true);
    expect(isResponse('data_sm')).toBe(false);
  });

  it('have an answer, but outbind and alert_notification', () => {
    const requests = samples.map(({ command }) => command).filter((command) => !isResponse(command));
    expect(requests.filter((command) => responseTo(command) === undefined)).toEqual(['outbind', 'alert_notification']);
    expect(responseTo('submit_sm')).toBe('submit_sm_resp');
  });

  it('are numbered from 1 to 0x7fffffff and again from 1, 5.1.4', () => {
    expect([1, 0x7ffffffe, 0x7fffffff].map(nextSequence)).toEqual([2, 0x7fffffff, 1]);
  });
});

describe('reading what carriers send wrong', () => {
  const defectsOf = (bytes: Uint8Array) => readPdu(bytes).defects.map(({ code }) => code);

  it('takes an answer without error that has no body, and tells', () => {
    const { pdu, defects } = readPdu(raw('deliver_sm_resp', new Uint8Array(0)));
    expect(pdu.body).toBeUndefined();
    expect(defects).toEqual([{ code: 'body-missing', offset: 16 }]);
  });

  it('takes an error with or without a body', () => {
    expect(readPdu(raw('submit_sm_resp', new Uint8Array(0), { status: 0x58 }))).toMatchObject({
      pdu: { status: 0x58 },
      defects: [],
    });
    const withBody = readPdu(raw('submit_sm_resp', Uint8Array.of(0), { status: 0x58 }));
    expect(withBody).toMatchObject({ pdu: { body: { message_id: '' } }, defects: [] });
  });

  it('takes a text without its terminator up to the end', () => {
    const { pdu, defects } = readPdu(raw('submit_sm_resp', utf8Bytes('7B1C')));
    expect(pdu.body).toEqual({ message_id: '7B1C' });
    expect(defects).toEqual([{ code: 'unterminated', offset: 16, field: 'message_id' }]);
  });

  it('takes a text longer than its field', () => {
    const { pdu, defects } = readPdu(raw('submit_sm_resp', utf8Bytes(`${'f'.repeat(70)}\0`)));
    expect((pdu as Pdu & { command: 'submit_sm_resp' }).body?.message_id).toHaveLength(70);
    expect(defects).toMatchObject([{ code: 'too-long', field: 'message_id' }]);
  });

  it('takes a time that a carrier reports without tenths and difference, 7.1.1', () => {
    const { pdu, defects } = readPdu(raw('query_sm_resp', utf8Bytes('1\x00261121193000\x00\x02\x00')));
    expect(pdu.body).toMatchObject({ final_date: '261121193000', message_state: 2 });
    expect(defects).toEqual([]);
  });

  it('takes an id in deliver_sm_resp, where it is to be empty, 4.6.2', () => {
    const { pdu, defects } = readPdu(raw('deliver_sm_resp', utf8Bytes('1\0')));
    expect(pdu.body).toEqual({ message_id: '1' });
    expect(defects).toMatchObject([{ code: 'too-long', field: 'message_id' }]);
  });

  it('keeps octets of texts that are not ASCII', () => {
    expect(readPdu(deliver({ source: 'e9f100' })).pdu.body).toMatchObject({ source_addr: 'éñ' });
  });

  it('takes an answer that ends inside its fields', () => {
    const { pdu, defects } = readPdu(raw('query_sm_resp', utf8Bytes('7B1C\0\0')));
    expect(pdu.body).toEqual({ message_id: '7B1C', final_date: '', message_state: 0, error_code: 0 });
    expect(defects).toEqual([{ code: 'body-cut', offset: 22, field: 'message_state' }]);
  });

  it('takes an answer whose list of destinations tells more than there is', () => {
    const several = readPdu(raw('submit_multi_resp', hex('3700 05 0101 3100 00000008')));
    expect(several.pdu.body).toMatchObject({ message_id: '7', unsuccess_sme: [{ error_status_code: 8 }] });
    expect(several.defects).toEqual([{ code: 'body-cut', offset: 27, field: 'unsuccess_sme' }]);
  });

  it('reads the status of an error whose parameters tell more than there is, or stand where its body would be', () => {
    const lying = readPdu(raw('submit_sm_resp', hex('00 1400 0001 07 0427 0009 00'), { status: 0x14 }));
    expect(lying.pdu).toMatchObject({ status: 0x14, tlvs: [{ tag: 0x1400 }] });
    expect(lying.defects).toEqual([{ code: 'tlv-truncated', offset: 22, field: 'message_state' }]);
    const withText = raw('submit_sm_resp', hex('001d 0004 6e6f 2100'), { status: 0x58 });
    expect(readPdu(withText).pdu).toMatchObject({ command: 'submit_sm_resp', status: 0x58 });
  });

  it('tells sequence numbers out of range, and a status in a request', () => {
    expect(defectsOf(raw('enquire_link', new Uint8Array(0), { sequence: 0 }))).toEqual(['sequence-out-of-range']);
    expect(defectsOf(raw('enquire_link', new Uint8Array(0), { sequence: 0x80000000 }))).toEqual([
      'sequence-out-of-range',
    ]);
    expect(defectsOf(raw('enquire_link', new Uint8Array(0), { status: 8 }))).toEqual(['status-in-request']);
    expect(defectsOf(raw('generic_nack', new Uint8Array(0), { status: 3, sequence: 0 }))).toEqual([]);
  });

  it('tells times that are none, parameters of a wrong length or doubled, two messages, and octets behind', () => {
    expect(defectsOf(raw('query_sm_resp', utf8Bytes('1\x002611211930\x00\x02\x00')))).toEqual(['time-length']);
    expect(defectsOf(deliver({ after: '024869 0427 0002 0002'.replaceAll(' ', '') }))).toEqual(['tlv-length']);
    expect(defectsOf(deliver({ after: '024869 0427 0001 02 0427 0001 02'.replaceAll(' ', '') }))).toEqual([
      'tlv-repeated',
    ]);
    expect(defectsOf(deliver({ after: '024869 0381 0004 01010131 0381 0004 01010132'.replaceAll(' ', '') }))).toEqual(
      [],
    );
    expect(defectsOf(deliver({ after: '024869 0424 0001 41'.replaceAll(' ', '') }))).toEqual(['message-twice']);
    expect(defectsOf(deliver({ after: '02486900' }))).toEqual(['trailing-octets']);
    expect(defectsOf(deliver({ after: `ff${'41'.repeat(255)}` }))).toEqual(['too-long']);
  });

  it('reads a number of a wrong width, and a text without its terminator', () => {
    const { pdu } = readPdu(deliver({ after: '00 0427 0002 0002 001e 0004 37423143'.replaceAll(' ', '') }));
    expect(tlvValue(pdu.tlvs, 'message_state')).toBe(2);
    expect(tlvValue(pdu.tlvs, 'receipted_message_id')).toBe('7B1C');
  });

  it('keeps parameters that are not known', () => {
    const { pdu, defects } = readPdu(deliver({ after: '00 1400 0003 010203'.replaceAll(' ', '') }));
    expect(pdu.tlvs).toEqual([{ tag: 0x1400, value: Uint8Array.of(1, 2, 3) }]);
    expect(defects).toEqual([]);
  });
});

describe('refusing what cannot be read', () => {
  it.each([
    ['length-too-small', 0, new Uint8Array(15)],
    ['length-mismatch', 0, concat([raw('enquire_link', new Uint8Array(0)), new Uint8Array(1)])],
    ['unknown-command', 4, hex('00000010 0000000a 00000000 00000005')],
    ['truncated', 21, raw('bind_receiver', utf8Bytes('carri'))],
    ['truncated', 41, deliver({ after: 'fe4869' })],
    ['tlv-truncated', 43, deliver({ after: '0248690427000900' })],
    ['truncated', 19, raw('query_sm', utf8Bytes('12\0'))],
    ['bad-destination', 22, raw('submit_multi', hex('00', '0000', '00', '01', '03'))],
    ['truncated', 38, raw('submit_multi', hex('00', '0000', '00', 'ff', '0101013100'.repeat(3), '0200'))],
  ])('tells %s at %i', (code, offset, bytes) => {
    expect(errorOf(() => readPdu(bytes))).toMatchObject({ code, offset });
  });

  it('says what to answer, 4.3, 5.1.3', () => {
    const answer = (bytes: Uint8Array) => answerTo(errorOf(() => readPdu(bytes)));
    expect(answer(hex('00000010 0000000a 00000000 00000005'))).toEqual({
      command: 'generic_nack',
      status: 3,
      sequence: 5,
    });
    expect(answer(deliver({ after: 'fe4869' }))).toEqual({ command: 'deliver_sm_resp', status: 1, sequence: 1 });
    expect(answer(deliver({ after: '024869042700090000' }))).toEqual({
      command: 'deliver_sm_resp',
      status: 0xc0,
      sequence: 1,
    });
    expect(answer(raw('outbind', utf8Bytes('x')))).toEqual({ command: 'generic_nack', status: 1, sequence: 1 });
    expect(answer(new Uint8Array(3))).toEqual({ command: 'generic_nack', status: 2, sequence: 0 });
    expect(answer(hex('00000010 8000000a 00000000 00000005'))).toBeUndefined();
    expect(answer(raw('submit_sm_resp', hex('3100 0427 0009 00')))).toBeUndefined();
    expect(writePdu(answer(deliver({ after: 'fe4869' }))!)).toHaveLength(16);
  });
});

describe('writing strictly', () => {
  const refused: readonly (readonly [string, string, PduToWrite])[] = [
    ['too-long', 'system_id', { command: 'bind_receiver', sequence: 1, body: { system_id: 'a'.repeat(16) } }],
    ['too-long', 'password', { command: 'bind_receiver', sequence: 1, body: { password: 'a'.repeat(9) } }],
    ['too-long', 'source_addr', { command: 'submit_sm', sequence: 1, body: { source_addr: '1'.repeat(21) } }],
    ['too-long', 'message_id', { command: 'query_sm', sequence: 1, body: { message_id: '1'.repeat(65) } }],
    ['too-long', 'short_message', { command: 'submit_sm', sequence: 1, body: { short_message: new Uint8Array(255) } }],
    ['not-a-value', 'source_addr', { command: 'submit_sm', sequence: 1, body: { source_addr: 'Café' } }],
    ['not-a-value', 'service_type', { command: 'submit_sm', sequence: 1, body: { service_type: 'a\0b' } }],
    ['not-a-value', 'data_coding', { command: 'submit_sm', sequence: 1, body: { data_coding: 256 } }],
    ['not-a-value', 'esm_class', { command: 'submit_sm', sequence: 1, body: { esm_class: 0.5 } }],
    ['not-a-value', 'validity_period', { command: 'submit_sm', sequence: 1, body: { validity_period: '261121' } }],
    [
      'too-long',
      'validity_period',
      { command: 'deliver_sm', sequence: 1, body: { validity_period: '000001000000000R' } },
    ],
    ['too-long', 'message_id', { command: 'deliver_sm_resp', sequence: 1, body: { message_id: '1' } }],
    ['not-a-value', 'dest_address', { command: 'submit_multi', sequence: 1, body: {} }],
    [
      'not-a-value',
      'dest_address',
      {
        command: 'submit_multi',
        sequence: 1,
        body: { dest_address: Array.from({ length: 255 }, () => ({ dl_name: 'a' })) },
      },
    ],
    ['not-a-value', 'sequence_number', { command: 'enquire_link', sequence: 0 }],
    ['not-a-value', 'sequence_number', { command: 'enquire_link', sequence: 0x80000000 }],
    ['not-a-value', 'command_status', { command: 'enquire_link', sequence: 1, status: 1 }],
    ['tlv-not-allowed', 'message_state', { command: 'submit_sm', sequence: 1, tlvs: [tlv('message_state', 2)] }],
    ['tlv-not-allowed', 'source_port', { command: 'enquire_link', sequence: 1, tlvs: [tlv('source_port', 2)] }],
    ['not-a-value', 'tag', { command: 'enquire_link', sequence: 1, tlvs: [{ tag: 65536, value: new Uint8Array(0) }] }],
    [
      'not-a-value',
      'length',
      { command: 'data_sm', sequence: 1, tlvs: [{ tag: 0x0424, value: new Uint8Array(65536) }] },
    ],
    [
      'message-twice',
      'short_message',
      {
        command: 'submit_sm',
        sequence: 1,
        body: { short_message: Uint8Array.of(1) },
        tlvs: [tlv('message_payload', Uint8Array.of(1))],
      },
    ],
  ];
  it.each(refused)('tells %s of %s', (code, field, pdu) => {
    expect(errorOf(() => writePdu(pdu))).toMatchObject({ code, field });
  });

  it('gives an error no body where 4.1.2 and 4.4.2 have none, and an answer its body', () => {
    const status = statusCode('ESME_RSYSERR');
    expect(
      errorOf(() => writePdu({ command: 'submit_sm_resp', sequence: 1, status, body: { message_id: '1' } })).code,
    ).toBe('body-not-allowed');
    expect(errorOf(() => writePdu({ command: 'submit_sm_resp', sequence: 1 })).code).toBe('body-missing');
    expect(writePdu({ command: 'data_sm_resp', sequence: 1, status, body: {} })).toHaveLength(17);
  });

  it("takes a carrier's own parameters anywhere", () => {
    const tlvs = [{ tag: 0x1400, value: Uint8Array.of(1) }];
    expect(readPdu(writePdu({ command: 'submit_sm', sequence: 1, tlvs })).pdu.tlvs).toEqual(tlvs);
  });

  it('fills what is left out with zeros', () => {
    expect(toHex(writePdu({ command: 'submit_sm', sequence: 1 }))).toBe(
      `00000021000000040000000000000001${'00'.repeat(17)}`,
    );
  });

  it('takes addresses of 64 characters in data_sm and alert_notification, 5.2.8 and 5.2.9', () => {
    const address = '9'.repeat(64);
    const body = { source_addr: address, destination_addr: address };
    expect(readPdu(writePdu({ command: 'data_sm', sequence: 1, body }))).toMatchObject({ pdu: { body }, defects: [] });
    const alert = { source_addr: address, esme_addr: address };
    expect(writePdu({ command: 'alert_notification', sequence: 1, body: alert })).toHaveLength(150);
  });

  it('grows for a payload of 64 KiB', () => {
    const payload = Uint8Array.from({ length: 65535 }, (_, index) => index & 0xff);
    const bytes = writePdu({ command: 'data_sm', sequence: 1, tlvs: [tlv('message_payload', payload)] });
    expect(tlvValue(readPdu(bytes).pdu.tlvs, 'message_payload')).toEqual(payload);
  });
});
