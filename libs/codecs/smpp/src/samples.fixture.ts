/** One PDU of each operation, and what other programs need to read them. */
import { utf8Bytes } from '@postbus/bytes';
import { type PduToWrite, absoluteTime, relativeTime, statusCode, tlv } from './index.ts';

const source = { source_addr_ton: 5, source_addr_npi: 0, source_addr: 'Postbus' };
const destination = { dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: '31612345678' };
const bind = {
  system_id: 'postbus',
  password: 'secret08',
  system_type: 'SMS',
  interface_version: 0x34,
  addr_ton: 1,
  addr_npi: 1,
  address_range: '^316',
};
const sending = {
  service_type: 'CMT',
  ...source,
  esm_class: 0x40,
  protocol_id: 0,
  priority_flag: 1,
  schedule_delivery_time: absoluteTime(new Date('2026-11-21T19:30:00Z'), 60),
  validity_period: relativeTime({ days: 2, hours: 3 }),
  registered_delivery: 1,
  replace_if_present_flag: 0,
  data_coding: 0,
  sm_default_msg_id: 0,
  short_message: Uint8Array.of(5, 0, 3, 7, 2, 1, 0x48, 0x69),
};
const submit = { ...sending, ...destination };
const receipt = utf8Bytes(
  'id:7B1C sub:001 dlvrd:001 submit date:2611211930 done date:2611211931 stat:DELIVRD err:000 text:',
);

export const samples: readonly PduToWrite[] = [
  { command: 'bind_receiver', sequence: 1, body: bind },
  { command: 'bind_transmitter', sequence: 2, body: { ...bind, address_range: '' } },
  { command: 'bind_transceiver', sequence: 3, body: bind },
  {
    command: 'bind_receiver_resp',
    sequence: 1,
    body: { system_id: 'carrier' },
    tlvs: [tlv('sc_interface_version', 0x34)],
  },
  { command: 'bind_transmitter_resp', sequence: 2, status: statusCode('ESME_RINVPASWD') },
  { command: 'bind_transceiver_resp', sequence: 3, body: { system_id: 'carrier' } },
  { command: 'outbind', sequence: 4, body: { system_id: 'carrier', password: 'pass' } },
  { command: 'unbind', sequence: 5 },
  { command: 'unbind_resp', sequence: 5 },
  {
    command: 'submit_sm',
    sequence: 6,
    body: submit,
    tlvs: [tlv('user_message_reference', 513), tlv('source_port', 9200), tlv('destination_port', 2948)],
  },
  {
    command: 'submit_sm',
    sequence: 7,
    body: { ...submit, esm_class: 0, data_coding: 8, short_message: new Uint8Array(0) },
    tlvs: [
      tlv('sar_msg_ref_num', 0xbeef),
      tlv('sar_total_segments', 2),
      tlv('sar_segment_seqnum', 1),
      tlv('message_payload', Uint8Array.of(0x04, 0x16, 0xd8, 0x3d, 0xde, 0x00)),
    ],
  },
  { command: 'submit_sm_resp', sequence: 6, body: { message_id: '7B1C' } },
  { command: 'submit_sm_resp', sequence: 7, status: statusCode('ESME_RTHROTTLED') },
  {
    command: 'submit_multi',
    sequence: 8,
    body: {
      ...sending,
      dest_address: [destination, { dl_name: 'everybody' }, { ...destination, destination_addr: '31687654321' }],
    },
  },
  {
    command: 'submit_multi_resp',
    sequence: 8,
    body: {
      message_id: '7b1d',
      unsuccess_sme: [{ ...destination, error_status_code: statusCode('ESME_RINVDSTADR') }],
    },
  },
  {
    command: 'deliver_sm',
    sequence: 9,
    body: {
      ...source,
      ...destination,
      esm_class: 4,
      short_message: receipt,
    },
    tlvs: [
      tlv('network_error_code', { network_type: 3, error_code: 0 }),
      tlv('message_state', 2),
      tlv('receipted_message_id', '7B1C'),
    ],
  },
  { command: 'deliver_sm_resp', sequence: 9, body: {} },
  {
    command: 'data_sm',
    sequence: 10,
    body: {
      service_type: 'WAP',
      ...source,
      ...destination,
      destination_addr: '9'.repeat(20),
      esm_class: 0,
      registered_delivery: 1,
      data_coding: 4,
    },
    tlvs: [
      tlv(
        'message_payload',
        Uint8Array.from({ length: 300 }, (_, index) => index & 0xff),
      ),
    ],
  },
  { command: 'data_sm_resp', sequence: 10, body: { message_id: 'abc' } },
  { command: 'query_sm', sequence: 11, body: { message_id: '7B1C', ...source } },
  {
    command: 'query_sm_resp',
    sequence: 11,
    body: {
      message_id: '7B1C',
      final_date: absoluteTime(new Date('2026-11-21T19:30:00Z')),
      message_state: 2,
      error_code: 5,
    },
  },
  { command: 'cancel_sm', sequence: 12, body: { service_type: 'CMT', message_id: '7B1C', ...source, ...destination } },
  { command: 'cancel_sm_resp', sequence: 12 },
  {
    command: 'replace_sm',
    sequence: 13,
    body: {
      message_id: '7B1C',
      ...source,
      validity_period: relativeTime({ hours: 1 }),
      registered_delivery: 1,
      short_message: utf8Bytes('Hello'),
    },
  },
  { command: 'replace_sm_resp', sequence: 13, status: statusCode('ESME_RREPLACEFAIL') },
  { command: 'enquire_link', sequence: 14 },
  { command: 'enquire_link_resp', sequence: 14 },
  {
    command: 'alert_notification',
    sequence: 15,
    body: { ...source, esme_addr_ton: 1, esme_addr_npi: 1, esme_addr: '1234' },
    tlvs: [tlv('ms_availability_status', 0)],
  },
  { command: 'generic_nack', sequence: 0, status: statusCode('ESME_RINVCMDID') },
];
