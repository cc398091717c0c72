/** Who wrote a message, by its own words. RFC 5322 3.6.2, RFC 8550 3 */
import { type SignerResult, isSameAddress } from '@postbus/cms';
import { type MimeEntity, mailboxes, parseAddressList, withAsciiDomain } from '@postbus/mime';

export interface Authors {
  /** Empty where there are several fields of that name: readers show one or another of them. */
  readonly from: readonly string[];
  readonly sender: readonly string[];
}

/** Undefined where `message` has neither From nor Sender. */
export function authorsOf(message: MimeEntity): Authors | undefined {
  if (!message.headers.has('From') && !message.headers.has('Sender')) return undefined;
  return { from: addressesOf(message, 'From'), sender: addressesOf(message, 'Sender') };
}

function addressesOf({ headers }: MimeEntity, name: string): string[] {
  const [field, ...others] = headers.all(name);
  if (field === undefined || others.length > 0) return [];
  return mailboxes(parseAddressList(field.value)).map(({ address }) => withAsciiDomain(address));
}

/** Which of the fields names one of `signers`. */
export function signedAs(signers: readonly SignerResult[], { from, sender }: Authors): 'from' | 'sender' | undefined {
  const named = signers.flatMap(({ certificate }) => certificate?.emailAddresses ?? []);
  const isNamed = (address: string): boolean => named.some((one) => isSameAddress(one, address));
  if (from.some(isNamed)) return 'from';
  return sender.some(isNamed) ? 'sender' : undefined;
}
