/** Distinguished names, RFC 5280 4.1.2.4, as text, RFC 4514, and as keys that equal names have in common, RFC 5280 7.1. */
import { toHex } from '@postbus/bytes';
import type { Tlv } from '../asn1/tlv.ts';
import { Fields, elementsOf, oid, text } from '../asn1/values.ts';

export interface DistinguishedName {
  /** The encoding. */
  readonly raw: Uint8Array;
  /** RFC 4514, the most specific first. */
  readonly text: string;
  /** Equal for names that are equal whatever their string types, case and spaces. */
  readonly key: string;
  /** Of the attribute emailAddress, PKCS #9. */
  readonly emailAddresses: readonly string[];
}

const EMAIL_ADDRESS = '1.2.840.113549.1.9.1';
const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.42': 'GN',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  [EMAIL_ADDRESS]: 'emailAddress',
};

export function distinguishedName(element: Tlv): DistinguishedName {
  const texts: string[] = [];
  const keys: string[] = [];
  const emailAddresses: string[] = [];
  for (const relative of elementsOf(element)) {
    const attributes = relative.children().map(attribute);
    texts.unshift(attributes.map(({ name, value }) => `${name}=${escaped(value)}`).join('+'));
    keys.push(attributes.map(({ type, key }) => `${type}=${key}`).join('+'));
    for (const { type, value } of attributes) if (type === EMAIL_ADDRESS) emailAddresses.push(value);
  }
  return { raw: element.raw, text: texts.join(','), key: JSON.stringify(keys), emailAddresses };
}

function attribute(element: Tlv) {
  const fields = new Fields(element);
  const type = oid(fields.take());
  const encoded = fields.take();
  const value = encoded.constructed ? `#${toHex(encoded.raw)}` : text(encoded);
  return { type, name: shortNames[type] ?? type, value, key: value.trim().replace(/\s+/g, ' ').toLowerCase() };
}

/** RFC 4514 2.4 */
const escaped = (value: string): string => value.replace(/[",+;<>\\]|^[ #]| $/g, '\\$&').replaceAll('\0', '\\00');
