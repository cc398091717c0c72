/** Optional parameters: tag, length, value. SMPP 3.4 3.2.4.1, 5.3 */
import { asciiBytes, latin1Text } from '@postbus/bytes';
import { SmppError } from './smpp-error.ts';
import { type TlvForm, type TlvName, type TlvValue, type TlvValues, tlvForms } from './tlv-table.ts';

/** One parameter as it lies in a PDU, known or not. */
export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
}

/**
 * A parameter of 5.3.2 with its value.
 *
 * @throws {SmppError} `not-a-value`, `too-long`
 */
export function tlv<Name extends TlvName>(name: Name, value: TlvValue<Name>): Tlv {
  const form: TlvForm = tlvForms[name];
  const octets = writers[form.form](value as never, form, name);
  if (octets.length < form.least || octets.length > form.most) {
    throw new SmppError('too-long', `${octets.length} octets, ${form.least} to ${form.most} allowed`, { field: name });
  }
  return { tag: form.tag, value: octets };
}

/**
 * The value of the first parameter of that name, whatever its length: carriers write numbers wider or narrower, and
 * texts without their NUL. Undefined where there is none, or one too short to say anything.
 */
export function tlvValue<Name extends TlvName>(tlvs: readonly Tlv[], name: Name): TlvValue<Name> | undefined {
  return tlvValues(tlvs, name)[0];
}

/** The values of all parameters of that name; callback numbers may be several. */
export function tlvValues<Name extends TlvName>(tlvs: readonly Tlv[], name: Name): TlvValue<Name>[] {
  const { tag, form }: TlvForm = tlvForms[name];
  return tlvs
    .filter((each) => each.tag === tag)
    .map((each) => readers[form](each.value))
    .filter((value) => value !== undefined) as TlvValue<Name>[];
}

/** Whether the octets are as many as 5.3.2 allows, and a text ends with its NUL. */
export function isTlvWellFormed(name: TlvName, value: Uint8Array): boolean {
  const { form, least, most }: TlvForm = tlvForms[name];
  if (value.length < least || value.length > most) return false;
  return form !== 'text' || value.indexOf(0) === value.length - 1;
}

const readers: { readonly [Form in keyof TlvValues]: (value: Uint8Array) => TlvValues[Form] | undefined } = {
  integer: (value) => {
    if (value.length === 0 || value.length > 4) return undefined;
    return value.reduce((number, octet) => number * 256 + octet, 0);
  },
  text: (value) => {
    const end = value.indexOf(0);
    return latin1Text(value, 0, end === -1 ? value.length : end);
  },
  octets: (value) => value,
  none: () => true,
  networkError: ({ length, 0: type = 0, 1: high = 0, 2: low = 0 }) =>
    length < 3 ? undefined : { network_type: type, error_code: (high << 8) | low },
  subaddress: (value) => (value.length === 0 ? undefined : { type: value[0]!, subaddress: value.subarray(1) }),
  callbackNumber: (value) => {
    const [mode, ton, npi] = value;
    if (mode === undefined || ton === undefined || npi === undefined) return undefined;
    return { digit_mode: mode, ton, npi, digits: value.subarray(3) };
  },
  callbackTag: (value) => (value.length === 0 ? undefined : { data_coding: value[0]!, characters: value.subarray(1) }),
  sessionInfo: ({ length, 0: session = 0, 1: sequence = 0 }) =>
    length < 2
      ? undefined
      : { session_number: session, sequence_number: sequence >>> 1, ends_session: (sequence & 1) === 1 },
  waitingFacilities: ({ length, 0: octet = 0 }) =>
    length === 0 ? undefined : { active: (octet & 0x80) !== 0, type: octet & 0x03 },
};

const writers: {
  readonly [Form in keyof TlvValues]: (value: TlvValues[Form], form: TlvForm, name: TlvName) => Uint8Array;
} = {
  integer: (value, { most }, name) => {
    const limit = 2 ** (8 * most);
    if (!Number.isInteger(value) || value < 0 || value >= limit) {
      throw new SmppError('not-a-value', `${value} does not fit`, { field: name });
    }
    return Uint8Array.from({ length: most }, (_, index) => Math.floor(value / 2 ** (8 * (most - 1 - index))) & 0xff);
  },
  text: (value, _form, name) => {
    // oxlint-disable-next-line no-control-regex -- ASCII but NUL
    if (!/^[\x01-\x7f]*$/.test(value)) throw new SmppError('not-a-value', 'not ASCII', { field: name });
    return asciiBytes(`${value}\0`);
  },
  octets: (value) => value,
  none: () => new Uint8Array(0),
  networkError: ({ network_type, error_code }, _form, name) =>
    octets(name, network_type, error_code >>> 8, error_code & 0xff),
  subaddress: ({ type, subaddress }, _form, name) => octets(name, type, ...subaddress),
  callbackNumber: ({ digit_mode, ton, npi, digits }, _form, name) => octets(name, digit_mode, ton, npi, ...digits),
  callbackTag: ({ data_coding, characters }, _form, name) => octets(name, data_coding, ...characters),
  sessionInfo: ({ session_number, sequence_number, ends_session }, _form, name) =>
    octets(name, session_number, (sequence_number << 1) | (ends_session ? 1 : 0)),
  waitingFacilities: ({ active, type }, _form, name) => {
    if (type > 3) throw new SmppError('not-a-value', `${type} is no indication`, { field: name });
    return octets(name, (active ? 0x80 : 0) | type);
  },
};

function octets(field: TlvName, ...values: readonly number[]): Uint8Array {
  for (const value of values) {
    if (!Number.isInteger(value) || value < 0 || value > 0xff) {
      throw new SmppError('not-a-value', `${value} is no octet`, { field });
    }
  }
  return Uint8Array.from(values);
}
