/** Addresses as text that no character of theirs can leave. RFC 5322 3.4.1, RFC 6531 3.3, RFC 5891 4 */
import { domainToAscii } from './idna.ts';

const dotAtom = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const dotAtomUtf8 = /^[\w!#$%&'*+/=?^`{|}~\u00a1-\uffff-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u00a1-\uffff-]+)*$/;
const quotedString = /^"(?:[^"\\]|\\.)*"$/;
const domainLiteral = /^\[[\x21-\x5a\x5e-\x7e]*\]$/;
const notInDomain = /[^\w.!#$%&'*+/=?^`{|}~\u00a1-\uffff-]/g;
/** What no address may hold, in ASCII or out of it: controls, blanks, marks that turn the direction of text. */
const unprintable = /[\u0000-\u001f\u007f-\u00a0\u2028-\u202e\u2066-\u2069]/g;

/**
 * `address` as an addr-spec: the local part quoted where it must be, the domain in A-labels unless UTF-8 may be written.
 * @returns undefined for a local part outside ASCII that may not be written as UTF-8: nothing else means the same
 */
export function addrSpecText(address: string, utf8: boolean): string | undefined {
  const text = address.toWellFormed().trim();
  const at = endsQuoted(text) ? -1 : text.lastIndexOf('@');
  const local = localText(at === -1 ? text : text.slice(0, at), utf8);
  if (local === undefined || at === -1) return local;
  return `${local}@${domainText(text.slice(at + 1), utf8)}`;
}

function endsQuoted(text: string): boolean {
  return text.endsWith('"') && text.startsWith('"');
}

function localText(local: string, utf8: boolean): string | undefined {
  const plain = local.replace(unprintable, (character) => (character === ' ' ? ' ' : ''));
  if (!utf8 && /[^\x20-\x7e]/.test(plain)) return undefined;
  if (plain === '' || (utf8 ? dotAtomUtf8 : dotAtom).test(plain) || quotedString.test(plain)) return plain;
  return `"${plain.replace(/["\\]/g, '\\$&')}"`;
}

function domainText(domain: string, utf8: boolean): string {
  if (domainLiteral.test(domain)) return domain;
  const plain = domain.replace(unprintable, '').replace(notInDomain, '');
  return utf8 ? plain : domainToAscii(plain);
}
