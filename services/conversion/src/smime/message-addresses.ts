/** Who a message says that it is from and for. RFC 5322 3.6.2, 3.6.3 */
import { type HeaderList, mailboxes, parseAddressList } from '@postbus/mime';

const recipientFields = ['To', 'Cc', 'Resent-To', 'Resent-Cc'];

const addressesIn = (headers: HeaderList, name: string): string[] =>
  headers.all(name).flatMap(({ value }) => mailboxes(parseAddressList(value)).map(({ address }) => address));

/**
 * The one address of From. Undefined where From is missing, there twice, or names nobody or several: programs that show
 * mail do not agree then who it is from, so nobody's signature speaks for it.
 */
export function oneAuthor(headers: HeaderList): string | undefined {
  const [author, ...others] = addressesIn(headers, 'From').filter((address) => address !== '');
  return headers.all('From').length === 1 && others.length === 0 ? author : undefined;
}

/** The first address of From. */
export const firstAuthor = (headers: HeaderList): string | undefined =>
  addressesIn(headers, 'From').find((address) => address !== '');

/** Those whom every recipient sees named. */
export const namedRecipients = (headers: HeaderList): string[] =>
  recipientFields.flatMap((name) => addressesIn(headers, name));
