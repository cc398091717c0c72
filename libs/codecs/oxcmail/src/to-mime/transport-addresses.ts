/** What the header that a message came with tells of users whose Internet address the object has lost. [MS-OXOMSG] 2.2.1.61 */
import { utf8Bytes } from '@postbus/bytes';
import { type OneOff, PidTagTransportMessageHeaders, type PropertyBag, isExternal } from '@postbus/mapi';
import { mailboxes, parseAddressList, parseMime } from '@postbus/mime';
import { resolveText } from '../resolve-value.ts';
import type { Writing } from './to-mime-options.ts';

const addressFields = ['From', 'Sender', 'Reply-To', 'To', 'Cc', 'Bcc'];
/** No header that a server lets in is longer. Stops a property of megabytes from being read for one address. */
const longestHeader = 1 << 20;

/**
 * `writing` that finds, after the directory, the SMTP address of a user in PidTagTransportMessageHeaders by the user's
 * name; names that stand there for more than one address tell nothing.
 */
export function withTransportAddresses(bag: PropertyBag, writing: Writing): Writing {
  let addresses: ReadonlyMap<string, string> | undefined;
  const { smtpAddressOf } = writing.options;
  const found = (user: OneOff) => {
    const told = smtpAddressOf?.(user);
    if (told !== undefined || user.displayName === '') return told;
    addresses ??= addressesByName(bag, writing);
    return addresses.get(nameKey(user.displayName));
  };
  return { ...writing, options: { ...writing.options, smtpAddressOf: found } };
}

function addressesByName(bag: PropertyBag, { resolve }: Writing): Map<string, string> {
  const value = bag.get(PidTagTransportMessageHeaders);
  const text = typeof value === 'string' || isExternal(value) ? resolveText(value, resolve) : '';
  const { headers } = parseMime(utf8Bytes(`${text.slice(0, longestHeader)}\r\n\r\n`));
  const addresses = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const field of addressFields.flatMap((name) => headers.all(name))) {
    for (const { name, address } of mailboxes(parseAddressList(field.value))) {
      const key = nameKey(name);
      if (key === '' || address === '') continue;
      if ((addresses.get(key) ?? address) !== address) ambiguous.add(key);
      addresses.set(key, address);
    }
  }
  for (const key of ambiguous) addresses.delete(key);
  return addresses;
}

function nameKey(name: string): string {
  return name.trim().toLowerCase();
}
