/** The operations of SMPP 3.4, with the mandatory fields of each in their order. 4, 5.1.2.1, 5.2 */

/** One address of submit_multi. 4.5.1.1 */
export type Destination =
  | { readonly dest_addr_ton: number; readonly dest_addr_npi: number; readonly destination_addr: string }
  | { readonly dl_name: string };

/** A destination to which submit_multi failed. 4.5.2.1 */
export interface UnsuccessfulDestination {
  readonly dest_addr_ton: number;
  readonly dest_addr_npi: number;
  readonly destination_addr: string;
  readonly error_status_code: number;
}

/** The forms that a mandatory field has; `size` of a text counts its NUL. 3.1 */
interface FieldValues {
  readonly integer: number;
  readonly text: string;
  readonly time: string;
  readonly message: Uint8Array;
  readonly destinations: readonly Destination[];
  readonly unsuccessful: readonly UnsuccessfulDestination[];
}
export interface Field<Form extends keyof FieldValues = keyof FieldValues> {
  readonly form: Form;
  readonly size: number;
}

const integer: Field<'integer'> = { form: 'integer', size: 1 };
const time: Field<'time'> = { form: 'time', size: 17 };
/** A time that the operation has no use for. 4.6.1 */
const noTime: Field<'time'> = { form: 'time', size: 1 };
/** With the octet of its length before it. 5.2.21, 5.2.22 */
const message: Field<'message'> = { form: 'message', size: 254 };
const destinations: Field<'destinations'> = { form: 'destinations', size: 254 };
const unsuccessful: Field<'unsuccessful'> = { form: 'unsuccessful', size: 255 };
const text = (size: number): Field<'text'> => ({ form: 'text', size });

const bind = {
  system_id: text(16),
  password: text(9),
  system_type: text(13),
  interface_version: integer,
  addr_ton: integer,
  addr_npi: integer,
  address_range: text(41),
};
const bindResponse = { system_id: text(16) };
const messageId = { message_id: text(65) };
const source = { source_addr_ton: integer, source_addr_npi: integer, source_addr: text(21) };
const destination = { dest_addr_ton: integer, dest_addr_npi: integer, destination_addr: text(21) };
const sending = {
  esm_class: integer,
  protocol_id: integer,
  priority_flag: integer,
  schedule_delivery_time: time,
  validity_period: time,
  registered_delivery: integer,
  replace_if_present_flag: integer,
  data_coding: integer,
  sm_default_msg_id: integer,
  short_message: message,
};
const submit = { service_type: text(6), ...source, ...destination, ...sending };

/** By the names of the document; fields in the order of their octets. */
export const commands = {
  bind_receiver: { id: 0x00000001, fields: bind },
  bind_receiver_resp: { id: 0x80000001, fields: bindResponse },
  bind_transmitter: { id: 0x00000002, fields: bind },
  bind_transmitter_resp: { id: 0x80000002, fields: bindResponse },
  query_sm: { id: 0x00000003, fields: { ...messageId, ...source } },
  query_sm_resp: {
    id: 0x80000003,
    fields: { ...messageId, final_date: time, message_state: integer, error_code: integer },
  },
  submit_sm: { id: 0x00000004, fields: submit },
  submit_sm_resp: { id: 0x80000004, fields: messageId },
  deliver_sm: { id: 0x00000005, fields: { ...submit, schedule_delivery_time: noTime, validity_period: noTime } },
  // It is not used, and empty. 4.6.2
  deliver_sm_resp: { id: 0x80000005, fields: { message_id: text(1) } },
  unbind: { id: 0x00000006, fields: {} },
  unbind_resp: { id: 0x80000006, fields: {} },
  replace_sm: {
    id: 0x00000007,
    fields: {
      ...messageId,
      ...source,
      schedule_delivery_time: time,
      validity_period: time,
      registered_delivery: integer,
      sm_default_msg_id: integer,
      short_message: message,
    },
  },
  replace_sm_resp: { id: 0x80000007, fields: {} },
  cancel_sm: { id: 0x00000008, fields: { service_type: text(6), ...messageId, ...source, ...destination } },
  cancel_sm_resp: { id: 0x80000008, fields: {} },
  bind_transceiver: { id: 0x00000009, fields: bind },
  bind_transceiver_resp: { id: 0x80000009, fields: bindResponse },
  outbind: { id: 0x0000000b, fields: { system_id: text(16), password: text(9) } },
  enquire_link: { id: 0x00000015, fields: {} },
  enquire_link_resp: { id: 0x80000015, fields: {} },
  submit_multi: {
    id: 0x00000021,
    fields: { service_type: text(6), ...source, dest_address: destinations, ...sending },
  },
  submit_multi_resp: { id: 0x80000021, fields: { ...messageId, unsuccess_sme: unsuccessful } },
  alert_notification: {
    id: 0x00000102,
    fields: {
      source_addr_ton: integer,
      source_addr_npi: integer,
      source_addr: text(65),
      esme_addr_ton: integer,
      esme_addr_npi: integer,
      esme_addr: text(65),
    },
  },
  data_sm: {
    id: 0x00000103,
    fields: {
      service_type: text(6),
      source_addr_ton: integer,
      source_addr_npi: integer,
      source_addr: text(65),
      dest_addr_ton: integer,
      dest_addr_npi: integer,
      destination_addr: text(65),
      esm_class: integer,
      registered_delivery: integer,
      data_coding: integer,
    },
  },
  data_sm_resp: { id: 0x80000103, fields: messageId },
  generic_nack: { id: 0x80000000, fields: {} },
} as const;

export type CommandName = keyof typeof commands;
export type ResponseName = Extract<CommandName, `${string}_resp` | 'generic_nack'>;
export type RequestName = Exclude<CommandName, ResponseName>;

type FieldsOf<Name extends CommandName> = (typeof commands)[Name]['fields'];
/** The mandatory fields of an operation, under the names of the document. */
export type BodyOf<Name extends CommandName> = {
  readonly [Key in keyof FieldsOf<Name>]: FieldsOf<Name>[Key] extends Field<infer Form> ? FieldValues[Form] : never;
};

const names: ReadonlyMap<number, CommandName> = new Map(
  Object.entries(commands).map(([name, { id }]) => [id, name as CommandName]),
);
const fields: ReadonlyMap<CommandName, readonly (readonly [string, Field])[]> = new Map(
  Object.entries(commands).map(([name, { fields }]) => [name as CommandName, Object.entries(fields)]),
);
/** Answers that have no body where their status tells an error. 4.1.2, 4.1.4, 4.1.6, 4.4.2 */
const bodilessErrors: ReadonlySet<CommandName> = new Set<CommandName>([
  'bind_transmitter_resp',
  'bind_receiver_resp',
  'bind_transceiver_resp',
  'submit_sm_resp',
]);

/** The operation of a command_id; undefined for one that 5.1.2.1 reserves. */
export function commandName(id: number): CommandName | undefined {
  return names.get(id);
}

/** The fields of an operation in the order of their octets. */
export function fieldsOf(name: CommandName): readonly (readonly [string, Field])[] {
  return fields.get(name)!;
}

export function isResponse(name: CommandName): name is ResponseName {
  return commands[name].id >= 0x80000000;
}

/** The answer to a request; undefined for outbind and alert_notification, which have none, and for answers. 4.1.7, 4.12 */
export function responseTo(name: CommandName): ResponseName | undefined {
  const answer = `${name}_resp`;
  return answer in commands ? (answer as ResponseName) : undefined;
}

export function hasNoBodyOnError(name: CommandName): boolean {
  return bodilessErrors.has(name);
}
