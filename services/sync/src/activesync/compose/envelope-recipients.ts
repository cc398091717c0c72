/** Whom a message goes to: everyone in To, Cc and Bcc, once. RFC 5322 3.6.3 */
import { type HeaderList, mailboxes, parseAddressList } from '@postbus/mime';
import { ComposeError } from './compose-error.ts';
import { keyOf } from './own-address.ts';

const fields = ['To', 'Cc', 'Bcc'];

/**
 * Addresses in the order in which they first come.
 * @param most stops a message that makes a thousand copies of itself
 * @throws {ComposeError} `no-recipient`, `recipient-invalid`, `too-many-recipients`
 */
export function envelopeRecipients(headers: HeaderList, most: number): string[] {
  const found = new Map<string, string>();
  for (const { value } of fields.flatMap((name) => headers.all(name))) {
    for (const { address } of mailboxes(parseAddressList(value))) {
      const key = keyOf(address);
      if (key === undefined) throw new ComposeError('recipient-invalid', 'a recipient is no address');
      if (!found.has(key)) found.set(key, address);
      if (found.size > most) throw new ComposeError('too-many-recipients', `more than ${most} recipients`);
    }
  }
  if (found.size === 0) throw new ComposeError('no-recipient', 'there is no recipient');
  return [...found.values()];
}
