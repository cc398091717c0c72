/** Addresses of mail in certificates. RFC 5280 4.2.1.10, 7.5; RFC 8550 3 */
import { type Check, failed, passed } from '../check.ts';
import type { Certificate } from './certificate.ts';

/** Whether both are one address: the part before the sign exactly, the domain in any ASCII case. RFC 5280 7.5, RFC 8550 3 */
export function isSameAddress(one: string, other: string): boolean {
  const [local, domain] = parts(one);
  const [otherLocal, otherDomain] = parts(other);
  return local === otherLocal && domain === otherDomain;
}

/** Whether `address` lies within an rfc822Name of NameConstraints: an address, a host, or, beginning with a dot, a domain. */
export function isWithin(address: string, base: string): boolean {
  if (base.includes('@')) return isSameAddress(address, base);
  const [, domain] = parts(address);
  const wanted = base.toLowerCase();
  return wanted.startsWith('.') ? domain.endsWith(wanted) : domain === wanted;
}

/** The addresses of From and Sender against those of the signer's certificate: one is enough. RFC 8550 3 */
export function fromCheck(from: string | readonly string[], { emailAddresses, subject }: Certificate): Check {
  const wanted = typeof from === 'string' ? [from] : from;
  if (emailAddresses.length === 0) return failed('from', 'no-address', `${subject.text} names no address of mail`);
  if (emailAddresses.some((address) => wanted.some((one) => isSameAddress(address, one)))) return passed('from');
  const named = wanted.length === 0 ? 'no address of the message' : wanted.join(', ');
  return failed('from', 'address-mismatch', `${named} is not among ${emailAddresses.join(', ')}`);
}

function parts(address: string): [local: string, domain: string] {
  const at = address.lastIndexOf('@');
  return [address.slice(0, Math.max(at, 0)), asciiLower(address.slice(at + 1))];
}

const asciiLower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
