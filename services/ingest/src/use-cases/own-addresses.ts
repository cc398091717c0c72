/** Whether addresses belong to the account that is logged in. RFC 6409 6.1, 8.1 */
import { type Account, addressKey } from '@postbus/domain';
import { type HeaderList, mailboxes, parseAddressList } from '@postbus/mime';
import { IngestError } from '../ingest-error.ts';

export function owns(account: Account, address: string): boolean {
  try {
    const key = addressKey(address);
    return [account.address, ...account.aliases].some((own) => addressKey(own) === key);
  } catch {
    return false;
  }
}

/**
 * From must be there once, and every address of it and of Sender be the account's.
 * @throws {IngestError} `author-missing`, `author-not-owned`
 */
export function checkAuthors(account: Account, headers: HeaderList, id: string): void {
  const from = headers.all('From');
  const authors = from.flatMap(({ value }) => addressesOf(value));
  if (from.length !== 1 || authors.length === 0)
    throw new IngestError('author-missing', id, 'there is not one From with an address');
  const senders = headers.all('Sender').flatMap(({ value }) => addressesOf(value));
  const foreign = [...authors, ...senders].find((address) => !owns(account, address));
  if (foreign !== undefined) throw new IngestError('author-not-owned', id, 'an author is not of the account');
}

function addressesOf(value: string): string[] {
  return mailboxes(parseAddressList(value)).map(({ address }) => address);
}
