/** MAIL and RCPT as they are sent, and what a message asks of the server that gets it. */
import { domainToASCII } from 'node:url';
import type { Extensions } from './extensions.ts';

export interface EnvelopeRecipient {
  readonly address: string;
  /** RFC 3461 4.1 */
  readonly notify?: readonly string[] | undefined;
  /** As on the wire. RFC 3461 4.2 */
  readonly orcpt?: string | undefined;
}

export interface EnvelopeSender {
  /** '' is the null reverse-path. */
  readonly address: string;
  readonly ret?: 'FULL' | 'HDRS' | undefined;
  /** As on the wire. RFC 3461 4.4 */
  readonly envid?: string | undefined;
}

export interface ContentFacts {
  /** Bytes. */
  readonly size: number;
  /** Whether any byte is above 127. */
  readonly eightBit: boolean;
  /** Whether one of them is in the header: an internationalized message. RFC 6532 */
  readonly eightBitHeader: boolean;
}

/** A reason why a server can never take a message as it is. RFC 3463 */
export interface Unmet {
  readonly status: '5.6.3' | '5.6.7' | '5.3.4' | '5.1.3' | '5.1.7';
  readonly reason: string;
  /** Whether the host lacks something: another may have it. */
  readonly ofHost: boolean;
}

const localPart = /^(?:[^\u0000-\u0020\u007f-\u009f<>()[\]\\,;:@"]+|"(?:[^"\\\u0000-\u001f\u007f-\u009f]|\\[ -~])*")$/u;
const domain = /^(?:[^\u0000-\u0020\u007f-\u009f<>()[\]\\,;:@"]+|\[[0-9A-Za-z:.]+\])$/u;
const ascii = /^[\x21-\x7e ]*$/;
/** xtext. RFC 3461 4 */
const xtext = /^(?:[!-*,-<>-~]|\+[0-9A-F]{2})+$/;
const orcptForm = /^(?<type>[A-Za-z0-9-]+);(?<address>.+)$/;
/** utf-8-addr-unitext. RFC 6533 3 */
const unitext = /^(?:[!-*,-<>-~]|\+[0-9A-F]{2}|[^\u0000-\u009f\p{Z}])+$/u;
const notifyKeywords: ReadonlySet<string> = new Set(['NEVER', 'SUCCESS', 'FAILURE', 'DELAY']);

/** Whether `address` can stand between angle brackets without ending them or the line. RFC 5321 4.1.2, RFC 6531 3.3 */
export function isMailbox(address: string): boolean {
  const at = address.lastIndexOf('@');
  return at > 0 && localPart.test(address.slice(0, at)) && domain.test(address.slice(at + 1));
}

/** `MAIL FROM:<…> …` without its line end. Parameters go only to a server that offers them. */
export function mailCommand(
  sender: EnvelopeSender,
  needsUtf8: boolean,
  facts: ContentFacts,
  extensions: Extensions,
): string {
  const words = [`MAIL FROM:<${pathFor(sender.address, extensions)}>`];
  if (extensions.size !== undefined) words.push(`SIZE=${facts.size}`);
  if (extensions.eightBitMime && facts.eightBit) words.push('BODY=8BITMIME');
  if (extensions.smtpUtf8 && needsUtf8) words.push('SMTPUTF8');
  if (extensions.dsn && sender.ret !== undefined) words.push(`RET=${sender.ret}`);
  if (extensions.dsn && sender.envid !== undefined && xtext.test(sender.envid)) words.push(`ENVID=${sender.envid}`);
  return words.join(' ');
}

/** `RCPT TO:<…> …` without its line end. */
export function rcptCommand(recipient: EnvelopeRecipient, extensions: Extensions): string {
  const words = [`RCPT TO:<${pathFor(recipient.address, extensions)}>`];
  if (!extensions.dsn) return words[0]!;
  const notify = (recipient.notify ?? [])
    .map((keyword) => keyword.toUpperCase())
    .filter((keyword) => notifyKeywords.has(keyword));
  if (notify.length > 0) words.push(`NOTIFY=${notify.join(',')}`);
  const orcpt = orcptFor(recipient.orcpt ?? '', extensions);
  if (orcpt !== undefined) words.push(`ORCPT=${orcpt}`);
  return words.join(' ');
}

/**
 * RFC 3461 4.2; an address in UTF-8 goes as it is to a server that takes that, and escaped to others. RFC 6533 3
 * @returns undefined where it is none
 */
function orcptFor(orcpt: string, extensions: Extensions): string | undefined {
  const { type = '', address = '' } = orcptForm.exec(orcpt)?.groups ?? {};
  if (xtext.test(address)) return orcpt;
  if (type.toLowerCase() !== 'utf-8' || !unitext.test(address)) return undefined;
  if (extensions.smtpUtf8) return orcpt;
  const escaped = address.replace(
    /[^ -~]/gu,
    (character) => `\\x{${character.codePointAt(0)!.toString(16).toUpperCase()}}`,
  );
  return `${type};${escaped}`;
}

/** Whether the envelope or the header needs SMTPUTF8. RFC 6531 3.4 */
export function needsSmtpUtf8(
  sender: EnvelopeSender,
  recipients: readonly EnvelopeRecipient[],
  facts: ContentFacts,
): boolean {
  return facts.eightBitHeader || !ascii.test(sender.address) || recipients.some(({ address }) => !ascii.test(address));
}

/**
 * Why the server cannot take the message for any recipient; undefined where it can. Nothing is ever re-encoded for it.
 */
export function unmetByMessage(sender: EnvelopeSender, facts: ContentFacts, extensions: Extensions): Unmet | undefined {
  if (sender.address !== '' && !isMailbox(sender.address))
    return { status: '5.1.7', reason: 'the reverse-path is not an address', ofHost: false };
  if (extensions.size?.limit !== undefined && facts.size > extensions.size.limit) {
    return {
      status: '5.3.4',
      reason: `the message has ${facts.size} bytes, the next hop takes ${extensions.size.limit}`,
      ofHost: true,
    };
  }
  if (facts.eightBitHeader && !extensions.smtpUtf8) {
    return {
      status: '5.6.7',
      reason: 'the header is in UTF-8, and the next hop does not offer SMTPUTF8',
      ofHost: true,
    };
  }
  if (facts.eightBit && !extensions.eightBitMime) {
    return { status: '5.6.3', reason: 'the message is 8-bit, and the next hop does not offer 8BITMIME', ofHost: true };
  }
  return unmetByAddress(sender.address, extensions);
}

/** Why the server cannot take this recipient. */
export function unmetByRecipient(recipient: EnvelopeRecipient, extensions: Extensions): Unmet | undefined {
  if (!isMailbox(recipient.address)) return { status: '5.1.3', reason: 'this is not an address', ofHost: false };
  return unmetByAddress(recipient.address, extensions);
}

function unmetByAddress(address: string, extensions: Extensions): Unmet | undefined {
  if (extensions.smtpUtf8 || ascii.test(pathFor(address, extensions))) return undefined;
  return { status: '5.6.7', reason: 'the address is in UTF-8, and the next hop does not offer SMTPUTF8', ofHost: true };
}

/** Without SMTPUTF8 a domain goes in A-labels, which name the same domain; a local part has no such form. RFC 5890 2.3.2.1 */
function pathFor(address: string, extensions: Extensions): string {
  if (extensions.smtpUtf8 || ascii.test(address)) return address;
  const at = address.lastIndexOf('@');
  const aLabels = domainToASCII(address.slice(at + 1));
  return aLabels === '' ? address : `${address.slice(0, at)}@${aLabels}`;
}
