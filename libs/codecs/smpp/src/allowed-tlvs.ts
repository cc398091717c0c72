/** Which optional parameters an operation may have. SMPP 3.4 4.1.2 to 4.12.1 */
import type { CommandName } from './command.ts';
import type { TlvName } from './tlv-table.ts';

const bound = ['sc_interface_version'] as const;
/** What a message to be sent may have by every operation that sends one. */
const sent = [
  'user_message_reference',
  'source_port',
  'source_addr_subunit',
  'destination_port',
  'dest_addr_subunit',
  'sar_msg_ref_num',
  'sar_total_segments',
  'sar_segment_seqnum',
  'more_messages_to_send',
  'payload_type',
  'message_payload',
  'privacy_indicator',
  'callback_num',
  'callback_num_pres_ind',
  'callback_num_atag',
  'source_subaddress',
  'dest_subaddress',
  'display_time',
  'sms_signal',
  'ms_validity',
  'ms_msg_wait_facilities',
  'number_of_messages',
  'alert_on_message_delivery',
  'language_indicator',
] as const;
/** What tells of a message that was sent. */
const receipt = ['network_error_code', 'message_state', 'receipted_message_id'] as const;

const lists: Readonly<Partial<Record<CommandName, readonly TlvName[]>>> = {
  bind_transmitter_resp: bound,
  bind_receiver_resp: bound,
  bind_transceiver_resp: bound,
  submit_sm: [...sent, 'user_response_code', 'its_reply_type', 'its_session_info', 'ussd_service_op'],
  submit_multi: sent,
  deliver_sm: [
    'user_message_reference',
    'source_port',
    'destination_port',
    'sar_msg_ref_num',
    'sar_total_segments',
    'sar_segment_seqnum',
    'user_response_code',
    'privacy_indicator',
    'payload_type',
    'message_payload',
    'callback_num',
    'source_subaddress',
    'dest_subaddress',
    'language_indicator',
    'its_session_info',
    ...receipt,
  ],
  data_sm: [
    ...sent,
    ...receipt,
    'source_network_type',
    'source_bearer_type',
    'source_telematics_id',
    'dest_network_type',
    'dest_bearer_type',
    'dest_telematics_id',
    'qos_time_to_live',
    'set_dpf',
    'user_response_code',
    'its_reply_type',
    'its_session_info',
  ],
  data_sm_resp: ['delivery_failure_reason', 'network_error_code', 'additional_status_info_text', 'dpf_result'],
  alert_notification: ['ms_availability_status'],
};
const allowed: ReadonlyMap<string, ReadonlySet<TlvName>> = new Map(
  Object.entries(lists).map(([command, names]) => [command, new Set(names)]),
);

/** Whether `command` may have the parameter; those that the document does not know are a carrier's own, and may be anywhere. */
export function mayCarry(command: CommandName, name: TlvName): boolean {
  return allowed.get(command)?.has(name) ?? false;
}
