/** Reverse-path and forward-path. RFC 5321 4.1.2 and 4.1.3, RFC 6531 3.3; limits of RFC 5321 4.5.3.1 */
import { isIPv4, isIPv6 } from 'node:net';

/** A mailbox as it stood between the angle brackets, its source route left out (RFC 5321 C), its quoting only where needed. */
export interface Mailbox {
  /** `local-part@domain`; empty for the null reverse-path, `postmaster` alone where the domain was left out. */
  readonly address: string;
  /** Whether there is a character beyond ASCII, which needs SMTPUTF8. RFC 6531 3.4 */
  readonly international: boolean;
}

export interface ParsedPath {
  readonly mailbox: Mailbox;
  /** Index of the first character behind the closing bracket. */
  readonly end: number;
}

const longestLocalPart = 64;
const longestDomain = 255;
const longestPath = 256;

const atom = String.raw`[A-Za-z0-9!#$%&'*+/=?^_\x60{|}~\u{a0}-\u{10ffff}-]+`;
const dotString = String.raw`${atom}(?:\.${atom})*`;
const quotedString = String.raw`"(?:[ !#-\[\]-~\u{a0}-\u{10ffff}]|\\[ -~])*"`;
/** An underscore is no letter of RFC 5321, but of host names in use; a label does not begin or end in a hyphen. */
const label = String.raw`[A-Za-z0-9_\u{a0}-\u{10ffff}](?:[A-Za-z0-9_\u{a0}-\u{10ffff}-]*[A-Za-z0-9_\u{a0}-\u{10ffff}])?`;
const domainName = String.raw`${label}(?:\.${label})*`;
const addressLiteral = String.raw`\[[^\[\]\s\\]+\]`;
const sourceRoute = `(?:@${domainName}(?:,@${domainName})*:)?`;

const pathForm = new RegExp(`<${sourceRoute}(${dotString}|${quotedString})@(${domainName}|${addressLiteral})>`, 'uy');
/** What nearly every path looks like, found much faster. */
const plainPathForm = /<([A-Za-z0-9_+=-]+(?:\.[A-Za-z0-9_+=-]+)*)@([A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*)>/y;
const dotStringForm = new RegExp(`^${dotString}$`, 'u');
const asciiDomainForm =
  /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*$/;
const beyondAscii = /[^\u0000-\u007f]/; // eslint-disable-line no-control-regex

/**
 * The mailbox in angle brackets at `start` of a command line.
 *
 * @returns undefined where the text there is no Reverse-path or Forward-path, or longer than RFC 5321 4.5.3.1 allows
 */
export function parsePath(line: string, start: number): ParsedPath | undefined {
  if (line.startsWith('<>', start)) return { mailbox: nullPath, end: start + 2 };
  if (line.slice(start, start + 12).toLowerCase() === '<postmaster>') return { mailbox: postmaster, end: start + 12 };
  plainPathForm.lastIndex = start;
  pathForm.lastIndex = start;
  const found = plainPathForm.exec(line) ?? pathForm.exec(line);
  if (found === null) return undefined;
  const end = start + found[0].length;
  const localPart = canonicalLocalPart(found[1]!);
  const domain = found[2]!;
  if (!fits(localPart, domain) || (domain.startsWith('[') && !isAddressLiteral(domain))) return undefined;
  const address = `${localPart}@${domain}`;
  return { mailbox: { address, international: beyondAscii.test(address) }, end };
}

const nullPath: Mailbox = { address: '', international: false };
const postmaster: Mailbox = { address: 'postmaster', international: false };

function fits(localPart: string, domain: string): boolean {
  const octets = Buffer.byteLength(localPart);
  const domainOctets = Buffer.byteLength(domain);
  return octets <= longestLocalPart && domainOctets <= longestDomain && octets + domainOctets + 3 <= longestPath;
}

/** The quoting of a quoted string taken away where a dot string says the same, and made least where not. RFC 5321 4.1.2 */
function canonicalLocalPart(text: string): string {
  if (!text.startsWith('"')) return text;
  const content = text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
  return dotStringForm.test(content) ? content : `"${content.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** `[192.0.2.1]` or `[IPv6:2001:db8::1]`. RFC 5321 4.1.3 */
export function isAddressLiteral(text: string): boolean {
  if (!text.startsWith('[') || !text.endsWith(']')) return false;
  const address = text.slice(1, -1);
  return isIPv4(address) || (/^IPv6:/i.test(address) && isIPv6(address.slice(5)) && !address.includes('%'));
}

/** What a client may call itself: a domain, in A-labels (RFC 6531 3.7.1), or an address literal. RFC 5321 4.1.1.1 */
export function isHelloName(text: string): boolean {
  return text.length <= longestDomain && (asciiDomainForm.test(text) || isAddressLiteral(text));
}
