/** The optional parameters of SMPP 3.4 and the forms of their values. 5.3.2 */

/** A network's reason for a failure. 5.3.2.31 */
export interface NetworkError {
  /** 1 ANSI-136, 2 IS-95, 3 GSM. */
  readonly network_type: number;
  readonly error_code: number;
}
/** 5.3.2.15, 5.3.2.16 */
export interface Subaddress {
  readonly type: number;
  readonly subaddress: Uint8Array;
}
/** 5.3.2.36 */
export interface CallbackNumber {
  readonly digit_mode: number;
  readonly ton: number;
  readonly npi: number;
  /** ASCII digits, or DTMF where the digit mode is 0. */
  readonly digits: Uint8Array;
}
/** 5.3.2.38 */
export interface CallbackTag {
  readonly data_coding: number;
  readonly characters: Uint8Array;
}
/** 5.3.2.43 */
export interface SessionInfo {
  readonly session_number: number;
  readonly sequence_number: number;
  readonly ends_session: boolean;
}
/** 5.3.2.13 */
export interface WaitingFacilities {
  readonly active: boolean;
  /** 0 voicemail, 1 fax, 2 electronic mail, 3 other. */
  readonly type: number;
}

export interface TlvValues {
  readonly integer: number;
  readonly text: string;
  readonly octets: Uint8Array;
  readonly none: true;
  readonly networkError: NetworkError;
  readonly subaddress: Subaddress;
  readonly callbackNumber: CallbackNumber;
  readonly callbackTag: CallbackTag;
  readonly sessionInfo: SessionInfo;
  readonly waitingFacilities: WaitingFacilities;
}

export interface TlvForm<Form extends keyof TlvValues = keyof TlvValues> {
  readonly tag: number;
  readonly form: Form;
  /** The octets that a value may have; those of a text count its NUL. */
  readonly least: number;
  readonly most: number;
}

const integer = (tag: number, size: number): TlvForm<'integer'> => ({ tag, form: 'integer', least: size, most: size });
const text = (tag: number, most: number): TlvForm<'text'> => ({ tag, form: 'text', least: 1, most });
const of = <Form extends keyof TlvValues>(tag: number, form: Form, least: number, most = least): TlvForm<Form> => ({
  tag,
  form,
  least,
  most,
});

/** By the names of the document. */
export const tlvForms = {
  dest_addr_subunit: integer(0x0005, 1),
  dest_network_type: integer(0x0006, 1),
  dest_bearer_type: integer(0x0007, 1),
  dest_telematics_id: integer(0x0008, 2),
  source_addr_subunit: integer(0x000d, 1),
  source_network_type: integer(0x000e, 1),
  source_bearer_type: integer(0x000f, 1),
  source_telematics_id: integer(0x0010, 1),
  qos_time_to_live: integer(0x0017, 4),
  payload_type: integer(0x0019, 1),
  additional_status_info_text: text(0x001d, 256),
  receipted_message_id: text(0x001e, 65),
  ms_msg_wait_facilities: of(0x0030, 'waitingFacilities', 1),
  privacy_indicator: integer(0x0201, 1),
  source_subaddress: of(0x0202, 'subaddress', 2, 23),
  dest_subaddress: of(0x0203, 'subaddress', 2, 23),
  user_message_reference: integer(0x0204, 2),
  user_response_code: integer(0x0205, 1),
  source_port: integer(0x020a, 2),
  destination_port: integer(0x020b, 2),
  sar_msg_ref_num: integer(0x020c, 2),
  language_indicator: integer(0x020d, 1),
  sar_total_segments: integer(0x020e, 1),
  sar_segment_seqnum: integer(0x020f, 1),
  sc_interface_version: integer(0x0210, 1),
  callback_num_pres_ind: integer(0x0302, 1),
  callback_num_atag: of(0x0303, 'callbackTag', 0, 65),
  number_of_messages: integer(0x0304, 1),
  callback_num: of(0x0381, 'callbackNumber', 4, 19),
  dpf_result: integer(0x0420, 1),
  set_dpf: integer(0x0421, 1),
  ms_availability_status: integer(0x0422, 1),
  network_error_code: of(0x0423, 'networkError', 3),
  message_payload: of(0x0424, 'octets', 0, 65535),
  delivery_failure_reason: integer(0x0425, 1),
  more_messages_to_send: integer(0x0426, 1),
  message_state: integer(0x0427, 1),
  ussd_service_op: integer(0x0501, 1),
  display_time: integer(0x1201, 1),
  sms_signal: integer(0x1203, 2),
  ms_validity: integer(0x1204, 1),
  alert_on_message_delivery: of(0x130c, 'none', 0),
  its_reply_type: integer(0x1380, 1),
  its_session_info: of(0x1383, 'sessionInfo', 2),
} as const;

export type TlvName = keyof typeof tlvForms;
export type TlvValue<Name extends TlvName> =
  (typeof tlvForms)[Name] extends TlvForm<infer Form> ? TlvValues[Form] : never;

const names: ReadonlyMap<number, TlvName> = new Map(
  Object.entries(tlvForms).map(([name, { tag }]) => [tag, name as TlvName]),
);
/** Parameters that one PDU may have several of. 4.4.1, 5.3.2.36 to 5.3.2.38 */
const repeated: ReadonlySet<TlvName> = new Set(['callback_num', 'callback_num_pres_ind', 'callback_num_atag']);

/** The parameter of `tag`; undefined for reserved ones and those of a carrier's own. */
export function tlvName(tag: number): TlvName | undefined {
  return names.get(tag);
}

export function mayRepeat(name: TlvName): boolean {
  return repeated.has(name);
}
