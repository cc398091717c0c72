import { fromHex, toHex } from '@postbus/bytes';
import { describe, expect, it } from 'vitest';
import { SmppError, type TlvName, type TlvValue, tlv, tlvForms, tlvName, tlvValue, tlvValues } from './index.ts';

function check<Name extends TlvName>(name: Name, value: TlvValue<Name>, hex: string): void {
  const parameter = tlv(name, value);
  expect(toHex(parameter.value)).toBe(hex);
  expect(parameter.tag).toBe(tlvForms[name].tag);
  expect(tlvValue([parameter], name)).toEqual(value);
}

describe('optional parameters, SMPP 3.4 5.3.2', () => {
  it('are written and read in the form of each', () => {
    check('source_port', 9200, '23f0');
    check('qos_time_to_live', 0xfffffffe, 'fffffffe');
    check('message_state', 2, '02');
    check('receipted_message_id', '7B1C', '3742314300');
    check('message_payload', fromHex('0416'), '0416');
    check('alert_on_message_delivery', true, '');
    check('network_error_code', { network_type: 3, error_code: 0x1234 }, '031234');
    check('source_subaddress', { type: 0x80, subaddress: fromHex('0102') }, '800102');
    check('callback_num', { digit_mode: 1, ton: 1, npi: 1, digits: fromHex('3132') }, '0101013132');
    check('callback_num_atag', { data_coding: 3, characters: fromHex('e9') }, '03e9');
    check('its_session_info', { session_number: 5, sequence_number: 3, ends_session: true }, '0507');
    check('ms_msg_wait_facilities', { active: true, type: 2 }, '82');
  });

  it('have 44 tags, each of its own', () => {
    const names = Object.keys(tlvForms) as TlvName[];
    expect(names).toHaveLength(44);
    expect(names.filter((name) => tlvName(tlvForms[name].tag) !== name)).toEqual([]);
    expect(tlvName(0x1400)).toBeUndefined();
  });

  it('may be several of one name', () => {
    const digits = (text: string) => ({ digit_mode: 1, ton: 1, npi: 1, digits: fromHex(text) });
    const all = [tlv('callback_num', digits('31')), tlv('callback_num_pres_ind', 1), tlv('callback_num', digits('32'))];
    expect(tlvValues(all, 'callback_num')).toEqual([digits('31'), digits('32')]);
    expect(tlvValue(all, 'message_state')).toBeUndefined();
  });

  it('say nothing where they are too short', () => {
    const empty = new Uint8Array(0);
    const names: TlvName[] = [
      'source_port',
      'network_error_code',
      'callback_num',
      'its_session_info',
      'dest_subaddress',
    ];
    for (const name of names) expect(tlvValue([{ tag: tlvForms[name].tag, value: empty }], name)).toBeUndefined();
    expect(tlvValue([{ tag: tlvForms.source_port.tag, value: new Uint8Array(5) }], 'source_port')).toBeUndefined();
  });

  it('are refused where the value does not fit', () => {
    const refused = [
      () => tlv('message_state', 256),
      () => tlv('source_port', -1),
      () => tlv('receipted_message_id', 'é'),
      () => tlv('network_error_code', { network_type: 256, error_code: 0 }),
      () => tlv('ms_msg_wait_facilities', { active: true, type: 4 }),
      () => tlv('its_session_info', { session_number: 1, sequence_number: 128, ends_session: false }),
    ];
    for (const run of refused) expect(run).toThrow(expect.objectContaining({ code: 'not-a-value' }));
    expect(() => tlv('receipted_message_id', 'a'.repeat(65))).toThrow(expect.objectContaining({ code: 'too-long' }));
    expect(() => tlv('message_payload', new Uint8Array(65536))).toThrow(SmppError);
    expect(() => tlv('source_subaddress', { type: 1, subaddress: new Uint8Array(0) })).toThrow(SmppError);
  });
});
