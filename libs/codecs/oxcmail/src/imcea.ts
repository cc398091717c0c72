/** Addresses of other systems put into Internet ones, taken out again. [MS-OXCMAIL] 2.1.3.1.8, 2.2.3.1.2 */
import { utf8Bytes } from '@postbus/bytes';
import { decodeText } from '@postbus/charset';
import type { OneOff } from '@postbus/mapi';
import type { Mailbox } from '@postbus/mime';
import { smtpUser } from './address-group.ts';

/** `IMCEA`, the address type, a hyphen, the encoded address. Quotes stand around a local part that needs them. */
const encapsulated = /^"?imcea([!-,.-~]+?)-([^"]*)"?$/i;
/** No mail goes there, so nothing is lost by reading what stands before it. RFC 2606 2 */
const nowhere = 'invalid';
const plus = 0x2b;
const underscore = 0x5f;
const slash = 0x2f;

/**
 * The user of an Internet mailbox: of its own type where its address is an encapsulated one of a domain that can deliver
 * to that type.
 * @param domains those domains, in any case
 */
export function internetUser(mailbox: Mailbox, domains: readonly string[]): OneOff {
  const { name, address } = mailbox;
  const initial = address.charCodeAt(0) | 0x20;
  const inner = initial === 0x69 || initial === 0x22 ? deencapsulated(address, domains) : undefined;
  if (inner === undefined) return smtpUser(mailbox);
  const named = name !== '' && name !== address;
  return { displayName: named ? name : inner.emailAddress, ...inner };
}

function deencapsulated(address: string, domains: readonly string[]): Omit<OneOff, 'displayName'> | undefined {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1).toLowerCase();
  if (domain !== nowhere && !domains.some((one) => one.toLowerCase() === domain)) return undefined;
  const [, type, encoded] = encapsulated.exec(address.slice(0, at)) ?? [];
  if (type === undefined || encoded === undefined || encoded === '') return undefined;
  const emailAddress = decoded(encoded);
  return emailAddress === '' ? undefined : { addressType: type.toUpperCase(), emailAddress };
}

/** `_` is a slash, `+` and two hexadecimal digits an octet; the octets are UTF-8 where they can be. */
function decoded(text: string): string {
  const source = utf8Bytes(text);
  const bytes = new Uint8Array(source.length);
  let length = 0;
  for (let at = 0; at < source.length; at++) {
    const octet = source[at] === plus ? hexOctet(source, at) : undefined;
    bytes[length++] = octet ?? (source[at] === underscore ? slash : source[at]!);
    if (octet !== undefined) at += 2;
  }
  const result = bytes.subarray(0, length);
  return decodeText(result, undefined);
}

function hexOctet(source: Uint8Array, at: number): number | undefined {
  const digits = String.fromCharCode(source[at + 1] ?? 0, source[at + 2] ?? 0);
  return /^[\da-f]{2}$/i.test(digits) ? Number.parseInt(digits, 16) : undefined;
}
